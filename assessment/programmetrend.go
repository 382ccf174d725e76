package assessment

import "sync"

// trend is how the scores of a published round lie, for who may hear of all of them.
type trend struct{ self, official *Quartiles }

// trendKey names a published round: nothing leads out of that state, so what is
// under it never changes.
type trendKey struct {
	roundID string
	version int
}

// trendCache keeps trends, so that years of results are read once and not for each
// look at the programme.
type trendCache struct {
	mu   sync.Mutex
	kept map[trendKey]trend
}

func (c *trendCache) find(key trendKey) (trend, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, known := c.kept[key]
	return t, known
}

func (c *trendCache) keep(key trendKey, t trend) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = make(map[trendKey]trend)
	}
	c.kept[key] = t
}

// trendOf is the trend of a published round with the rows.
func (s *Service) trendOf(tx Tx, round *Round, rows []OverviewRow) (trend, error) {
	key := trendKey{round.ID, round.Version}
	if t, known := s.trends.find(key); known {
		return t, nil
	}
	card, err := s.cardOf(round)
	if err != nil {
		return trend{}, err
	}
	scores, err := s.loadSlim(tx, card, rows)
	if err != nil {
		return trend{}, err
	}
	totals := scores.totals(card)
	t := trend{totals.Self.Quartiles, totals.Official.Quartiles}
	s.trends.keep(key, t)
	return t, nil
}
