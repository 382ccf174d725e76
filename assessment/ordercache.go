package assessment

import "sync"

// orderMark names the order of a round as it stands: whatever changes it raises the
// version of the round or of one of its applications, of which none ever goes.
type orderMark struct {
	roundID      string
	round        int // its version
	applications int
	versions     int // the sum of theirs
}

func markOf(tx Tx, round *Round) (orderMark, error) {
	applications, versions, err := tx.CountVersions(round.ID)
	return orderMark{round.ID, round.Version, applications, versions}, wrap(err, "count the versions of round %s", round.ID)
}

// orderCache keeps whole orders, so that the pages of one are not each worked out from
// all its rows. Nobody changes what it holds.
type orderCache struct {
	mu   sync.Mutex
	kept map[string]keptOrder // by round
}

type keptOrder struct {
	mark  orderMark
	order *Standings
}

// maxOrders are the rounds that are looked at in one office, about 5 MB each at 10,000
// enterprises; then it begins anew.
const maxOrders = 4

func (c *orderCache) find(mark orderMark) *Standings {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.kept[mark.roundID]; ok && kept.mark == mark {
		return kept.order
	}
	return nil
}

func (c *orderCache) keep(mark orderMark, order *Standings) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.kept[mark.roundID]; !known && len(c.kept) >= maxOrders || c.kept == nil {
		c.kept = make(map[string]keptOrder)
	}
	c.kept[mark.roundID] = keptOrder{mark, order}
}
