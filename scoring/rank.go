package scoring

import "slices"

// Contender is one reviewed enterprise on its way into a ranking.
type Contender struct {
	Result *Result
	Facts  *Facts // the official facts; they decide ties by share
}

// Bare is the facts without the rows of their lists, which Rank does not look at: a
// fraction of the memory, for whoever keeps those of a whole round.
func (f *Facts) Bare() *Facts { return &Facts{card: f.card, values: f.values} }

// Rank gives each contender its rank, in their order: by total, then by the
// card's tie-breaks; who is still equal shares a rank and the next one is left
// out (1, 1, 3). A vetoed enterprise has rank 0.
func (c *Card) Rank(contenders []Contender) []int {
	order := make([]int, 0, len(contenders))
	for i := range contenders {
		if !contenders[i].Result.Vetoed {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return c.compare(&contenders[a], &contenders[b]) })
	ranks := make([]int, len(contenders))
	for place, i := range order {
		ranks[i] = place + 1
		if place > 0 && c.compare(&contenders[order[place-1]], &contenders[i]) == 0 {
			ranks[i] = ranks[order[place-1]]
		}
	}
	return ranks
}

// compare is negative when a comes before b.
func (c *Card) compare(a, b *Contender) int {
	if d := b.Result.Total - a.Result.Total; d != 0 {
		return sign(int64(d))
	}
	for i := range c.TieBreaks {
		var d int
		switch c.TieBreaks[i].By {
		case tieByDeduction:
			d = sign(int64(b.Result.Deduction - a.Result.Deduction))
		case tieByBase:
			d = sign(int64(b.Result.Base - a.Result.Base))
		case tieByShare:
			d = compareShares(&c.TieBreaks[i].ratio, b.Facts, a.Facts)
		}
		if d != 0 {
			return d
		}
	}
	return 0
}

// compareShares compares two shares by cross-multiplication; one that cannot be
// computed is lower than any.
func compareShares(m *measure, a, b *Facts) int {
	valueA, divisorA, statusA := m.value(a.values)
	valueB, divisorB, statusB := m.value(b.values)
	switch {
	case statusA != Scored && statusB != Scored:
		return 0
	case statusA != Scored:
		return -1
	case statusB != Scored:
		return 1
	}
	return sign(valueA/shareScale*divisorB - valueB/shareScale*divisorA)
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
