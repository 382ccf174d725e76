package scoring

// Outcome is an evaluated card: the numbers without words. It may be used again
// and again; after the first use for a card Evaluate allocates nothing.
type Outcome struct {
	Total      Points // max(0, Base + Bonus + Deduction)
	Base       Points
	Bonus      Points
	Deduction  Points // ≤ 0
	Vetoed     bool
	Categories []Points // in card order
	Lines      []Line   // an indicator each, in printed order

	leaves  []leafOutcome
	tallies []int32 // rows of each list counted by combination
	best    []int32 // scratch: the best combination of each name
}

// Line is the score of one indicator.
type Line struct {
	Score  Points
	Status Status
	Veto   bool
}

// leafOutcome keeps how a leaf came to its score, for the explanation.
type leafOutcome struct {
	score   Points
	raw     Points // before the cap
	steps   int64  // whole steps above the ladder's start
	row     int    // ladder row reached; -1: none
	dropped int    // list rows not counted: a better one of the same name
	ignored int    // list rows below a bound
	status  Status
	veto    bool
}

// Evaluate scores the facts into out, whose slices are used again.
func (c *Card) Evaluate(f *Facts, out *Outcome) {
	p := &c.program
	if len(out.leaves) != len(p.leaves) || len(out.tallies) != p.tallies || len(out.Categories) != len(p.kinds) ||
		len(out.Lines) != len(c.indicators) || len(out.best) < p.rows {
		out.Categories = make([]Points, len(p.kinds))
		out.Lines = make([]Line, len(c.indicators))
		out.leaves = make([]leafOutcome, len(p.leaves))
		out.tallies = make([]int32, p.tallies)
		out.best = make([]int32, p.rows)
	}
	clear(out.Categories)
	clear(out.tallies)
	out.Vetoed = false
	for i, indicator := range c.indicators {
		line := &out.Lines[i]
		*line = Line{}
		for l := p.first[i]; l < p.first[i+1]; l++ {
			leaf := &out.leaves[l]
			*leaf = leafOutcome{row: -1}
			p.leaves[l].evaluate(f, leaf, out)
			line.Score += leaf.score
			line.Veto = line.Veto || leaf.veto
			if leaf.status != Scored && line.Status != Unanswered {
				line.Status = leaf.status
			}
		}
		if line.Status != Scored {
			line.Score, line.Veto = 0, false
		}
		out.Categories[indicator.group] += line.Score
		out.Vetoed = out.Vetoed || line.Veto
	}
	out.sum(p)
}

// sum adds the categories up to the totals.
func (o *Outcome) sum(p *program) {
	o.Base, o.Bonus, o.Deduction = 0, 0, 0
	for g, score := range o.Categories {
		switch p.kinds[g] {
		case KindBase:
			o.Base += score
		case KindBonus:
			o.Bonus += score
		case KindDeduction:
			o.Deduction += score
		}
	}
	o.Total = max(0, o.Base+o.Bonus+o.Deduction)
}

func (l *leaf) evaluate(f *Facts, out *leafOutcome, o *Outcome) {
	value := f.values[l.slot]
	if value == unknown {
		out.status = Unanswered
		return
	}
	switch l.kind {
	case leafFlag:
		out.score = l.points * Points(value)
	case leafChoice:
		out.score = l.choices[value]
	case leafEach:
		out.score = l.points * Points(value)
	case leafLadder:
		l.ladder.evaluate(f, out)
	case leafList:
		l.list.evaluate(&f.lists[l.slot], int(value), out, o)
	}
}

// value gives the measured value times its divisor, in the unit of the bounds:
// a share of a÷b is a·10000 over the divisor b.
func (m *measure) value(f *Facts) (value, divisor int64, status Status) {
	a := f.values[m.a]
	if a == unknown {
		return 0, 0, Unanswered
	}
	if m.kind <= measureAmount {
		return a, 1, Scored
	}
	b := f.values[m.b]
	switch {
	case b == unknown:
		return 0, 0, Unanswered
	case b == 0:
		return 0, 0, NotComputable
	case m.kind == measureGrowth:
		a -= b
	}
	return a * shareScale, b, Scored
}

func (l *compiledLadder) evaluate(f *Facts, out *leafOutcome) {
	value, divisor, status := l.of.value(f)
	if status != Scored {
		out.status = status
		return
	}
	for i := len(l.rows) - 1; i >= 0; i-- {
		row := &l.rows[i]
		if value >= row.at.n*divisor+row.at.strict {
			out.row, out.raw, out.veto = i, row.points, row.veto
			break
		}
	}
	if l.steps && out.row == len(l.rows)-1 {
		if above := value - l.over*divisor; above > 0 {
			out.steps = above / (l.every * divisor)
			out.raw += Points(out.steps) * l.points
		}
	}
	out.score = capped(out.raw, l.cap)
}

// capped limits the size of a score; a cap of 0 is none.
func capped(raw, most Points) Points {
	switch {
	case most == 0:
		return raw
	case raw > most:
		return most
	case raw < -most:
		return -most
	}
	return raw
}

func (l *compiledList) evaluate(list *listRows, rows int, out *leafOutcome, o *Outcome) {
	tallies := o.tallies[l.tally : l.tally+len(l.cells)]
	for r := 0; r < rows; r++ {
		row := list.cells[r*l.width : (r+1)*l.width]
		index := l.index(row)
		if index < 0 {
			out.ignored++
		}
		if l.bestPer >= 0 {
			index = l.keepBest(row[l.bestPer], int64(r), index, tallies, out, o)
		}
		if index < 0 {
			continue
		}
		cell := &l.cells[index]
		tallies[index]++
		out.veto = out.veto || cell.veto
		if !l.best {
			out.raw += cell.points
		} else if cell.points > out.raw {
			out.raw = cell.points
		}
	}
	out.score = capped(out.raw, l.cap)
}

// index is the row's combination, or -1 when it does not count.
func (l *compiledList) index(row []int64) int {
	for _, bound := range l.only {
		if row[bound.column] < bound.from {
			return -1
		}
	}
	index := int64(0)
	for _, f := range l.fields {
		index += (row[f.column] + 1) * f.factor
	}
	return int(index)
}

// keepBest lets only the best row of each name count. It takes back an earlier,
// lower row of the name, or drops this one by answering -1. name is the number of
// the first row with the same name.
func (l *compiledList) keepBest(name, row int64, index int, tallies []int32, out *leafOutcome, o *Outcome) int {
	if name == row {
		o.best[name] = int32(index)
		return index
	}
	earlier := int(o.best[name])
	switch {
	case index < 0:
		return index
	case earlier < 0:
		o.best[name] = int32(index)
		return index
	}
	out.dropped++
	if l.cells[index].points <= l.cells[earlier].points {
		return -1
	}
	tallies[earlier]--
	out.raw -= l.cells[earlier].points
	o.best[name] = int32(index)
	return index
}
