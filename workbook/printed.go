package workbook

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

// sheetNotes is the second sheet of the printed form.
const sheetNotes = "评分说明"

var errNoResult = errors.New("the sheet has no self score")

// WritePrinted writes the score sheet of one application, ready for A4, signature
// and seal: 评分表, the annex in its seven columns with 自评分 and 评审分 as values,
// and 评分说明 with the facts, reasons and gap of each indicator. What the sheet
// does not hold, such as a review that is not released, stays blank. Lists are
// told by their number of rows: no person but the reviewer is named.
//
// Equal sheets give equal bytes.
func WritePrinted(w io.Writer, sheet *assessment.ScoreSheet) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // it only frees memory
	p := &printedWriter{formWriter: formWriter{file: file, card: sheet.Card}, sheet: sheet}
	err := p.write()
	if err == nil {
		err = writeBook(w, file)
	}
	if err != nil {
		return fmt.Errorf("write score sheet of %s: %w", sheet.Application.ID, err)
	}
	return nil
}

type printedWriter struct {
	formWriter
	sheet *assessment.ScoreSheet
	sign  int // style of the boxes for signatures
}

func (p *printedWriter) write() error {
	if p.sheet.Application.Result == nil {
		return errNoResult
	}
	if err := p.file.SetSheetName("Sheet1", sheetScore); err != nil {
		return err
	}
	if _, err := p.file.NewSheet(sheetNotes); err != nil {
		return err
	}
	var err error
	if p.styles, err = newFormStyles(p.file); err != nil {
		return err
	}
	p.sign, err = p.file.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Family: fontBody, Size: sizeBody},
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true, Indent: 1}, Border: frame(),
	})
	if err != nil {
		return err
	}
	last, err := p.writeScoreTable(p)
	if err != nil {
		return err
	}
	if err := p.writeSignatures(last + 1); err != nil {
		return err
	}
	if err := p.scorePage(last + signatureRows); err != nil {
		return err
	}
	if err := p.writeNotes(); err != nil {
		return err
	}
	view := p.sheet.Application
	made := view.UpdatedAt.UTC().Format(time.RFC3339)
	return p.file.SetDocProps(&excelize.DocProperties{
		Title: p.card.Title, Subject: p.card.Document.Number + " " + p.card.Document.Name, Creator: "wuxing",
		Identifier: view.ID, Keywords: p.card.ID + " " + p.card.Hash(), Language: "zh-CN", Created: made, Modified: made,
	})
}

// whoLine names the enterprise and the round.
func (p *printedWriter) whoLine() string {
	e := p.sheet.Application.Enterprise
	return "企业名称:" + e.Name + "    统一社会信用代码:" + e.USCC + "    乡镇街道:" + e.Township + "    批次:" + p.sheet.RoundName
}

// who is a scoreFill's.
func (p *printedWriter) who(row int) (float64, error) {
	line := p.whoLine()
	return rowHeight(sizeBody, 22, wrapped{line, sum(scoreWidths)}), p.text(sheetScore, colNo, row, p.styles.line, line)
}

// scores is a scoreFill's. What was not answered is blank, not 0.
func (p *printedWriter) scores(row int, indicator *scoring.Indicator) error {
	if self, ok := p.sheet.Application.Result.Indicator(indicator.ID); ok {
		if err := p.score(row, colSelf, p.styles.score, self); err != nil {
			return err
		}
	}
	if p.sheet.Application.Official == nil {
		return nil
	}
	official, ok := p.sheet.Application.Official.Indicator(indicator.ID)
	if !ok {
		return nil
	}
	return p.score(row, colOfficial, p.styles.score, official)
}

// score writes the points, or the word for why there are none.
func (p *printedWriter) score(row, col, style int, line *scoring.IndicatorResult) error {
	if word := statusWord(line.Status); word != "" {
		return p.text(sheetScore, col, row, style, word)
	}
	return p.number(sheetScore, col, row, line.Score.String())
}

// statusWord is "" for what was scored.
func statusWord(status scoring.Status) string {
	switch status {
	case scoring.Unanswered:
		return "未填"
	case scoring.NotComputable:
		return "无法计算"
	}
	return ""
}

// category is a scoreFill's: the printed sheet has no more than its columns.
func (p *printedWriter) category(int, *scoring.Category) error { return nil }

// totals is a scoreFill's.
func (p *printedWriter) totals(row int) (float64, error) {
	view := p.sheet.Application
	veto := ""
	if result := p.result(); result.Vetoed {
		veto = "一票否决:" + vetoText(result.Vetoes)
	}
	if err := p.text(sheetScore, colStandard, row, p.styles.sum, veto); err != nil {
		return 0, err
	}
	if err := p.number(sheetScore, colSelf, row, view.Result.Total.String()); err != nil {
		return 0, err
	}
	if view.Official != nil {
		if err := p.number(sheetScore, colOfficial, row, view.Official.Total.String()); err != nil {
			return 0, err
		}
	}
	return rowHeight(sizeBody, 26, wrapped{veto, scoreWidths[colStandard-1]}), nil
}

// result is the official one where there is one.
func (p *printedWriter) result() *scoring.Result {
	if p.sheet.Application.Official != nil {
		return p.sheet.Application.Official
	}
	return p.sheet.Application.Result
}

// vetoText names the clauses that disqualify, a line each: 7.1 发生欠薪上访:…
func vetoText(vetoes []scoring.Veto) string {
	texts := make([]string, len(vetoes))
	for i, veto := range vetoes {
		texts[i] = veto.Reason
	}
	return strings.Join(texts, "\n")
}

// The boxes below 合计: an enterprise's seal is up to 42 mm, which is 119 points.
const (
	signatureRows   = 2
	signatureHeight = 64.0
	dateLine        = "            年      月      日"
)

// tail is a scoreFill's.
func (p *printedWriter) tail() float64 { return signatureRows * signatureHeight }

// writeSignatures leaves room for the enterprise's seal on the left and for the
// reviewer and the second signature on the right.
func (p *printedWriter) writeSignatures(row int) error {
	reviewer := "评审人(签名):"
	if p.sheet.Reviewer != "" {
		reviewer = "评审人:" + p.sheet.Reviewer + "(签名):"
	}
	for _, box := range []struct {
		col, row, col2, row2 int
		text                 string
	}{
		{colNo, row, colName, row + 1, "申报单位(盖章):\n\n\n日期:" + dateLine},
		{colPoints, row, colOfficial, row, reviewer + "\n\n日期:" + dateLine},
		{colPoints, row + 1, colOfficial, row + 1, "复核人(签名):\n\n日期:" + dateLine},
	} {
		if err := p.text(sheetScore, box.col, box.row, p.sign, box.text); err != nil {
			return err
		}
		if err := p.merge(sheetScore, box.col, box.row, box.col2, box.row2, p.sign); err != nil {
			return err
		}
	}
	for i := range signatureRows {
		if err := p.file.SetRowHeight(sheetScore, row+i, signatureHeight); err != nil {
			return err
		}
	}
	return nil
}

func sum(numbers []float64) (total float64) {
	for _, number := range numbers {
		total += number
	}
	return total
}
