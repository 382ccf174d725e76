package scoring

import (
	"cmp"
	"slices"
)

// maxFloorPairs is how many pairs are told to an enterprise whose deductions are
// larger than its points.
const maxFloorPairs = 10

// combine looks for two changes that gain more together than apart. That can only
// be where both move the same share or hold each other back through a check, where
// there are two vetoes, or where the total is kept at 0.
func (a *adviser) combine() {
	for i := range a.single {
		first := a.single[i]
		if ch := &first.changes[0]; ch.kind == setValue {
			a.pairWith(&first, a.linked(ch.slot), func(p *proposal) bool { return p.gain > 0 })
		}
		if a.before.Lines[first.line].Veto && !first.lifts {
			a.pairWith(&first, a.vetoed(), func(p *proposal) bool { return p.lifts })
		}
	}
	if a.before.sumOfLines() < 0 {
		a.pairAboveFloor()
	}
}

// wanted tells which rules are looked at for a second change.
type wanted func(in *instruction, numerator, divisor int) bool

// linked wants the rules whose fact shares a ladder or a check with the slot.
func (a *adviser) linked(slot int32) wanted {
	s := int(slot)
	return func(_ *instruction, numerator, divisor int) bool {
		if numerator == s {
			return false
		}
		if divisor == s {
			return true
		}
		for i := range a.card.Checks {
			if check := &a.card.Checks[i]; check.smaller == numerator && check.larger == s || check.smaller == s && check.larger == numerator {
				return true
			}
		}
		return false
	}
}

// vetoed wants the rules of the indicators that veto now.
func (a *adviser) vetoed() wanted {
	return func(in *instruction, _, _ int) bool { return a.before.Lines[in.line].Veto }
}

// pairWith makes the first change, proposes what comes next among the wanted rules
// and keeps the pairs that are worth more than both alone.
func (a *adviser) pairWith(first *proposal, want wanted, good func(*proposal) bool) {
	var room [16]proposal
	next := room[:0]
	p := &a.card.program
	a.draft.apply(&first.changes[0])
	for i := range p.tables {
		if in := &p.tables[i]; want(in, int(in.slot), -1) {
			next = a.proposeTable(next, in)
		}
	}
	for i := range p.ladders {
		in := &p.ladders[i]
		of, divisor := &p.ladderOf[in.index].of, -1
		if of.kind >= measureRatio {
			divisor = of.b
		}
		if want(in, of.a, divisor) {
			next = a.proposeLadder(next, in)
		}
	}
	for i := range p.lists {
		if in := &p.lists[i]; want(in, int(in.slot), -1) {
			next = a.proposeRows(next, in)
		}
	}
	a.draft.undo(&first.changes[0])
	for i := range next {
		second := &next[i]
		ch, other := &second.changes[0], &first.changes[0]
		if ch.slot == other.slot && ch.kind != dropRow {
			continue
		}
		pair := proposal{line: second.line, count: 2, changes: [2]change{*other, *ch}, bound: second.bound}
		a.try(&pair)
		if !a.helps(&pair) || !good(&pair) || slices.ContainsFunc(a.double, pair.sameAs) {
			continue
		}
		gain, lifts := a.alone(second, other)
		if pair.lifts && !first.lifts && !lifts || pair.gain > gain+max(first.gain, 0) {
			a.double = append(a.double, pair)
		}
	}
}

// alone is what the second change gains without the first; 0 where it is not
// possible then.
func (a *adviser) alone(second *proposal, first *change) (gain Points, lifts bool) {
	only := *second
	if ch := &only.changes[0]; ch.slot == first.slot {
		ch.from, ch.to = ch.from+1, ch.to+1
		if ch.row >= first.row {
			ch.row++
		}
	}
	if !a.draft.possible(&only.changes[0]) {
		return 0, false
	}
	a.try(&only)
	return max(only.gain, 0), only.lifts
}

// sameAs tells whether another pair makes the same changes in either order.
func (p *proposal) sameAs(other proposal) bool {
	same := func(x, y *change) bool {
		if x.kind != y.kind || x.slot != y.slot {
			return false
		}
		if x.kind == setValue {
			return x.to == y.to
		}
		return x.code == y.code
	}
	return same(&p.changes[0], &other.changes[0]) && same(&p.changes[1], &other.changes[1]) ||
		same(&p.changes[0], &other.changes[1]) && same(&p.changes[1], &other.changes[0])
}

// pairAboveFloor looks for two changes of different indicators that together bring
// a total above 0 where neither does. Other indicators add up, so that the sums of
// the single changes tell which pairs are worth a try.
func (a *adviser) pairAboveFloor() {
	missing := -a.before.sumOfLines()
	var pairs [][2]int
	for i := range a.single {
		for j := i + 1; j < len(a.single); j++ {
			p, q := &a.single[i], &a.single[j]
			if p.gain == 0 && q.gain == 0 && p.line != q.line && p.changes[0].slot != q.changes[0].slot && p.raw+q.raw > missing {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	effort := func(pair [2]int) int { return a.effort(&a.single[pair[0]]) + a.effort(&a.single[pair[1]]) }
	gain := func(pair [2]int) Points { return a.single[pair[0]].raw + a.single[pair[1]].raw }
	slices.SortStableFunc(pairs, func(x, y [2]int) int {
		if c := cmp.Compare(effort(x), effort(y)); c != 0 {
			return c
		}
		return cmp.Compare(gain(y), gain(x))
	})
	for _, pair := range pairs[:min(len(pairs), maxFloorPairs)] {
		p, q := &a.single[pair[0]], &a.single[pair[1]]
		both := proposal{line: q.line, count: 2, changes: [2]change{p.changes[0], q.changes[0]}, bound: q.bound}
		a.draft.apply(&p.changes[0])
		possible := a.draft.possible(&q.changes[0])
		a.draft.undo(&p.changes[0])
		if !possible {
			continue
		}
		if a.try(&both); a.helps(&both) && !slices.ContainsFunc(a.double, both.sameAs) {
			a.double = append(a.double, both)
		}
	}
}
