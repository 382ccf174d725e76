package workbook

import (
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// wide writes a line over the whole width.
func (n *notesWriter) wide(style int, text string, height float64) error {
	n.row++
	from, to := cellName(1, n.row), cellName(noteColumns, n.row)
	if err := n.stream.MergeCell(from, to); err != nil {
		return err
	}
	height = rowHeight(sizeBody, height, wrapped{text, sum(noteWidths)})
	cells := make([]any, noteColumns)
	for i := range cells { // all of them, or the frame would be open
		cells[i] = excelize.Cell{StyleID: style}
	}
	cells[0] = excelize.Cell{StyleID: n.book.styleFor(style, text), Value: text}
	return n.write(cells, height)
}

// write writes the row that has just been counted, on this page or the next: all
// pages are ended by us, or our count and the spreadsheet's would drift apart.
func (n *notesWriter) write(cells []any, height float64) error {
	n.row--
	if err := n.keep(height); err != nil {
		return err
	}
	n.row++
	n.used += height
	return n.stream.SetRow(cellName(1, n.row), cells, excelize.RowOpts{Height: height})
}

// keep begins a page where rows of such heights would not stay together on this.
func (n *notesWriter) keep(heights ...float64) error {
	if n.used+sum(heights) <= pageHeight {
		return nil
	}
	n.used = n.heads
	return n.stream.InsertPageBreak(cellName(1, n.row+1))
}

// seeBelow stands in a cell whose text is too long for it.
const seeBelow = "(见下)"

func tooLong(text string, col int) bool {
	return (wrapped{text, noteWidths[col]}).lines(sizeBody) > cellLines
}

// height is what the row of the values takes.
func (n *notesWriter) height(values []any) float64 {
	var texts []wrapped
	for i, value := range values {
		if text, ok := value.(string); ok && !tooLong(text, i) {
			texts = append(texts, wrapped{text, noteWidths[i]})
		}
	}
	return rowHeight(sizeBody, 22, texts...)
}

// add writes a row, and below it what is too long for a cell.
func (n *notesWriter) add(textStyle, pointStyle int, values ...any) error {
	cells := make([]any, noteColumns)
	var below []string
	for i, value := range values {
		cell := excelize.Cell{StyleID: n.noteStyle(i, textStyle, pointStyle)}
		switch v := value.(type) {
		case scoring.Points:
			cell.Value = points(v)
		case string:
			if tooLong(v, i) {
				below = append(below, noteHeadings[i]+":"+v)
				v = seeBelow
			}
			if v != "" {
				cell.Value, cell.StyleID = v, n.book.styleFor(cell.StyleID, v)
			}
		}
		cells[i] = cell
	}
	n.row++
	if err := n.write(cells, n.height(values)); err != nil {
		return err
	}
	for _, text := range below {
		for _, piece := range (wrapped{text, sum(noteWidths)}).pieces(sizeBody, wideLines) {
			if err := n.wide(n.below, piece, 22); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteStyle is the style of a column: scores and gaps stand in the middle.
func (n *notesWriter) noteStyle(col, textStyle, pointStyle int) int {
	switch {
	case col == noteGap && pointStyle == n.styles.score:
		return n.gap
	case col == noteGap && pointStyle == n.styles.sum:
		return n.sumGap
	case col == noteSelf || col == noteOfficial || col == noteGap:
		return pointStyle
	case col == noteNo && textStyle == n.styles.cell:
		return n.styles.centred
	case col == noteNo && textStyle == n.book.styles.sumText:
		return n.styles.sum
	}
	return textStyle
}
