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
}

func (r *Round) step() roundStep { return roundStep{State: r.State, Version: r.Version} }

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
			State: RoundOpen, CreatedAt: s.time(), Version: 1,
		}
		if err := tx.CreateRound(round); err != nil {
			if errors.Is(err, ErrDuplicate) {
				return nil, fail(KindConflict, CodeRoundExists, "round", new.ID)
			}
			return nil, wrap(err, "create round %s", new.ID)
		}
		after := round.step()
		after.Card, after.CardHash, after.Quota = round.CardID, round.CardHash, round.Quota
		return round, s.record(tx, cmd, change{action: ActionCreateRound, object: objectRound, id: round.ID, after: after})
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
		problems.Add(CodeValueMalformed, at, "field", "id", "found", printable(n.ID))
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
	if !n.ClosesAt.IsZero() && !n.ClosesAt.After(n.OpensAt) {
		problems.Add(CodeWindowReversed, scoring.Position{Path: "closes_at"}, "opens", timeText(n.OpensAt), "closes", timeText(n.ClosesAt))
	}
	if n.Quota < 0 || n.Quota > maxQuota {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "quota"}, "field", "quota", "found", itoa(n.Quota), "choices", "0–"+itoa(maxQuota))
	}
	return card, problems
}

// ListRounds lists the rounds, the newest year first.
func (s *Service) ListRounds(ctx context.Context, actor Actor) ([]*Round, error) {
	return read(ctx, s, actor, ActionListRounds, func(tx Tx) ([]*Round, error) {
		rounds, err := tx.ListRounds()
		return rounds, wrap(err, "list rounds")
	})
}

// FindRound finds one round.
func (s *Service) FindRound(ctx context.Context, actor Actor, id string) (*Round, error) {
	return read(ctx, s, actor, ActionListRounds, func(tx Tx) (*Round, error) {
		round, err := tx.FindRoundByID(id)
		return round, found(err, "find round %s", id)
	})
}

// stillOpen refuses changes to applications of a round that has been ranked.
func stillOpen(round *Round) error {
	if round.State != RoundOpen {
		return fail(KindConflict, CodeRoundRanked, "round", round.ID).present(round.present())
	}
	return nil
}

// inWindow refuses first submissions outside of the round's window, by the
// server's clock; ClosesAt itself is too late.
func (s *Service) inWindow(round *Round) error {
	if err := stillOpen(round); err != nil {
		return err
	}
	now := s.time()
	if now.Before(round.OpensAt) {
		return fail(KindConflict, CodeRoundNotYetOpen, "round", round.ID, "at", timeText(round.OpensAt)).present(round.present())
	}
	if !round.ClosesAt.IsZero() && !now.Before(round.ClosesAt) {
		return fail(KindConflict, CodeRoundClosed, "round", round.ID, "at", timeText(round.ClosesAt)).present(round.present())
	}
	return nil
}

// OfficeZone is the time of the office, all year the same.
var OfficeZone = time.FixedZone("UTC+8", 8*60*60)

// timeText is a moment as a parameter of a message: as the office's clock shows
// it, the end of a day as 24:00 of that day.
func timeText(t time.Time) string {
	t = t.In(OfficeZone)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.AddDate(0, 0, -1).Format(time.DateOnly) + " 24:00"
	}
	return t.Format("2006-01-02 15:04")
}

func itoa(n int) string { return strconv.Itoa(n) }
