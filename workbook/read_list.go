package workbook

import (
	"fmt"
	"maps"
	"slices"

	"wuxing/scoring"
)

// foundList is where a list stands in the workbook.
type foundList struct {
	sheet   string
	columns []int // of the fields, in card order
	first   int   // first row of answers
}

// readList reads the rows of a list and whether there is anything to list:
//
//	无 and no rows      an empty list
//	blank and no rows   not given
//	有 or blank, rows   the rows
//	无 and rows         a contradiction
//	有 and no rows      the rows are missing
func (r *reader) readList(fact *scoring.Fact) error {
	answer, at, ok, err := r.named(fact.Key + suffixDeclared)
	if err != nil {
		return err
	}
	if !ok {
		r.collect.FailFact(fact.Key, CodeMissingCell, scoring.Position{}, "fact", fact.Label, "key", fact.Key+suffixDeclared)
		return nil
	}
	r.remember(fact.Key, at)
	list, ok, err := r.findList(fact)
	if err != nil {
		return err
	}
	if !ok {
		r.collect.FailFact(fact.Key, CodeMissingList, scoring.Position{}, "fact", fact.Label, "key", fact.Key)
		return nil
	}
	rows, err := r.filledRows(list)
	if err != nil {
		return err
	}
	// One too many is enough to be refused; a million would be as many problems.
	rows = rows[:min(len(rows), fact.MaxRows+1)]
	said, ok := r.answer(fact.Key, fact.Label, scoring.TypeChoice, declared, answer, at)
	if !ok {
		said = "" // the problem is recorded; the rows may have their own
	}
	switch said {
	case "none":
		if len(rows) > 0 {
			r.collect.FailFact(fact.Key, scoring.CodeListContradiction, at, "fact", fact.Label)
		}
	case "some":
		if len(rows) == 0 {
			r.collect.FailFact(fact.Key, CodeListWithoutRows, at, "fact", fact.Label)
			return nil
		}
	case "":
		if len(rows) == 0 {
			return nil
		}
	default:
		r.collect.FailFact(fact.Key, scoring.CodeUnknownChoice, at, "fact", fact.Label, "found", clip(said), "choices", labelSome+"、"+labelNone)
	}
	r.collect.List(fact.Key, at)
	for i, row := range rows {
		r.readRow(fact, list, i, row)
	}
	return nil
}

func (r *reader) readRow(fact *scoring.Fact, list foundList, index, row int) {
	g := r.book.sheets[r.book.order[list.sheet]].grid
	rowAt := position(list.sheet, list.columns[0], row)
	path := fmt.Sprintf("%s[%d]", fact.Key, index)
	r.remember(path, rowAt)
	cells := make([]scoring.RowCell, 0, len(fact.Fields))
	unusable := false
	for f := range fact.Fields {
		field := &fact.Fields[f]
		at := position(list.sheet, list.columns[f], row)
		r.remember(path+"."+field.Key, at)
		text, ok := r.answer(fact.Key, field.Label, field.Type, field.Choices, g.at(list.columns[f], row), at)
		if !ok {
			unusable = true
			continue
		}
		cells = append(cells, scoring.RowCell{Field: field.Key, Text: text, At: at})
	}
	if unusable { // or the collector would call the field missing as well
		return
	}
	r.collect.Row(fact.Key, rowAt, cells)
}

// filledRows are the rows of a list with an answer in any field, however far down
// and with whatever gaps: nothing that was filled in is passed over.
func (r *reader) filledRows(list foundList) ([]int, error) {
	g, err := r.book.grid(list.sheet)
	if err != nil {
		return nil, err
	}
	filled := map[int]bool{}
	for at, c := range g.cells { // not row by row: the last one may be the millionth
		if at[1] >= list.first && slices.Contains(list.columns, at[0]) && c.answered() {
			filled[at[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(filled)), nil
}

// answered tells whether something was put into the cell.
func (c cell) answered() bool {
	return c.formula || c.kind != cellText && c.kind != cellBlank || trim(c.text) != ""
}

// findList looks for a list by its table, by the name of its cells, and by the
// hidden row of keys, in this order: LibreOffice and WPS may drop or rename
// tables, and people copy sheets.
func (r *reader) findList(fact *scoring.Fact) (foundList, bool, error) {
	if table, ok := r.book.tables[fact.Key]; ok {
		table.row++ // below the headings
		if list, ok, err := r.listIn(fact, table); ok || err != nil {
			return list, ok, err
		}
	}
	if ref, ok := parseReference(r.book.names[fact.Key+suffixRows]); ok {
		if list, ok, err := r.listIn(fact, ref); ok || err != nil {
			return list, ok, err
		}
	}
	for i := range r.book.sheets {
		sheet := r.book.sheets[i].name
		g, err := r.book.grid(sheet)
		if err != nil {
			return foundList{}, false, err
		}
		for row := 1; row <= min(g.lastRow, 20); row++ {
			if g.at(1, row).text == markList+fact.Key {
				first := row + listFirstRow - listKeyRow
				return r.listIn(fact, area{sheet: sheet, col: listFirstCol, row: first, col2: listFirstCol + len(fact.Fields) - 1, row2: first + fact.MaxRows - 1})
			}
		}
	}
	return foundList{}, false, nil
}

// listIn takes an area for a list if the hidden keys, two rows above, or the
// headings, one row above, name every field.
func (r *reader) listIn(fact *scoring.Fact, a area) (foundList, bool, error) {
	if _, known := r.book.order[a.sheet]; !known || a.row <= 2 {
		return foundList{}, false, nil
	}
	g, err := r.book.grid(a.sheet)
	if err != nil {
		return foundList{}, false, err
	}
	a.col2 = min(a.col2, a.col+63) // a table is no wider; a reference may say anything
	for _, by := range []struct {
		row  int
		name func(*scoring.Field) string
	}{
		{a.row - (listFirstRow - listKeyRow), func(f *scoring.Field) string { return f.Key }},
		{a.row - 1, heading},
	} {
		list := foundList{sheet: a.sheet, first: a.row}
		for f := range fact.Fields {
			for col := a.col; col <= a.col2; col++ {
				if trim(g.at(col, by.row).text) == by.name(&fact.Fields[f]) {
					list.columns = append(list.columns, col)
					break
				}
			}
		}
		if len(list.columns) == len(fact.Fields) {
			return list, true, nil
		}
	}
	return foundList{}, false, nil
}
