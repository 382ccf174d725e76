package scoring

import "strings"

// check proves what a linked card must hold: tiers in order and reachable, upper
// bounds that meet the next tier, points growing with the good (or bad)
// direction, caps and sums equal to what is printed. What could not be read or
// linked is left out.
func check(c *Card, problems *Problems) {
	sums := map[CategoryKind]*printedSum{KindBase: {}, KindBonus: {}, KindDeduction: {}}
	complete := !c.Totals.broken
	for g := range c.Categories {
		category := &c.Categories[g]
		var sum printedSum
		for i := range category.Indicators {
			indicator := &category.Indicators[i]
			sum.add(indicator.Points)
			if !indicator.Rule.broken && category.Kind != "" {
				checkIndicator(c, category, indicator, problems)
			}
		}
		complete = complete && !category.broken
		if category.broken {
			continue
		}
		sum.check(problems, orAt(category.pointsAt, category.at), category.ID, "points", category.Points)
		sums[category.Kind].add(category.Points)
	}
	if complete {
		sums[KindBase].check(problems, c.Totals.baseAt, "base", "base", c.Totals.Base)
		sums[KindBonus].check(problems, c.Totals.bonusAt, "bonus", "bonus", c.Totals.Bonus)
	}
	if most := c.Totals.Base + c.Totals.Bonus; c.Totals.Cap != nil && *c.Totals.Cap >= most {
		problems.Add(CodeCardTotalCap, c.Totals.capAt, "cap", c.Totals.Cap.String(), "most", most.String())
	}
}

// orAt is where a number stands, or what it belongs to where it was left out.
func orAt(number, whole Position) Position {
	if number.Line == 0 {
		return whole
	}
	return number
}

// printedSum adds printed points up and remembers how.
type printedSum struct {
	points Points
	parts  []string
}

func (s *printedSum) add(points Points) {
	s.points += points
	s.parts = append(s.parts, points.String())
}

func (s *printedSum) check(problems *Problems, at Position, of, key string, printed Points) {
	if s.points != printed {
		problems.Add(CodeCardSum, at, "of", of, "found", s.points.String(), "wanted", printed.String(),
			"witness", strings.Join(s.parts, "+")+"="+s.points.String(), "cure", key+": "+s.points.String())
	}
}

// checkIndicator holds a rule against the points that are printed for it.
func checkIndicator(c *Card, category *Category, indicator *Indicator, problems *Problems) {
	k := &checker{card: c, problems: problems, sign: 1, indicator: indicator}
	if category.Kind == KindDeduction {
		k.sign = -1
	}
	before := len(*problems)
	highest, bounded := k.rule(&indicator.Rule)
	at, key := orAt(indicator.pointsAt, indicator.at), "points: "
	found, cure := highest, highest
	switch {
	case category.Kind == KindDeduction:
		if indicator.Points == 0 {
			return
		}
		found, cure = 0, 0
	case k.unsure:
		return
	case !bounded:
		problems.Add(CodeCardCapMissing, indicator.at, "indicator", indicator.ID,
			"witness", twoPoints(indicator.Points, indicator.Points+OnePoint), "cure", "cap: "+indicator.Points.String())
		return
	case highest == indicator.Points:
		return
	case k.capAt.Line > 0 && indicator.Rule.Sum == nil:
		if len(*problems) > before {
			return // the cap or what it limits is told already
		}
		at, key, cure = k.capAt, "cap: ", indicator.Points
	}
	problems.Add(CodeCardHighest, at, "indicator", indicator.ID, "found", found.String(), "wanted", indicator.Points.String(),
		"witness", twoPoints(found, indicator.Points), "cure", key+cure.String())
}

// checker looks at one indicator's rule.
type checker struct {
	card      *Card
	problems  *Problems
	indicator *Indicator
	sign      Points   // 1: points are earned; -1: deducted
	capAt     Position // of the last cap that limits
	unsure    bool     // what the rule can reach follows from a number that is wrong
}

// rule checks a rule and gives the highest score it can reach (for deductions the
// lowest); bounded is false where only the size of the facts bounds it.
func (k *checker) rule(rule *Rule) (highest Points, bounded bool) {
	switch {
	case rule.Flag != nil:
		k.signed(rule.Flag.Points, rule.Flag.pointsAt)
		return rule.Flag.Points, true
	case rule.Choice != nil:
		for _, row := range rule.Choice.Points {
			k.signed(row.Points, row.pointsAt)
			highest = k.further(highest, row.Points)
		}
		return highest, true
	case rule.Ladder != nil:
		return k.ladder(rule)
	case rule.Each != nil:
		k.signed(rule.Each.Points, rule.Each.pointsAt)
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

// further is the one of two scores that lies further in the direction of the
// indicator.
func (k *checker) further(a, b Points) Points { return max(a*k.sign, b*k.sign) * k.sign }

func (k *checker) signed(points Points, at Position) {
	if points*k.sign < 0 {
		kind := string(k.card.CategoryOf(k.indicator).Kind)
		k.problems.Add(CodeCardSign, at, "points", points.String(), "kind", kind,
			"witness", points.String()+" 分", "cure", "points: "+(-points).String())
	}
}

// capped checks a cap against the score it limits and gives what is left of it.
func (k *checker) capped(highest Points, bounded bool, most *Points, at Position, witness string) Points {
	if most == nil {
		return highest
	}
	if bounded && highest*k.sign < *most {
		if highest*k.sign > 0 {
			k.problems.Add(CodeCardCapNever, at, "cap", most.String(), "found", (highest * k.sign).String(),
				"witness", witness, "cure", "cap: "+(highest*k.sign).String())
		}
		return highest
	}
	k.capAt = at
	return *most * k.sign
}

// belowCap tells of a number that its own cap never lets through whole.
func (k *checker) belowCap(points Points, most *Points, at Position, witness string) {
	if most != nil && points*k.sign > *most {
		k.problems.Add(CodeCardAboveCap, at, "points", points.String(), "cap", most.String(),
			"witness", witness+": "+twoPoints(points, *most*k.sign), "cure", "points: "+(*most*k.sign).String())
	}
}
