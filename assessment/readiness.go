package assessment

import (
	"context"
	"errors"
	"time"
)

// Readiness is how near a round is to its frozen ranking.
type Readiness struct {
	Round    *Round
	InTheWay []*Error     // everything that freezing would be refused with
	Waiting  []StateCount // applications that must be finished first
	Behind   []StateCount // that would be left behind: drafts, withdrawn and returned ones
	Ranked   int          // with a finished review
}

// Readiness tells whoever may freeze the ranking what stands in the way of it, all at
// once.
func (s *Service) Readiness(ctx context.Context, actor Actor, roundID string) (*Readiness, error) {
	return read(ctx, s, actor, ActionReadReadiness, func(tx Tx) (*Readiness, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		view := &Readiness{Round: round}
		if _, ok := round.next(ActionRank); !ok {
			return view, nil
		}
		picture, err := s.picture(tx, round)
		if err != nil {
			return nil, err
		}
		applications := picture.applications()
		counts := make(map[State]int)
		for _, application := range applications {
			counts[application.State]++
		}
		for _, state := range States {
			count := counts[state]
			switch {
			case count == 0:
			case state == StateReviewed:
				view.Ranked = count
			case state == StateDraft, state == StateWithdrawn, state == StateReturned:
				view.Behind = append(view.Behind, StateCount{state, count})
			default:
				view.Waiting = append(view.Waiting, StateCount{state, count})
			}
		}
		view.InTheWay, err = s.rankingObstacles(tx, round, applications, round.present())
		return view, err
	})
}

// Asked is a step of two persons that the first has asked for.
type Asked struct {
	By     string // display name
	Own    bool   // by whoever reads this, who cannot confirm it
	Reason string
	At     time.Time
}

// Ending is how near a frozen round is to its end, or to being opened again.
type Ending struct {
	Round      *Round
	Notice     *NoticeHead // that counts; nil: none
	InTheWay   []*Error    // of publishing
	Publishing *Asked      // nil: nobody has asked
	Reopening  *Asked
}

// Ending tells how near a frozen round is to its end: what stands in the way, and what
// waits for a second person.
func (s *Service) Ending(ctx context.Context, actor Actor, roundID string) (*Ending, error) {
	return read(ctx, s, actor, ActionReadSnapshot, func(tx Tx) (*Ending, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		view, names := &Ending{Round: round}, &names{tx: tx}
		asked := func(by, reason string, at time.Time) (*Asked, error) {
			name, err := names.of(by)
			return &Asked{By: name, Own: by == actor.UserID, Reason: reason, At: at}, err
		}
		if _, ok := round.next(ActionReopen); ok {
			last, err := tx.FindReopening(round.ID)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return nil, wrap(err, "find what was asked of round %s", round.ID)
			}
			if err == nil && !last.Confirmed {
				if view.Reopening, err = asked(last.By, last.Reason, last.At); err != nil {
					return nil, err
				}
			}
		}
		notice, err := currentNotice(tx, round)
		if err != nil || notice == nil {
			return view, err
		}
		head := notice.head(s.time(), round)
		view.Notice = &head
		if _, ok := round.next(ActionPublish); !ok {
			return view, nil
		}
		last, err := lastPublication(tx, round.ID)
		if err != nil {
			return nil, err
		}
		if last != nil && !last.Confirmed && last.Notice == notice.Seq {
			if view.Publishing, err = asked(last.By, last.Reason, last.At); err != nil {
				return nil, err
			}
		}
		view.InTheWay, err = s.publicationObstacles(tx, notice, round.present())
		return view, err
	})
}
