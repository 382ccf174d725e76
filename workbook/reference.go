package workbook

import (
	"strconv"
	"strings"
)

// area is a rectangle of one sheet, rows and columns from 1.
type area struct {
	sheet                string
	col, row, col2, row2 int
}

// parseReference reads what a defined name refers to: 'Sheet'!$C$7 or
// Sheet!$B$5:$D$204. Anything else (#REF!, formulas, several areas) is not ok.
func parseReference(text string) (area, bool) {
	text = strings.TrimPrefix(text, "=")
	bang := strings.LastIndexByte(text, '!')
	if bang < 1 {
		return area{}, false
	}
	sheet := text[:bang]
	if len(sheet) >= 2 && sheet[0] == '\'' && sheet[len(sheet)-1] == '\'' {
		sheet = strings.ReplaceAll(sheet[1:len(sheet)-1], "''", "'")
	}
	return parseArea(sheet, strings.ReplaceAll(text[bang+1:], "$", ""))
}

func parseArea(sheet, ref string) (area, bool) {
	from, to, isRange := strings.Cut(ref, ":")
	if !isRange {
		to = from
	}
	a := area{sheet: sheet}
	var ok1, ok2 bool
	a.col, a.row, ok1 = parseCell(from)
	a.col2, a.row2, ok2 = parseCell(to)
	return a, ok1 && ok2 && a.col <= a.col2 && a.row <= a.row2
}

// The size of a sheet.
const (
	maxColumns = 16384
	maxRows    = 1048576
)

// parseCell reads a cell's name, "C7" -> 3, 7.
func parseCell(name string) (col, row int, ok bool) {
	i := 0
	for ; i < len(name) && name[i] >= 'A' && name[i] <= 'Z' && i < 4; i++ {
		col = col*26 + int(name[i]-'A') + 1
	}
	row, err := strconv.Atoi(name[i:])
	return col, row, err == nil && i > 0 && i < len(name) && name[i] >= '1' && name[i] <= '9' && col <= maxColumns && row <= maxRows
}

// cellName is the other way: 3, 7 -> "C7".
func cellName(col, row int) string { return columnName(col) + strconv.Itoa(row) }

func columnName(col int) string {
	name := ""
	for ; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}
