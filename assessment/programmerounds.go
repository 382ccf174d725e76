package assessment

import "sync"

// publishedRound is what a programme takes of a round: outcomes by the enterprises'
// codes; nil where none was decided.
type publishedRound struct {
	round        *Round
	outcomes     map[string]Outcome
	applications int // handed in and not taken back
	scored       bool
	trend        trend // only where scored
}

// trend is how the scores of a published round lie, for who may hear of all of them.
type trend struct{ self, official *Quartiles }

// publishedKey names a published round: nothing leads out of that state, so what is
// under it never changes.
type publishedKey struct {
	roundID string
	version int
}

// publishedCache keeps published rounds, so that years of applications are read once
// and not for each look at the programme.
type publishedCache struct {
	mu   sync.Mutex
	kept map[publishedKey]publishedRound
}

func (c *publishedCache) find(key publishedKey) (publishedRound, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, known := c.kept[key]
	return p, known
}

func (c *publishedCache) keep(key publishedKey, p publishedRound) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = make(map[publishedKey]publishedRound)
	}
	c.kept[key] = p
}

// published is a published round, with its scores only where scored.
func (s *Service) published(tx Tx, round *Round, scored bool) (publishedRound, error) {
	key := publishedKey{round.ID, round.Version}
	p, known := s.publishedRounds.find(key)
	if !known || scored && !p.scored {
		var err error
		if p, err = s.readPublished(tx, round, scored); err != nil {
			return p, err
		}
		s.publishedRounds.keep(key, p)
	}
	if !scored {
		p.trend = trend{}
	}
	return p, nil
}

func (s *Service) readPublished(tx Tx, round *Round, scored bool) (publishedRound, error) {
	p := publishedRound{round: round, scored: scored}
	rows, err := tx.ListOverview(ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return p, wrap(err, "list the applications of round %s", round.ID)
	}
	for i := range rows {
		if rows[i].counts() {
			p.applications++
		}
	}
	if p.outcomes, err = outcomesByCode(tx, round, rows); err != nil || !scored {
		return p, err
	}
	card, err := s.cardOf(round)
	if err != nil {
		return p, err
	}
	scores, err := s.loadSlim(tx, card, rows)
	if err != nil {
		return p, err
	}
	totals := scores.totals(card)
	p.trend = trend{totals.Self.Quartiles, totals.Official.Quartiles}
	return p, nil
}

// outcomesByCode is what was decided in a round, by the code of each enterprise.
func outcomesByCode(tx Tx, round *Round, rows []OverviewRow) (map[string]Outcome, error) {
	meeting, err := findMeeting(tx, round.ID)
	if err != nil || meeting == nil {
		return nil, err
	}
	codes := make(map[string]string, len(rows))
	for i := range rows {
		codes[rows[i].ID] = rows[i].Enterprise.USCC
	}
	outcomes := make(map[string]Outcome, len(meeting.Decided))
	for _, d := range meeting.Decided {
		outcomes[codes[d.Application]] = d.Outcome
	}
	return outcomes, nil
}
