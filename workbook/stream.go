package workbook

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// streamBook is a workbook of plain tables that are written from top to bottom:
// a ranking, a comparison.
type streamBook struct {
	file   *excelize.File
	footer string // printed at the foot of each page
	styles streamStyles
	quoted map[int]int // the style for texts that could run, by the column's style
	bulk   map[string]*bulkRows
}

// write writes the book with its rows.
func (b *streamBook) write(w io.Writer) error { return writeBulkBook(w, b.file, b.bulk) }

// close takes the temporary files away.
func (b *streamBook) close() {
	for _, rows := range b.bulk {
		_ = rows.close() // nobody needs them any more
	}
	_ = b.file.Close() // it only frees memory
}

type streamStyles struct {
	title, note, head                       int
	text, centred, points, gap, move        int
	sumText, sumPoints, sumInteger, integer int
	sumGap                                  int
}

func (b *streamBook) newStyles() error {
	body := &excelize.Font{Family: fontBody, Size: sizeBody}
	bold := &excelize.Font{Family: fontBody, Size: sizeBody, Bold: true}
	align := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	move, whole, border := "+0;-0;0", "0", frame()
	for _, entry := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.styles.title, excelize.Style{Font: &excelize.Font{Family: fontTitle, Size: sizeTitle, Bold: true}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}}},
		{&b.styles.note, excelize.Style{Font: &excelize.Font{Family: fontBody, Size: sizeBody, Color: "595959"}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}}},
		{&b.styles.head, excelize.Style{Font: bold, Alignment: align("center"), Border: border, Fill: fill(colourHead)}},
		{&b.styles.text, excelize.Style{Font: body, Alignment: align("left"), Border: border}},
		{&b.styles.centred, excelize.Style{Font: body, Alignment: align("center"), Border: border}},
		{&b.styles.integer, excelize.Style{Font: body, Alignment: align("center"), Border: border, CustomNumFmt: &whole}},
		{&b.styles.points, excelize.Style{Font: body, Alignment: align("right"), Border: border, CustomNumFmt: pointsFormat()}},
		{&b.styles.gap, excelize.Style{Font: body, Alignment: align("right"), Border: border, CustomNumFmt: gapFormat()}},
		{&b.styles.move, excelize.Style{Font: body, Alignment: align("center"), Border: border, CustomNumFmt: &move}},
		{&b.styles.sumText, excelize.Style{Font: bold, Alignment: align("left"), Border: border, Fill: fill(colourGroup)}},
		{&b.styles.sumInteger, excelize.Style{Font: bold, Alignment: align("center"), Border: border, Fill: fill(colourGroup), CustomNumFmt: &whole}},
		{&b.styles.sumGap, excelize.Style{Font: bold, Alignment: align("right"), Border: border, Fill: fill(colourGroup), CustomNumFmt: gapFormat()}},
		{&b.styles.sumPoints, excelize.Style{Font: bold, Alignment: align("right"), Border: border, Fill: fill(colourGroup), CustomNumFmt: pointsFormat()}},
	} {
		id, err := b.file.NewStyle(&entry.style)
		if err != nil {
			return err
		}
		*entry.id = id
	}
	return nil
}

// streamHeadRow is where the headings stand: below a title and a note.
const streamHeadRow = 3

// column is one column of a streamed sheet.
type column struct {
	heading string
	width   float64
	style   int
}

// styleFor is the style, marked as text where the text could run.
func (b *streamBook) styleFor(style int, text string) int {
	if !couldRun(text) {
		return style
	}
	marked, ok := b.quoted[style]
	if !ok {
		if b.quoted == nil {
			b.quoted = map[int]int{}
		}
		marked = quotePrefixed(b.file, style)
		b.quoted[style] = marked
	}
	return marked
}

// sheetWriter streams one sheet: a title, a note, headings, then rows. Layout,
// panes and filters come before the rows: after Flush they would be lost.
type sheetWriter struct {
	book    *streamBook
	stream  *excelize.StreamWriter
	columns []column
	headRow int
	row     int
	rows    *bulkRows
	texts   []wrapped // of the row being written
}

func (b *streamBook) newSheet(sheet, title, note string, fixCols, rows int, columns []column) (*sheetWriter, error) {
	const headRow = streamHeadRow
	page := pageSetup{sheet: sheet, headRow: headRow, fixCols: fixCols, lastCol: len(columns), lastRow: headRow + max(rows, 1), footer: b.footer}
	if err := page.apply(b.file); err != nil {
		return nil, err
	}
	stream, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	s := &sheetWriter{book: b, stream: stream, columns: columns, headRow: headRow, row: headRow}
	if err := stream.SetPanes(page.panes()); err != nil {
		return nil, err
	}
	heads := make([]any, len(columns))
	for i, c := range columns {
		if err := stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
		heads[i] = excelize.Cell{StyleID: b.styles.head, Value: c.heading}
	}
	if err := stream.SetRow("A1", []any{excelize.Cell{StyleID: b.styleFor(b.styles.title, title), Value: title}}, excelize.RowOpts{Height: 32}); err != nil {
		return nil, err
	}
	if err := stream.SetRow("A2", []any{excelize.Cell{StyleID: b.styles.note, Value: note}}, excelize.RowOpts{Height: 20}); err != nil {
		return nil, err
	}
	if err := stream.SetRow(cellName(1, headRow), heads, excelize.RowOpts{Height: 24}); err != nil {
		return nil, err
	}
	if s.rows, err = newBulkRows(len(columns)); err != nil {
		return nil, err
	}
	part, err := b.partOf(sheet)
	if err != nil {
		return nil, errors.Join(err, s.rows.close())
	}
	if b.bulk == nil {
		b.bulk = map[string]*bulkRows{}
	}
	b.bulk[part] = s.rows
	return s, stream.Flush()
}

// partOf is where excelize keeps a sheet.
func (b *streamBook) partOf(sheet string) (string, error) {
	for id, name := range b.file.GetSheetMap() {
		if name == sheet {
			return fmt.Sprintf("%ssheet%d.xml", sheetFolder, id), nil
		}
	}
	return "", fmt.Errorf("workbook: no sheet %s", sheet)
}

// add writes a row in the styles of the columns and as high as its texts need.
func (s *sheetWriter) add(values ...any) error { return s.addStyled(nil, values...) }

// addStyled takes styles[i] instead of the column's style where it is not 0.
func (s *sheetWriter) addStyled(styles []int, values ...any) error {
	s.row++
	s.texts = s.texts[:0]
	for i, value := range values {
		if text, ok := value.(string); ok && text != "" {
			s.texts = append(s.texts, wrapped{text, s.columns[i].width})
		}
	}
	s.rows.begin(s.row, rowHeight(sizeBody, 20, s.texts...))
	for i, value := range values {
		style := s.columns[i].style
		if i < len(styles) && styles[i] != 0 {
			style = styles[i]
		}
		if text, ok := value.(string); ok {
			if style = s.book.styleFor(style, text); text == "" {
				value = nil
			}
		}
		if err := s.rows.cell(i, s.row, style, value); err != nil {
			return err
		}
	}
	return s.rows.end()
}

// computed is a formula of ours, as against a text of a user, with the value that
// it has: what reads the file without calculating, such as Excel's protected
// view, shows the value.
type computed struct {
	value   any // int or scoring.Points; nil where the formula gives a blank
	formula string
}

// gapFormat shows a difference with its sign.
func gapFormat() *string {
	format := "+0.00;-0.00;0.00"
	return &format
}

// points is a score as a cell's number: quarter points are exact in binary.
func points(p scoring.Points) float64 { return float64(p) / 100 }
