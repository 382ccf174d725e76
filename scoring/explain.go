package scoring

// Explained is an outcome with a sentence for each indicator that carries its
// arithmetic. It may be used again and again.
type Explained struct {
	Outcome
	Texts [][]byte // an indicator each, in printed order; valid until the next Explain; never write into them

	buf     []byte
	tallies []int32
}

// Explain scores the facts like Evaluate and words every line.
func (c *Card) Explain(f *Facts, out *Explained) {
	c.Evaluate(f, &out.Outcome)
	p := &c.program
	if out.buf == nil {
		out.buf = make([]byte, 0, 4096)
	}
	buf := out.buf[:0]
	if len(out.Texts) != len(p.sentences) {
		out.Texts = make([][]byte, len(p.sentences))
	}
	for i := range p.sentences {
		start := len(buf)
		switch out.Lines[i].Status {
		case Unanswered:
			buf = c.explainMissing(buf, f, i)
		case NotComputable:
			buf = c.explainZero(buf, f, i)
		default:
			if text, ok := p.sentences[i].sentence(f.values); ok {
				out.Texts[i] = text
				continue
			}
			buf = p.explainLine(buf, f, i, out)
		}
		out.Texts[i] = buf[start:len(buf):len(buf)]
	}
	out.buf = buf
}

// explainLine words each rule of the indicator and, of several, their sum.
func (p *program) explainLine(buf []byte, f *Facts, i int, out *Explained) []byte {
	rules := p.explanations[p.firstOfLine[i]:p.firstOfLine[i+1]]
	for n := range rules {
		if n > 0 {
			buf = append(buf, ';')
		}
		w := &rules[n]
		value := f.values[w.slot]
		switch {
		case value < int64(len(w.ready)):
			buf = append(buf, w.ready[value]...)
		case w.kind == wordEach:
			buf = w.explainEach(buf, value)
		case w.kind == wordTiers:
			buf = w.explainTiers(buf, value, len(w.ladder.rows)-1)
		case w.kind == wordLadder:
			buf = w.explainLadder(buf, f, &p.ladderOf[w.index], &out.reached[w.index])
		case w.kind == wordList:
			buf = w.explainList(buf, &f.lists[w.slot], &p.listOf[w.index], out)
		}
	}
	return appendSum(buf, len(rules), out.Lines[i].Score)
}

func (c *Card) explainMissing(buf []byte, f *Facts, i int) []byte {
	missing := 0
	for _, slot := range c.indicators[i].facts {
		if f.values[slot] == unknown {
			missing++
		}
	}
	if missing == len(c.indicators[i].facts) {
		return append(buf, c.program.sentences[i].missing...)
	}
	buf = append(buf, "未填:"...)
	for _, slot := range c.indicators[i].facts {
		if f.values[slot] != unknown {
			continue
		}
		buf = append(buf, c.Facts[slot].Label...)
		if missing--; missing > 0 {
			buf = append(buf, "、"...)
		}
	}
	return buf
}

// explainZero names the divisor that is 0.
func (c *Card) explainZero(buf []byte, f *Facts, i int) []byte {
	p := &c.program
	for n := p.firstOfLine[i]; n < p.firstOfLine[i+1]; n++ {
		w := &p.explanations[n]
		if w.kind != wordLadder {
			continue
		}
		if of := &p.ladderOf[w.index].of; of.kind >= measureRatio && f.values[of.b] == 0 {
			buf = append(buf, "无法计算:"...)
			buf = append(buf, c.Facts[of.b].Label...)
			return append(buf, "为0"...)
		}
	}
	return buf
}

func (w *explanation) explainEach(buf []byte, value int64) []byte {
	buf = append(buf, w.label...)
	buf = appendCount(buf, value)
	buf = append(buf, w.unit...)
	buf = append(buf, w.step...)
	return w.appendTotal(buf, w.points*Points(value))
}

// appendTotal words a total: 4分, for deductions 扣4分.
func (w *explanation) appendTotal(buf []byte, score Points) []byte {
	if w.negative {
		buf = append(buf, "扣"...)
		score = -score
	}
	return append(score.append(buf), "分"...)
}
