package workbook

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// couldRun tells whether a spreadsheet might take a text for something to
// calculate when it is typed, pasted or read from a CSV file: one that begins,
// maybe after blanks, with = + - @ or their full-width forms. A leading
// apostrophe counts, too, since spreadsheets swallow it, and so do leading tabs
// and line breaks, which some of them skip.
//
// The format of a workbook knows texts from formulas, so none of these runs when
// the file is opened; what is guarded against is the second life of a cell: F2
// and Enter, copying into another sheet, saving as CSV.
func couldRun(text string) bool {
	if text == "" {
		return false
	}
	switch text[0] {
	case '\'', '\t', '\r', '\n':
		return true
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text, blank))
	switch first {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠':
		return true
	}
	return false
}

// blank is what trim takes away, and control characters.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff'
}

// quotePrefixed is the style with the mark by which spreadsheets keep a cell as
// text when it is edited: what a typed apostrophe leaves behind. excelize 2.11.1
// has no field for it.
func quotePrefixed(file *excelize.File, style int) int {
	formats := file.Styles.CellXfs
	copied, yes := formats.Xf[style], true
	copied.QuotePrefix = &yes
	formats.Xf = append(formats.Xf, copied)
	formats.Count = len(formats.Xf)
	return formats.Count - 1
}
