package scoring

// lineWords are the sentences of an indicator that are known beforehand.
type lineWords struct {
	missing []byte // every fact is missing
	rules   []readyRule
	ready   [][]byte // by the combined values of the rules; empty where they are too many
}

// readyRule finds a rule's share in the number of a ready sentence.
type readyRule struct {
	slot   int
	values int64 // smaller ones are ready
	factor int64
}

// readySentences is how many sentences of one indicator are kept ready.
const readySentences = 512

func (p *program) compileLine(c *Card, line int) lineWords {
	w := lineWords{missing: []byte("未填:")}
	for n, slot := range c.indicators[line].facts {
		if n > 0 {
			w.missing = append(w.missing, "、"...)
		}
		w.missing = append(w.missing, c.Facts[slot].Label...)
	}
	rules := p.explanations[p.firstOfLine[line]:]
	sentences := int64(1)
	for i := range rules {
		values := int64(len(rules[i].ready))
		w.rules = append(w.rules, readyRule{int(rules[i].slot), values, sentences})
		sentences *= values
	}
	if sentences == 0 || sentences > readySentences {
		w.rules = nil
		return w
	}
	for number := int64(0); number < sentences; number++ {
		w.ready = append(w.ready, p.readySentence(rules, w.rules, number))
	}
	return w
}

func (p *program) readySentence(rules []explanation, parts []readyRule, number int64) []byte {
	var buf []byte
	var sum Points
	for i := range rules {
		if i > 0 {
			buf = append(buf, ';')
		}
		value := number / parts[i].factor % parts[i].values
		buf = append(buf, rules[i].ready[value]...)
		if kind := rules[i].kind; kind == wordTable || kind == wordTiers {
			sum += Points(p.cells[int64(rules[i].index)+value].points)
		} else {
			sum += rules[i].points * Points(value)
		}
	}
	return appendSum(buf, len(rules), sum)
}

// appendSum ends a line of several rules with their sum.
func appendSum(buf []byte, rules int, sum Points) []byte {
	if rules == 1 {
		return buf
	}
	buf = append(buf, ";共"...)
	return append(sum.append(buf), "分"...)
}

// sentence finds the ready sentence of the values, if there is one.
func (w *lineWords) sentence(values []int64) ([]byte, bool) {
	if len(w.rules) == 0 {
		return nil, false
	}
	if len(w.rules) == 1 {
		if value := values[w.rules[0].slot]; value < int64(len(w.ready)) {
			return w.ready[value], true
		}
		return nil, false
	}
	number := int64(0)
	for i := range w.rules {
		rule := &w.rules[i]
		value := values[rule.slot]
		if value >= rule.values {
			return nil, false
		}
		number += value * rule.factor
	}
	return w.ready[number], true
}
