package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// xmlCell is <c>: r the place, t the type, s the style; value, formula and
// inline text as they stand in it.
type xmlCell struct {
	place, kind  string
	style        int
	hasV, hasF   bool
	v, f, inline []byte
	shared       string // number of a formula that cells share
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
					for _, attr := range token.Attr {
						if attr.Name.Local == "si" && attr.Name.Space == "" {
							c.shared = attr.Value
						}
					}
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
