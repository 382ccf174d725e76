package scoring

import "strconv"

// Coverage says how many of a card's numbers the cases stand on both sides of.
type Coverage struct {
	Cases  int
	Tiers  Share // rows of ladders, choices, flags, cases of lists
	Steps  Share // up to the cap
	Caps   Share
	Vetoes Share
}

// Share is so many of all.
type Share struct{ Hit, All int }

// String is the share as in 12/12.
func (s Share) String() string { return strconv.Itoa(s.Hit) + "/" + strconv.Itoa(s.All) }

// CheckCard loads a card and runs its own cases: what stands in its way, or the card
// with what the cases reach.
func CheckCard(yaml []byte) (*Card, *Coverage, Problems) {
	card, problems := Load(yaml)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	coverage := Cover(card, Cases(card))
	return card, &coverage, nil
}

// Cover runs cases and counts what they reach. A number counts when one case
// reaches it and another just does not.
func Cover(c *Card, cases []Case) Coverage {
	coverage := Coverage{Cases: len(cases)}
	v := &coverer{card: c, coverage: &coverage}
	byIndicator := make(map[string][]*Facts)
	for i := range cases {
		if facts, problems := c.ParseFacts(cases[i].Facts); len(problems) == 0 {
			byIndicator[cases[i].Indicator] = append(byIndicator[cases[i].Indicator], facts)
		}
	}
	for _, indicator := range c.indicators {
		v.facts = v.facts[:0]
		for _, facts := range byIndicator[indicator.ID] {
			complete := true
			for _, slot := range indicator.facts {
				complete = complete && facts.values[slot] != unknown
			}
			if complete {
				v.facts = append(v.facts, facts)
			}
		}
		v.rule(&indicator.Rule)
	}
	return coverage
}

// coverer walks the rules of a card with the facts of the cases.
type coverer struct {
	card     *Card
	facts    []*Facts // of the cases of one indicator
	coverage *Coverage
}

// count asks each case whether it reaches a number (1), just misses it (-1) or
// neither (0).
func (v *coverer) count(share *Share, reaches func(*Facts) int) {
	share.All++
	on, off := false, false
	for _, facts := range v.facts {
		switch reaches(facts) {
		case 1:
			on = true
		case -1:
			off = true
		}
	}
	if on && off {
		share.Hit++
	}
}

// sides is what count asks for.
func sides(on, off bool) int {
	switch {
	case on:
		return 1
	case off:
		return -1
	}
	return 0
}

func (v *coverer) rule(rule *Rule) {
	switch {
	case rule.Flag != nil:
		slot := v.card.factByKey[rule.Flag.Fact]
		v.count(&v.coverage.Tiers, func(f *Facts) int { return sides(f.values[slot] == 1, f.values[slot] == 0) })
	case rule.Choice != nil:
		slot := v.card.factByKey[rule.Choice.Fact]
		for n := range v.card.Facts[slot].Choices {
			v.count(&v.coverage.Tiers, func(f *Facts) int { return sides(f.values[slot] == int64(n), true) })
		}
	case rule.Each != nil:
		slot := v.card.factByKey[rule.Each.Fact]
		v.count(&v.coverage.Steps, func(f *Facts) int { return sides(f.values[slot] == 1, f.values[slot] == 0) })
	case rule.Ladder != nil:
		v.ladder(rule.Ladder)
	case rule.List != nil:
		v.list(rule.List)
	default:
		for i := range rule.Sum {
			v.rule(&rule.Sum[i])
		}
	}
}

func (v *coverer) ladder(ladder *LadderRule) {
	l := compileLadder(v.card, ladder)
	reach := func(f *Facts) (row int, raw Points, steps int64, ok bool) {
		value, divisor, status := l.of.value(f.values)
		if status != Scored {
			return 0, 0, 0, false
		}
		row, raw, steps = l.reach(value, divisor)
		return row, raw, steps, true
	}
	for i := range ladder.Rows {
		kind := &v.coverage.Tiers
		if ladder.Rows[i].Veto {
			kind = &v.coverage.Vetoes
		}
		v.count(kind, func(f *Facts) int {
			row, _, _, ok := reach(f)
			return sides(ok && row == i, ok && row == i-1)
		})
	}
	d := (&checker{card: v.card}).domainOf(&ladder.Of)
	for n := range probedSteps(&d, ladder) {
		v.count(&v.coverage.Steps, func(f *Facts) int {
			row, _, steps, ok := reach(f)
			ok = ok && row == len(ladder.Rows)-1
			return sides(ok && steps == n+1, ok && steps == n)
		})
	}
	if ladder.Cap != nil {
		v.count(&v.coverage.Caps, func(f *Facts) int {
			_, raw, _, ok := reach(f)
			return sides(ok && magnitude(raw) >= *ladder.Cap, ok && magnitude(raw) < *ladder.Cap)
		})
	}
}

func (v *coverer) list(list *ListRule) {
	slot := v.card.factByKey[list.Fact]
	l := compileList(v.card, list)
	best := make([]int32, v.card.Facts[slot].MaxRows)
	run := func(f *Facts) (raw Points, veto bool) {
		detail := listDetail{tallies: make([]int32, len(l.cells))}
		_, veto = l.evaluate(&f.lists[slot], best, &detail)
		return detail.raw, veto
	}
	for _, table := range list.Tables {
		for i := range table {
			if table[i].Veto {
				v.count(&v.coverage.Vetoes, func(f *Facts) int { _, veto := run(f); return sides(veto && v.matches(f, slot, table, i), !veto) })
				continue
			}
			v.count(&v.coverage.Tiers, func(f *Facts) int { return sides(v.matches(f, slot, table, i), true) })
		}
	}
	if list.Cap != nil {
		v.count(&v.coverage.Caps, func(f *Facts) int {
			raw, _ := run(f)
			return sides(magnitude(raw) >= *list.Cap, magnitude(raw) < *list.Cap)
		})
	}
}

// matches tells whether a row of the list is scored by the case.
func (v *coverer) matches(f *Facts, slot int, table []RowCase, wanted int) bool {
	fact := &v.card.Facts[slot]
	width := len(fact.Fields)
	for at := 0; at < len(f.lists[slot].cells); at += width {
		for i := range table {
			if matchesRow(fact, table[i].When, f.lists[slot].cells[at:at+width]) {
				if i == wanted {
					return true
				}
				break
			}
		}
	}
	return false
}
