package workbook

import (
	"slices"

	"wuxing/scoring"
)

// maxListColumn is how far to the right the columns of a list are looked for.
const maxListColumn = 256

// findList looks for a list by its table, by the name of its cells, and by the
// hidden row of keys, in this order: LibreOffice and WPS may drop or rename
// tables, and people copy sheets. When not ok, list may be one of whose columns
// some are lost (0).
func (r *reader) findList(fact *scoring.Fact) (list foundList, ok bool, err error) {
	var areas []area
	if table, ok := r.book.tables[fact.Key]; ok {
		table.row++ // below the headings
		areas = append(areas, table)
	}
	if ref, ok := r.place(fact.Key + suffixRows); ok {
		areas = append(areas, ref)
		if areas[0].sheet != ref.sheet { // a copied sheet brought a table of the same name
			slices.Reverse(areas)
		}
	}
	partial := foundList{}
	for n := 0; ; n++ {
		if n == len(areas) {
			marked, ok, err := r.markedList(fact)
			if err != nil || !ok || slices.Contains(areas, marked) {
				return partial, false, err
			}
			areas = append(areas, marked)
		}
		list, ok, err := r.listIn(fact, areas[n])
		if err != nil || ok {
			return list, ok, err
		}
		if list.found() > partial.found() {
			partial = list
		}
	}
}

// found counts the columns that are not lost.
func (l foundList) found() int {
	count := 0
	for _, col := range l.columns {
		if col > 0 {
			count++
		}
	}
	return count
}

// markedList finds the hidden row of keys of a list by its first cell.
func (r *reader) markedList(fact *scoring.Fact) (area, bool, error) {
	for i := range r.book.sheets {
		sheet := r.book.sheets[i].name
		g, err := r.book.grid(sheet)
		if err != nil {
			return area{}, false, err
		}
		if row := g.listMark(fact); row > 0 {
			first := row + listFirstRow - listKeyRow
			return area{sheet, listFirstCol, first, listFirstCol + len(fact.Fields) - 1, first + fact.MaxRows - 1}, true, nil
		}
	}
	return area{}, false, nil
}

// listMark is the row of the mark of a list, 0 when the sheet has none.
func (g *grid) listMark(fact *scoring.Fact) int {
	for row := 1; row <= min(g.lastRow, 20); row++ {
		if g.at(1, row).text == markList+fact.Key {
			return row
		}
	}
	return 0
}

// listIn takes an area for a list if the hidden keys, two rows above, or the
// headings, one row above, name every field. Columns that were moved out of the
// area still have their names.
func (r *reader) listIn(fact *scoring.Fact, a area) (list foundList, ok bool, err error) {
	if _, known := r.book.order[a.sheet]; !known || a.row <= 2 {
		return foundList{}, false, nil
	}
	g, err := r.book.grid(a.sheet)
	if err != nil {
		return foundList{}, false, err
	}
	a.col2 = min(a.col2, a.col+63) // a table is no wider; a reference may say anything
	keyRow := a.row - (listFirstRow - listKeyRow)
	if row := g.listMark(fact); row > 0 {
		keyRow = row // also where rows were put between the keys and the answers
	}
	partial := foundList{}
	for _, by := range []struct {
		row  int
		name func(*scoring.Field) string
	}{
		{keyRow, func(f *scoring.Field) string { return f.Key }},
		{a.row - 1, heading},
	} {
		list := foundList{sheet: a.sheet, keyRow: by.row, first: a.row}
		for f := range fact.Fields {
			list.columns = append(list.columns, g.columnOf(by.row, by.name(&fact.Fields[f]), a))
		}
		switch found := list.found(); {
		case found == len(fact.Fields):
			return list, true, nil
		case found > partial.found():
			partial = list
		}
	}
	return partial, false, nil
}

// columnOf finds a text in a row, in the area first; 0 when it is not there.
func (g *grid) columnOf(row int, text string, a area) int {
	for col := a.col; col <= a.col2; col++ {
		if trim(g.at(col, row).text) == text {
			return col
		}
	}
	for col := 1; col <= maxListColumn; col++ {
		if trim(g.at(col, row).text) == text {
			return col
		}
	}
	return 0
}
