package scoring

import "strconv"

// Explained is an outcome with a sentence for each indicator that carries its
// arithmetic. It may be used again and again.
type Explained struct {
	Outcome
	Texts []string // an indicator each, in printed order

	buf  []byte
	ends []int
}

// Explain scores the facts like Evaluate and words every line. All texts share
// one string.
func (c *Card) Explain(f *Facts, out *Explained) {
	c.Evaluate(f, &out.Outcome)
	out.buf = out.buf[:0]
	out.ends = out.ends[:0]
	for i := range c.indicators {
		out.buf = c.explainLine(out.buf, f, &out.Outcome, i)
		out.ends = append(out.ends, len(out.buf))
	}
	all := string(out.buf)
	out.Texts = out.Texts[:0]
	start := 0
	for _, end := range out.ends {
		out.Texts = append(out.Texts, all[start:end])
		start = end
	}
}

func (c *Card) explainLine(buf []byte, f *Facts, out *Outcome, i int) []byte {
	line := &out.Lines[i]
	switch line.Status {
	case Unanswered:
		return c.explainMissing(buf, f, i)
	case NotComputable:
		return c.explainZero(buf, f, i)
	}
	p := &c.program
	first, last := p.first[i], p.first[i+1]
	for l := first; l < last; l++ {
		if l > first {
			buf = append(buf, ';')
		}
		buf = p.leaves[l].explain(buf, f, &out.leaves[l], out)
	}
	if last-first > 1 {
		buf = append(buf, ",共"...)
		buf = append(line.Score.append(buf), "分"...)
	}
	return buf
}

func (c *Card) explainMissing(buf []byte, f *Facts, i int) []byte {
	buf = append(buf, "未填:"...)
	first := true
	for _, slot := range c.indicators[i].facts {
		if f.values[slot] != unknown {
			continue
		}
		if !first {
			buf = append(buf, "、"...)
		}
		first = false
		buf = append(buf, c.Facts[slot].Label...)
	}
	return buf
}

// explainZero names the divisor that is 0.
func (c *Card) explainZero(buf []byte, f *Facts, i int) []byte {
	p := &c.program
	for l := p.first[i]; l < p.first[i+1]; l++ {
		if of := &p.leaves[l].ladder.of; p.leaves[l].kind == leafLadder && of.kind >= measureRatio && f.values[of.b] == 0 {
			buf = append(buf, "无法计算:"...)
			buf = append(buf, c.Facts[of.b].Label...)
			return append(buf, "为0"...)
		}
	}
	return buf
}

func (l *leaf) explain(buf []byte, f *Facts, out *leafOutcome, o *Outcome) []byte {
	w := &l.words
	value := f.values[l.slot]
	switch l.kind {
	case leafFlag:
		if value == 1 {
			return append(buf, w.yes...)
		}
		return append(buf, w.no...)
	case leafChoice:
		return append(buf, w.choices[value]...)
	case leafEach:
		if value == 0 {
			return append(buf, w.none...)
		}
		buf = append(buf, w.label...)
		buf = strconv.AppendInt(buf, value, 10)
		buf = append(buf, w.unit...)
		buf = append(buf, w.step...)
		return l.appendGain(buf, out.score)
	case leafLadder:
		return l.explainLadder(buf, f, out)
	default:
		return l.explainList(buf, int(value), out, o)
	}
}

// appendGain words a total: 4分, for deductions 扣4分.
func (l *leaf) appendGain(buf []byte, score Points) []byte {
	if l.words.negative {
		buf = append(buf, "扣"...)
		score = -score
	}
	return append(score.append(buf), "分"...)
}

func (l *leaf) explainLadder(buf []byte, f *Facts, out *leafOutcome) []byte {
	w := &l.words
	value, divisor, _ := l.ladder.of.value(f)
	buf = l.appendValue(buf, f, value, divisor)
	if out.row < 0 {
		return append(buf, w.below...)
	}
	buf = append(buf, w.rows[out.row]...)
	if above := value - l.ladder.over*divisor; l.ladder.steps && above > 0 && out.row == len(l.ladder.rows)-1 {
		buf = append(buf, w.excess...)
		if above%divisor != 0 {
			buf = append(buf, "约"...)
		}
		buf = appendDecimal(buf, above/divisor, l.decimals())
		buf = append(buf, w.unitStep...)
		if out.steps == 0 {
			buf = append(buf, w.short...)
		} else {
			buf = append(buf, ",满"...)
			buf = strconv.AppendInt(buf, out.steps, 10)
			buf = append(buf, w.step...)
			buf = (Points(out.steps) * l.ladder.points).append(buf)
			buf = append(buf, "分"...)
		}
		buf = append(buf, ",共"...)
		buf = append(out.raw.append(buf), "分"...)
	}
	if out.raw != out.score {
		buf = append(buf, w.capped...)
	}
	return buf
}

func (l *leaf) decimals() int {
	if l.ladder.of.kind == measureCount {
		return 0
	}
	return 2
}

// appendValue writes what was measured: 45人, 200÷400=50%, (66000-60000)÷60000=10%.
// A share that two decimals cannot hold is cut, never rounded up, and marked ≈.
func (l *leaf) appendValue(buf []byte, f *Facts, value, divisor int64) []byte {
	of := &l.ladder.of
	switch of.kind {
	case measureCount, measureAmount:
		buf = append(buf, l.words.label...)
		buf = appendDecimal(buf, value, l.decimals())
		return append(buf, l.words.unit...)
	case measureRatio:
		buf = strconv.AppendInt(buf, f.values[of.a], 10)
		buf = append(buf, "÷"...)
		buf = strconv.AppendInt(buf, divisor, 10)
	default:
		buf = append(buf, '(')
		buf = appendDecimal(buf, f.values[of.a], 2)
		buf = append(buf, '-')
		buf = appendDecimal(buf, divisor, 2)
		buf = append(buf, ")÷"...)
		buf = appendDecimal(buf, divisor, 2)
	}
	if value%divisor == 0 {
		buf = append(buf, '=')
	} else {
		buf = append(buf, "≈"...)
	}
	if value < 0 && value > -divisor {
		buf = append(buf, '-') // more than -0.01 %: the cut share is 0
	}
	return append(appendDecimal(buf, value/divisor, 2), '%')
}

func (l *leaf) explainList(buf []byte, rows int, out *leafOutcome, o *Outcome) []byte {
	w := &l.words
	if rows == 0 {
		return append(buf, w.none...)
	}
	if l.list.best {
		buf = l.explainBest(buf, rows, out, o)
	} else {
		buf = l.explainSum(buf, out, o)
	}
	if out.raw != out.score {
		buf = append(buf, w.capped...)
	}
	if out.dropped > 0 {
		buf = append(buf, ",另有"...)
		buf = strconv.AppendInt(buf, int64(out.dropped), 10)
		buf = append(buf, w.dropped...)
	}
	if out.ignored > 0 {
		buf = append(buf, ",另有"...)
		buf = strconv.AppendInt(buf, int64(out.ignored), 10)
		buf = append(buf, w.ignored...)
	}
	return buf
}

func (l *leaf) explainSum(buf []byte, out *leafOutcome, o *Outcome) []byte {
	w := &l.words
	counted := 0
	for index := range l.list.cells {
		n := o.tallies[l.list.tally+index]
		if n == 0 {
			continue
		}
		if counted > 0 {
			buf = append(buf, '+')
		}
		counted++
		buf = append(buf, l.list.cells[index].label...)
		buf = strconv.AppendInt(buf, int64(n), 10)
		buf = append(buf, w.unit...)
		buf = append(buf, w.cells[index]...)
	}
	if counted == 0 {
		return append(buf, w.none...)
	}
	if w.negative {
		buf = append(buf, ",共"...)
	} else {
		buf = append(buf, '=')
	}
	return l.appendGain(buf, out.raw)
}

func (l *leaf) explainBest(buf []byte, rows int, out *leafOutcome, o *Outcome) []byte {
	for index := range l.list.cells {
		if o.tallies[l.list.tally+index] == 0 || l.list.cells[index].points != out.raw {
			continue
		}
		if rows > 1 {
			buf = strconv.AppendInt(buf, int64(rows), 10)
			buf = append(buf, l.words.unit...)
			buf = append(buf, "取最高:"...)
		}
		buf = append(buf, l.list.cells[index].label...)
		break
	}
	buf = append(buf, ",得"...)
	return append(out.raw.append(buf), "分"...)
}
