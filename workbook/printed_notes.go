package workbook

import (
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Columns of 评分说明. Together they are as wide as 评分表.
const (
	noteNo = iota
	noteName
	noteFacts
	noteSelf
	noteSelfWhy
	noteOfficial
	noteGap
	noteOfficialWhy
	noteColumns
)

var (
	noteWidths   = []float64{7, 20, 29, 9, 28, 9, 9, 27}
	noteHeadings = []string{"编号", "指标内容", "申报数据", "自评分", "自评依据", "评审分", "差距", "评审意见和理由"}
)

// A text of more lines than a cell should have stands in rows of its own below, over
// the whole width; none of these is higher than a spreadsheet can show.
const (
	cellLines = 9
	wideLines = 20
)

// notesWriter streams 评分说明.
type notesWriter struct {
	*printedWriter
	book   *streamBook
	stream *excelize.StreamWriter
	row    int
	used   float64 // of the page, in points
	heads  float64 // height of the headings that each page repeats

	gap, sumGap, below int // styles: gaps in the middle, texts below their row
}

// writeNotes writes 评分说明: who and when, then for each indicator its facts, both
// scores, what they rest on and their gap, with the subtotals of each category.
func (p *printedWriter) writeNotes() error {
	n := &notesWriter{printedWriter: p, book: &streamBook{file: p.file}}
	if err := n.book.newStyles(); err != nil {
		return err
	}
	if err := n.moreStyles(); err != nil {
		return err
	}
	heads := n.headLines()
	headRow := len(heads) + 2
	page := pageSetup{sheet: sheetNotes, headRow: headRow, lastCol: noteColumns, footer: clipUTF16(p.sheet.RoundName, 40)}
	if err := page.apply(p.file); err != nil {
		return err
	}
	var err error
	if n.stream, err = p.file.NewStreamWriter(sheetNotes); err != nil {
		return err
	}
	if err := n.stream.SetPanes(page.panes()); err != nil {
		return err
	}
	for i, width := range noteWidths {
		if err := n.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := n.wide(p.styles.title, "评分说明", 34); err != nil {
		return err
	}
	for _, line := range heads {
		if err := n.wide(p.styles.line, line, 20); err != nil {
			return err
		}
	}
	headings := make([]any, noteColumns)
	for i, heading := range noteHeadings {
		headings[i] = heading
	}
	n.heads = n.height(headings)
	if err := n.add(n.styles.head, n.styles.head, headings...); err != nil {
		return err
	}
	for c := range p.card.Categories {
		if err := n.category(&p.card.Categories[c]); err != nil {
			return err
		}
	}
	if err := n.sums(); err != nil {
		return err
	}
	return n.stream.Flush()
}

// moreStyles are those that the lists of a ranking have no use for.
func (n *notesWriter) moreStyles() error {
	body := &excelize.Font{Family: fontBody, Size: sizeBody}
	centred := &excelize.Alignment{Horizontal: "center", Vertical: "center"}
	for _, entry := range []struct {
		id    *int
		style excelize.Style
	}{
		{&n.gap, excelize.Style{Font: body, Alignment: centred, Border: frame(), CustomNumFmt: gapFormat()}},
		{&n.sumGap, excelize.Style{
			Font: &excelize.Font{Family: fontBody, Size: sizeBody, Bold: true}, Alignment: centred, Border: frame(), CustomNumFmt: gapFormat(),
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colourGroup}},
		}},
		{&n.below, excelize.Style{Font: body, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true, Indent: 1}, Border: frame()}},
	} {
		id, err := n.file.NewStyle(&entry.style)
		if err != nil {
			return err
		}
		*entry.id = id
	}
	return nil
}

// day is a date as the office writes it.
func day(t time.Time) string { return t.In(assessment.OfficeZone).Format("2006年1月2日") }

// headLines tells who, in which round, when, and how it ended.
func (n *notesWriter) headLines() []string {
	view := n.sheet.Application
	lines := []string{
		n.whoLine(),
		fmt.Sprintf("评分表:%s(%s)    申报编号:%s    填报日期:%s", n.card.Document.Number, n.card.ID, view.ID, day(n.sheet.FilledAt)),
	}
	if view.Official == nil {
		return append(lines, "评审分:尚未完成评审,或尚未公布")
	}
	line := "评审完成日期:" + day(n.sheet.ReviewedAt)
	if n.sheet.Reviewer != "" {
		line += "    评审人:" + n.sheet.Reviewer
	}
	switch {
	case view.Official.Vetoed:
		line += "    一票否决,不参加排名"
	case view.Rank > 0:
		line += fmt.Sprintf("    名次:第%d名", view.Rank)
	}
	return append(lines, line)
}

// category writes the subtotals of a category, then its indicators.
func (n *notesWriter) category(category *scoring.Category) error {
	view := n.sheet.Application
	self := categoryScore(view.Result, category.ID)
	values := make([]any, noteColumns)
	values[noteNo], values[noteName], values[noteSelf] = category.No, category.Name, self
	if category.Points != 0 {
		values[noteFacts] = "分值" + category.Points.String()
	}
	if view.Official != nil {
		official := categoryScore(view.Official, category.ID)
		values[noteOfficial], values[noteGap] = official, official-self
	}
	// The name of a category does not stand alone at the foot of a page.
	for i := range category.Indicators {
		row := n.indicator(&category.Indicators[i])
		if i == 0 {
			if err := n.keep(n.height(values), n.height(row)); err != nil {
				return err
			}
			if err := n.add(n.book.styles.sumText, n.styles.sum, values...); err != nil {
				return err
			}
		}
		if err := n.add(n.styles.cell, n.styles.score, row...); err != nil {
			return err
		}
	}
	return nil
}

func categoryScore(result *scoring.Result, id string) scoring.Points {
	for i := range result.Categories {
		if result.Categories[i].ID == id {
			return result.Categories[i].Score
		}
	}
	return 0
}

// indicator is the row of an indicator.
func (n *notesWriter) indicator(indicator *scoring.Indicator) []any {
	view := n.sheet.Application
	values := make([]any, noteColumns)
	values[noteNo], values[noteName] = indicator.No, indicator.Name
	values[noteFacts] = factWords(n.sheet.Facts, n.card.FactsOf(indicator))
	if line, ok := view.Result.Indicator(indicator.ID); ok {
		values[noteSelf], values[noteSelfWhy] = shownScore(line), line.Explanation
	}
	if view.Official != nil {
		if line, ok := view.Official.Indicator(indicator.ID); ok {
			values[noteOfficial] = shownScore(line)
		}
		for i := range n.sheet.Rows {
			if row := &n.sheet.Rows[i]; row.Indicator == indicator.ID {
				values[noteGap], values[noteOfficialWhy] = row.Difference, n.opinion(row)
			}
		}
	}
	return values
}

func shownScore(line *scoring.IndicatorResult) any {
	if word := statusWord(line.Status); word != "" {
		return word
	}
	return line.Score
}

// sums writes how the total comes about.
func (n *notesWriter) sums() error {
	self, official := n.sheet.Application.Result, n.sheet.Application.Official
	for _, line := range []struct {
		name string
		of   func(*scoring.Result) scoring.Points
	}{
		{"基础分", func(r *scoring.Result) scoring.Points { return r.Base }},
		{"加分", func(r *scoring.Result) scoring.Points { return r.Bonus }},
		{"扣分", func(r *scoring.Result) scoring.Points { return r.Deduction }},
		{"总分", func(r *scoring.Result) scoring.Points { return r.Total }},
	} {
		values := make([]any, noteColumns)
		values[noteName], values[noteSelf] = line.name, line.of(self)
		if official != nil {
			values[noteOfficial], values[noteGap] = line.of(official), line.of(official)-line.of(self)
		}
		if err := n.add(n.book.styles.sumText, n.styles.sum, values...); err != nil {
			return err
		}
	}
	if result := n.result(); result.Vetoed {
		return n.wide(n.styles.sum, "一票否决:"+vetoText(result.Vetoes), 24)
	}
	return nil
}
