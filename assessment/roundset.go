package assessment

import (
	"context"
	"errors"
	"time"

	"wuxing/scoring"
)

// RoundChange replaces what may change of a round: everything but its name, year
// and card.
type RoundChange struct {
	OpensAt  time.Time
	ClosesAt time.Time
	Quota    int
	Settings Settings
}

// SetRound changes an open round. What decides the path of an application stays as
// it is once one was submitted (CodeSettingFixed).
func (s *Service) SetRound(ctx context.Context, cmd Command, roundID string, new RoundChange) (*Round, error) {
	return write(ctx, s, cmd, ActionSetRound, func(tx Tx) (*Round, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if _, ok := round.next(ActionSetRound); !ok {
			return nil, fail(KindConflict, CodeWrongState, "action", string(ActionSetRound), "state", string(round.State)).present(round.present())
		}
		if err := guard(cmd, round.Version, round.present()); err != nil {
			return nil, err
		}
		card, err := s.cardOf(round)
		if err != nil {
			return nil, err
		}
		problems, err := new.check(tx, round, card)
		if err != nil {
			return nil, err
		}
		reason, wrong := cmd.reason()
		problems = append(problems, wrong...)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		before := round.wholeStep()
		round.OpensAt, round.ClosesAt = microseconds(new.OpensAt), microseconds(new.ClosesAt)
		round.Quota, round.Settings = new.Quota, new.Settings.normal()
		if err := tx.UpdateRound(round); err != nil {
			if errors.Is(err, ErrStale) {
				return nil, fail(KindConflict, CodeConcurrentConflict).present(round.present())
			}
			return nil, wrap(err, "update round %s", round.ID)
		}
		return round, s.record(tx, cmd, change{action: ActionSetRound, object: objectRound, id: round.ID, before: before, after: round.wholeStep(), reason: reason})
	})
}

func (n *RoundChange) check(tx Tx, round *Round, card *scoring.Card) (scoring.Problems, error) {
	problems := checkWindow(n.OpensAt, n.ClosesAt, n.Quota)
	problems = append(problems, n.Settings.check(card, n.Quota)...)
	fixed := n.Settings.fixed(&round.Settings)
	if len(fixed) == 0 {
		return problems, nil
	}
	begun, err := anyHandedIn(tx, round.ID)
	if err != nil {
		return nil, err
	}
	for _, field := range fixed {
		if begun {
			problems.Add(CodeSettingFixed, scoring.Position{Path: "settings." + field}, "field", field)
		}
	}
	return problems, nil
}

// anyHandedIn tells whether an application of the round was submitted.
func anyHandedIn(tx Tx, roundID string) (bool, error) {
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: roundID, HandedIn: true, Limit: 1})
	return len(applications) > 0, wrap(err, "list the applications of round %s", roundID)
}

// RoundScope says what may still change of a round.
type RoundScope struct {
	Round *Round
	Card  *scoring.Card
	Open  bool // anything at all
	Path  bool // what decides the path of an application: nothing was submitted yet
}

// SettingsScope is the round with what its settings may still become.
func (s *Service) SettingsScope(ctx context.Context, actor Actor, roundID string) (*RoundScope, error) {
	return read(ctx, s, actor, ActionSetRound, func(tx Tx) (*RoundScope, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		scope := &RoundScope{Round: round}
		if scope.Card, err = s.cardOf(round); err != nil {
			return nil, err
		}
		begun, err := anyHandedIn(tx, roundID)
		if err != nil {
			return nil, err
		}
		_, scope.Open = round.next(ActionSetRound)
		scope.Path = scope.Open && !begun
		return scope, s.veil(tx, actor).round(round)
	})
}
