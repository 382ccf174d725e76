package assessment

import (
	"context"
	"time"
)

// ReleaseReadiness is what stands between a round and the release of its results, and the
// release that there is already.
type ReleaseReadiness struct {
	Round    *Round
	Reviewed int
	Waiting  []StateCount // what lies with the bureau and must be reviewed first, in the order of the path
	Returned int          // sent back and not come back: holds nobody up unless its due date runs
	Running  time.Time    // the latest end of what somebody may still do; zero: nothing
	Release  *Release     // the newest; nil: not released
}

// Ready tells whether nothing stands in the way.
func (r *ReleaseReadiness) Ready() bool {
	return r.Round.State == RoundOpen && r.Reviewed > 0 && len(r.Waiting) == 0 && r.Running.IsZero()
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
		reviewed, waiting, returned := sorted(applications)
		ready := &ReleaseReadiness{Round: round, Reviewed: len(reviewed), Returned: len(returned)}
		if round.State != RoundOpen {
			waiting = nil
		}
		counts := make(map[State]int)
		for _, application := range waiting {
			counts[application.State]++
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
