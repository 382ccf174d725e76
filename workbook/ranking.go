package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

// The sheets of a ranking.
const (
	sheetRanking = "排名"
	sheetLines   = "明细"
	sheetSummary = "汇总"
)

// WriteRanking writes the ranking of a round: 排名 with a row for each
// enterprise, 明细 with a row for each enterprise and indicator, plain enough to
// sort and filter, and 汇总 by township and by category. card is the card of the
// round; it names the clauses and categories.
//
// Scores are numbers. What people have written, such as names and reasons, is
// stored as text and never runs as a formula.
func WriteRanking(w io.Writer, ranking *assessment.Ranking, card *scoring.Card) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // it only frees memory
	r := &rankingWriter{file: file, ranking: ranking, card: card}
	if err := r.write(); err != nil {
		return fmt.Errorf("write ranking of %s: %w", ranking.RoundID, err)
	}
	if err := file.Write(w); err != nil {
		return fmt.Errorf("write ranking of %s: %w", ranking.RoundID, err)
	}
	return nil
}

type rankingWriter struct {
	file    *excelize.File
	ranking *assessment.Ranking
	card    *scoring.Card
	styles  rankingStyles
}

type rankingStyles struct {
	title, note, head                       int
	text, centred, points, gap              int
	sumText, sumPoints, sumInteger, integer int
}

func (r *rankingWriter) write() error {
	if err := r.file.SetSheetName("Sheet1", sheetRanking); err != nil {
		return err
	}
	for _, name := range []string{sheetLines, sheetSummary} {
		if _, err := r.file.NewSheet(name); err != nil {
			return err
		}
	}
	if err := r.newStyles(); err != nil {
		return err
	}
	for _, step := range []func() error{r.writeRanks, r.writeLines, r.writeSummary} {
		if err := step(); err != nil {
			return err
		}
	}
	full := true
	if err := r.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}); err != nil {
		return err
	}
	made := r.ranking.MadeAt.UTC().Format("2006-01-02T15:04:05Z")
	return r.file.SetDocProps(&excelize.DocProperties{
		Title: r.ranking.RoundName, Creator: "wuxing", Identifier: r.ranking.RoundID, Subject: r.card.Title,
		Keywords: r.ranking.CardID + " " + r.ranking.CardHash, Created: made, Modified: made, Language: "zh-CN",
	})
}

func (r *rankingWriter) newStyles() error {
	body := &excelize.Font{Family: fontBody, Size: sizeBody}
	bold := &excelize.Font{Family: fontBody, Size: sizeBody, Bold: true}
	align := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	gap, whole, border := "+0.00;-0.00;0.00", "0", frame()
	for _, entry := range []struct {
		id    *int
		style excelize.Style
	}{
		{&r.styles.title, excelize.Style{Font: &excelize.Font{Family: fontTitle, Size: sizeTitle, Bold: true}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}}},
		{&r.styles.note, excelize.Style{Font: &excelize.Font{Family: fontBody, Size: sizeBody, Color: "595959"}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}}},
		{&r.styles.head, excelize.Style{Font: bold, Alignment: align("center"), Border: border, Fill: fill(colourHead)}},
		{&r.styles.text, excelize.Style{Font: body, Alignment: align("left"), Border: border}},
		{&r.styles.centred, excelize.Style{Font: body, Alignment: align("center"), Border: border}},
		{&r.styles.integer, excelize.Style{Font: body, Alignment: align("center"), Border: border, CustomNumFmt: &whole}},
		{&r.styles.points, excelize.Style{Font: body, Alignment: align("right"), Border: border, CustomNumFmt: pointsFormat()}},
		{&r.styles.gap, excelize.Style{Font: body, Alignment: align("right"), Border: border, CustomNumFmt: &gap}},
		{&r.styles.sumText, excelize.Style{Font: bold, Alignment: align("left"), Border: border, Fill: fill(colourGroup)}},
		{&r.styles.sumInteger, excelize.Style{Font: bold, Alignment: align("center"), Border: border, Fill: fill(colourGroup), CustomNumFmt: &whole}},
		{&r.styles.sumPoints, excelize.Style{Font: bold, Alignment: align("right"), Border: border, Fill: fill(colourGroup), CustomNumFmt: pointsFormat()}},
	} {
		id, err := r.file.NewStyle(&entry.style)
		if err != nil {
			return err
		}
		*entry.id = id
	}
	return nil
}

// column is one column of a streamed sheet.
type column struct {
	heading string
	width   float64
	style   int
}

// sheetWriter streams one sheet: a title, a note, headings, then rows. Layout,
// panes and filters come before the rows: after Flush they would be lost.
type sheetWriter struct {
	stream  *excelize.StreamWriter
	columns []column
	headRow int
	row     int
}

func (r *rankingWriter) newSheet(sheet, title, note string, fixCols, rows int, columns []column) (*sheetWriter, error) {
	const headRow = 3
	page := pageSetup{sheet: sheet, headRow: headRow, fixCols: fixCols, lastCol: len(columns), lastRow: headRow + max(rows, 1), footer: r.ranking.RoundName}
	if err := page.apply(r.file); err != nil {
		return nil, err
	}
	stream, err := r.file.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	s := &sheetWriter{stream: stream, columns: columns, headRow: headRow, row: headRow}
	if err := stream.SetPanes(page.panes()); err != nil {
		return nil, err
	}
	heads := make([]any, len(columns))
	for i, c := range columns {
		if err := stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
		heads[i] = excelize.Cell{StyleID: r.styles.head, Value: c.heading}
	}
	if err := stream.SetRow("A1", []any{excelize.Cell{StyleID: r.styles.title, Value: title}}, excelize.RowOpts{Height: 32}); err != nil {
		return nil, err
	}
	if err := stream.SetRow("A2", []any{excelize.Cell{StyleID: r.styles.note, Value: note}}, excelize.RowOpts{Height: 20}); err != nil {
		return nil, err
	}
	return s, stream.SetRow(cellName(1, headRow), heads, excelize.RowOpts{Height: 24})
}

// add writes a row in the styles of the columns and as high as its texts need.
func (s *sheetWriter) add(values ...any) error { return s.addStyled(nil, values...) }

// addStyled takes styles[i] instead of the column's style where it is not 0.
func (s *sheetWriter) addStyled(styles []int, values ...any) error {
	s.row++
	cells := make([]any, len(values))
	var texts []wrapped
	for i, value := range values {
		style := s.columns[i].style
		if i < len(styles) && styles[i] != 0 {
			style = styles[i]
		}
		cell := excelize.Cell{StyleID: style, Value: value}
		switch v := value.(type) {
		case string:
			if v == "" {
				cell.Value = nil
			} else {
				texts = append(texts, wrapped{v, s.columns[i].width})
			}
		case formulaText:
			cell.Value, cell.Formula = nil, string(v)
		}
		cells[i] = cell
	}
	return s.stream.SetRow(cellName(1, s.row), cells, excelize.RowOpts{Height: rowHeight(sizeBody, 20, texts...)})
}

// formulaText is a formula of ours, as against a text of a user.
type formulaText string

// points is a score as a cell's number: quarter points are exact in binary.
func points(p scoring.Points) float64 { return float64(p) / 100 }
