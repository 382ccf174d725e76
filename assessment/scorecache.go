package assessment

import (
	"encoding/json"
	"sync"

	"wuxing/scoring"
)

// slim is what an overview takes of a stored score: numbers without their words.
type slim struct {
	contender  scoring.Contender // totals and categories alone; facts only of official scores
	categories []scoring.Points  // in the card's order
	lines      []scoring.Points  // in the card's order
	bases      []basis           // of the lines
}

// basis is what the score of a line rests on, weakest last.
type basis uint8

const (
	basisFacts basis = iota
	basisNotComputable
	basisClaimed
	basisUnanswered
)

// scoreKey names a stored score. What is under it never changes: submissions and
// reviews are added, never edited, and a round keeps its card.
type scoreKey struct {
	official      bool
	applicationID string
	number        int // of the submission, or the highest of the application's reviews
}

// scoreCache keeps slim scores, so that a large round is read from its JSON once and
// not for each look at it. It holds at most maxSlim; then it begins anew.
type scoreCache struct {
	mu   sync.Mutex
	kept map[scoreKey]*slim
}

// maxSlim are four rounds of 10,000 enterprises with both scores, a little over 1 KiB
// each.
const maxSlim = 80_000

func (c *scoreCache) find(key scoreKey) *slim {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[key]
}

func (c *scoreCache) keep(key scoreKey, score *slim) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxSlim {
		c.kept = make(map[scoreKey]*slim)
	}
	c.kept[key] = score
}

// slimScores are the scores of the rows that count, each at the place of its row;
// nil where there is none.
type slimScores struct {
	rows     []OverviewRow
	self     []*slim
	official []*slim // of finished reviews
}

// slimBatch is how many stored scores are read at once: a few MB of JSON.
const slimBatch = 200

// loadSlim gives the scores of the rows, from the cache where it has them.
func (s *Service) loadSlim(tx Tx, card *scoring.Card, rows []OverviewRow) (*slimScores, error) {
	scores := &slimScores{rows: rows, self: make([]*slim, len(rows)), official: make([]*slim, len(rows))}
	err := s.fill(card, rows, scores.self, tx.ListSelfScores, func(row *OverviewRow) (scoreKey, bool) {
		return scoreKey{false, row.ID, row.Submitted}, row.counts()
	})
	if err != nil {
		return nil, err
	}
	err = s.fill(card, rows, scores.official, tx.ListOfficialScores, func(row *OverviewRow) (scoreKey, bool) {
		return scoreKey{true, row.ID, row.Reviews}, finished(row.State)
	})
	return scores, err
}

// fill puts the scores that key wants into their places; what the cache lacks it
// asks list for.
func (s *Service) fill(card *scoring.Card, rows []OverviewRow, into []*slim,
	list func(applicationIDs []string) ([]StoredScore, error), key func(*OverviewRow) (scoreKey, bool),
) error {
	var missing []int
	for i := range rows {
		k, wanted := key(&rows[i])
		if !wanted {
			continue
		}
		if into[i] = s.slims.find(k); into[i] == nil {
			missing = append(missing, i)
		}
	}
	for len(missing) > 0 {
		batch := missing[:min(len(missing), slimBatch)]
		missing = missing[len(batch):]
		at := make(map[string]int, len(batch))
		ids := make([]string, len(batch))
		for n, i := range batch {
			ids[n], at[rows[i].ID] = rows[i].ID, i
		}
		stored, err := list(ids)
		if err != nil {
			return wrap(err, "list stored scores")
		}
		for n := range stored {
			i := at[stored[n].ApplicationID]
			if into[i], err = stored[n].slim(card); err != nil {
				return err
			}
			k, _ := key(&rows[i])
			s.slims.keep(k, into[i])
		}
		for _, i := range batch {
			if into[i] == nil {
				return wrap(ErrNotFound, "score of %s", rows[i].ID)
			}
		}
	}
	return nil
}

// slim reads the numbers of a stored score; those of another card than card are an
// error.
func (s *StoredScore) slim(card *scoring.Card) (*slim, error) {
	var stored struct {
		Total      scoring.Points `json:"total"`
		Base       scoring.Points `json:"base"`
		Bonus      scoring.Points `json:"bonus"`
		Deduction  scoring.Points `json:"deduction"`
		Vetoed     bool           `json:"vetoed"`
		Categories []struct {
			ID    string         `json:"id"`
			Score scoring.Points `json:"score"`
		} `json:"categories"`
		Indicators []struct {
			ID     string         `json:"id"`
			Score  scoring.Points `json:"score"`
			Status scoring.Status `json:"status"`
			Basis  string         `json:"basis"`
		} `json:"indicators"`
	}
	if err := json.Unmarshal(s.Result, &stored); err != nil {
		return nil, wrap(err, "read a stored result of %s", s.ApplicationID)
	}
	indicators := card.Indicators()
	if len(stored.Indicators) != len(indicators) || len(stored.Categories) != len(card.Categories) {
		return nil, wrap(ErrNotFound, "the indicators of %s in a stored result of %s", card.ID, s.ApplicationID)
	}
	score := &slim{
		categories: make([]scoring.Points, len(card.Categories)),
		lines:      make([]scoring.Points, len(indicators)), bases: make([]basis, len(indicators)),
	}
	result := &scoring.Result{Total: stored.Total, Base: stored.Base, Bonus: stored.Bonus, Deduction: stored.Deduction, Vetoed: stored.Vetoed}
	for c := range stored.Categories {
		if stored.Categories[c].ID != card.Categories[c].ID {
			return nil, wrap(ErrNotFound, "category %s in a stored result of %s", card.Categories[c].ID, s.ApplicationID)
		}
		score.categories[c] = stored.Categories[c].Score
		if s.Facts != nil {
			result.Categories = append(result.Categories, scoring.CategoryScore{ID: card.Categories[c].ID, Score: stored.Categories[c].Score})
		}
	}
	for i := range stored.Indicators {
		line := &stored.Indicators[i]
		if line.ID != indicators[i].ID {
			return nil, wrap(ErrNotFound, "indicator %s in a stored result of %s", indicators[i].ID, s.ApplicationID)
		}
		score.lines[i] = line.Score
		switch {
		case line.Basis == scoring.BasisClaimed:
			score.bases[i] = basisClaimed
		case line.Status == scoring.Unanswered:
			score.bases[i] = basisUnanswered
		case line.Status == scoring.NotComputable:
			score.bases[i] = basisNotComputable
		}
	}
	score.contender.Result = result
	if s.Facts == nil {
		return score, nil
	}
	facts, err := storedFacts(card, s.Facts)
	if err != nil {
		return nil, err
	}
	score.contender.Facts = facts.Bare()
	return score, nil
}
