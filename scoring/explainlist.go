package scoring

func (w *explanation) explainList(buf []byte, rows *listRows, list *compiledList, out *Explained) []byte {
	if len(rows.codes) == 1 && len(list.only) == 0 {
		return append(buf, w.list.single[rows.codes[0]]...)
	}
	detail := listDetail{tallies: out.tallyRoom(len(list.cells))}
	score, veto := list.evaluate(rows, out.best, &detail)
	return w.explainRows(buf, list, len(rows.codes), &detail, score, veto)
}

// explainRows words a list of so many rows that has been evaluated.
func (w *explanation) explainRows(buf []byte, list *compiledList, rows int, detail *listDetail, score Points, veto bool) []byte {
	if detail.ignored == rows {
		buf = append(buf, w.label...)
		buf = appendCount(buf, int64(detail.ignored))
		buf = append(append(buf, w.unit...), ',')
		if detail.ignored > 1 {
			buf = append(buf, "均"...)
		}
		return append(buf, w.list.allIgnored...)
	}
	if list.best {
		buf = w.explainBest(buf, list, detail)
	} else {
		buf = w.explainSum(buf, list, detail, veto)
	}
	if detail.raw != score {
		buf = append(buf, w.capped...)
	}
	if detail.dropped > 0 {
		buf = append(buf, ",另有"...)
		buf = appendCount(buf, int64(detail.dropped))
		buf = append(buf, w.list.dropped...)
	}
	if detail.ignored > 0 {
		buf = append(buf, ",另有"...)
		buf = appendCount(buf, int64(detail.ignored))
		buf = append(buf, w.list.ignored...)
	}
	return buf
}

// tallyRoom gives n zeros.
func (e *Explained) tallyRoom(n int) []int32 {
	if cap(e.tallies) < n {
		e.tallies = make([]int32, n)
	}
	e.tallies = e.tallies[:n]
	clear(e.tallies)
	return e.tallies
}

// explainSum words 区级2人×1分+市级1人×2分=4分.
func (w *explanation) explainSum(buf []byte, list *compiledList, detail *listDetail, veto bool) []byte {
	counted := false
	for index, n := range detail.tallies {
		if n == 0 {
			continue
		}
		if counted {
			buf = append(buf, '+')
		}
		counted = true
		buf = append(buf, list.cells[index].label...)
		buf = appendCount(buf, int64(n))
		buf = append(buf, w.list.cells[index]...)
	}
	switch {
	case w.negative && veto && detail.raw == 0: // a veto alone deducts nothing
		return buf
	case w.negative:
		buf = append(buf, ",共"...)
	default:
		buf = append(buf, '=')
	}
	return w.appendTotal(buf, detail.raw)
}

// explainBest words 2项取最高:省级一等奖为主,得2分.
func (w *explanation) explainBest(buf []byte, list *compiledList, detail *listDetail) []byte {
	counted := int32(0)
	for _, n := range detail.tallies {
		counted += n
	}
	if counted > 1 {
		buf = appendCount(buf, int64(counted))
		buf = append(buf, w.unit...)
		buf = append(buf, "取最高:"...)
	}
	for index, n := range detail.tallies {
		if n > 0 && list.cells[index].points == detail.raw {
			buf = append(buf, list.cells[index].label...)
			break
		}
	}
	if w.negative {
		return w.appendTotal(append(buf, ","...), detail.raw)
	}
	return w.appendTotal(append(buf, ",得"...), detail.raw)
}
