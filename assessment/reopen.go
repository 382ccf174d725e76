package assessment

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Reopening is one of the two steps that open a frozen round again: somebody asks,
// somebody else confirms. Added, never edited.
type Reopening struct {
	RoundID   string
	Confirmed bool // the second step, which the round was opened by
	Reason    string
	By        string
	At        time.Time
}

// ReopenView tells what came of a step.
type ReopenView struct {
	Round    *Round
	Reopened bool // false: it was asked for and waits for a second person
}

// Reopen opens a frozen round again, before it is published. The first call asks,
// one by another person confirms (the same: CodeSecondPerson); both give a reason.
// Ranking, snapshot, outcome and notice stay on record; a notice is over with it. The
// reviews can change and the round is ranked, decided and put on notice anew.
func (s *Service) Reopen(ctx context.Context, cmd Command, roundID, reason string) (*ReopenView, error) {
	return write(ctx, s, cmd, ActionReopen, func(tx Tx) (*ReopenView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if _, ok := round.next(ActionReopen); !ok {
			return nil, fail(KindConflict, CodeWrongState, "action", string(ActionReopen), "state", string(round.State)).present(round.present())
		}
		if err := guard(cmd, round.Version, round.present()); err != nil {
			return nil, err
		}
		if problems := checkText(reason, "reason", minReason, maxReason); len(problems) > 0 {
			return nil, invalid(problems)
		}
		last, err := tx.FindReopening(round.ID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, wrap(err, "find what was asked of round %s", round.ID)
		}
		step := &Reopening{RoundID: round.ID, Reason: strings.TrimSpace(reason), By: cmd.Actor.UserID, At: s.time()}
		step.Confirmed = err == nil && !last.Confirmed
		if step.Confirmed && last.By == cmd.Actor.UserID {
			return nil, fail(KindConflict, CodeSecondPerson).present(round.present())
		}
		if err := tx.AddReopening(step); err != nil {
			return nil, wrap(err, "add a reopening of round %s", round.ID)
		}
		err = s.record(tx, cmd, change{action: ActionReopen, object: objectRanking, id: round.ID, reason: step.Reason})
		if err != nil {
			return nil, err
		}
		kind := MessageReopeningAsked
		if step.Confirmed {
			kind = MessageRoundReopened
		}
		if err := s.tell(tx, cmd, news{kind: kind, round: round}); err != nil {
			return nil, err
		}
		if !step.Confirmed {
			return &ReopenView{Round: round}, nil
		}
		if err := s.tellStopped(tx, cmd, round); err != nil {
			return nil, err
		}
		round, err = s.thaw(tx, cmd, round.ID)
		return &ReopenView{Round: round, Reopened: true}, err
	})
}

// tellStopped tells the enterprises of a round that is still on notice that the notice
// is over; of one that has not begun nobody was told.
func (s *Service) tellStopped(tx Tx, cmd Command, round *Round) error {
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, States: []State{StateOnNotice}})
	if err != nil {
		return wrap(err, "list the applications of round %s", round.ID)
	}
	if len(applications) == 0 {
		return nil
	}
	return s.tell(tx, cmd, news{kind: MessageNoticeStopped, round: round, applications: applications})
}

// thaw opens the round and gives its applications back to their reviews.
func (s *Service) thaw(tx Tx, cmd Command, roundID string) (*Round, error) {
	round, _, err := s.moveRound(tx, cmd, roundID, ActionReopen)
	if err != nil {
		return nil, err
	}
	ranked, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, States: []State{StateRanked, StateOnNotice}})
	if err != nil {
		return nil, wrap(err, "list the applications of round %s", round.ID)
	}
	for _, application := range ranked {
		if err := s.move(tx, cmd, application, ActionReopen, "", func(a *Application) { a.Rank = 0 }); err != nil {
			return nil, err
		}
	}
	return round, nil
}
