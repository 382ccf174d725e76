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
// by category. Sums and counts are numbers; an average is a formula over them, so
// that it is exact and can be followed.
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
		if err := r.addTally(sheet, nil, "按乡镇街道", t); err != nil {
			return err
		}
	}
	sums := make([]int, len(columns))
	for i := range sums {
		sums[i] = s.sumPoints
	}
	sums[0], sums[1], sums[2], sums[3] = s.sumText, s.sumText, s.sumInteger, s.sumInteger
	if err := r.addTally(sheet, sums, "全部企业", all); err != nil {
		return err
	}
	for _, t := range categories {
		if err := r.addTally(sheet, nil, "按项目类别", t); err != nil {
			return err
		}
	}
	return sheet.stream.Flush()
}

func (r *rankingWriter) addTally(sheet *sheetWriter, styles []int, by string, t tally) error {
	row := sheet.row + 1
	average := func(sum string) formulaText {
		return formulaText(fmt.Sprintf(`IF(C%d=0,"",ROUND(%s%d/C%d,2))`, row, sum, row, row))
	}
	return sheet.addStyled(styles, by, t.name, t.count, t.vetoed, points(t.self), points(t.official), points(t.official-t.self),
		average("E"), average("F"), points(t.best))
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
