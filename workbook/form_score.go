package workbook

import (
	"fmt"

	"wuxing/scoring"
)

// Columns of the printed form.
const (
	colNo = iota + 1
	colCategory
	colName
	colPoints
	colStandard
	colSelf
	colOfficial

	// Beside the printed form, for the one who fills it in: not printed.
	colGap
	colWhy
	colSubtotal
)

// scoreWidths are the widths of the seven columns; together they fill A4
// landscape without shrinking the print.
var scoreWidths = []float64{6.5, 12, 32, 6.5, 62, 9.5, 9.5, 1.5, whyWidth, 10}

const whyWidth = 66.0

// writeScore writes 评分表, the printed form. 自评分 shows what the hidden sheet
// of calculations finds (form_calc.go); 评审分 is left to the reviewers.
func (w *formWriter) writeScore() error {
	if err := w.widths(sheetScore, scoreWidths...); err != nil {
		return err
	}
	if err := w.scoreHead(); err != nil {
		return err
	}
	row, used := scoreFirstRow, 34.0+22+22
	for c := range w.card.Categories {
		category := &w.card.Categories[c]
		first, height := row, 0.0
		for i := range category.Indicators {
			height += scoreHeight(&category.Indicators[i])
		}
		// A category stays on one page, or its merged name would be cut.
		if used += height; used > pageHeight && c > 0 {
			used = 22 + height
			if err := w.file.InsertPageBreak(sheetScore, cellName(1, first)); err != nil {
				return err
			}
		}
		for i := range category.Indicators {
			if err := w.scoreRow(row, category, &category.Indicators[i]); err != nil {
				return err
			}
			row++
		}
		// As printed: one 序号 and one 项目类别 for all rows of a category.
		for _, col := range []int{colNo, colCategory} {
			if err := w.merge(sheetScore, col, first, col, row-1, w.styles.centred); err != nil {
				return err
			}
		}
		if err := w.mergeShared(category, first); err != nil {
			return err
		}
		if err := w.formula(sheetScore, colSubtotal, first, w.styles.sideSum, w.calc().subtotal(category)); err != nil {
			return err
		}
	}
	if err := w.scoreTotal(row); err != nil {
		return err
	}
	page := pageSetup{sheet: sheetScore, headRow: scoreHeadRow, lastCol: colOfficial, lastRow: row, footer: w.card.Document.Number}
	if err := page.apply(w.file); err != nil {
		return err
	}
	if err := w.colour(sheetScore, colWhy, scoreFirstRow, colWhy, row, w.styles.wordSignals(cellName(colWhy, scoreFirstRow))...); err != nil {
		return err
	}
	return w.file.SetPanes(sheetScore, page.panes())
}

func (w *formWriter) scoreHead() error {
	if err := w.text(sheetScore, colNo, 1, w.styles.title, w.card.Title); err != nil {
		return err
	}
	if err := w.merge(sheetScore, colNo, 1, colOfficial, 1, w.styles.title); err != nil {
		return err
	}
	who := fmt.Sprintf(`"企业名称:"&%s&"    统一社会信用代码:"&%s&"    乡镇街道:"&%s`, nameEnterprise, nameUSCC, nameTownship)
	if err := w.formula(sheetScore, colNo, 2, w.styles.line, who); err != nil {
		return err
	}
	if err := w.merge(sheetScore, colNo, 2, colOfficial, 2, w.styles.line); err != nil {
		return err
	}
	if err := w.texts(sheetScore, colNo, scoreHeadRow, w.styles.head, w.card.Columns...); err != nil {
		return err
	}
	// Above the row of headings, which is the printed one: seven columns.
	if err := w.text(sheetScore, colWhy, 1, w.styles.side, "这两列供填表时查看,不打印。看不到得分时,请先点“启用编辑”。"); err != nil {
		return err
	}
	if err := w.texts(sheetScore, colWhy, 2, w.styles.sideHead, "得分说明", "类别小计"); err != nil {
		return err
	}
	for row, height := range map[int]float64{1: 34, 2: 22, scoreHeadRow: 22} {
		if err := w.file.SetRowHeight(sheetScore, row, height); err != nil {
			return err
		}
	}
	return nil
}

func (w *formWriter) scoreRow(row int, category *scoring.Category, indicator *scoring.Indicator) error {
	name, points := printedName(indicator), ""
	if indicator.Points != 0 {
		points = indicator.Points.String()
	}
	for _, c := range []struct {
		col, style int
		text       string
	}{
		{colNo, w.styles.centred, category.No},
		{colCategory, w.styles.centred, category.Name},
		{colName, w.styles.cell, name},
		{colPoints, w.styles.centred, ""},
		{colStandard, w.styles.cell, indicator.Standard},
		{colOfficial, w.styles.score, ""},
	} {
		if err := w.text(sheetScore, c.col, row, c.style, c.text); err != nil {
			return err
		}
	}
	if points != "" {
		if err := w.number(sheetScore, colPoints, row, points); err != nil {
			return err
		}
	}
	if err := w.formula(sheetScore, colSelf, row, w.styles.score, w.calc().shown(indicator)); err != nil {
		return err
	}
	if err := w.formula(sheetScore, colWhy, row, w.styles.why, w.calc().at(indicator, calcWhy)); err != nil {
		return err
	}
	return w.file.SetRowHeight(sheetScore, row, scoreHeight(indicator))
}

func printedName(indicator *scoring.Indicator) string {
	if indicator.Printed != "" {
		return indicator.Printed
	}
	return indicator.Name
}

func scoreHeight(indicator *scoring.Indicator) float64 {
	return rowHeight(sizeBody, 26, wrapped{printedName(indicator), scoreWidths[colName-1] - indentWidth}, wrapped{indicator.Standard, scoreWidths[colStandard-1] - indentWidth})
}

// mergeShared joins the 指标内容 of neighbours that are printed as one row.
func (w *formWriter) mergeShared(category *scoring.Category, first int) error {
	for i := 0; i < len(category.Indicators); {
		j := i + 1
		for j < len(category.Indicators) && category.Indicators[i].Printed != "" && category.Indicators[j].Printed == category.Indicators[i].Printed {
			j++
		}
		if j > i+1 {
			if err := w.merge(sheetScore, colName, first+i, colName, first+j-1, w.styles.cell); err != nil {
				return err
			}
		}
		i = j
	}
	return nil
}

// scoreTotal writes 合计; in the cell of 评分标准 stands a veto, if there is one.
func (w *formWriter) scoreTotal(row int) error {
	calc := w.calc()
	if err := w.text(sheetScore, colNo, row, w.styles.sum, "合计"); err != nil {
		return err
	}
	if err := w.merge(sheetScore, colNo, row, colPoints, row, w.styles.sum); err != nil {
		return err
	}
	if err := w.formula(sheetScore, colStandard, row, w.styles.sum, calc.vetoText()); err != nil {
		return err
	}
	if err := w.formula(sheetScore, colSelf, row, w.styles.sum, calc.total()); err != nil {
		return err
	}
	if err := w.text(sheetScore, colOfficial, row, w.styles.sum, ""); err != nil {
		return err
	}
	if err := w.formula(sheetScore, colWhy, row, w.styles.why, calc.totalWhy(w.card)); err != nil {
		return err
	}
	return w.file.SetRowHeight(sheetScore, row, 26)
}
