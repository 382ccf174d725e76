package workbook

import (
	"fmt"

	"wuxing/assessment"
	"wuxing/scoring"
)

// ranks is 排名: enterprises in order, the vetoed ones last and without a rank.
// What the review found is stored; 差距 and 分项合计 are formulas over it, so that
// whoever reads the sheet can follow them.
func (r *rankingWriter) ranks() table {
	s := &r.styles
	return table{
		columns: []column{
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
			{"分项合计", 10, s.points},
			{"一票否决条款", 30, s.text},
		},
		count: len(r.ranking.Rows),
		each: func(add func(values ...any) error) error {
			for i := range r.ranking.Rows {
				row := &r.ranking.Rows[i]
				at := streamHeadRow + 1 + i
				if err := add(rank(row), row.Enterprise.Name, row.Enterprise.USCC, row.Enterprise.Township,
					row.SelfTotal, row.OfficialTotal, gapOf(row.SelfTotal, row.OfficialTotal, "E", "F", at),
					row.Base, row.Bonus, row.Deduction, r.sumOf(row, at), vetoText(row.Vetoes)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// gapOf is official − self as a formula over the two columns. Spreadsheets
// calculate in binary, so the difference is rounded to what it is.
func gapOf(self, official scoring.Points, selfColumn, officialColumn string, row int) computed {
	return computed{official - self, fmt.Sprintf("ROUND(%s%d-%s%d,2)", officialColumn, row, selfColumn, row)}
}

// sumOf adds 基础分, 加分 and 扣分 up as the card does: not below 0, nor above its
// cap. It equals 评审总分, or somebody has changed one of them.
func (r *rankingWriter) sumOf(row *assessment.RankingRow, at int) computed {
	sum := row.Base + row.Bonus + row.Deduction
	formula := fmt.Sprintf("SUM(H%d:J%d)", at, at)
	if most := r.card.Totals.Cap; most != nil {
		sum = min(sum, *most)
		formula = fmt.Sprintf("MIN(%s,%s)", most, formula)
	}
	return computed{max(sum, 0), "ROUND(MAX(0," + formula + "),2)"}
}

// rank is the number, or blank without one, so that the column sorts.
func rank(row *assessment.RankingRow) any {
	if row.Rank == 0 {
		return ""
	}
	return row.Rank
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

// lines is 明细: every cell filled in, nothing merged, values only.
func (r *rankingWriter) lines() table {
	s := &r.styles
	count := 0
	for i := range r.ranking.Rows {
		count += len(r.ranking.Rows[i].Lines)
	}
	return table{
		columns: []column{
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
		},
		count:  count,
		filter: true,
		each: func(add func(values ...any) error) error {
			for i := range r.ranking.Rows {
				row := &r.ranking.Rows[i]
				for l := range row.Lines {
					line := &row.Lines[l]
					// Deductions print no points.
					var most any = ""
					if line.Points != 0 {
						most = line.Points
					}
					if err := add(rank(row), row.Enterprise.Name, row.Enterprise.USCC, row.Enterprise.Township,
						line.No, line.Indicator, line.Name, most, line.Self, line.Official, line.Gap,
						decisionWord(line.Decision), line.Reason, line.Reviewer); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
}

// decisionWord is a decision as people read it.
func decisionWord(decision assessment.Decision) string {
	if word, known := decisions[decision]; known {
		return word
	}
	return string(decision)
}
