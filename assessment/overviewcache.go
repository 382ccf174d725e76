package assessment

import (
	"sync"
	"time"
)

// overviewKey is a round and who looks at it.
type overviewKey struct {
	roundID string
	role    Role
}

// keptOverview was counted when event was the newest. Every change leaves an event,
// so while it is the newest the data are the same, and the overview is right from at until the next midnight of the office or the next
// deadline that would make something overdue.
type keptOverview struct {
	event     int64
	overview  *Overview
	at, until time.Time
}

// overviewCache keeps the overviews of everything, which take the longest and are
// looked at again and again, until something happens. Those of one township or
// reviewer are small and are counted each time.
type overviewCache struct {
	mu   sync.Mutex
	kept map[overviewKey]keptOverview
}

// maxOverviews are far more than there are rounds with roles that see everything;
// beyond it the cache begins anew.
const maxOverviews = 64

// find gives what was kept as of now; what it gives must not be changed.
func (c *overviewCache) find(key overviewKey, event int64, now time.Time) *Overview {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, known := c.kept[key]
	if !known || kept.event != event || now.Before(kept.at) || !now.Before(kept.until) {
		return nil
	}
	fresh := *kept.overview
	fresh.At = now
	return &fresh
}

func (c *overviewCache) keep(key overviewKey, event int64, overview *Overview, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxOverviews {
		c.kept = make(map[overviewKey]keptOverview)
	}
	c.kept[key] = keptOverview{event, overview, overview.At, until}
}

// wholeOverview is the overview of a reader who hears of everything, from the cache
// where nothing has happened since. The number of the newest event is read first, so
// that what is counted is never older than the event it is kept under.
func (s *Service) wholeOverview(tx Tx, actor Actor, round *Round) (*Overview, error) {
	event, err := tx.LastEvent()
	if err != nil {
		return nil, wrap(err, "find the newest event")
	}
	key := overviewKey{round.ID, actor.Role}
	if kept := s.overviews.find(key, event, s.time()); kept != nil {
		return kept, nil
	}
	survey, err := s.survey(tx, actor, round)
	if err != nil {
		return nil, err
	}
	overview, err := survey.overview(s)
	if err != nil {
		return nil, err
	}
	s.overviews.keep(key, event, overview, survey.until())
	return overview, nil
}

// until is when the overview changes although nothing happens: days are counted anew
// at midnight, and a deadline may pass before.
func (v *survey) until() time.Time {
	end := midnight(v.now).AddDate(0, 0, 1)
	if !v.next.IsZero() && v.next.Before(end) {
		end = v.next
	}
	return end
}
