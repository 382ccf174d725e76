package workbook

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// Columns of the hidden sheet of calculations, one row for each indicator.
const (
	calcNo = iota + 1
	calcID
	calcBad        // 、labels of facts that cannot be used
	calcClash      // 、contradictions that its facts are part of
	calcMissing    // 、labels of facts that are not filled in
	calcRefused    // 1: bad or contradictory
	calcGiven      // 1: every fact is filled in and fits the others
	calcComputable // 1: and no divisor is 0
	calcPoints     // hundredths of a point; 0 unless computable
	calcVeto       // 1: one veto or more
	calcWords      // why so many points
	calcWhy        // what stands beside the row
)

// calcSheet knows the places on the sheet of calculations.
type calcSheet struct {
	first, last int
	row         map[string]int // by indicator id
	totalCap    *scoring.Points
	faults      string // how many cells the reader would refuse
}

func (w *formWriter) calc() *calcSheet {
	c := &calcSheet{first: calcFirstRow, row: map[string]int{}, totalCap: w.card.Totals.Cap, faults: w.layout.faults()}
	for i, indicator := range w.card.Indicators() {
		c.row[indicator.ID] = calcFirstRow + i
	}
	c.last = calcFirstRow + len(c.row) - 1
	return c
}

// at is a cell of an indicator's row.
func (c *calcSheet) at(indicator *scoring.Indicator, col int) string {
	return quoteSheet(sheetCalc) + "!" + cellName(col, c.row[indicator.ID])
}

// shown is the formula of an indicator's 自评分: blank until it can be computed.
func (c *calcSheet) shown(indicator *scoring.Indicator) string {
	return fmt.Sprintf(`IF(%s=1,%s/100,"")`, c.at(indicator, calcComputable), c.at(indicator, calcPoints))
}

// subtotal is the score of a category, blank while one of its rows is refused.
func (c *calcSheet) subtotal(category *scoring.Category) string {
	first, last := c.row[category.Indicators[0].ID], c.row[category.Indicators[len(category.Indicators)-1].ID]
	return fmt.Sprintf(`IF(SUM(%s)>0,"",SUM(%s)/100)`, c.rows(calcRefused, first, last), c.rows(calcPoints, first, last))
}

// total is never below 0, also where deductions outweigh, and not above the cap
// of the card's totals, if it has one. A form that the reader would refuse has none.
func (c *calcSheet) total() string {
	total := fmt.Sprintf("MAX(0,SUM(%s))", c.column(calcPoints))
	if c.totalCap != nil {
		total = fmt.Sprintf("MIN(%d,%s)", int64(*c.totalCap), total)
	}
	return fmt.Sprintf(`IF((%s)>0,"",%s/100)`, c.faults, total)
}

// totalWhy tells what the total is made of, or why there is none.
func (c *calcSheet) totalWhy(card *scoring.Card) string {
	sums := map[scoring.CategoryKind]string{}
	for i := range card.Categories {
		category := &card.Categories[i]
		if len(category.Indicators) == 0 {
			continue
		}
		last := &category.Indicators[len(category.Indicators)-1]
		sums[category.Kind] += fmt.Sprintf("+SUM(%s)", c.rows(calcPoints, c.row[category.Indicators[0].ID], c.row[last.ID]))
	}
	words := []string{}
	for _, kind := range []struct {
		kind scoring.CategoryKind
		word string
	}{{scoring.KindBase, "基础"}, {scoring.KindBonus, "加分"}, {scoring.KindDeduction, "扣分"}} {
		if sum := sums[kind.kind]; sum != "" {
			words = append(words, fmt.Sprintf(`%s&(%s)/100`, quote(kind.word), sum[1:]))
		}
	}
	unanswered := fmt.Sprintf(`COUNTIF(%s,"?*")`, c.column(calcMissing))
	return fmt.Sprintf(`IF((%s)>0,%s&(%s)&"处,改正后才有合计",%s&IF(%s>0,";另有"&%s&"项未填","")%s)`, c.faults, quote(wordBad+"或矛盾"), c.faults,
		strings.Join(words, `&","&`), unanswered, unanswered, c.cappedTotal())
}

// cappedTotal says where the total is not the sum.
func (c *calcSheet) cappedTotal() string {
	words := fmt.Sprintf(`&IF(SUM(%s)<0,",总分不低于0","")`, c.column(calcPoints))
	if c.totalCap != nil {
		words += fmt.Sprintf(`&IF(SUM(%s)>%d,%s,"")`, c.column(calcPoints), int64(*c.totalCap), quote(",总分以"+c.totalCap.String()+"分封顶"))
	}
	return words
}

func (c *calcSheet) vetoText() string {
	return fmt.Sprintf(`IF(SUM(%s)>0,"一票否决","")`, c.column(calcVeto))
}

func (c *calcSheet) column(col int) string { return c.rows(col, c.first, c.last) }

func (c *calcSheet) rows(col, first, last int) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteSheet(sheetCalc), columnName(col), first, columnName(col), last)
}

// writeCalc writes the sheet of calculations. The rules were turned into
// expressions before, because lists' sheets carry a part of them.
func (w *formWriter) writeCalc() error {
	heads := []string{"no", "id", "bad", "clash", "missing", "refused", "given", "computable", "points", "veto", "words", "why"}
	if err := w.texts(sheetCalc, calcNo, 1, w.styles.line, heads...); err != nil {
		return err
	}
	for i, indicator := range w.card.Indicators() {
		row := calcFirstRow + i
		if err := w.texts(sheetCalc, calcNo, row, w.styles.line, indicator.No, indicator.ID); err != nil {
			return err
		}
		for n, formula := range w.calcFormulas(indicator, &w.expressions[i], row) {
			if err := w.formula(sheetCalc, calcBad+n, row, w.styles.line, formula); err != nil {
				return fmt.Errorf("%s: %w", indicator.ID, err)
			}
		}
	}
	return nil
}

// calcFormulas are the formulas of an indicator's row from calcBad on.
func (w *formWriter) calcFormulas(indicator *scoring.Indicator, e *expressions, row int) []string {
	var bad, clash, missing, given, zero []string
	uses := map[string]bool{}
	for _, fact := range w.card.FactsOf(indicator) {
		uses[fact.Key] = true
		bad = append(bad, w.layout.checkCell(fact.Key, checkBad))
		missing = append(missing, w.layout.checkCell(fact.Key, checkMissing))
		given = append(given, fmt.Sprintf("%s=%d", w.layout.checkCell(fact.Key, checkState), stateGiven))
	}
	for n, pair := range w.layout.pairs {
		if uses[pair.smaller] || uses[pair.larger] {
			clash = append(clash, w.layout.pairCell(n, pairClash))
		}
	}
	if len(clash) == 0 {
		clash = []string{`""`}
	}
	for _, key := range e.divisors {
		zero = append(zero, fmt.Sprintf(`IF(%s=0,%s,"")`, w.layout.checkCell(key, checkNumber), quote("、"+w.layout.label(key)+"为0")))
	}
	cell := func(col int) string { return cellName(col, row) }
	computable, veto, undefined := fmt.Sprintf("IF(%s=1,1,0)", cell(calcGiven)), "0", ""
	if e.computable != "" {
		computable = fmt.Sprintf("IF(%s=1,IF(%s,1,0),0)", cell(calcGiven), e.computable)
		undefined = fmt.Sprintf(`&IF(AND(%s=1,%s=0),";无法计算:"&MID(%s,2,200),"")`, cell(calcGiven), cell(calcComputable), strings.Join(zero, "&"))
	}
	if e.veto != "" {
		veto = fmt.Sprintf("IF(%s=1,IF(%s,1,0),0)", cell(calcComputable), e.veto)
	}
	said := func(col int, word string) string {
		return fmt.Sprintf(`IF(LEN(%s)>0,%s&MID(%s,2,500),"")`, cell(col), quote(";"+word+":"), cell(col))
	}
	why := strings.Join([]string{said(calcBad, wordBad), said(calcClash, wordClash), said(calcMissing, wordMissing)}, "&") +
		undefined + fmt.Sprintf(`&IF(%s=1,";"&%s,"")`, cell(calcComputable), cell(calcWords))
	return []string{
		strings.Join(bad, "&"), strings.Join(clash, "&"), strings.Join(missing, "&"),
		fmt.Sprintf("IF(LEN(%s&%s)>0,1,0)", cell(calcBad), cell(calcClash)),
		fmt.Sprintf("IF(%s,1,0)", all(append(given, cell(calcRefused)+"=0"))),
		computable,
		fmt.Sprintf("IF(%s=1,%s,0)", cell(calcComputable), e.points),
		veto,
		fmt.Sprintf(`IF(%s=1,%s,"")`, cell(calcComputable), e.words),
		fmt.Sprintf("MID(%s,2,1000)", why),
	}
}

// writeHelpers writes the hidden columns of a list. One formula is shared by all
// rows of a column, which keeps the file small.
func (w *formWriter) writeHelpers(list *listLayout) error {
	for i, helper := range list.helpers {
		col := list.helperCol(i)
		if err := w.text(list.sheet, col, listHeadRow, w.styles.line, helper.title); err != nil {
			return err
		}
		if err := w.sharedFormula(list.sheet, col, listFirstRow, list.lastRow, helper.formula(listFirstRow)); err != nil {
			return err
		}
		if err := w.file.SetColVisible(list.sheet, columnName(col), false); err != nil {
			return err
		}
	}
	return nil
}

// sharedFormula writes the formula of a column's first cell for all its rows.
func (w *formWriter) sharedFormula(sheet string, col, first, last int, formula string) error {
	if n := len(utf16.Encode([]rune(formula))); n >= maxFormula {
		return fmt.Errorf("%s!%s: a formula of %d characters", sheet, cellName(col, first), n)
	}
	shared, area := excelize.STCellFormulaTypeShared, cellName(col, first)+":"+cellName(col, last)
	return w.file.SetCellFormula(sheet, cellName(col, first), formula, excelize.FormulaOpts{Type: &shared, Ref: &area})
}
