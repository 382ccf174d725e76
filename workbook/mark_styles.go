package workbook

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// markColour is the fill of a problem cell: a calm orange on which black text
// reads well. A cell keeps everything else of its style.
//
// Each fill that the problem cells had before gets a colour of its own, the next
// darker by one step of blue, which no eye tells apart. So the colour alone tells
// what the cell was, whatever program has saved the file in between, and whatever
// rows have been moved, copied or deleted; see markRecord.
const (
	markColour     = 0xF9CCB1
	maxMarkColours = 100 // cells for input have two or three fills
)

// styleSheet is the styles part with what is to be added to its lists.
type styleSheet struct {
	content []byte
	lists   map[string]*styleList
}

type styleList struct {
	child
	items []child
	added []string
}

// readStyleSheet finds the lists that marking adds to. Spreadsheets write all of
// them.
func readStyleSheet(content []byte) (*styleSheet, error) {
	s := &styleSheet{content: content, lists: map[string]*styleList{}}
	err := children(content, 2, func(parent *child, items []child) error {
		s.lists[parent.Local] = &styleList{child: *parent, items: items}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"fonts", "fills", "borders", "cellXfs"} {
		if list := s.lists[name]; list == nil || len(list.items) == 0 {
			return nil, damaged("styles: no " + name)
		}
	}
	return s, nil
}

// add puts an element into a list, unless it is there, and returns its number.
// PREFIX stands for what the part's elements begin with.
func (s *styleSheet) add(list, element string) int {
	l := s.lists[list]
	element = strings.ReplaceAll(element, "PREFIX", l.prefix())
	for i := range l.items {
		if string(s.content[l.items[i].from:l.items[i].until]) == element {
			return i
		}
	}
	if i := slices.Index(l.added, element); i >= 0 {
		return len(l.items) + i
	}
	l.added = append(l.added, element)
	return len(l.items) + len(l.added) - 1
}

// write is the part with everything added.
func (s *styleSheet) write() []byte {
	var splices []splice
	for _, l := range s.lists {
		if len(l.added) > 0 {
			text := strings.Join(l.added, "")
			splices = append(splices, l.insertLast(s.content, text, "count", strconv.Itoa(len(l.items)+len(l.added)))...)
		}
	}
	return apply(s.content, splices)
}

// cellMarks gives cell styles their marked twins.
type cellMarks struct {
	styles *styleSheet
	twins  map[int]int    // number of a cell's style -> of its twin
	fills  map[int]string // number of a fill -> colour of its mark
	free   []string       // colours for marks that the workbook does not use
	record *markRecord
}

func newCellMarks(styles *styleSheet, record *markRecord) *cellMarks {
	m := &cellMarks{styles: styles, twins: map[int]int{}, fills: map[int]string{}, record: record}
	used := bytes.ToUpper(styles.content)
	for n := markColour; n > markColour-maxMarkColours; n-- {
		if colour := fmt.Sprintf("%06X", n); !bytes.Contains(used, []byte(colour)) {
			m.free = append(m.free, colour)
		}
	}
	return m
}

// twin is the style with the fill of a mark and all else as it was.
func (m *cellMarks) twin(style int) (int, error) {
	xfs := m.styles.lists["cellXfs"]
	if style < 0 || style >= len(xfs.items) {
		style = 0
	}
	if twin, ok := m.twins[style]; ok {
		return twin, nil
	}
	xf := &xfs.items[style]
	colour, err := m.colour(xf.number("fillId"))
	if err != nil {
		return 0, err
	}
	fill := m.styles.add("fills", `<PREFIXfill><PREFIXpatternFill patternType="solid"><PREFIXfgColor rgb="FF`+colour+
		`"/><PREFIXbgColor indexed="64"/></PREFIXpatternFill></PREFIXfill>`)
	rest := string(m.styles.content[xf.to:xf.until])
	m.twins[style] = m.styles.add("cellXfs", xf.with(xf.empty, "fillId", strconv.Itoa(fill), "applyFill", "1")+rest)
	return m.twins[style], nil
}

// colour is the mark of a fill.
func (m *cellMarks) colour(fill int) (string, error) {
	if colour, ok := m.fills[fill]; ok {
		return colour, nil
	}
	if len(m.free) == 0 {
		return "", damaged("styles: too many fills")
	}
	colour := m.free[0]
	m.free = m.free[1:]
	fills := m.styles.lists["fills"]
	was := ""
	if fill < len(fills.items) {
		was = plainElement(fills.items[fill].raw(m.styles.content))
	}
	m.fills[fill] = colour
	m.record.fills[colour] = cmp.Or(was, noFill)
	return colour, nil
}

const noFill = `<fill><patternFill patternType="none"/></fill>`

// plainElement is an element whose names have no prefix; "" if it is none.
func plainElement(raw string) string { return respell(raw, "") }

// respell writes an element again with another prefix, or "" if it is not one
// whole element.
func respell(raw, prefix string) string {
	content := []byte(raw)
	var b strings.Builder
	roots, depth := 0, 0
	err := scan(content, func(t *tag) error {
		if t.depth == 0 && !t.end {
			roots++
		}
		t.Space = strings.TrimSuffix(prefix, ":")
		switch {
		case !t.end:
			depth++
			b.WriteString(t.with(t.closedIn(content)))
		default:
			depth--
			if t.from != t.to {
				b.WriteString("</" + t.qualified() + ">")
			}
		}
		if depth < 0 {
			return damaged("element")
		}
		return nil
	}, nil)
	if err != nil || roots != 1 || depth != 0 {
		return ""
	}
	return b.String()
}

// unmarkStyles gives every fill that is a mark the fill that it took the place of.
func unmarkStyles(content []byte, record *markRecord) ([]byte, error) {
	var splices []splice
	replace := func(items []child) error {
		for i := range items {
			if items[i].Local != "fill" {
				continue
			}
			colour, err := solidColour(content[items[i].from:items[i].until])
			if err != nil {
				return err
			}
			if was := respell(record.fills[colour], items[i].prefix()); was != "" {
				splices = append(splices, splice{items[i].from, items[i].until, was})
			}
		}
		return nil
	}
	err := children(content, 2, func(_ *child, items []child) error { return replace(items) })
	if err != nil {
		return nil, err
	}
	// LibreOffice keeps the colours of cells as looks of filters, too.
	err = children(content, 3, func(_ *child, items []child) error { return replace(items) })
	return apply(content, splices), err
}

// solidColour is the colour of a solid fill, six hexadecimal digits; "" for others.
func solidColour(fill []byte) (colour string, err error) {
	solid := false
	err = scan(fill, func(t *tag) error {
		switch {
		case t.end:
		case t.Local == "patternFill":
			solid = t.attr("patternType") == "solid"
		case t.Local == "fgColor" && solid:
			rgb := strings.ToUpper(t.attr("rgb"))
			colour = rgb[max(0, len(rgb)-6):]
		}
		return nil
	}, nil)
	return colour, err
}
