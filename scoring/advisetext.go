package scoring

// appendText words an advice: the acts, what they reach, and what they bring:
// 再培训 5 名技术工人 → 培训占比达到 60%,总分 +1.
func (a *adviser) appendText(buf []byte, p *proposal) []byte {
	for i := range p.count {
		if i > 0 {
			buf = append(buf, ",同时"...)
		}
		buf = a.card.appendAct(buf, a.draft.base, &p.changes[i])
	}
	buf = append(buf, " → "...)
	indicator := a.card.indicators[p.line]
	switch {
	case p.lifts && p.was == p.is:
		buf = append(buf, liftText...)
	case p.bound.words != boundNone:
		buf = append(buf, a.measured(p)...)
		buf = append(buf, boundTexts[p.bound.words]...)
		buf = append(buf, ' ')
		buf = p.bound.quantity.append(buf)
		buf = a.appendUnit(buf, p)
	default:
		buf = append(buf, indicator.No...)
		buf = append(buf, ' ')
		buf = append(buf, indicator.Name...)
		buf = appendScores(buf, p)
	}
	if p.lifts && p.was != p.is {
		buf = append(append(buf, ','), liftText...)
	}
	buf = append(buf, ",总分 "...)
	if p.gain >= 0 {
		buf = append(buf, '+')
	}
	return p.gain.append(buf)
}

const liftText = "不再一票否决"

var boundTexts = [...]string{boundFrom: "达到", boundAbove: "超过", boundBelow: "低于", boundAtMost: "不超过"}

// measured names what the bound is a bound of.
func (a *adviser) measured(p *proposal) string {
	indicator := a.card.indicators[p.line]
	switch {
	case indicator.Short != "":
		return indicator.Short
	case p.bound.quantity.unit == unitPercent:
		return indicator.No + " " + indicator.Name
	}
	return a.card.Facts[p.changes[p.count-1].slot].Label
}

// appendUnit writes the unit of a count or an amount; a share has its sign.
func (a *adviser) appendUnit(buf []byte, p *proposal) []byte {
	switch p.bound.quantity.unit {
	case unitPercent:
		return buf
	case unitFen:
		return append(buf, " 元"...)
	}
	buf = append(buf, ' ')
	return append(buf, a.card.Facts[p.changes[p.count-1].slot].Unit...)
}

// appendScores words the score of the indicator before and after: " 2→4 分",
// of a deduction " 扣分 4→2".
func appendScores(buf []byte, p *proposal) []byte {
	if p.was < 0 || p.is < 0 {
		buf = append((-p.was).append(append(buf, " 扣分 "...)), "→"...)
		return (-p.is).append(buf)
	}
	buf = append(p.was.append(append(buf, ' ')), "→"...)
	return append(p.is.append(buf), " 分"...)
}
