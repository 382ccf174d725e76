package workbook

import (
	"fmt"

	"wuxing/scoring"
)

// Columns beside the printed form, for the one who fills it in: not printed.
const (
	colGap = colOfficial + 1 + iota
	colWhy
	colSubtotal
)

const whyWidth = 66.0

// sideWidths are the widths of those columns.
var sideWidths = []float64{1.5, whyWidth, 10}

// writeScore writes 评分表 of the form: 自评分 shows what the hidden sheet of
// calculations finds (form_calc.go), 评审分 is left to the reviewers.
func (w *formWriter) writeScore() error {
	last, err := w.writeScoreTable(formScores{w})
	if err != nil {
		return err
	}
	if err := w.widths(sheetScore, append(append([]float64{}, scoreWidths...), sideWidths...)...); err != nil {
		return err
	}
	if err := w.colour(sheetScore, colWhy, scoreFirstRow, colWhy, last, w.styles.wordSignals(cellName(colWhy, scoreFirstRow))...); err != nil {
		return err
	}
	return w.scorePage(last)
}

// formScores fills 评分表 of the form with formulas, and says beside each row why.
type formScores struct{ *formWriter }

// who also heads the columns beside: above the row of headings, which is the
// printed one, seven columns.
func (f formScores) who(row int) (float64, error) {
	who := fmt.Sprintf(`"企业名称:"&%s&"    统一社会信用代码:"&%s&"    乡镇街道:"&%s`, nameEnterprise, nameUSCC, nameTownship)
	if err := f.formula(sheetScore, colNo, row, f.styles.line, who); err != nil {
		return 0, err
	}
	if err := f.text(sheetScore, colWhy, row-1, f.styles.side, "这两列供填表时查看,不打印。看不到得分时,请先点“启用编辑”。"); err != nil {
		return 0, err
	}
	return 22, f.texts(sheetScore, colWhy, row, f.styles.sideHead, "得分说明", "类别小计")
}

func (f formScores) scores(row int, indicator *scoring.Indicator) error {
	if err := f.formula(sheetScore, colSelf, row, f.styles.score, f.calc().shown(indicator)); err != nil {
		return err
	}
	return f.formula(sheetScore, colWhy, row, f.styles.why, f.calc().at(indicator, calcWhy))
}

func (f formScores) category(row int, category *scoring.Category) error {
	return f.formula(sheetScore, colSubtotal, row, f.styles.sideSum, f.calc().subtotal(category))
}

// totals puts a veto, if there is one, in the cell of 评分标准.
func (f formScores) totals(row int) (float64, error) {
	calc := f.calc()
	if err := f.formula(sheetScore, colStandard, row, f.styles.sum, calc.vetoText()); err != nil {
		return 0, err
	}
	if err := f.formula(sheetScore, colWhy, row, f.styles.why, calc.totalWhy(f.card)); err != nil {
		return 0, err
	}
	return 26, f.formula(sheetScore, colSelf, row, f.styles.sum, calc.total())
}

// tail is nothing: the form is signed when it comes back printed.
func (f formScores) tail() float64 { return 0 }
