package assessment

import (
	"context"
	"errors"
	"strconv"
	"time"

	"wuxing/scoring"
)

// Bounds of a round.
const (
	maxRoundID   = 32
	maxRoundName = 100
	firstYear    = 2024 // the scheme's first
	lastYear     = 2100
	maxQuota     = 100_000
)

// roundStep is what the audit trail keeps of a round.
type roundStep struct {
	State    RoundState `json:"state"`
	Version  int        `json:"version"`
	Card     string     `json:"card,omitempty"`
	CardHash string     `json:"card_hash,omitempty"`
	Quota    int        `json:"quota,omitempty"`
	OpensAt  *time.Time `json:"opens_at,omitempty"`
	ClosesAt *time.Time `json:"closes_at,omitempty"`
	Settings *Settings  `json:"settings,omitempty"`
}

func (r *Round) step() roundStep { return roundStep{State: r.State, Version: r.Version} }

// wholeStep is step with everything that was decided of the round.
func (r *Round) wholeStep() roundStep {
	settings := r.Settings
	step := roundStep{State: r.State, Version: r.Version, Card: r.CardID, CardHash: r.CardHash, Quota: r.Quota, Settings: &settings}
	for _, moment := range []struct {
		at   time.Time
		into **time.Time
	}{{r.OpensAt, &step.OpensAt}, {r.ClosesAt, &step.ClosesAt}} {
		if !moment.at.IsZero() {
			at := moment.at
			*moment.into = &at
		}
	}
	return step
}

// CreateRound opens a round and pins the card as it is in this binary.
func (s *Service) CreateRound(ctx context.Context, cmd Command, new NewRound) (*Round, error) {
	return write(ctx, s, cmd, ActionCreateRound, func(tx Tx) (*Round, error) {
		card, problems := s.checkRound(&new)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		if present, err := tx.FindRoundByID(new.ID); !errors.Is(err, ErrNotFound) {
			if err != nil {
				return nil, wrap(err, "find round %s", new.ID)
			}
			return nil, fail(KindConflict, CodeRoundExists, "round", new.ID).present(present.present())
		}
		round := &Round{
			ID: new.ID, Name: new.Name, Year: new.Year, CardID: card.ID, CardHash: card.Hash(),
			OpensAt: microseconds(new.OpensAt), ClosesAt: microseconds(new.ClosesAt), Quota: new.Quota,
			Settings: new.Settings.normal(), State: RoundOpen, CreatedAt: s.time(), Version: 1,
		}
		if err := tx.CreateRound(round); err != nil {
			if errors.Is(err, ErrDuplicate) {
				return nil, fail(KindConflict, CodeRoundExists, "round", new.ID)
			}
			return nil, wrap(err, "create round %s", new.ID)
		}
		return round, s.record(tx, cmd, change{action: ActionCreateRound, object: objectRound, id: round.ID, after: round.wholeStep()})
	})
}

// microseconds is a time as every database keeps it.
func microseconds(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// checkRound finds everything wrong with a new round, and its card.
func (s *Service) checkRound(n *NewRound) (card *scoring.Card, problems scoring.Problems) {
	at := scoring.Position{Path: "id"}
	switch {
	case n.ID == "":
		problems.Add(CodeValueMissing, at, "field", "id")
	case len(n.ID) > maxRoundID:
		problems.Add(CodeValueTooLong, at, "field", "id", "limit", itoa(maxRoundID))
	case !onlyOf(n.ID, "abcdefghijklmnopqrstuvwxyz0123456789-"):
		problems.Add(CodeValueMalformed, at, "field", "id", "found", printable(n.ID), "format", "round")
	}
	problems = append(problems, checkText(n.Name, "name", 1, maxRoundName)...)
	if n.Year < firstYear || n.Year > lastYear {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "year"}, "field", "year", "found", itoa(n.Year),
			"choices", itoa(firstYear)+"–"+itoa(lastYear))
	}
	card, ok := s.cards.Card(n.CardID)
	if !ok {
		problems.Add(CodeUnknownCard, scoring.Position{Path: "card"}, "card", printable(n.CardID))
	}
	problems = append(problems, checkWindow(n.OpensAt, n.ClosesAt, n.Quota)...)
	if n.Settings == nil {
		settings := DefaultSettings()
		n.Settings = &settings
	}
	return card, append(problems, n.Settings.check(card, n.Quota)...)
}

// RoundProblems is everything wrong with a round that somebody is about to make or to
// change, for a form that has problems of its own to tell with them. It stores nothing.
func (s *Service) RoundProblems(actor Actor, round NewRound) (scoring.Problems, error) {
	if err := allow(actor, ActionSetRound); err != nil {
		return nil, err
	}
	_, problems := s.checkRound(&round)
	return problems, nil
}

func checkWindow(opens, closes time.Time, quota int) (problems scoring.Problems) {
	if !closes.IsZero() && !closes.After(opens) {
		problems.Add(CodeWindowReversed, scoring.Position{Path: "closes_at"}, "opens", timeText(opens), "closes", timeText(closes))
	}
	if quota < 0 || quota > maxQuota {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "quota"}, "field", "quota", "found", itoa(quota), "choices", "0–"+itoa(maxQuota))
	}
	return problems
}

// ListRounds lists the rounds, the newest year first.
func (s *Service) ListRounds(ctx context.Context, actor Actor) ([]*Round, error) {
	return read(ctx, s, actor, ActionListRounds, func(tx Tx) ([]*Round, error) {
		rounds, err := tx.ListRounds()
		if err != nil {
			return nil, wrap(err, "list rounds")
		}
		for _, round := range rounds {
			if err := s.veil(tx, actor).round(round); err != nil {
				return nil, err
			}
		}
		return rounds, nil
	})
}

// FindRound finds one round.
func (s *Service) FindRound(ctx context.Context, actor Actor, id string) (*Round, error) {
	return read(ctx, s, actor, ActionListRounds, func(tx Tx) (*Round, error) {
		round, err := tx.FindRoundByID(id)
		if err != nil {
			return nil, found(err, "find round %s", id)
		}
		return round, s.veil(tx, actor).round(round)
	})
}

func itoa(n int) string { return strconv.Itoa(n) }
