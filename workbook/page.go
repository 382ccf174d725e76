package workbook

import (
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"
)

// pageSetup is how a sheet looks on paper and on the screen.
type pageSetup struct {
	sheet   string
	headRow int // last row of the headings: frozen, and repeated on every page
	fixCols int // columns frozen on the left
	lastCol int // of the printed area
	lastRow int // of the printed area; 0 leaves the area to the spreadsheet

	firstCol int  // of the printed area; 0 for the first
	endless  bool // the printed area is whole columns: as far down as something stands in them

	footer   string // left of the page number
	header   string // on the right above everything; "": none
	portrait bool   // instead of landscape
}

// apply sets A4 landscape or portrait, one page wide, headings repeated and frozen. It also
// works on a sheet that is written as a stream, if called before its rows.
func (p pageSetup) apply(file *excelize.File) error {
	size, orientation, one, auto := 9, "landscape", 1, 0
	if p.portrait {
		orientation = "portrait"
	}
	if err := file.SetPageLayout(p.sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &one, FitToHeight: &auto}); err != nil {
		return err
	}
	fit := true
	if err := file.SetSheetProps(p.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	side, top, edge, centred := 0.4, 0.55, 0.25, true
	if err := file.SetPageMargins(p.sheet, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge, Horizontally: &centred,
	}); err != nil {
		return err
	}
	header := ""
	if p.header != "" {
		header = "&R&9 " + headerText(p.header)
	}
	if err := file.SetHeaderFooter(p.sheet, &excelize.HeaderFooterOptions{
		OddHeader: header,
		// The spaces end the font's size: "&92024年" would be size 92.
		OddFooter: "&L&9 " + headerText(p.footer) + "&C&9 第 &P 页 共 &N 页",
	}); err != nil {
		return err
	}
	if area := p.area(); area != "" {
		if err := file.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Area", Scope: p.sheet, RefersTo: quoteSheet(p.sheet) + "!" + area,
		}); err != nil {
			return err
		}
	}
	if p.headRow == 0 {
		return nil
	}
	return file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: p.sheet,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", quoteSheet(p.sheet), p.headRow, p.headRow),
	})
}

// area is what is printed. LibreOffice ends an area of whole columns with the last
// row that has something in it, as Excel is known to do, and knows no area that is
// worked out by a formula.
func (p pageSetup) area() string {
	first := columnName(max(p.firstCol, 1))
	switch {
	case p.endless:
		return fmt.Sprintf("$%s:$%s", first, columnName(p.lastCol))
	case p.lastRow > 0:
		return fmt.Sprintf("$%s$1:$%s$%d", first, columnName(p.lastCol), p.lastRow)
	default:
		return ""
	}
}

// panes freezes the headings and the columns that name a row.
func (p pageSetup) panes() *excelize.Panes {
	pane := "bottomLeft"
	if p.fixCols > 0 {
		pane = "bottomRight"
	}
	return &excelize.Panes{Freeze: true, XSplit: p.fixCols, YSplit: p.headRow, TopLeftCell: cellName(p.fixCols+1, p.headRow+1), ActivePane: pane}
}

// pageHeight is what fits on a page, in points: A4 landscape less the margins.
const pageHeight = 510.0

// headerText doubles the ampersand, which begins a command in headers and footers.
func headerText(text string) string { return strings.ReplaceAll(text, "&", "&&") }

// Points of a line of text at a font size, and characters of a column's width
// that a Chinese character takes at 11 points. Spreadsheets measure in their own
// fonts, so a little air is left.
const (
	lineFactor = 1.35
	wideChar   = 2.12
	thinChar   = 1.08
)

// rowHeight estimates the height, in points, that keeps every text of a row
// whole: each wrapped into the width of its column at the font size.
func rowHeight(size float64, minimum float64, cells ...wrapped) float64 {
	height := minimum
	for _, c := range cells {
		height = max(height, float64(c.lines(size))*size*lineFactor+4)
	}
	return math.Min(math.Ceil(height), 409) // Excel's largest row
}

// wrapped is a text in a column of a width.
type wrapped struct {
	text  string
	width float64
}

// lines is how many lines the text takes.
func (w wrapped) lines(size float64) int {
	room, lines := w.room(size), 0
	for rest, more := w.text, true; more; lines++ {
		_, rest, more = nextLine(rest, room)
	}
	return lines
}

// pieces cuts the text so that no piece takes more than most lines.
func (w wrapped) pieces(size float64, most int) []string {
	room, lines, start, at := w.room(size), 0, 0, 0
	var pieces []string
	for more := true; more; {
		var rest string
		_, rest, more = nextLine(w.text[at:], room)
		if lines == most {
			pieces = append(pieces, strings.TrimSuffix(w.text[start:at], "\n"))
			start, lines = at, 0
		}
		lines++
		at = len(w.text) - len(rest)
	}
	return append(pieces, w.text[start:])
}

func (w wrapped) room(size float64) float64 { return (w.width - 1.2) * 11 / size }

// nextLine takes one line off a text: up to a line break, or to where the next
// character has no room. more tells whether another line follows.
func nextLine(text string, room float64) (line, rest string, more bool) {
	used := 0.0
	for i, r := range text {
		if r == '\n' {
			return text[:i], text[i+1:], true
		}
		char := thinChar
		if r >= 0x2000 {
			char = wideChar
		}
		if used+char > room && i > 0 {
			return text[:i], text[i:], true
		}
		used += char
	}
	return text, "", false
}
