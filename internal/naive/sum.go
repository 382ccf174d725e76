package naive

import (
	"math/big"

	"wuxing/scoring"
)

// Sum is an enterprise's result: its lines by indicator and what they add up to.
type Sum struct {
	Lines                     map[string]Score
	Base, Bonus, Deduction    *big.Rat // Deduction ≤ 0
	Total                     *big.Rat
	Vetoed                    bool
	Unanswered, NotComputable int
}

// Sum adds up an enterprise. Points that were set by hand stand in place of those
// of the facts; a veto of the facts stays.
func (n *Evaluator) Sum(f *Facts, set map[string]scoring.Points) *Sum {
	sum := &Sum{Lines: make(map[string]Score), Base: new(big.Rat), Bonus: new(big.Rat), Deduction: new(big.Rat)}
	for c := range n.card.Categories {
		category := &n.card.Categories[c]
		into := map[scoring.CategoryKind]*big.Rat{
			scoring.KindBase: sum.Base, scoring.KindBonus: sum.Bonus, scoring.KindDeduction: sum.Deduction,
		}[category.Kind]
		for i := range category.Indicators {
			indicator := &category.Indicators[i]
			line := n.Score(indicator, f)
			if points, ok := set[indicator.ID]; ok {
				line.Points, line.Status = toRat(points), scoring.Scored
			}
			switch line.Status {
			case scoring.Unanswered:
				sum.Unanswered++
			case scoring.NotComputable:
				sum.NotComputable++
			}
			into.Add(into, line.Points)
			sum.Vetoed = sum.Vetoed || line.Veto
			sum.Lines[indicator.ID] = line
		}
	}
	sum.Total = new(big.Rat).Add(sum.Base, sum.Bonus)
	sum.Total.Add(sum.Total, sum.Deduction)
	if limit := n.card.Totals.Cap; limit != nil && sum.Total.Cmp(toRat(*limit)) > 0 {
		sum.Total = toRat(*limit)
	}
	if sum.Total.Sign() < 0 {
		sum.Total = new(big.Rat)
	}
	return sum
}

// Share is a÷b of two counts; nil where b is 0 or one of them was not given.
func (f *Facts) Share(a, b string) *big.Rat {
	if !f.given(a) || !f.given(b) || rat(f.Single[b]).Sign() == 0 {
		return nil
	}
	return new(big.Rat).Quo(rat(f.Single[a]), rat(f.Single[b]))
}
