package workbook

import (
	"fmt"
	"sort"

	"wuxing/scoring"
)

// tally is what a township's or a category's enterprises add up to.
type tally struct {
	name           string
	count, vetoed  int
	self, official scoring.Points
	best           scoring.Points
}

// writeSummary writes 汇总: two blocks under the same headings, by township and
// by category. What a block adds up is stored; gaps, averages and the total row are
// formulas over it, so that they can be followed.
func (r *rankingWriter) writeSummary() error {
	s := &r.styles
	columns := []column{
		{"汇总方式", 14, s.text},
		{"名称", 30, s.text},
		{"企业数", 9, s.integer},
		{"其中否决", 10, s.integer},
		{"自评合计", 13, s.points},
		{"评审合计", 13, s.points},
		{"差距", 12, s.gap},
		{"自评平均", 11, s.points},
		{"评审平均", 11, s.points},
		{"最高评审分", 12, s.points},
	}
	townships, all := r.byTownship()
	categories := r.byCategory()
	sheet, err := r.newSheet(sheetSummary, r.title("汇总"), r.note(), 2, len(townships)+len(categories)+1, columns)
	if err != nil {
		return err
	}
	for _, t := range townships {
		if err := r.addTally(sheet, "按乡镇街道", t); err != nil {
			return err
		}
	}
	if err := r.addTotal(sheet, all, len(townships)); err != nil {
		return err
	}
	for _, t := range categories {
		if err := r.addTally(sheet, "按项目类别", t); err != nil {
			return err
		}
	}
	return nil
}

func (r *rankingWriter) addTally(sheet *sheetWriter, by string, t tally) error {
	row := sheet.row + 1
	return sheet.add(by, t.name, t.count, t.vetoed, t.self, t.official, gapOf(t.self, t.official, "E", "F", row),
		t.average(t.self, "E", row), t.average(t.official, "F", row), t.best)
}

// addTotal writes the sums over the townships above, as formulas.
func (r *rankingWriter) addTotal(sheet *sheetWriter, all tally, townships int) error {
	s := &r.styles
	styles := []int{s.sumText, s.sumText, s.sumInteger, s.sumInteger, s.sumPoints, s.sumPoints, s.sumGap, s.sumPoints, s.sumPoints, s.sumPoints}
	row := sheet.row + 1
	over := func(value any, formula, column string) any {
		if townships == 0 {
			return value
		}
		area := fmt.Sprintf("%s%d:%s%d", column, row-townships, column, row-1)
		return computed{value, fmt.Sprintf(formula, area)}
	}
	return sheet.addStyled(styles, "全部企业", all.name, over(all.count, "SUM(%s)", "C"), over(all.vetoed, "SUM(%s)", "D"),
		over(all.self, "ROUND(SUM(%s),2)", "E"), over(all.official, "ROUND(SUM(%s),2)", "F"), gapOf(all.self, all.official, "E", "F", row),
		all.average(all.self, "E", row), all.average(all.official, "F", row), over(all.best, "MAX(%s)", "J"))
}

// average is a formula over the sum and the count, blank where there is none.
func (t *tally) average(sum scoring.Points, column string, row int) computed {
	c := computed{formula: fmt.Sprintf(`IF(C%d=0,"",ROUND(%s%d/C%d,2))`, row, column, row, row)}
	if t.count > 0 {
		c.value = rounded(sum, t.count)
	}
	return c
}

// rounded is sum ÷ count in hundredths, halves away from zero as ROUND does.
func rounded(sum scoring.Points, count int) scoring.Points {
	n := scoring.Points(count)
	if sum < 0 {
		return -((-2*sum + n) / (2 * n))
	}
	return (2*sum + n) / (2 * n)
}

// byTownship adds up the totals; townships stand in the order of their names.
func (r *rankingWriter) byTownship() (list []tally, all tally) {
	byName := map[string]*tally{}
	all.name = "合计"
	for i := range r.ranking.Rows {
		row := &r.ranking.Rows[i]
		name := row.Enterprise.Township
		if name == "" {
			name = "(未填)"
		}
		if byName[name] == nil {
			byName[name] = &tally{name: name}
		}
		for _, t := range []*tally{byName[name], &all} {
			t.count++
			if row.Vetoed {
				t.vetoed++
			}
			t.self += row.SelfTotal
			t.official += row.OfficialTotal
			t.best = max(t.best, row.OfficialTotal)
		}
	}
	for _, t := range byName {
		list = append(list, *t)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	return list, all
}

// byCategory adds up the lines of each category, in the card's order. The best is
// the highest official sum of one enterprise.
func (r *rankingWriter) byCategory() []tally {
	list := make([]tally, len(r.card.Categories))
	place := map[string]int{}
	for i := range r.card.Categories {
		list[i].name = r.card.Categories[i].No + " " + r.card.Categories[i].Name
		place[r.card.Categories[i].ID] = i
	}
	for i := range r.ranking.Rows {
		row := &r.ranking.Rows[i]
		if len(row.Lines) == 0 { // the reader may not open the file
			continue
		}
		official := make([]scoring.Points, len(list))
		for l := range row.Lines {
			line := &row.Lines[l]
			c, ok := place[line.Category]
			if !ok {
				continue
			}
			list[c].self += line.Self
			list[c].official += line.Official
			official[c] += line.Official
		}
		for c := range list {
			if list[c].count == 0 || official[c] > list[c].best {
				list[c].best = official[c]
			}
			list[c].count++
			if row.Vetoed {
				list[c].vetoed++
			}
		}
	}
	return list
}
