package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
)

// writeRanks writes 排名: enterprises in order, the vetoed ones last and without
// a rank.
func (r *rankingWriter) writeRanks() error {
	s := &r.styles
	columns := []column{
		{"名次", 7, s.centred},
		{"企业名称", 36, s.text},
		{"统一社会信用代码", 22, s.centred},
		{"乡镇街道", 13, s.text},
		{"自评总分", 10, s.points},
		{"评审总分", 10, s.points},
		{"差距", 9, s.gap},
		{"基础分", 9, s.points},
		{"加分", 8, s.points},
		{"扣分", 8, s.points},
		{"一票否决条款", 30, s.text},
	}
	sheet, err := r.newSheet(sheetRanking, r.title("排名"), r.note(), 2, len(r.ranking.Rows), columns)
	if err != nil {
		return err
	}
	for i := range r.ranking.Rows {
		row := &r.ranking.Rows[i]
		if err := sheet.add(rank(row), row.Enterprise.Name, row.Enterprise.USCC, row.Enterprise.Township,
			points(row.SelfTotal), points(row.OfficialTotal), points(row.Gap), points(row.Base), points(row.Bonus), points(row.Deduction),
			r.vetoes(row)); err != nil {
			return err
		}
	}
	return sheet.stream.Flush()
}

// rank is the number, or blank without one, so that the column sorts.
func rank(row *assessment.RankingRow) any {
	if row.Rank == 0 {
		return ""
	}
	return row.Rank
}

// vetoes names the clauses that disqualify: 7.1 发生欠薪上访:…
func (r *rankingWriter) vetoes(row *assessment.RankingRow) string {
	texts := make([]string, 0, len(row.Vetoes))
	for _, veto := range row.Vetoes {
		texts = append(texts, veto.Reason)
	}
	return strings.Join(texts, "\n")
}

func (r *rankingWriter) title(what string) string { return r.ranking.RoundName + "  " + what }

func (r *rankingWriter) note() string {
	ranked := 0
	for i := range r.ranking.Rows {
		if r.ranking.Rows[i].Rank > 0 {
			ranked++
		}
	}
	note := fmt.Sprintf("%d年度  评分表:%s  已排名%d家  一票否决%d家", r.ranking.Year, r.ranking.CardID, ranked, len(r.ranking.Rows)-ranked)
	if r.ranking.Quota > 0 {
		note += fmt.Sprintf("  名额%d家", r.ranking.Quota)
	}
	if r.ranking.Pending > 0 {
		note += fmt.Sprintf("  另有%d家未完成评审,未列入", r.ranking.Pending)
	}
	return note
}

// Decisions as people read them.
var decisions = map[assessment.Decision]string{
	assessment.Agree: "同意自评", assessment.Correct: "更正数据", assessment.Override: "改分",
}

// writeLines writes 明细: every cell filled in, nothing merged, a filter on top.
func (r *rankingWriter) writeLines() error {
	s := &r.styles
	columns := []column{
		{"名次", 7, s.centred},
		{"企业名称", 30, s.text},
		{"统一社会信用代码", 22, s.centred},
		{"乡镇街道", 12, s.text},
		{"指标编号", 9, s.centred},
		{"指标标识", 25, s.text},
		{"指标内容", 30, s.text},
		{"分值", 8, s.points},
		{"自评分", 9, s.points},
		{"评审分", 9, s.points},
		{"差距", 9, s.gap},
		{"评审意见", 11, s.centred},
		{"理由", 34, s.text},
		{"评审员", 11, s.text},
	}
	count := 0
	for i := range r.ranking.Rows {
		count += len(r.ranking.Rows[i].Lines)
	}
	sheet, err := r.newSheet(sheetLines, r.title("明细"), r.note(), 2, count, columns)
	if err != nil {
		return err
	}
	filter := cellName(1, sheet.headRow) + ":" + cellName(len(columns), sheet.headRow+max(count, 1))
	if err := r.file.AutoFilter(sheetLines, filter, []excelize.AutoFilterOptions{}); err != nil {
		return err
	}
	for i := range r.ranking.Rows {
		row := &r.ranking.Rows[i]
		for l := range row.Lines {
			line := &row.Lines[l]
			decision, known := decisions[line.Decision]
			if !known {
				decision = string(line.Decision)
			}
			// Deductions print no points.
			var most any = ""
			if line.Points != 0 {
				most = points(line.Points)
			}
			if err := sheet.add(rank(row), row.Enterprise.Name, row.Enterprise.USCC, row.Enterprise.Township,
				line.No, line.Indicator, line.Name, most, points(line.Self), points(line.Official), points(line.Gap),
				decision, line.Reason, line.Reviewer); err != nil {
				return err
			}
		}
	}
	return sheet.stream.Flush()
}
