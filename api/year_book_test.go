//go:build !race

package api_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

// holdBook reads the ranking workbook back and compares its cells with the script's
// sum: every enterprise in 排名, every indicator in 明细.
func (y *year) holdBook(book string) {
	y.t.Helper()
	file, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		y.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	want := make(map[string]*standing)
	for _, s := range y.ranked {
		want[s.uscc] = s
	}

	ranks := y.table(file, "排名")
	if len(ranks) != len(want) {
		y.t.Errorf("排名 has %d rows, want %d", len(ranks), len(want))
	}
	last := 0
	for _, row := range ranks {
		s := want[row["统一社会信用代码"]]
		if s == nil {
			y.t.Errorf("排名 names %v", row)
			continue
		}
		total, self := y.points(s.sum.Total), y.points(s.self.Total)
		rank := ""
		if s.rank > 0 {
			rank = fmt.Sprint(s.rank)
			if s.rank < last {
				y.t.Errorf("排名: rank %d after %d", s.rank, last)
			}
			last = s.rank
		}
		for heading, cell := range map[string]string{
			"名次": rank, "企业名称": s.name, "乡镇街道": townNames[s.town], "自评总分": self.String(), "评审总分": total.String(),
			"差距": (total - self).String(), "基础分": y.points(s.sum.Base).String(), "加分": y.points(s.sum.Bonus).String(),
			"扣分": y.points(s.sum.Deduction).String(), "分项合计": total.String(),
		} {
			if row[heading] != cell {
				y.t.Errorf("排名, %s, %s: %q, want %q", s.clerk, heading, row[heading], cell)
			}
		}
		if vetoed := row["一票否决条款"] != ""; vetoed != s.sum.Vetoed {
			y.t.Errorf("排名, %s: clause %q", s.clerk, row["一票否决条款"])
		}
	}

	lines := y.table(file, "明细")
	if len(lines) != len(want)*len(y.card.Indicators()) {
		y.t.Errorf("明细 has %d rows, want %d of each of %d", len(lines), len(y.card.Indicators()), len(want))
	}
	decided := map[assessment.Decision]int{}
	for _, row := range lines {
		s := want[row["统一社会信用代码"]]
		official, self := y.points(s.sum.Lines[row["指标标识"]].Points), y.points(s.self.Lines[row["指标标识"]].Points)
		if row["评审分"] != official.String() || row["自评分"] != self.String() || row["差距"] != scoring.Points(official-self).String() {
			y.t.Errorf("明细, %s, %s: %v, want %v and %v", s.clerk, row["指标标识"], row, self, official)
		}
		switch row["评审意见"] {
		case "改分":
			decided[assessment.Override]++
			if s.set[row["指标标识"]] != official {
				y.t.Errorf("明细, %s: %s was set to %v", s.clerk, row["指标标识"], official)
			}
		case "更正数据":
			decided[assessment.Correct]++
		}
	}
	overridden := 0
	for _, s := range y.ranked {
		overridden += len(s.set)
	}
	if decided[assessment.Override] != overridden || decided[assessment.Correct] == 0 {
		y.t.Errorf("明细 has %v, want %d overrides", decided, overridden)
	}
}

// table reads the rows below the row of headings, each cell as it is stored, by
// heading.
func (y *year) table(file *excelize.File, sheet string) (table []map[string]string) {
	y.t.Helper()
	rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		y.t.Fatal(err)
	}
	head := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 1 && row[0] == "名次" })
	if head < 0 {
		y.t.Fatalf("%s has no headings", sheet)
	}
	for _, row := range rows[head+1:] {
		cells := make(map[string]string)
		for i, heading := range rows[head] {
			if i < len(row) {
				cells[heading] = row[i]
			} else {
				cells[heading] = ""
			}
		}
		if cells["统一社会信用代码"] != "" {
			table = append(table, cells)
		}
	}
	return table
}
