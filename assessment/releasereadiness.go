package assessment

import (
	"context"
	"time"
)

// ReleaseReadiness is what stands between a round and the release of its results, and the
// release that there is already.
type ReleaseReadiness struct {
	Round    *Round
	InTheWay []*Error // everything that a release would be refused with
	Reviewed int
	Waiting  []StateCount // what lies with the bureau and must be reviewed first, in the order of the path
	Returned int          // sent back and not come back: holds nobody up unless its due date runs
	Running  time.Time    // the latest end of what somebody may still do; zero: nothing
	Release  *Release     // the newest; nil: not released
}

// Ready tells whether nothing stands in the way.
func (r *ReleaseReadiness) Ready() bool {
	return r.Round.State == RoundOpen && len(r.InTheWay) == 0
}

// ReleaseReadiness tells what ReleaseResults would ask for.
func (s *Service) ReleaseReadiness(ctx context.Context, actor Actor, roundID string) (*ReleaseReadiness, error) {
	return read(ctx, s, actor, ActionReadReadiness, func(tx Tx) (*ReleaseReadiness, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		picture, err := s.picture(tx, round)
		if err != nil {
			return nil, err
		}
		applications := picture.applications()
		parts := split(applications)
		ready := &ReleaseReadiness{Round: round, Reviewed: len(parts.reviewed), Returned: len(parts.returned)}
		counts := make(map[State]int)
		if round.State == RoundOpen {
			if ready.InTheWay, err = s.releaseObstacles(tx, round, applications, round.present()); err != nil {
				return nil, err
			}
			for _, application := range parts.waiting {
				counts[application.State]++
			}
		}
		for _, state := range States {
			if counts[state] > 0 {
				ready.Waiting = append(ready.Waiting, StateCount{state, counts[state]})
			}
		}
		if ready.Running, err = s.lastPromise(tx, round, applications); err != nil {
			return nil, err
		}
		ready.Release, err = findRelease(tx, round.ID)
		return ready, err
	})
}
