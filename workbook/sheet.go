package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// cellKind is the type of a cell's value as stored.
type cellKind uint8

const (
	cellBlank cellKind = iota
	cellNumber
	cellText
	cellBool    // text TRUE or FALSE
	cellError   // text #N/A …
	cellDate    // a number shown as a date or time, or an ISO date; text 2024-09-03
	cellPercent // a number shown as a percentage; text 0.35 for 35%
	cellScaled  // a number shown with 万 or 千 behind it
)

// cell is one stored value: numbers as written in the file, not as shown.
type cell struct {
	kind    cellKind
	text    string
	formula bool   // computed by a formula; text is its cached value
	code    string // of the formula; of a shared one that of its first cell
}

// grid holds the cells of a sheet that have a value or a formula.
type grid struct {
	cells   map[[2]int]cell   // column, row
	joined  map[[2]int][2]int // cell of a group of merged ones -> the first, which alone has a value
	lastRow int
}

func (g *grid) at(col, row int) cell { return g.cells[[2]int{col, row}] }

// grid parses a sheet at its first use.
func (b *book) grid(sheet string) (*grid, error) {
	i, ok := b.order[sheet]
	if !ok {
		return nil, damaged("no sheet " + sheet)
	}
	s := &b.sheets[i]
	if s.grid == nil {
		content, err := b.xmlPart(s.part)
		if err != nil {
			return nil, err
		}
		if s.grid, err = b.readSheet(content); err != nil {
			return nil, err
		}
	}
	return s.grid, nil
}

// xmlRun is a text that may be split into runs of one look each.
type xmlRun struct {
	T []string `xml:"t"`
	R []struct {
		T []string `xml:"t"`
	} `xml:"r"`
}

func (x *xmlRun) text() string {
	var all strings.Builder
	for _, t := range x.T {
		all.WriteString(t)
	}
	for _, run := range x.R {
		for _, t := range run.T {
			all.WriteString(t)
		}
	}
	return unescape(all.String())
}

// readSheet walks the rows. A row or cell without a place follows the one before.
func (b *book) readSheet(content []byte) (*grid, error) {
	g := &grid{cells: make(map[[2]int]cell, bytes.Count(content, []byte("<v>")))}
	shared := map[string]string{} // formulas by number
	decoder := xml.NewDecoder(bytes.NewReader(content))
	inData, seen := false, false
	col, row := 0, 0
	for {
		token, err := decoder.RawToken() // guard.go has matched the tags
		if errors.Is(err, io.EOF) {
			if !seen { // another part: it would read like a blank sheet
				return nil, damaged("no cells in a sheet")
			}
			return g, nil
		}
		if err != nil {
			return nil, damaged("sheet: " + err.Error())
		}
		switch token := token.(type) {
		case xml.EndElement:
			switch token.Name.Local {
			case "sheetData":
				inData = false
			case "mergeCells":
				return g, nil
			}
		case xml.StartElement:
			switch {
			case token.Name.Local == "sheetData":
				inData, seen = true, true
			case !inData && (token.Name.Local == "conditionalFormatting" || token.Name.Local == "dataValidations" || token.Name.Local == "pageMargins"):
				return g, nil // joined cells come before, and nothing that we read after
			case token.Name.Local == "mergeCell":
				for _, attr := range token.Attr {
					if a, ok := parseArea("", attr.Value); ok && attr.Name.Local == "ref" {
						g.join(a)
					}
				}
			case inData && token.Name.Local == "row":
				col = 0
				if row, err = rowNumber(token, row); err != nil {
					return nil, err
				}
			case inData && token.Name.Local == "c":
				c, err := readCell(decoder, &token)
				if err != nil {
					return nil, err
				}
				col++
				if c.place != "" {
					var ok bool
					var r int
					if col, r, ok = parseCell(c.place); !ok || r != row {
						return nil, damaged("place of a cell")
					}
				}
				if col > maxColumns || row < 1 {
					return nil, damaged("place of a cell")
				}
				value, err := b.value(&c)
				if err != nil {
					return nil, err
				}
				if value.kind == cellBlank && !value.formula {
					continue
				}
				if c.shared != "" && value.code != "" {
					shared[c.shared] = value.code
				} else if c.shared != "" {
					value.code = shared[c.shared]
				}
				if _, twice := g.cells[[2]int{col, row}]; twice {
					return nil, damaged("a cell that stands twice")
				}
				g.cells[[2]int{col, row}] = value
				g.lastRow = max(g.lastRow, row)
			}
		}
	}
}

// maxJoined bounds the merged cells of a sheet that are kept; a form has a few
// hundred.
const maxJoined = 20_000

// join notes a group of merged cells.
func (g *grid) join(a area) {
	if g.joined == nil {
		g.joined = map[[2]int][2]int{}
	}
	if size := (a.col2 - a.col + 1) * (a.row2 - a.row + 1); size > maxJoined-len(g.joined) {
		return
	}
	for col := a.col; col <= a.col2; col++ {
		for row := a.row; row <= a.row2; row++ {
			if col != a.col || row != a.row {
				g.joined[[2]int{col, row}] = [2]int{a.col, a.row}
			}
		}
	}
}

func rowNumber(token xml.StartElement, before int) (int, error) {
	for _, attr := range token.Attr {
		if attr.Name.Local == "r" && attr.Name.Space == "" {
			row, err := strconv.Atoi(attr.Value)
			if err != nil || row < 1 || row > maxRows {
				return 0, damaged("number of a row")
			}
			return row, nil
		}
	}
	if before >= maxRows {
		return 0, damaged("number of a row")
	}
	return before + 1, nil
}

func (b *book) readStrings(name string) error {
	var list struct {
		XMLName xml.Name `xml:"sst"`
		SI      []xmlRun `xml:"si"`
	}
	if err := b.unmarshal(name, &list); err != nil {
		return err
	}
	b.strings = make([]string, len(list.SI))
	for i := range list.SI {
		b.strings[i] = list.SI[i].text()
	}
	return nil
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape undoes the file format's _xHHHH_, in which spreadsheets store
// characters that XML cannot hold and the underscore of a text like "_x0041_".
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil || utf16.IsSurrogate(rune(n)) {
			return code
		}
		return string(rune(n))
	})
}
