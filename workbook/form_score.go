package workbook

import "wuxing/scoring"

// Columns of the printed form.
const (
	colNo = iota + 1
	colCategory
	colName
	colPoints
	colStandard
	colSelf
	colOfficial
)

// scoreWidths are the widths of the seven columns; together they fill A4
// landscape without shrinking the print.
var scoreWidths = []float64{6.5, 12, 32, 6.5, 62, 9.5, 9.5}

// scoreFill is what stands in the printed table besides the texts of the card. The
// blank form fills in formulas (formScores), the printed sheet values (printed.go).
type scoreFill interface {
	// who writes the line that names the enterprise and gives its height in points.
	who(row int) (height float64, err error)
	// scores writes 自评分 and 评审分 of an indicator.
	scores(row int, indicator *scoring.Indicator) error
	// category writes what belongs to a whole category, in its first row.
	category(row int, category *scoring.Category) error
	// totals writes, in the row of 合计, a veto in place of 评分标准 and both sums,
	// and gives the row's height.
	totals(row int) (height float64, err error)
	// tail is the height that is needed below 合计 on the same page.
	tail() float64
}

// writeScoreTable writes 评分表, the printed form in its seven columns, and gives
// the row of 合计.
func (w *formWriter) writeScoreTable(fill scoreFill) (last int, err error) {
	if err := w.widths(sheetScore, scoreWidths...); err != nil {
		return 0, err
	}
	heads, err := w.scoreHead(fill)
	if err != nil {
		return 0, err
	}
	row, used := scoreFirstRow, heads
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
				return 0, err
			}
		}
		for i := range category.Indicators {
			if err := w.scoreRow(row, category, &category.Indicators[i], fill); err != nil {
				return 0, err
			}
			row++
		}
		// As printed: one 序号 and one 项目类别 for all rows of a category.
		for _, col := range []int{colNo, colCategory} {
			if err := w.merge(sheetScore, col, first, col, row-1, w.styles.centred); err != nil {
				return 0, err
			}
		}
		if err := w.mergeShared(category, first); err != nil {
			return 0, err
		}
		if err := fill.category(first, category); err != nil {
			return 0, err
		}
	}
	height, err := w.scoreTotal(row, fill)
	if err != nil {
		return 0, err
	}
	if used+height+fill.tail() > pageHeight && fill.tail() > 0 {
		return row, w.file.InsertPageBreak(sheetScore, cellName(1, row))
	}
	return row, nil
}

// scorePage sets the page of 评分表 up, whose last printed row is given.
func (w *formWriter) scorePage(last int) error {
	page := pageSetup{sheet: sheetScore, headRow: scoreHeadRow, lastCol: colOfficial, lastRow: last, footer: w.card.Document.Number}
	if err := page.apply(w.file); err != nil {
		return err
	}
	return w.file.SetPanes(sheetScore, page.panes())
}

// scoreHead writes what stands above the rows and gives its height.
func (w *formWriter) scoreHead(fill scoreFill) (height float64, err error) {
	if err := w.text(sheetScore, colNo, 1, w.styles.title, w.card.Title); err != nil {
		return 0, err
	}
	if err := w.merge(sheetScore, colNo, 1, colOfficial, 1, w.styles.title); err != nil {
		return 0, err
	}
	who, err := fill.who(2)
	if err != nil {
		return 0, err
	}
	if err := w.merge(sheetScore, colNo, 2, colOfficial, 2, w.styles.line); err != nil {
		return 0, err
	}
	if err := w.texts(sheetScore, colNo, scoreHeadRow, w.styles.head, w.card.Columns...); err != nil {
		return 0, err
	}
	for i, high := range []float64{34, who, 22} {
		if err := w.file.SetRowHeight(sheetScore, i+1, high); err != nil {
			return 0, err
		}
		height += high
	}
	return height, nil
}

func (w *formWriter) scoreRow(row int, category *scoring.Category, indicator *scoring.Indicator, fill scoreFill) error {
	name, points := indicator.PrintedName(), ""
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
		{colSelf, w.styles.score, ""},
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
	if err := fill.scores(row, indicator); err != nil {
		return err
	}
	return w.file.SetRowHeight(sheetScore, row, scoreHeight(indicator))
}

func scoreHeight(indicator *scoring.Indicator) float64 {
	return rowHeight(sizeBody, 26, wrapped{indicator.PrintedName(), scoreWidths[colName-1] - indentWidth}, wrapped{indicator.Standard, scoreWidths[colStandard-1] - indentWidth})
}

// mergeShared joins the 指标内容 of neighbours that are printed as one row.
func (w *formWriter) mergeShared(category *scoring.Category, first int) error {
	for i, rows := range category.PrintedRows() {
		if rows > 1 {
			if err := w.merge(sheetScore, colName, first+i, colName, first+i+rows-1, w.styles.cell); err != nil {
				return err
			}
		}
	}
	return nil
}

// scoreTotal writes 合计 and gives its height.
func (w *formWriter) scoreTotal(row int, fill scoreFill) (height float64, err error) {
	if err := w.text(sheetScore, colNo, row, w.styles.sum, "合计"); err != nil {
		return 0, err
	}
	if err := w.merge(sheetScore, colNo, row, colPoints, row, w.styles.sum); err != nil {
		return 0, err
	}
	for _, col := range []int{colStandard, colSelf, colOfficial} {
		if err := w.text(sheetScore, col, row, w.styles.sum, ""); err != nil {
			return 0, err
		}
	}
	if height, err = fill.totals(row); err != nil {
		return 0, err
	}
	return height, w.file.SetRowHeight(sheetScore, row, height)
}
