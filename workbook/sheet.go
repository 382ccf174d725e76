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
	code    string // of the formula; empty where another cell holds it
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

// xmlCell is <c>: r the place, t the type, s the style; value, formula and
// inline text as they stand in it.
type xmlCell struct {
	place, kind  string
	style        int
	hasV, hasF   bool
	v, f, inline []byte
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
	decoder := xml.NewDecoder(bytes.NewReader(content))
	inData := false
	col, row := 0, 0
	for {
		token, err := decoder.RawToken() // guard.go has matched the tags
		if errors.Is(err, io.EOF) {
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
				inData = true
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
				if _, twice := g.cells[[2]int{col, row}]; twice {
					return nil, damaged("a cell that stands twice")
				}
				g.cells[[2]int{col, row}] = value
				g.lastRow = max(g.lastRow, row)
			}
		}
	}
}

// readCell reads what stands between <c> and </c>. It does by hand what Unmarshal
// does: most cells of a form are blank, and their number is what reading costs.
func readCell(decoder *xml.Decoder, start *xml.StartElement) (c xmlCell, err error) {
	for _, attr := range start.Attr {
		switch {
		case attr.Name.Space != "":
		case attr.Name.Local == "r":
			c.place = attr.Value
		case attr.Name.Local == "t":
			c.kind = attr.Value
		case attr.Name.Local == "s":
			if c.style, err = strconv.Atoi(strings.TrimSpace(attr.Value)); err != nil {
				return c, damaged("style of a cell")
			}
		}
	}
	var inside [4]string // the elements between <c> and the text
	depth := 0
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return c, damaged("cell: " + err.Error())
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth < len(inside) {
				inside[depth] = token.Name.Local
			}
			if depth++; depth == 1 {
				switch token.Name.Local {
				case "v":
					c.hasV = true
				case "f":
					c.hasF = true
				}
			}
		case xml.EndElement:
			if depth == 0 {
				return c, nil
			}
			depth--
		case xml.CharData:
			switch {
			case depth == 1 && inside[0] == "v":
				c.v = append(c.v, token...)
			case depth == 1 && inside[0] == "f":
				c.f = append(c.f, token...)
			case depth == 2 && inside[0] == "is" && inside[1] == "t", depth == 3 && inside[0] == "is" && inside[1] == "r" && inside[2] == "t":
				c.inline = append(c.inline, token...)
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

// value tells what a cell holds.
func (b *book) value(c *xmlCell) (cell, error) {
	v, stored := cell{formula: c.hasF, code: strings.TrimSpace(string(c.f))}, string(c.v)
	switch c.kind {
	case "s":
		if strings.TrimSpace(stored) == "" {
			return v, nil
		}
		i, err := strconv.Atoi(strings.TrimSpace(stored))
		if err != nil || i < 0 || i >= len(b.strings) {
			return v, damaged("number of a shared string")
		}
		v.kind, v.text = cellText, b.strings[i]
	case "inlineStr":
		v.kind, v.text = cellText, unescape(string(c.inline))
	case "str":
		v.kind, v.text = cellText, unescape(stored)
		if c.hasV && v.formula {
			return v, nil // also where the formula's result is an empty text
		}
	case "b":
		v.kind, v.text = cellBool, map[bool]string{true: "TRUE", false: "FALSE"}[strings.TrimSpace(stored) == "1"]
	case "e":
		v.kind, v.text = cellError, strings.TrimSpace(stored)
	case "d":
		v.kind, v.text = cellDate, isoDate(strings.TrimSpace(stored))
	case "", "n":
		v.kind, v.text = cellNumber, strings.TrimSpace(stored)
		if c.style >= 0 && c.style < len(b.looks) && v.text != "" {
			b.look(&v, b.looks[c.style])
		}
	default:
		return v, damaged("type of a cell")
	}
	if v.text == "" {
		v.kind = cellBlank
	}
	return v, nil
}

// look tells a number that is shown as something else.
func (b *book) look(v *cell, look numberLook) {
	switch look {
	case lookDate:
		v.kind, v.text = cellDate, dateText(v.text, b.from1904)
	case lookPercent:
		v.kind = cellPercent
	case lookScaled:
		v.kind = cellScaled
	}
}

func (b *book) readStrings(name string) error {
	var list struct {
		SI []xmlRun `xml:"si"`
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
