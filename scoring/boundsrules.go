package scoring

// bounder works out what the rules may give while facts are missing.
type bounder struct {
	card   *Card
	facts  *Facts
	spans  []valueSpan // of each fact
	lines  []ranged
	stakes []stake // of each fact
}

// valueSpan is every value from low to high. Of lists it means nothing.
type valueSpan struct{ low, high int64 }

// stake is what depends on a missing fact.
type stake struct {
	points Points
	veto   bool
}

func newBounder(c *Card, f *Facts) *bounder {
	return &bounder{
		card: c, facts: f, spans: valueSpans(c, f),
		lines: make([]ranged, len(c.indicators)), stakes: make([]stake, len(c.Facts)),
	}
}

// valueSpans gives each fact the values that are left to it. The checks are
// followed until nothing changes: what may not be larger than 50 bounds from above
// what may not be larger than that.
func valueSpans(c *Card, f *Facts) []valueSpan {
	spans := make([]valueSpan, len(c.Facts))
	for slot, value := range f.values {
		switch fact := &c.Facts[slot]; {
		case value != unknown:
			spans[slot] = valueSpan{value, value}
		case fact.Type == TypeYesNo:
			spans[slot].high = 1
		case fact.Type == TypeChoice:
			spans[slot].high = int64(len(fact.Choices) - 1)
		case fact.Type == TypeMoney:
			spans[slot].high = fact.Max * powersOfTen[2]
		default:
			spans[slot].high = fact.Max
		}
	}
	for range c.Checks {
		for i := range c.Checks {
			smaller, larger := c.Checks[i].smaller, c.Checks[i].larger
			if f.values[smaller] == unknown {
				spans[smaller].high = min(spans[smaller].high, spans[larger].high)
			}
			if f.values[larger] == unknown {
				spans[larger].low = max(spans[larger].low, spans[smaller].low)
			}
		}
	}
	return spans
}

// walk goes through the program as Evaluate does.
func (b *bounder) walk() {
	p := &b.card.program
	for i := range p.tables {
		in := &p.tables[i]
		b.put(in.line, b.table(in), int(in.slot), int(in.slot))
	}
	for i := range p.eaches {
		in := &p.eaches[i]
		span := b.spans[in.slot]
		low, high := in.points*Points(span.low), in.points*Points(span.high)
		b.put(in.line, ranged{low: min(low, high), high: max(low, high)}, int(in.slot), int(in.slot))
	}
	for i := range p.ladders {
		in := &p.ladders[i]
		ladder := &p.ladderOf[in.index]
		part, second := ranged{}, ladder.of.a
		if ladder.of.kind <= measureAmount {
			part = b.number(ladder)
		} else {
			part, second = b.quotient(ladder), ladder.of.b
		}
		b.put(in.line, part, ladder.of.a, second)
	}
	var best []int32
	for i := range p.lists {
		in := &p.lists[i]
		list := &p.listOf[in.index]
		var part ranged
		if b.facts.values[in.slot] == unknown {
			part = list.anyRows(&b.card.Facts[in.slot])
		} else {
			if best == nil {
				best = make([]int32, p.rows)
			}
			points, veto := list.evaluate(&b.facts.lists[in.slot], best, nil)
			part.seen(points, veto, true)
		}
		b.put(in.line, part, int(in.slot), int(in.slot))
	}
}

// put adds a rule to its indicator and to what depends on its one or two facts.
func (b *bounder) put(line int32, part ranged, first, second int) {
	b.lines[line].add(part)
	alone := part.settle()
	for n, slot := range [2]int{first, second} {
		if n == 1 && first == second || b.facts.values[slot] != unknown {
			continue
		}
		b.stakes[slot].points += alone.high - alone.low
		b.stakes[slot].veto = b.stakes[slot].veto || alone.veto.some && !alone.veto.all
	}
}

// table looks at every value that is left.
func (b *bounder) table(in *instruction) ranged {
	var part ranged
	span := b.spans[in.slot]
	last := int64(in.last)
	for value := min(span.low, last); value <= min(span.high, last); value++ {
		cell := &b.card.program.cells[int64(in.index)+value]
		part.seen(Points(cell.points), cell.veto, value == min(span.low, last))
	}
	return part
}

// number looks at a count or an amount. Between two bounds of a ladder its points
// only rise or only fall, so the values beside the bounds are enough.
func (b *bounder) number(l *compiledLadder) ranged {
	span := b.spans[l.of.a]
	part := l.at(span.low, 1)
	part.widen(l.at(span.high, 1))
	for i := range l.rows {
		bound := l.rows[i].at.n + l.rows[i].at.strict
		for value := bound - 1; value <= bound; value++ {
			if value > span.low && value < span.high {
				part.widen(l.at(value, 1))
			}
		}
	}
	return part
}

// quotient looks at a share or a growth at its smallest and its largest.
func (b *bounder) quotient(l *compiledLadder) ranged {
	over, under := b.spans[l.of.a], b.spans[l.of.b]
	if under.high == 0 {
		return ranged{zero: true, onlyZero: true}
	}
	most := [2]int64{over.high, max(under.low, 1)}
	ordered := b.card.notLarger(b.card.Facts[l.of.a].Key, b.card.Facts[l.of.b].Key)
	if ordered && most[0] > most[1] {
		most[0] = min(most[0], under.high)
		most[1] = most[0] // as much as the whole
	}
	part := l.quotientAt(over.low, under.high)
	part.widen(l.quotientAt(most[0], most[1]))
	part.zero = under.low == 0 && (!ordered || over.low == 0)
	l.addVetoRows(&part, [2]int64{over.low, under.high}, most)
	return part
}

// scaled is the value of a share or growth that reach compares.
func (l *compiledLadder) scaled(a, b int64) int64 {
	if l.of.kind == measureGrowth {
		a -= b
	}
	return a * shareScale
}

func (l *compiledLadder) quotientAt(a, b int64) ranged { return l.at(l.scaled(a, b), b) }

// addVetoRows counts in the tiers between the smallest and the largest quotient
// where one of them is a veto: then the points no longer only rise. It is not
// asked whether whole numbers meet each of them.
func (l *compiledLadder) addVetoRows(part *ranged, least, most [2]int64) {
	from, _, _ := l.reach(l.scaled(least[0], least[1]), least[1])
	to, _, _ := l.reach(l.scaled(most[0], most[1]), most[1])
	for row := max(from, 0); row <= to; row++ {
		if l.rows[row].veto {
			for other := max(from, 0); other <= to; other++ {
				part.seen(capped(l.rows[other].points, l.cap), l.rows[other].veto, false)
			}
			return
		}
	}
}

// at is the ladder at one value.
func (l *compiledLadder) at(value, divisor int64) (part ranged) {
	row, raw, _ := l.reach(value, divisor)
	part.seen(capped(raw, l.cap), row >= 0 && l.rows[row].veto, true)
	return part
}

// widen counts in another range of the same rule.
func (r *ranged) widen(other ranged) {
	r.low, r.high = min(r.low, other.low), max(r.high, other.high)
	r.veto = rangedVeto{r.veto.some || other.veto.some, r.veto.all && other.veto.all}
}

// anyRows is what a list that was not given may score: nothing where it is empty,
// and at most as many of its best rows as there may be.
func (l *compiledList) anyRows(fact *Fact) (part ranged) {
	part.seen(0, false, true)
	rows := Points(fact.MaxRows)
	if l.best {
		rows = 1
	}
	for _, code := range l.order {
		part.seen(capped(l.cells[code].points*rows, l.cap), l.cells[code].veto, false)
	}
	return part
}
