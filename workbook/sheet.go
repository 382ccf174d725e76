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
	cellBool  // text TRUE or FALSE
	cellError // text #N/A …
	cellDate  // a number shown as a date or time, or an ISO date
)

// cell is one stored value: numbers as written in the file, not as shown.
type cell struct {
	kind    cellKind
	text    string
	formula bool // computed by a formula; text is its cached value

	expression string // of the formula; of a shared one that of its first cell
}

// grid holds the cells of a sheet that have a value or a formula.
type grid struct {
	cells   map[[2]int]cell // column, row
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

// xmlCell is <c>: r the place, t the type, s the style.
type xmlCell struct {
	R string  `xml:"r,attr"`
	T string  `xml:"t,attr"`
	S int     `xml:"s,attr"`
	V string  `xml:"v"`
	F *xmlF   `xml:"f"`
	I *xmlRun `xml:"is"`
}

// xmlF is a formula; the cells that share one have its number only.
type xmlF struct {
	Text   string `xml:",chardata"`
	Shared string `xml:"si,attr"`
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
	g := &grid{cells: map[[2]int]cell{}}
	shared := map[string]string{} // formulas by number
	decoder := xml.NewDecoder(bytes.NewReader(content))
	inData := false
	col, row := 0, 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) { // another part: it would read like a blank sheet
			return nil, damaged("no cells in a sheet")
		}
		if err != nil {
			return nil, damaged("sheet: " + err.Error())
		}
		switch token := token.(type) {
		case xml.EndElement:
			if token.Name.Local == "sheetData" {
				return g, nil
			}
		case xml.StartElement:
			switch {
			case token.Name.Local == "sheetData":
				inData = true
			case inData && token.Name.Local == "row":
				col = 0
				if row, err = rowNumber(token, row); err != nil {
					return nil, err
				}
			case inData && token.Name.Local == "c":
				var c xmlCell
				if err := decoder.DecodeElement(&c, &token); err != nil {
					return nil, damaged("cell: " + err.Error())
				}
				col++
				if c.R != "" {
					var ok bool
					var r int
					if col, r, ok = parseCell(c.R); !ok || r != row {
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
				if value.formula {
					if c.F.Text != "" && c.F.Shared != "" {
						shared[c.F.Shared] = c.F.Text
					}
					if value.expression = c.F.Text; value.expression == "" {
						value.expression = shared[c.F.Shared]
					}
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
	v := cell{formula: c.F != nil}
	switch c.T {
	case "s":
		if strings.TrimSpace(c.V) == "" {
			return v, nil
		}
		i, err := strconv.Atoi(strings.TrimSpace(c.V))
		if err != nil || i < 0 || i >= len(b.strings) {
			return v, damaged("number of a shared string")
		}
		v.kind, v.text = cellText, b.strings[i]
	case "inlineStr":
		if c.I != nil {
			v.kind, v.text = cellText, c.I.text()
		}
	case "str":
		v.kind, v.text = cellText, unescape(c.V)
	case "b":
		v.kind, v.text = cellBool, map[bool]string{true: "TRUE", false: "FALSE"}[strings.TrimSpace(c.V) == "1"]
	case "e":
		v.kind, v.text = cellError, strings.TrimSpace(c.V)
	case "d":
		v.kind, v.text = cellDate, strings.TrimSpace(c.V)
	case "", "n":
		v.kind, v.text = cellNumber, strings.TrimSpace(c.V)
		if c.S >= 0 && c.S < len(b.dates) && b.dates[c.S] {
			v.kind = cellDate
		}
	default:
		return v, damaged("type of a cell")
	}
	if v.text == "" {
		v.kind = cellBlank
	}
	return v, nil
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
