package scoring

// propose collects the single changes that may help, indicator by indicator of
// each kind of rule.
func (a *adviser) propose() {
	p := &a.card.program
	a.single = make([]proposal, 0, len(p.tables)+len(p.eaches)+len(p.ladders)+8*len(p.lists))
	for i := range p.tables {
		a.single = a.proposeTable(a.single, &p.tables[i])
	}
	for i := range p.eaches {
		in := &p.eaches[i]
		value := a.draft.facts.values[in.slot]
		switch {
		case value == unknown:
		case in.points > 0:
			a.single = a.set(a.single, in.line, int(in.slot), value+1, bound{})
		case value > 0:
			a.single = a.set(a.single, in.line, int(in.slot), value-1, bound{})
		}
	}
	for i := range p.ladders {
		a.single = a.proposeLadder(a.single, &p.ladders[i])
	}
	for i := range p.lists {
		a.single = a.proposeRows(a.single, &p.lists[i])
	}
}

// set proposes another value for a fact, if the card allows it and nothing else
// has proposed the same.
func (a *adviser) set(into []proposal, line int32, slot int, value int64, reached bound) []proposal {
	ch := change{kind: setValue, slot: int32(slot), from: a.draft.facts.values[slot], to: value}
	if ch.from == ch.to || !a.draft.possible(&ch) {
		return into
	}
	for i := range into {
		if into[i].changes[0] == ch {
			return into
		}
	}
	return append(into, proposal{line: line, count: 1, changes: [2]change{ch}, bound: reached})
}

// deducts tells whether the indicator takes points off: less is better.
func (a *adviser) deducts(line int32) bool {
	return a.card.Categories[a.card.indicators[line].group].Kind == KindDeduction
}

// proposeTable proposes the next better value of a flag, a choice or a small count.
func (a *adviser) proposeTable(into []proposal, in *instruction) []proposal {
	value := a.draft.facts.values[in.slot]
	if value == unknown {
		return into
	}
	cells := a.card.program.cells[in.index : in.index+in.last+1]
	now := cells[min(value, int64(in.last))]
	better := func(cell tableCell) bool {
		return !cell.veto && (cell.points > now.points || now.veto)
	}
	fact := &a.card.Facts[in.slot]
	if fact.Type != TypeCount {
		next := -1
		for n, cell := range cells {
			if better(cell) && (next < 0 || cell.points < cells[next].points) {
				next = n
			}
		}
		if next < 0 {
			return into
		}
		return a.set(into, in.line, int(in.slot), int64(next), bound{})
	}
	if a.deducts(in.line) {
		for n := min(value, int64(in.last)) - 1; n >= 0; n-- {
			if better(cells[n]) {
				return a.set(into, in.line, int(in.slot), n, bound{})
			}
		}
		return into
	}
	for n := value + 1; n <= int64(in.last); n++ {
		if better(cells[n]) {
			return a.set(into, in.line, int(in.slot), n, bound{Quantity{n, unitWhole}, boundFrom})
		}
	}
	return into
}

// proposeLadder proposes the numerator, count or amount that reaches the next
// bound. Denominators are left alone: nobody is told to have fewer people.
func (a *adviser) proposeLadder(into []proposal, in *instruction) []proposal {
	l := &a.card.program.ladderOf[in.index]
	value, divisor, status := l.of.value(a.draft.facts.values)
	if status != Scored {
		return into
	}
	if !a.deducts(in.line) {
		next, ok := l.above(value, divisor)
		if !ok {
			return into
		}
		words := boundFrom
		if next.strict == 1 {
			words = boundAbove
		}
		least := l.least(next, divisor)
		if fact := &a.card.Facts[l.of.a]; fact.Type == TypeMoney {
			least = min(wholeYuan(least), fact.Max*powersOfTen[2])
		}
		return a.set(into, in.line, l.of.a, least, bound{Quantity{next.n, l.of.unit()}, words})
	}
	next, ok := l.below(value, divisor)
	if !ok {
		return into
	}
	words := boundBelow
	if next.strict == 1 {
		words = boundAtMost
	}
	return a.set(into, in.line, l.of.a, l.least(next, divisor)-1, bound{Quantity{next.n, l.of.unit()}, words})
}

// wholeYuan rounds fen up: nobody plans a raise of a fen.
func wholeYuan(fen int64) int64 {
	yuan := (fen + powersOfTen[2] - 1) / powersOfTen[2]
	return yuan * powersOfTen[2]
}

func (m *measure) unit() quantityUnit {
	switch m.kind {
	case measureCount:
		return unitWhole
	case measureAmount:
		return unitFen
	default:
		return unitPercent
	}
}

// above is the lowest bound above the value that gives more points.
func (l *compiledLadder) above(value, divisor int64) (threshold, bool) {
	row, raw, steps := l.reach(value, divisor)
	now := capped(raw, l.cap)
	for next := row + 1; next < len(l.rows); next++ {
		if !l.rows[next].veto && capped(l.rows[next].points, l.cap) > now {
			return l.rows[next].at, true
		}
	}
	if l.steps && row == len(l.rows)-1 && capped(raw+l.points, l.cap) > now && steps < maxSteps {
		return threshold{l.over + (steps+1)*l.every, 0}, true
	}
	return threshold{}, false
}

// below is the highest bound that the value must stay under to lose fewer points
// or a veto.
func (l *compiledLadder) below(value, divisor int64) (threshold, bool) {
	row, raw, steps := l.reach(value, divisor)
	if row < 0 {
		return threshold{}, false
	}
	if steps > 0 && l.points < 0 {
		if start := l.rows[row].points; l.cap > 0 && -raw > l.cap && -start < l.cap {
			steps = min(steps, int64((l.cap+start-l.points-1)/-l.points)) // the step that met the cap
		} else if l.cap > 0 && -start >= l.cap {
			return l.rows[row].at, true
		}
		return threshold{l.over + steps*l.every, 0}, true
	}
	return l.rows[row].at, true
}

// least is the smallest numerator, count or amount that reaches the bound.
func (l *compiledLadder) least(at threshold, divisor int64) int64 {
	wanted := at.n*divisor + at.strict
	if l.of.kind <= measureAmount {
		return wanted
	}
	least := (wanted + shareScale - 1) / shareScale
	if l.of.kind == measureGrowth {
		least += divisor
	}
	return least
}

// proposeRows proposes one more row of each kind for a list that earns points, one
// less of each kind that is there for one that takes them off.
func (a *adviser) proposeRows(into []proposal, in *instruction) []proposal {
	rows := a.draft.facts.values[in.slot]
	if rows == unknown {
		return into
	}
	l := &a.card.program.listOf[in.index]
	if a.deducts(in.line) {
		return a.proposeFewerRows(into, in, l)
	}
	for _, code := range l.order {
		if l.cells[code].points <= 0 {
			continue
		}
		ch := change{kind: addRow, slot: in.slot, from: rows, to: rows + 1, list: in.index, code: code}
		if a.draft.possible(&ch) {
			into = append(into, proposal{line: in.line, count: 1, changes: [2]change{ch}})
		}
	}
	return into
}

func (a *adviser) proposeFewerRows(into []proposal, in *instruction, l *compiledList) []proposal {
	list := &a.draft.facts.lists[in.slot]
	rows := a.draft.facts.values[in.slot]
	first := len(into)
rows:
	for r, code := range list.codes {
		cell := &l.cells[code]
		if cell.points >= 0 && !cell.veto || l.below(code, list.cells[r*l.width:]) {
			continue
		}
		for i := first; i < len(into); i++ {
			if into[i].changes[0].code == code && l.bestPer < 0 {
				continue rows
			}
		}
		ch := change{kind: dropRow, slot: in.slot, from: rows, to: rows - 1, list: in.index, code: code, row: int32(r)}
		if a.draft.possible(&ch) {
			into = append(into, proposal{line: in.line, count: 1, changes: [2]change{ch}})
		}
	}
	return into
}
