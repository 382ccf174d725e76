package workbook

import (
	"slices"
	"strings"

	"golang.org/x/text/width"

	"wuxing/scoring"
)

// claimReader reads 自评分 where somebody has typed it.
type claimReader struct {
	*reader
	collect *scoring.ClaimCollector
	bare    bool   // a printed sheet, not our form
	calc    string // name of our form's sheet of calculations
	where   map[string]scoring.Position
	typed   map[string]string // text claimed, by indicator
}

// readClaims reads what was typed over the formulas of our form.
func (r *reader) readClaims() (scoring.Claims, scoring.Problems, error) {
	tables, err := r.book.findTables(r.card)
	if err != nil {
		return nil, nil, err
	}
	c := &claimReader{reader: r, collect: r.card.CollectClaims(), calc: r.book.calcSheetName()}
	r.sums = func() {}
	table := c.choose(tables)
	if table == nil {
		return nil, c.ended(), nil
	}
	c.read(table)
	claims, problems := c.collect.Claims()
	r.sums = func() { c.checkSums(table) }
	return claims, problems, nil
}

// choose takes the one table in which something is claimed, or the first one where
// nothing is. Two such tables are two different forms.
func (c *claimReader) choose(tables []*printedTable) *printedTable {
	var chosen *printedTable
	for _, table := range tables {
		if !c.anyClaim(table) {
			continue
		}
		if chosen != nil {
			c.collect.Fail(CodePaperTwice, scoring.Position{Sheet: table.sheet, Cell: cellName(table.self, table.head)},
				"sheet", clip(table.sheet), "other", clip(chosen.sheet))
			return nil
		}
		chosen = table
	}
	if chosen == nil && len(tables) > 0 {
		return tables[0]
	}
	return chosen
}

func (c *claimReader) anyClaim(table *printedTable) bool {
	return slices.ContainsFunc(table.rows, func(row printedRow) bool {
		cell := table.grid.at(table.self, row.row)
		return row.indicator != nil && !c.ours(cell) && (cell.kind == cellError || cell.formula || claimText(cell) != "")
	})
}

// ours tells whether a cell still has the formula that WriteForm put there, also
// after the sheet that it points at was renamed or deleted.
func (c *claimReader) ours(cell cell) bool {
	if !cell.formula || c.bare {
		return false
	}
	return strings.Contains(cell.code, sheetCalc) || strings.Contains(cell.code, "#REF!") ||
		c.calc != "" && strings.Contains(cell.code, c.calc)
}

// calcSheetName finds the hidden sheet of calculations, however it is called now.
func (b *book) calcSheetName() string {
	for i := range b.sheets {
		g, err := b.grid(b.sheets[i].name)
		if err == nil && g.at(calcID, 1).text == "id" && g.at(calcGiven, 1).text == "given" && g.at(calcComputable, 1).text == "computable" {
			return b.sheets[i].name
		}
	}
	return ""
}

// read hands each claim with its cell to the collector.
func (c *claimReader) read(table *printedTable) {
	c.where, c.typed = map[string]scoring.Position{}, map[string]string{}
	last := 0
	for _, row := range table.rows {
		if row.indicator != nil {
			last = row.row
		}
	}
	for _, row := range table.rows {
		cell, at := table.grid.at(table.self, row.row), position(table.sheet, table.self, row.row)
		if row.indicator == nil {
			// Below the table stands what it likes, and inside rows that add up.
			if text := claimText(cell); row.sum == noSum && row.row < last && isScore(text) && !c.ours(cell) {
				c.collect.Fail(CodePaperRowUnknown, at, "found", clip(row.text), "claim", clip(text))
			}
			continue
		}
		c.readRow(row.indicator, cell, at)
	}
}

// isScore tells a score from a remark.
func isScore(text string) bool {
	_, err := scoring.ParsePoints(text)
	return err == nil
}

func (c *claimReader) readRow(indicator *scoring.Indicator, cell cell, at scoring.Position) {
	name := indicator.No + " " + indicator.Name
	wanted := &asked{label: name, kind: "score"}
	switch {
	case c.ours(cell):
		return
	case c.bare && cell.kind == cellBlank && strings.Contains(cell.code, sheetCalc):
		return // our formula, cut out of our form before anything was filled in
	case cell.formula && cell.kind == cellBlank:
		c.collect.Fail(CodeNoCachedValue, at, wanted.params(cell.source())...)
		return
	case cell.kind == cellError:
		c.collect.Fail(CodeCellError, at, wanted.params(cell.text)...)
		return
	case cell.kind == cellDate:
		c.collect.Fail(CodeCellDate, at, wanted.params(cell.text)...)
		return
	}
	text := claimText(cell)
	if text == "" {
		return
	}
	if earlier, twice := c.where[indicator.ID]; twice {
		c.collect.Fail(CodePaperRowTwice, at, "indicator", name, "other", earlier.Cell)
		return
	}
	if cell.formula {
		c.reading.Warnings.Add(CodeFormulaRead, at, "fact", name, "found", clip(cell.text), "formula", clip(cell.source()))
	}
	c.where[indicator.ID], c.typed[indicator.ID] = at, text
	c.remember("claims."+indicator.ID, at)
	c.collect.Set(indicator.ID, text, at)
}

// claimText is what a cell of 自评分 claims: digits, scoring.ClaimVeto, or "" for
// nothing. What cannot be understood is handed on as it stands.
func claimText(c cell) string {
	if c.kind == cellNumber {
		return decimal(c.text)
	}
	text := strings.Join(strings.Fields(width.Narrow.String(trim(c.text))), "")
	switch text {
	case "/", "-", "\u2014", "\u2014\u2014", "无", "未填", "无法计算":
		return ""
	case "一票否决", "否决":
		return scoring.ClaimVeto
	}
	text = strings.TrimSuffix(text, "分")
	text = strings.NewReplacer("\u2212", "-", "\u2013", "-").Replace(text) // minus signs of other fonts
	if taken, ok := strings.CutPrefix(text, "扣"); ok && taken != "0" {
		return "-" + taken
	}
	return strings.TrimPrefix(strings.TrimPrefix(text, "得"), "扣")
}

// ended are the problems of a reading that found no table to read.
func (c *claimReader) ended() scoring.Problems {
	_, problems := c.collect.Claims()
	return problems
}

// end is the claims, and the problems with those found before.
func (c *claimReader) end(before scoring.Problems) (scoring.Claims, scoring.Problems) {
	claims, problems := c.collect.Claims()
	return claims, append(before, problems...)
}

// checkMissing names the indicators that have no row of their own.
func (c *claimReader) checkMissing(table *printedTable) {
	found := map[*scoring.Indicator]bool{}
	for _, row := range table.rows {
		found[row.indicator] = true
	}
	at := position(table.sheet, table.self, table.head)
	for _, indicator := range c.card.Indicators() {
		if !found[indicator] {
			c.reading.Warnings.Add(CodePaperRowMissing, at, "indicator", indicator.No+" "+indicator.Name)
		}
	}
}

// checkSums compares sums that were typed with those of the rows. A subtotal adds
// up what stands above it up to the one before.
func (c *claimReader) checkSums(table *printedTable) {
	result := c.card.ScoreClaimed(c.reading.Facts, c.reading.Claims)
	var part, all scoring.Points
	counted := map[*scoring.Indicator]bool{}
	for _, row := range table.rows {
		if row.indicator != nil {
			if line, ok := result.Indicator(row.indicator.ID); ok && !counted[row.indicator] {
				counted[row.indicator] = true
				shown := c.shownScore(line)
				part, all = part+shown, all+shown
			}
			continue
		}
		cell := table.grid.at(table.self, row.row)
		text := claimText(cell)
		if row.sum == noSum || text == "" || c.ours(cell) {
			continue
		}
		wanted := all
		if row.sum == subtotal {
			wanted, part = part, 0
		}
		found, err := scoring.ParsePoints(text)
		if err == nil && (found == wanted || row.sum == total && found == max(0, wanted)) {
			continue
		}
		c.reading.Warnings.Add(CodeSumDiffers, position(table.sheet, table.self, row.row),
			"label", clip(row.text), "found", clip(cell.text), "computed", wanted.String())
	}
}

// shownScore is what stands in a line's cell: the claim where there is one.
func (c *claimReader) shownScore(line *scoring.IndicatorResult) scoring.Points {
	if claim, claimed := c.reading.Claims[line.ID]; claimed {
		return claim.Points
	}
	return line.Score
}
