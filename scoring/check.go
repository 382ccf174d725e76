package scoring

import "strconv"

// check proves what a linked card must hold: tiers in order and reachable, points
// growing with the good (or bad) direction, caps and sums equal to what is printed.
func check(c *Card, problems *Problems) {
	sums := map[CategoryKind]Points{}
	for g := range c.Categories {
		category := &c.Categories[g]
		var sum Points
		for i := range category.Indicators {
			indicator := &category.Indicators[i]
			sum += indicator.Points
			k := &checker{card: c, problems: problems, sign: 1, indicator: indicator}
			if category.Kind == KindDeduction {
				k.sign = -1
			}
			highest, bounded := k.rule(&indicator.Rule)
			switch {
			case category.Kind == KindDeduction:
				if indicator.Points != 0 {
					problems.Add(CodeCardHighest, indicator.at, "indicator", indicator.ID, "found", "0", "wanted", indicator.Points.String())
				}
			case !bounded:
				problems.Add(CodeCardCapMissing, indicator.at, "indicator", indicator.ID)
			case highest != indicator.Points:
				problems.Add(CodeCardHighest, indicator.at, "indicator", indicator.ID, "found", highest.String(), "wanted", indicator.Points.String())
			}
		}
		if sum != category.Points {
			problems.Add(CodeCardSum, category.at, "of", category.ID, "found", sum.String(), "wanted", category.Points.String())
		}
		sums[category.Kind] += category.Points
	}
	if sums[KindBase] != c.Totals.Base {
		problems.Add(CodeCardSum, Position{Line: 1, Column: 1}, "of", "base", "found", sums[KindBase].String(), "wanted", c.Totals.Base.String())
	}
	if most := c.Totals.Base + c.Totals.Bonus; c.Totals.Cap != nil && *c.Totals.Cap >= most {
		problems.Add(CodeCardTotalCap, Position{Line: 1, Column: 1}, "cap", c.Totals.Cap.String(), "most", most.String())
	}
	if sums[KindBonus] != c.Totals.Bonus {
		problems.Add(CodeCardSum, Position{Line: 1, Column: 1}, "of", "bonus", "found", sums[KindBonus].String(), "wanted", c.Totals.Bonus.String())
	}
}

// checker looks at one indicator's rule.
type checker struct {
	card      *Card
	problems  *Problems
	indicator *Indicator
	sign      Points // 1: points are earned; -1: deducted
}

// rule checks a rule and gives the highest score it can reach (for deductions the
// lowest); bounded is false where only the size of the facts bounds it.
func (k *checker) rule(rule *Rule) (highest Points, bounded bool) {
	switch {
	case rule.Flag != nil:
		k.signed(rule.Flag.Points, rule.at)
		return rule.Flag.Points, true
	case rule.Choice != nil:
		for _, row := range rule.Choice.Points {
			k.signed(row.Points, row.at)
			highest = max(highest*k.sign, row.Points*k.sign) * k.sign
		}
		return highest, true
	case rule.Ladder != nil:
		return k.ladder(rule)
	case rule.Each != nil:
		k.signed(rule.Each.Points, rule.at)
		return 0, false
	case rule.List != nil:
		return k.list(rule)
	default:
		bounded = true
		for i := range rule.Sum {
			part, partBounded := k.rule(&rule.Sum[i])
			highest += part
			bounded = bounded && partBounded
		}
		return highest, bounded
	}
}

func (k *checker) signed(points Points, at Position) {
	if points*k.sign < 0 {
		kind := string(k.card.CategoryOf(k.indicator).Kind)
		k.problems.Add(CodeCardSign, at, "points", points.String(), "kind", kind)
	}
}

func (k *checker) ladder(rule *Rule) (Points, bool) {
	ladder := rule.Ladder
	if len(ladder.Rows) == 0 {
		k.problems.Add(CodeCardNoRows, rule.at)
		return 0, true
	}
	limit := k.limit(&ladder.Of)
	var before *LadderRow
	var last Points
	for i := range ladder.Rows {
		row := &ladder.Rows[i]
		bound := row.bound()
		k.signed(row.Points, row.at)
		if before != nil && !before.bound().below(bound) {
			k.problems.Add(CodeCardRowOrder, row.at, "bound", row.text(), "before", before.text())
		}
		if !row.Veto && row.Points*k.sign <= last*k.sign {
			k.problems.Add(CodeCardPointsOrder, row.at, "points", row.Points.String(), "before", last.String())
		}
		if !(threshold{limit, 0}).atLeast(bound) {
			k.problems.Add(CodeCardRowNever, row.at, "bound", row.text(), "limit", Quantity{limit, ladder.Of.unit()}.String())
		}
		if !row.Veto {
			last = row.Points
		}
		before = row
	}
	highest, bounded := last, true
	if steps := ladder.Then; steps != nil {
		k.signed(steps.Points, steps.at)
		if steps.Every.n == 0 || steps.Points == 0 {
			k.problems.Add(CodeCardStepZero, steps.at)
			return highest, true
		}
		if lastBound := before.bound(); steps.Over.n < lastBound.n {
			k.problems.Add(CodeCardStepsBelowRow, steps.at, "over", steps.Over.String(), "bound", before.text())
		}
		bounded = ladder.Cap != nil || k.withinWhole(ladder.Of.Ratio)
		highest = last + Points(min((limit-steps.Over.n)/steps.Every.n, maxSteps))*steps.Points
	}
	if ladder.Cap != nil {
		highest = min(highest*k.sign, *ladder.Cap) * k.sign
	}
	return highest, bounded
}

// withinWhole tells whether a check keeps the share at 100 % at most.
func (k *checker) withinWhole(ratio [2]string) bool {
	for _, check := range k.card.Checks {
		if ratio[0] != "" && check.Smaller == ratio[0] && check.Larger == ratio[1] {
			return true
		}
	}
	return false
}

// limit is the largest value the measure can take; growth has none of its own.
func (k *checker) limit(m *Measure) int64 {
	factMax := func(key string) int64 { return k.card.Facts[k.card.factByKey[key]].Max }
	switch {
	case m.Count != "":
		return factMax(m.Count)
	case m.Amount != "":
		return factMax(m.Amount) * powersOfTen[2]
	case m.Ratio[0] != "":
		return shareScale
	default:
		return factMax(m.Growth[0]) * shareScale
	}
}

func (r *LadderRow) text() string {
	if r.Above != nil {
		return ">" + r.Above.String()
	}
	return "≥" + r.From.String()
}

func (k *checker) list(rule *Rule) (Points, bool) {
	list := rule.List
	cells := compileCells(&k.card.Facts[k.card.factByKey[list.Fact]], list)
	var best Points
	for _, cell := range cells {
		if cell.inexact {
			k.problems.Add(CodeCardTimes, rule.at, "points", cell.before.String(), "by", strconv.Itoa(list.Times[cell.factor].By[0])+"/"+strconv.Itoa(list.Times[cell.factor].By[1]))
			return 0, true
		}
		best = max(best*k.sign, cell.points*k.sign) * k.sign
	}
	for _, table := range list.Tables {
		for i := range table {
			k.signed(table[i].Points, table[i].at)
			if covered(table[:i], &table[i]) || contradicts(table[i].When) {
				k.problems.Add(CodeCardCaseNever, table[i].at, "when", matchText(table[i].When))
			}
		}
	}
	for i := range list.Times {
		if contradicts(list.Times[i].When) {
			k.problems.Add(CodeCardCaseNever, list.Times[i].at, "when", matchText(list.Times[i].When))
		}
	}
	if list.Combine == combineBest {
		if list.Cap != nil {
			best = min(best*k.sign, *list.Cap) * k.sign
		}
		return best, true
	}
	if list.Cap == nil {
		return 0, false
	}
	most := best * Points(k.card.Facts[k.card.factByKey[list.Fact]].MaxRows)
	return min(most*k.sign, *list.Cap) * k.sign, true
}

// covered tells whether an earlier case of the table matches whenever this one does.
func covered(earlier []RowCase, row *RowCase) bool {
	for i := range earlier {
		all := true
		for _, match := range earlier[i].When {
			all = all && containsMatch(row.When, match)
		}
		if all {
			return true
		}
	}
	return false
}

// contradicts tells whether the matches want two choices of one field, so that no
// row can have them all.
func contradicts(when []Match) bool {
	for i, match := range when {
		for _, other := range when[:i] {
			if match.Field == other.Field && match.Choice != other.Choice {
				return true
			}
		}
	}
	return false
}

func containsMatch(matches []Match, wanted Match) bool {
	for _, match := range matches {
		if match == wanted {
			return true
		}
	}
	return false
}

func matchText(matches []Match) string {
	text := ""
	for _, match := range matches {
		text += match.Field + "=" + match.Choice + " "
	}
	return text
}
