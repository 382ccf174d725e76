package assessment

import (
	"context"
	"errors"
	"strings"
	"time"

	"wuxing/scoring"
)

// NewRetention is how long a round is to keep its files and contacts from now on, and
// why that is.
type NewRetention struct {
	Keeps  *Retention // nil: for ever
	Reason string
}

// CodeRetentionTooSoon refuses a retention that would take away earlier what is kept
// now, and so soon that nobody could still object.
const CodeRetentionTooSoon = "retention_too_soon" // ends, least

// retentionNotice is how far away the end of a round's retention must be where it comes
// earlier than it did: what is erased cannot be had again.
const retentionNotice = 30 * 24 * time.Hour

// SetRetention changes how long a round keeps its files and contacts, whatever state it
// is in, and nothing else of it. What was erased already stays so.
func (s *Service) SetRetention(ctx context.Context, cmd Command, roundID string, new NewRetention) (*Round, error) {
	return write(ctx, s, cmd, ActionSetRetention, func(tx Tx) (*Round, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if _, ok := round.next(ActionSetRetention); !ok {
			return nil, fail(KindConflict, CodeWrongState, "action", string(ActionSetRetention), "state", string(round.State)).present(round.present())
		}
		if err := guard(cmd, round.Version, round.present()); err != nil {
			return nil, err
		}
		problems, err := new.check(tx, round, s.time())
		if err != nil {
			return nil, err
		}
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		before := round.wholeStep()
		round.Settings.Retention = new.Keeps
		if err := tx.UpdateRound(round); err != nil {
			if errors.Is(err, ErrStale) {
				return nil, fail(KindConflict, CodeConcurrentConflict).present(round.present())
			}
			return nil, wrap(err, "update round %s", round.ID)
		}
		return round, s.record(tx, cmd, change{
			action: ActionSetRetention, object: objectRound, id: round.ID, before: before, after: round.wholeStep(), reason: strings.TrimSpace(new.Reason),
		})
	})
}

// check finds everything wrong with the input, under the names of its own fields.
func (n *NewRetention) check(tx Tx, round *Round, now time.Time) (problems scoring.Problems, err error) {
	for _, problem := range n.Keeps.check() {
		problem.Path = strings.TrimPrefix(problem.Path, "settings.")
		problems = append(problems, problem)
	}
	if len(problems) == 0 && n.Keeps != nil {
		from := now // as if it were published now: earlier it cannot be
		published, err := lastPublication(tx, round.ID)
		if err != nil {
			return nil, err
		}
		if published != nil && published.Confirmed && round.State == RoundPublished {
			from = published.At
		}
		if problems, err = n.Keeps.tooSoon(round.Settings.Retention, from, now); err != nil {
			return nil, err
		}
	}
	return append(problems, checkText(n.Reason, "reason", minReason, maxReason)...), nil
}

// tooSoon holds the end that a retention has against the one before it.
func (r *Retention) tooSoon(before *Retention, published, now time.Time) (problems scoring.Problems, err error) {
	ends, err := r.ends(published)
	if err != nil {
		return nil, err
	}
	if before != nil {
		ended, err := before.ends(published)
		if err != nil || !ends.Before(ended) {
			return nil, err
		}
	}
	least := now.Add(retentionNotice)
	if !ends.Before(least) {
		return nil, nil
	}
	at := "retention.years"
	if r.Until != "" {
		at = "retention.until"
	}
	problems.Add(CodeRetentionTooSoon, scoring.Position{Path: at}, "ends", officeDay(ends.Add(-time.Second)).Format(time.DateOnly), "least", officeDay(least).Format(time.DateOnly))
	return problems, nil
}

// RetentionScope is a round with what it keeps, for who leads or watches it.
func (s *Service) RetentionScope(ctx context.Context, actor Actor, roundID string) (*RetentionScope, error) {
	return read(ctx, s, actor, ActionReadSnapshot, func(tx Tx) (*RetentionScope, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		scope := &RetentionScope{Round: round}
		keeps := round.Settings.Retention
		published, err := lastPublication(tx, roundID)
		if err != nil || keeps == nil || round.State != RoundPublished || published == nil || !published.Confirmed {
			return scope, err
		}
		ends, err := keeps.ends(published.At)
		if err != nil {
			return nil, err
		}
		scope.Ends, scope.Over = ends.UTC(), !ends.After(s.time())
		return scope, nil
	})
}

// RetentionScope is what RetentionScope tells.
type RetentionScope struct {
	Round *Round
	Ends  time.Time // first moment at which the round keeps nothing more; zero: not known yet, or never
	Over  bool
}
