package scoring

// Outcome is an evaluated card: the numbers without words. It may be used again
// and again; after the first use for a card Evaluate allocates nothing.
type Outcome struct {
	Total      Points // max(0, Base + Bonus + Deduction), at most the cap of the card's totals
	Base       Points
	Bonus      Points
	Deduction  Points // ≤ 0
	Vetoed     bool
	Categories []Points // in card order
	Lines      []Line   // an indicator each, in printed order

	best    []int32       // scratch: the best combination of each name
	reached []reachedStep // of each ladder, for the explanation
}

// reachedStep is how far a ladder's measure came: the row (-1: none) and the whole
// steps above it.
type reachedStep struct {
	value, divisor, steps int64
	row                   int
}

// Line is the score of one indicator.
type Line struct {
	Score  Points
	Status Status
	Veto   bool
}

// Evaluate scores the facts into out, whose slices are used again. One missing
// fact leaves the whole indicator unanswered, also where others of its facts are
// given.
func (c *Card) Evaluate(f *Facts, out *Outcome) {
	p := &c.program
	if len(out.Categories) != len(p.spans) || len(out.Lines) != p.lines || len(out.best) < p.rows || len(out.reached) != len(p.ladderOf) {
		out.Categories = make([]Points, len(p.spans))
		out.Lines = make([]Line, p.lines)
		out.best = make([]int32, p.rows)
		out.reached = make([]reachedStep, len(p.ladderOf))
	}
	lines, values := out.Lines, f.values
	clear(lines)
	for i := range p.tables {
		in := &p.tables[i]
		line, value := &lines[in.line], values[in.slot]
		if value == unknown {
			line.Status = Unanswered
			continue
		}
		cell := &p.cells[int64(in.index)+min(value, int64(in.last))]
		line.Score += Points(cell.points)
		line.Veto = line.Veto || cell.veto
	}
	for i := range p.eaches {
		in := &p.eaches[i]
		line, value := &lines[in.line], values[in.slot]
		if value == unknown {
			line.Status = Unanswered
			continue
		}
		line.Score += in.points * Points(value)
	}
	for i := range p.ladders {
		in := &p.ladders[i]
		p.ladderOf[in.index].evaluate(values, &lines[in.line], &out.reached[in.index])
	}
	for i := range p.lists {
		in := &p.lists[i]
		line, value := &lines[in.line], values[in.slot]
		if value > 0 {
			score, veto := p.listOf[in.index].evaluate(&f.lists[in.slot], out.best, nil)
			line.Score += score
			line.Veto = line.Veto || veto
		} else if value == unknown {
			line.Status = Unanswered
		}
	}
	p.sum(out)
}

// sum adds the lines up to the categories and totals.
func (p *program) sum(out *Outcome) {
	out.Base, out.Bonus, out.Deduction, out.Vetoed = 0, 0, 0, false
	for g, span := range p.spans {
		var score Points
		for i := span.from; i < span.to; i++ {
			line := &out.Lines[i]
			if line.Status != Scored {
				line.Score, line.Veto = 0, false
				continue
			}
			score += line.Score
			out.Vetoed = out.Vetoed || line.Veto
		}
		out.Categories[g] = score
		switch span.kind {
		case KindBase:
			out.Base += score
		case KindBonus:
			out.Bonus += score
		case KindDeduction:
			out.Deduction += score
		}
	}
	out.Total = p.total(out.Base + out.Bonus + out.Deduction)
}

// total is the shown total of a sum: not below 0 and not above the card's cap.
func (p *program) total(sum Points) Points {
	if p.totalCap > 0 {
		sum = min(sum, p.totalCap)
	}
	return max(0, sum)
}

// value gives the measured value times its divisor, in the unit of the bounds:
// a share of a÷b is a·10000 over the divisor b.
func (m *measure) value(values []int64) (value, divisor int64, status Status) {
	a := values[m.a]
	if a == unknown {
		return 0, 0, Unanswered
	}
	if m.kind <= measureAmount {
		return a, 1, Scored
	}
	b := values[m.b]
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

func (l *compiledLadder) evaluate(values []int64, line *Line, reached *reachedStep) {
	value, divisor, status := l.of.value(values)
	if status != Scored {
		if line.Status != Unanswered {
			line.Status = status
		}
		return
	}
	row, raw, steps := l.reach(value, divisor)
	*reached = reachedStep{value, divisor, steps, row}
	if row < 0 {
		return
	}
	line.Score += capped(raw, l.cap)
	line.Veto = line.Veto || l.rows[row].veto
}

// reach finds the highest row reached (-1: none) and the whole steps above it,
// and the points of both before the cap.
func (l *compiledLadder) reach(value, divisor int64) (row int, raw Points, steps int64) {
	row = len(l.rows) - 1
	for row >= 0 && value < l.rows[row].at.n*divisor+l.rows[row].at.strict {
		row--
	}
	if row < 0 {
		return row, 0, 0
	}
	raw = l.rows[row].points
	if l.steps && row == len(l.rows)-1 {
		if above := value - l.over*divisor; above > 0 {
			steps = min(above/(l.every*divisor), maxSteps)
			raw += Points(steps) * l.points
		}
	}
	return row, raw, steps
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
