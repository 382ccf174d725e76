package scoring

func (w *explanation) explainTiers(buf []byte, value int64, row int) []byte {
	buf = append(buf, w.label...)
	buf = appendCount(buf, value)
	buf = append(buf, w.unit...)
	return w.appendRow(buf, row)
}

func (w *explanation) appendRow(buf []byte, row int) []byte {
	if row < 0 {
		return append(buf, w.ladder.below...)
	}
	return append(buf, w.ladder.rows[row]...)
}

func (w *explanation) explainLadder(buf []byte, f *Facts, ladder *compiledLadder, reached *reachedStep) []byte {
	value, divisor, row, steps := reached.value, reached.divisor, reached.row, reached.steps
	share := value // in whole units of the bounds; what is cut off shows in value
	if divisor > 1 {
		share = value / divisor
	}
	buf = w.appendValue(buf, f, &ladder.of, share, value, divisor)
	if !ladder.steps || row < len(ladder.rows)-1 {
		return w.appendRow(buf, row)
	}
	if value <= ladder.over*divisor {
		return append(buf, w.ladder.last...)
	}
	buf = append(buf, w.ladder.rows[row]...)
	whole := share - ladder.over // the bound is whole, so the cut is the same
	switch {
	case whole == 0:
		buf = append(buf, "不到0.01"...)
	case share*divisor != value:
		buf = append(buf, "约"...)
		fallthrough
	default:
		buf = appendDecimal(buf, whole, w.ladder.decimals)
	}
	if steps < readyTails {
		return append(buf, w.ladder.tails[steps]...)
	}
	return append(buf, w.tail(steps)...)
}

// appendValue writes what was measured: 45人, 200÷400=50%, (66000-60000)÷60000=10%.
// A share that two decimals cannot hold is cut, never rounded up, and marked ≈.
func (w *explanation) appendValue(buf []byte, f *Facts, of *measure, share, value, divisor int64) []byte {
	switch of.kind {
	case measureCount, measureAmount:
		buf = append(buf, w.label...)
		buf = appendDecimal(buf, value, w.ladder.decimals)
		return append(buf, w.unit...)
	case measureRatio:
		buf = appendCount(buf, f.values[of.a])
		buf = append(buf, "÷"...)
		buf = appendCount(buf, divisor)
	default:
		buf = append(buf, '(')
		buf = appendDecimal(buf, f.values[of.a], 2)
		buf = append(buf, '-')
		start := len(buf)
		buf = appendDecimal(buf, divisor, 2)
		end := len(buf)
		buf = append(buf, ")÷"...)
		buf = append(buf, buf[start:end]...)
	}
	switch {
	case share*divisor == value:
		buf = append(buf, '=')
	case share == 0 && value > 0: // cut, it would say 0
		return append(buf, "<0.01%"...)
	case share == 0:
		return append(buf, "介于-0.01%和0%之间"...)
	default:
		buf = append(buf, "≈"...)
	}
	return append(appendDecimal(buf, share, 2), '%')
}
