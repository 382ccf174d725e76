package scoring

import "slices"

// compileRows keeps a row of every code that a complete row can have and that the
// rule counts. Bounds and advice are made of them.
func (l *compiledList) compileRows(fact *Fact) {
	l.rows = make([][]int64, len(l.cells))
	for code := range l.cells {
		if row := l.rowOf(fact, code); row != nil && completeRow(fact, row) {
			l.rows[code] = row
			l.order = append(l.order, int32(code))
		}
	}
	slices.SortFunc(l.order, func(a, b int32) int { return slices.Compare(l.rows[a], l.rows[b]) })
}

// rowOf is a row with this code: its counts reach every bound of the rule, its
// names are not filled in. It is nil where a bound is out of reach.
func (l *compiledList) rowOf(fact *Fact, code int) []int64 {
	factors, _ := rowFactors(fact.Fields)
	row := make([]int64, len(fact.Fields))
	for c, factor := range factors {
		row[c] = unknown
		switch field := &fact.Fields[c]; {
		case factor > 0:
			row[c] = int64(code)/factor%int64(fieldChoices(field)+1) - 1
		case field.Type == TypeCount:
			row[c] = 0
		}
	}
	for _, bound := range l.only {
		if bound.from > fact.Fields[bound.column].Max {
			return nil
		}
		row[bound.column] = max(row[bound.column], bound.from)
	}
	return row
}

// completeRow tells whether the row has every choice that it needs.
func completeRow(fact *Fact, row []int64) bool {
	for c := range fact.Fields {
		if fact.Fields[c].Type != TypeText && row[c] == unknown && fieldNeeded(fact.Fields, c, row) {
			return false
		}
	}
	return true
}
