package scoring

// listDetail is how a list came to its score, for the explanation.
type listDetail struct {
	raw     Points  // before the cap
	tallies []int32 // rows counted, by code
	dropped int     // rows not counted: a better one of the same name
	ignored int     // rows below a bound
}

// notCounted is the code of a row that does not count.
const notCounted int32 = -1

// evaluate scores the rows of a list. best is scratch as long as the list; detail
// may be nil.
func (l *compiledList) evaluate(list *listRows, best []int32, detail *listDetail) (Points, bool) {
	var raw Points
	veto := false
	for r, code := range list.codes {
		replaced := notCounted
		if len(l.only) > 0 && l.below(code, list.cells[r*l.width:]) {
			code = notCounted
			if detail != nil {
				detail.ignored++
			}
		}
		if code != notCounted {
			veto = veto || l.cells[code].veto // also where a better row of the same name counts
		}
		if l.bestPer >= 0 {
			name := list.cells[r*l.width+l.bestPer]
			if name == unknown {
				name = int64(r) // a row without a name is nobody else's
			}
			code, replaced = l.keepBest(best, int(name), r, code, detail)
		}
		if code == notCounted {
			continue
		}
		cell := &l.cells[code]
		switch {
		case l.best:
			if further(cell.points, raw) {
				raw = cell.points
			}
		case replaced != notCounted:
			raw += cell.points - l.cells[replaced].points
		default:
			raw += cell.points
		}
		if detail != nil {
			detail.tallies[code]++
			if replaced != notCounted {
				detail.tallies[replaced]--
			}
		}
	}
	if detail != nil {
		detail.raw = raw
	}
	return capped(raw, l.cap), veto
}

// below tells whether the row does not reach a bound.
func (l *compiledList) below(code int32, row []int64) bool {
	for i := range l.only {
		bound := &l.only[i]
		if row[bound.column] < bound.from && (bound.free == nil || !bound.free[code]) {
			return true
		}
	}
	return false
}

// further tells whether a is further from 0 than b: of deductions the largest
// counts. All points of a list have one sign.
func further(a, b Points) bool { return max(a, -a) > max(b, -b) }

// keepBest lets only the best row of each name count. It answers the code that
// counts now and the one it replaces. name is the number of the first row with
// the same name; best holds what counts for it.
func (l *compiledList) keepBest(best []int32, name, row int, code int32, detail *listDetail) (counted, replaced int32) {
	if name == row {
		best[name] = code
		return code, notCounted
	}
	earlier := best[name]
	switch {
	case code == notCounted:
		return notCounted, notCounted
	case earlier == notCounted:
		best[name] = code
		return code, notCounted
	}
	if detail != nil {
		detail.dropped++
	}
	points, before := l.cells[code].points, l.cells[earlier].points
	if further(before, points) || points == before && code >= earlier { // of equals always the same
		return notCounted, notCounted
	}
	best[name] = code
	return code, earlier
}
