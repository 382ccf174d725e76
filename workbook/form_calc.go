package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// Columns of the hidden sheet of calculations, one row for each indicator.
const (
	calcNo = iota + 1
	calcID
	calcGiven      // 1: every fact is filled in
	calcComputable // 1: and no divisor is 0
	calcPoints     // hundredths of a point; 0 unless computable
	calcVeto       // 1: one veto or more
)

// calcSheet knows the places on the sheet of calculations.
type calcSheet struct {
	first, last int
	row         map[string]int // by indicator id
	totalCap    *scoring.Points
}

func (w *formWriter) calc() *calcSheet {
	c := &calcSheet{first: calcFirstRow, row: map[string]int{}, totalCap: w.card.Totals.Cap}
	for i, indicator := range w.card.Indicators() {
		c.row[indicator.ID] = calcFirstRow + i
	}
	c.last = calcFirstRow + len(c.row) - 1
	return c
}

// shown is the formula of an indicator's 自评分: blank until it can be computed.
func (c *calcSheet) shown(indicator *scoring.Indicator) string {
	row := c.row[indicator.ID]
	return fmt.Sprintf(`IF(%s!%s=1,%s!%s/100,"")`, quoteSheet(sheetCalc), cellName(calcComputable, row), quoteSheet(sheetCalc), cellName(calcPoints, row))
}

// total is never below 0, also where deductions outweigh, and not above the cap
// of the card's totals, if it has one.
func (c *calcSheet) total() string {
	total := fmt.Sprintf("MAX(0,SUM(%s))", c.column(calcPoints))
	if c.totalCap != nil {
		total = fmt.Sprintf("MIN(%d,%s)", int64(*c.totalCap), total)
	}
	return total + "/100"
}

func (c *calcSheet) vetoText() string {
	return fmt.Sprintf(`IF(SUM(%s)>0,"一票否决","")`, c.column(calcVeto))
}

func (c *calcSheet) column(col int) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteSheet(sheetCalc), columnName(col), c.first, columnName(col), c.last)
}

// writeCalc writes the sheet of calculations. The rules were turned into
// expressions before, because lists' sheets carry a part of them.
func (w *formWriter) writeCalc() error {
	if err := w.texts(sheetCalc, calcNo, 1, w.styles.line, "no", "id", "given", "computable", "points", "veto"); err != nil {
		return err
	}
	for i, indicator := range w.card.Indicators() {
		row, e := calcFirstRow+i, w.expressions[i]
		if err := w.texts(sheetCalc, calcNo, row, w.styles.line, indicator.No, indicator.ID); err != nil {
			return err
		}
		computable := fmt.Sprintf("%s=1", cellName(calcGiven, row))
		if e.computable == "" {
			computable = fmt.Sprintf("IF(%s,1,0)", computable)
		} else {
			computable = fmt.Sprintf("IF(%s,IF(%s,1,0),0)", computable, e.computable)
		}
		veto := "0"
		if e.veto != "" {
			veto = fmt.Sprintf("IF(%s=1,IF(%s,1,0),0)", cellName(calcComputable, row), e.veto)
		}
		for col, formula := range map[int]string{
			calcGiven:      fmt.Sprintf("IF(%s,1,0)", e.given),
			calcComputable: computable,
			calcPoints:     fmt.Sprintf("IF(%s=1,%s,0)", cellName(calcComputable, row), e.points),
			calcVeto:       veto,
		} {
			if err := w.formula(sheetCalc, col, row, w.styles.line, formula); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeHelpers writes the hidden columns of a list. One formula is shared by all
// rows of a column, which keeps the file small.
func (w *formWriter) writeHelpers(list *listLayout) error {
	for i, helper := range list.helpers {
		col := list.helperCol(i)
		if err := w.text(list.sheet, col, listHeadRow, w.styles.line, helper.title); err != nil {
			return err
		}
		from, shared := cellName(col, listFirstRow), excelize.STCellFormulaTypeShared
		area := from + ":" + cellName(col, list.lastRow)
		if err := w.file.SetCellFormula(list.sheet, from, helper.formula(listFirstRow), excelize.FormulaOpts{Type: &shared, Ref: &area}); err != nil {
			return err
		}
		if err := w.file.SetColVisible(list.sheet, columnName(col), false); err != nil {
			return err
		}
	}
	return nil
}
