package scoring

import "slices"

// Score evaluates the facts and words every line. Where facts are missing, the
// result says what they may still change.
func (c *Card) Score(f *Facts) *Result {
	r := c.ScoreOverridden(f, nil)
	if slices.Contains(f.values, unknown) {
		c.addRanges(r, f)
	}
	return r
}

func (c *Card) addRanges(r *Result, f *Facts) {
	bounds := c.Bounds(f)
	r.Range, r.Missing = &bounds.Total, bounds.Missing
	for i, indicator := range c.indicators {
		for _, slot := range indicator.facts {
			if f.values[slot] == unknown {
				r.Indicators[i].Range = &bounds.Indicators[i]
				break
			}
		}
	}
}

// Override sets the points of one indicator by hand, with the reason that is put
// into its explanation.
type Override struct {
	Indicator string
	Points    Points
	Reason    string
}

// ScoreOverridden scores the facts and then replaces the points of the named
// indicators; totals are summed again. A veto comes from facts and stays. Unknown
// indicators are left out: callers check them with Indicator and Range.
func (c *Card) ScoreOverridden(f *Facts, overrides []Override) *Result {
	var out Explained
	c.Explain(f, &out)
	for _, override := range overrides {
		i, ok := c.byID[override.Indicator]
		if !ok {
			continue
		}
		line := &out.Lines[i]
		line.Score, line.Status = override.Points, Scored
		out.Texts[i] = []byte("评审改为" + setTo(override.Points) + ":" + override.Reason + "(按事实计算:" + string(out.Texts[i]) + ")")
	}
	c.program.sum(&out.Outcome)
	return c.result(&out)
}

// setTo words points that were set by hand: 1.5分, 扣2分.
func setTo(points Points) string {
	if points < 0 {
		return gain(points)
	}
	return points.String() + "分"
}

func (c *Card) result(out *Explained) *Result {
	r := &Result{
		Card: c.ID, CardHash: c.hash, Document: &c.Document,
		Total: out.Total, Base: out.Base, Bonus: out.Bonus, Deduction: out.Deduction, Vetoed: out.Vetoed,
		Vetoes:     []Veto{},
		Categories: make([]CategoryScore, len(c.Categories)),
		Indicators: make([]IndicatorResult, len(c.indicators)),
	}
	for g := range c.Categories {
		category := &c.Categories[g]
		r.Categories[g] = CategoryScore{ID: category.ID, Name: category.Name, Points: category.Points, Score: out.Categories[g]}
	}
	for i, indicator := range c.indicators {
		line := &out.Lines[i]
		r.Indicators[i] = IndicatorResult{
			ID: indicator.ID, No: indicator.No, Name: indicator.Name, Points: indicator.Points,
			Score: line.Score, Status: line.Status, Explanation: string(out.Texts[i]),
		}
		if line.Veto {
			r.Vetoes = append(r.Vetoes, Veto{Indicator: indicator.ID, Reason: indicator.No + " " + indicator.Name + ":" + r.Indicators[i].Explanation})
		}
	}
	return r
}

// Range is what an indicator's score may be when it is set by hand: 0 to its
// printed points, for deductions from the lowest score its rule can give to 0.
// Where the rule has no lowest score, it is all the points of the card.
func (c *Card) Range(indicatorID string) (low, high Points) {
	indicator, ok := c.Indicator(indicatorID)
	if !ok {
		return 0, 0
	}
	if c.CategoryOf(indicator).Kind != KindDeduction {
		return 0, indicator.Points
	}
	k := &checker{card: c, problems: &Problems{}, sign: -1, indicator: indicator}
	lowest, bounded := k.rule(&indicator.Rule)
	if !bounded {
		return -(c.Totals.Base + c.Totals.Bonus), 0
	}
	return lowest, 0
}
