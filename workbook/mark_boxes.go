package workbook

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The boxes in which spreadsheets show comments are drawn in VML.
const drawingNames = `xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"`

const emptyDrawing = "<xml " + drawingNames + ">" +
	`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`

const boxType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
	`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

// Sizes of a box in pixels, and of its text.
const (
	boxWidth     = 280.0
	boxLine      = 18.0
	boxLineChars = 36.0 // columns of text in a line
	pixelsPoint  = 96.0 / 72
)

var shapeNumber = regexp.MustCompile(`_x0000_s([0-9]{1,8})`)

// addBoxes draws a box for each comment.
func addBoxes(drawing []byte, boxes []note, shape *sheetShape) ([]byte, error) {
	last := 1024
	for rest := drawing; ; {
		at := shapeNumber.FindSubmatchIndex(rest)
		if at == nil {
			break
		}
		if n, err := strconv.Atoi(string(rest[at[2]:at[3]])); err == nil {
			last = max(last, n)
		}
		rest = rest[at[1]:]
	}
	var b strings.Builder
	if !bytes.Contains(drawing, []byte(`_x0000_t202"`)) {
		b.WriteString(boxType)
	}
	for i := range boxes {
		n := &boxes[i]
		fmt.Fprintf(&b, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#fff7ee" strokecolor="#c8a27c" o:insetmode="auto">`+
			`<v:fill color2="#fff7ee"/><v:shadow on="t" color="#999999" obscured="t"/><v:path o:connecttype="none"/>`+
			`<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor><x:AutoFill>False</x:AutoFill>`+
			`<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`, last+1+i, shape.anchor(n), n.row-1, n.col-1)
	}
	return drawing, children(drawing, 1, func(root *child, _ []child) error {
		text := b.String()
		if start := root.raw(drawing)[:root.to-root.from]; !strings.Contains(start, "xmlns:v=") || !strings.Contains(start, "xmlns:o=") || !strings.Contains(start, "xmlns:x=") {
			text = strings.NewReplacer("<v:shape ", "<v:shape "+drawingNames+" ", "<v:shapetype ", "<v:shapetype "+drawingNames+" ").Replace(text)
		}
		drawing = apply(drawing, root.insertLast(drawing, text))
		return nil
	})
}

// anchor is the place of a box: right of its cell, as wide and high as its text
// asks for. Column and offset in pixels, left, top, right, bottom.
func (s *sheetShape) anchor(n *note) string {
	lines := 2.0
	for _, line := range strings.Split(n.text, "\n") {
		lines += float64(wrapped{line, boxLineChars}.lines(sizeBody))
	}
	left, right, room := n.col, n.col, boxWidth+15
	for room > s.pixels(right) && right-left < 20 {
		room -= s.pixels(right)
		right++
	}
	top := max(n.row-2, 0)
	bottom, height := top, lines*boxLine+10
	for height > s.high(bottom) && bottom-top < 60 {
		height -= s.high(bottom)
		bottom++
	}
	return fmt.Sprintf("%d, 15, %d, 2, %d, %d, %d, %d", left, top, right, int(room), bottom, int(height))
}

// pixels is the width of the column with the number, from 0.
func (s *sheetShape) pixels(col int) float64 {
	c := s.column(col + 1)
	switch {
	case c.hidden:
		return 0
	case c.width == 0:
		return 64
	}
	return c.width*7 + 5
}

// high is the height of the row with the number, from 0, in pixels.
func (s *sheetShape) high(row int) float64 {
	points := s.heights[row+1]
	if points == 0 {
		points = s.defaultHeight
	}
	if points == 0 {
		points = 15
	}
	return points * pixelsPoint
}

// dropBoxes takes away the boxes of the cells' comments; others says whether
// anything else is drawn.
func dropBoxes(drawing []byte, cells []string) (left []byte, others bool, err error) {
	gone := map[string]bool{}
	for _, cell := range cells {
		gone[cell] = true
	}
	var splices []splice
	var shape child
	var kind, row, col, field string
	err = scan(drawing, func(t *tag) error {
		switch {
		case t.depth == 1 && !t.end:
			shape = child{tag: *t}
			kind, row, col = "", "", ""
		case t.depth == 1 && shape.Local == "shape":
			r, errRow := strconv.Atoi(strings.TrimSpace(row))
			c, errCol := strconv.Atoi(strings.TrimSpace(col))
			if kind == "Note" && errRow == nil && errCol == nil && r >= 0 && c >= 0 && c < maxColumns && gone[cellName(c+1, r+1)] {
				splices = append(splices, splice{shape.from, t.to, ""})
			} else {
				others = true
			}
		case t.depth == 1 && t.Local != "shapelayout" && t.Local != "shapetype":
			others = true
		case t.Local == "ClientData" && !t.end:
			kind = t.attr("ObjectType")
		}
		field = ""
		if !t.end {
			field = t.Local
		}
		return nil
	}, func(text string) {
		switch field {
		case "Row":
			row += text
		case "Column":
			col += text
		}
	})
	return apply(drawing, splices), others, err
}
