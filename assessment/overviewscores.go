package assessment

import (
	"slices"

	"wuxing/scoring"
)

const (
	classWidth = 10 * scoring.OnePoint
	maxLargest = 3
)

// overview holds the scores against each other in one pass.
func (s *slimScores) overview(card *scoring.Card) *ScoreOverview {
	o := &ScoreOverview{Totals: s.totals(card), Townships: s.townships()}
	indicators := card.Indicators()
	categoryOf := make([]int, len(indicators)) // place of each indicator's category
	for c := range card.Categories {
		category := &card.Categories[c]
		o.Categories = append(o.Categories, Comparison{ID: category.ID, No: category.No, Name: category.Name, Points: category.Points, Largest: []Difference{}})
	}
	for i, indicator := range indicators {
		id := card.CategoryOf(indicator).ID
		categoryOf[i] = slices.IndexFunc(card.Categories, func(c scoring.Category) bool { return c.ID == id })
		o.Indicators = append(o.Indicators, Comparison{ID: indicator.ID, No: indicator.No, Name: indicator.Name, Category: id, Points: indicator.Points, Largest: []Difference{}})
	}
	weakest := make([]basis, len(card.Categories))
	for r := range s.rows {
		self, official := s.self[r], s.official[r]
		if self == nil || official == nil {
			continue
		}
		clear(weakest)
		for i := range indicators {
			weakest[categoryOf[i]] = max(weakest[categoryOf[i]], self.bases[i])
			o.Indicators[i].add(&s.rows[r], self.bases[i], self.lines[i], official.lines[i])
		}
		for c := range weakest {
			o.Categories[c].add(&s.rows[r], weakest[c], self.categories[c], official.categories[c])
		}
	}
	return o
}

// add counts one application.
func (c *Comparison) add(row *OverviewRow, on basis, self, official scoring.Points) {
	switch on {
	case basisUnanswered:
		c.Unanswered.add(official)
		return
	case basisNotComputable:
		c.NotComputable.add(official)
		return
	case basisClaimed:
		c.Claimed.add(self, official)
	default:
		c.Facts.add(self, official)
	}
	c.Largest = withLargest(c.Largest, row, self, official)
}

func (c *Compared) add(self, official scoring.Points) {
	c.Applications++
	c.Self += self
	c.Official += official
	switch {
	case official > self:
		c.Higher++
	case official < self:
		c.Lower++
	default:
		c.Equal++
	}
}

func (u *Uncompared) add(official scoring.Points) {
	u.Applications++
	u.Official += official
}

func magnitude(p scoring.Points) scoring.Points { return max(p, -p) }

// totals counts the totals in classes of ten points, up to the most that the card
// gives.
func (s *slimScores) totals(card *scoring.Card) TotalsOverview {
	most := card.Totals.Base + card.Totals.Bonus
	if limit := card.Totals.Cap; limit != nil {
		most = min(most, *limit)
	}
	o := TotalsOverview{Classes: []TotalClass{}}
	for from := scoring.Points(0); from < most; from += classWidth {
		o.Classes = append(o.Classes, TotalClass{From: from, To: min(from+classWidth, most)})
	}
	class := func(total scoring.Points) *TotalClass {
		return &o.Classes[min(int(total/classWidth), len(o.Classes)-1)]
	}
	var self, official []scoring.Points
	for r := range s.rows {
		if !s.rows[r].counts() {
			continue
		}
		if total, ok := o.Self.add(s.self[r]); ok {
			class(total).Self++
			self = append(self, total)
		}
		if total, ok := o.Official.add(s.official[r]); ok {
			class(total).Official++
			official = append(official, total)
		}
	}
	o.Self.Quartiles, o.Official.Quartiles = quartiles(self), quartiles(official)
	return o
}

// add counts one score, nil for a missing one; ok tells whether its total is one of
// the distribution.
func (t *TotalsSummary) add(score *slim) (total scoring.Points, ok bool) {
	if score == nil {
		t.Missing++
		return 0, false
	}
	if slices.Contains(score.bases, basisUnanswered) {
		t.Unanswered++
	}
	if slices.Contains(score.bases, basisClaimed) {
		t.Claimed++
	}
	if score.contender.Result.Vetoed {
		t.Vetoed++
		return 0, false
	}
	t.Count++
	return score.contender.Result.Total, true
}

// quartiles sorts the totals; nil for none.
func quartiles(totals []scoring.Points) *Quartiles {
	n := len(totals)
	if n == 0 {
		return nil
	}
	slices.Sort(totals)
	quarter := func(k int) scoring.Points { return totals[(k*n+3)/4-1] }
	return &Quartiles{Least: totals[0], First: quarter(1), Median: quarter(2), Third: quarter(3), Most: totals[n-1]}
}
