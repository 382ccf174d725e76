package workbook

import (
	"sort"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// Limits of a card's workbook beside those of guard.go: a shared text may stand
// in a hundred thousand cells.
const (
	maxCardText   = 1 << 20 // bytes in all cells together
	maxCardRows   = 5000    // of all tables together
	maxCardKeyRow = 20      // the hidden row of keys stands above this
)

// cardRow is a row of a table that has something in it.
type cardRow struct {
	table *cardTable
	sheet string
	row   int
	cols  map[string]int    // of the table, by key
	texts map[string]string // what stands in each column
	keys  map[string]string // what a reference or word in it means
	lost  map[string]bool   // references that lead nowhere
}

// at is the cell of a column; a column that is lost gives the sheet.
func (r *cardRow) at(column string) scoring.Position {
	col, ok := r.cols[column]
	if !ok {
		return scoring.Position{Sheet: r.sheet}
	}
	return position(r.sheet, col, r.row)
}

// anchor is the cell that stands for the row.
func (r *cardRow) anchor() scoring.Position { return r.at(r.table.anchor) }

// readTables finds every table by its hidden row of keys and reads its rows.
func (i *cardImport) readTables() error {
	found := map[string]bool{}
	for _, sheet := range i.book.sheets {
		g, err := i.book.grid(sheet.name)
		if err != nil {
			return err
		}
		table, keyRow, cols := i.findTable(sheet.name, g)
		if table == nil {
			continue
		}
		if found[table.key] {
			i.problems.Add(CodeCardTableTwice, scoring.Position{Sheet: sheet.name}, "table", table.sheet)
			continue
		}
		found[table.key] = true
		i.sheets[table.key] = sheet.name
		for c := range table.columns {
			if column := &table.columns[c]; cols[column.key] == 0 && !column.forPeople(table) {
				i.problems.Add(CodeCardColumnLost, scoring.Position{Sheet: sheet.name}, "table", table.sheet, "column", column.title)
			}
		}
		if err := i.readRows(table, sheet.name, g, keyRow, cols); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		return &refused{code: CodeNotACardBook}
	}
	for t := range cardTables {
		if !found[cardTables[t].key] {
			i.problems.Add(CodeCardTableLost, scoring.Position{}, "table", cardTables[t].sheet)
		}
	}
	return nil
}

// forPeople tells columns that only explain.
func (c *cardColumn) forPeople(t *cardTable) bool {
	return t.key == tableBasics && (c.key == "label" || c.key == "note")
}

// findTable looks for keys such as "facts.label" in the first rows of a sheet.
func (i *cardImport) findTable(sheet string, g *grid) (table *cardTable, keyRow int, cols map[string]int) {
	cols = map[string]int{}
	var unknown []scoring.Position
	var others []string
	for _, place := range g.places(maxCardKeyRow) {
		if keyRow != 0 && place[1] != keyRow {
			continue
		}
		key, column, ok := strings.Cut(trim(g.at(place[0], place[1]).text), ".")
		if !ok {
			continue
		}
		t := (*cardTable)(nil)
		for n := range cardTables {
			if cardTables[n].key == key {
				t = &cardTables[n]
			}
		}
		if t == nil || table != nil && t != table {
			continue
		}
		table, keyRow = t, place[1]
		if t.column(column) < 0 || cols[column] != 0 {
			unknown, others = append(unknown, position(sheet, place[0], place[1])), append(others, key+"."+column)
			continue
		}
		cols[column] = place[0]
	}
	for n, at := range unknown {
		i.problems.Add(CodeCardColumnOther, at, "found", clip(others[n]))
	}
	return table, keyRow, cols
}

// places are the filled cells down to a row (0: all), by row and column.
func (g *grid) places(lastRow int) [][2]int {
	places := make([][2]int, 0, len(g.cells))
	for place := range g.cells {
		if lastRow == 0 || place[1] <= lastRow {
			places = append(places, place)
		}
	}
	sort.Slice(places, func(a, b int) bool {
		if places[a][1] != places[b][1] {
			return places[a][1] < places[b][1]
		}
		return places[a][0] < places[b][0]
	})
	return places
}

// readRows reads what stands below the headings, which are the row under the keys.
func (i *cardImport) readRows(table *cardTable, sheet string, g *grid, keyRow int, cols map[string]int) error {
	columnAt := map[int]*cardColumn{}
	for c := range table.columns {
		if col := cols[table.columns[c].key]; col != 0 {
			columnAt[col] = &table.columns[c]
		}
	}
	var row *cardRow
	for _, place := range g.places(0) {
		column := columnAt[place[0]]
		if place[1] <= keyRow+1 || column == nil {
			continue
		}
		text := i.cellText(g.at(place[0], place[1]), column, position(sheet, place[0], place[1]))
		if text == "" {
			continue
		}
		if i.text += len(text); i.text > maxCardText {
			return &refused{CodeCardBookTooLong, []string{"limit", strconv.Itoa(maxCardText >> 10)}}
		}
		if row == nil || row.row != place[1] {
			if len(i.rowAt) == maxCardRows {
				return tooLarge("elements", maxCardRows)
			}
			row = &cardRow{table: table, sheet: sheet, row: place[1], cols: cols, texts: map[string]string{}, keys: map[string]string{}, lost: map[string]bool{}}
			i.rows[table.key] = append(i.rows[table.key], row)
			i.rowAt[CellRef{sheet, strconv.Itoa(place[1])}] = row
		}
		row.texts[column.key] = text
	}
	return nil
}

// cellText is what a cell says. Texts stay as they are; around anything else
// spaces do not count, and full-width digits are digits.
func (i *cardImport) cellText(c cell, column *cardColumn, at scoring.Position) string {
	wanted := asked{label: column.title, kind: scoring.TypeText}
	switch {
	case c.formula && c.kind == cellBlank:
		i.problems.Add(CodeNoCachedValue, at, wanted.params(c.source())...)
		return ""
	case c.kind == cellError:
		i.problems.Add(CodeCellError, at, wanted.params(c.text)...)
		return ""
	case c.kind == cellDate && column.key != basicValue:
		i.problems.Add(CodeCellDate, at, wanted.params(c.text)...)
		return ""
	}
	if c.formula {
		i.warnings.Add(CodeFormulaRead, at, "fact", column.title, "found", clip(c.shown()), "formula", clip(c.source()))
	}
	if trim(c.text) == "" {
		return ""
	}
	text := c.text
	if c.kind != cellText {
		text = c.shown()
	}
	switch column.kind {
	case kindText, kindLines:
		return text
	case kindCode:
		return trim(text)
	case kindNumber, kindBound:
		return cardNumber(text)
	default:
		return trim(text)
	}
}

// cardNumber writes a number or percentage that was typed as text as the card
// does: ３５ % as 35%. What it does not know stays for the card's reader.
func cardNumber(text string) string {
	n, ok := numberOf(text, scoring.TypeCount, "")
	switch {
	case !ok:
		return plainMarks(text)
	case n.percent:
		return n.digits + "%"
	default:
		return n.digits
	}
}

// cardDate writes a day, however it was typed, as the card does.
func (i *cardImport) cardDate(text string) string {
	if iso, ok := dateOf(plainMarks(text)); ok && len(iso) == len("2024-09-03") {
		return iso
	}
	if days := plainMarks(text); len(days) == 5 && allDigits(days) { // the day's number without its format
		return dateText(days, i.book.from1904)
	}
	return text
}
