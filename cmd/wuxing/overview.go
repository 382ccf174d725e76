package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"wuxing/assessment"
	"wuxing/templates"
)

type roundOverviewCommand struct {
	dataFlags
	Round  string `arg:"" help:"批次编号"`
	Format string `enum:"text,json" default:"text" help:"text 或 json"`
}

// Run tells how far a round has come.
func (r *roundOverviewCommand) Run(c *console) error {
	return r.with(c, func(o *office) error {
		overview, err := o.service.Overview(c.ctx, operator, r.Round)
		if err != nil {
			return err
		}
		if r.Format == "json" {
			encoder := json.NewEncoder(c.out)
			encoder.SetEscapeHTML(false)
			return encoder.Encode(overview)
		}
		var text strings.Builder
		writeOverview(&text, overview)
		_, err = io.WriteString(c.out, text.String())
		return err
	})
}

// writeOverview writes tables with tabs between the columns, which spreadsheets take
// as they are.
func writeOverview(out *strings.Builder, o *assessment.Overview) {
	table := func(title string, heads ...string) {
		fmt.Fprintf(out, "\n%s\n%s\n", title, strings.Join(heads, "\t"))
	}
	row := func(cells ...any) {
		for i, cell := range cells {
			if i > 0 {
				out.WriteByte('\t')
			}
			fmt.Fprint(out, cell)
		}
		out.WriteByte('\n')
	}
	fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", o.RoundID, o.RoundName, word("state", string(o.State)), o.At.In(assessment.OfficeZone).Format("2006-01-02 15:04"))
	table("乡镇街道", "名称", "申报", "待初审", "最久(天)", "状态")
	for _, t := range o.Townships {
		oldest := "-"
		if t.OldestDays != nil {
			oldest = strconv.Itoa(*t.OldestDays)
		}
		row(t.Township, t.Applications, t.Unchecked, oldest, states(t.States))
	}
	table("评审员", "姓名", "席位", "分配", "未开始", "评审中", "退回", "完成", "未声明")
	for _, r := range o.Reviewers {
		seat := "-"
		if r.Seat > 0 {
			seat = strconv.Itoa(int(r.Seat))
		}
		row(r.Reviewer, seat, r.Assigned, r.Waiting, r.Begun, r.Returned, r.Done, r.Undeclared)
	}
	if o.Unassigned != nil {
		row("尚无评审员", "-", *o.Unassigned)
	}
	table("逾期", "事项", "企业", "乡镇街道", "天数", "评审员", "申报编号")
	for _, work := range o.Overdue {
		for _, item := range work.Items {
			row(word("overdue", string(work.Kind)), item.Enterprise, item.Township, item.Days, strings.Join(item.Reviewers, "、"), item.Application)
		}
		if more := work.Count - len(work.Items); more > 0 {
			row(word("overdue", string(work.Kind)), "另有"+strconv.Itoa(more)+"项")
		}
	}
	if o.Scores != nil {
		writeOverviewScores(o.Scores, table, row)
	}
	if o.Quota != nil {
		writeOverviewQuota(o.Quota, table, row)
	}
}

func writeOverviewScores(s *assessment.ScoreOverview, table func(string, ...string), row func(...any)) {
	table("总分", "分数段", "自评", "评审")
	for _, class := range s.Totals.Classes {
		row(class.From.String()+"–"+class.To.String(), class.Self, class.Official)
	}
	self, official := s.Totals.Self, s.Totals.Official
	row("一票否决", self.Vetoed, official.Vetoed)
	row("没有分数", self.Missing, official.Missing)
	row("有指标未填", self.Unanswered, official.Unanswered)
	row("有指标未提供依据", self.Claimed, official.Claimed)
	for _, q := range []struct {
		name string
		of   func(*assessment.Quartiles) string
	}{
		{"最低", func(q *assessment.Quartiles) string { return q.Least.String() }},
		{"四分之一", func(q *assessment.Quartiles) string { return q.First.String() }},
		{"中位", func(q *assessment.Quartiles) string { return q.Median.String() }},
		{"四分之三", func(q *assessment.Quartiles) string { return q.Third.String() }},
		{"最高", func(q *assessment.Quartiles) string { return q.Most.String() }},
	} {
		cells := []any{q.name, "-", "-"}
		for i, quartiles := range []*assessment.Quartiles{self.Quartiles, official.Quartiles} {
			if quartiles != nil {
				cells[i+1] = q.of(quartiles)
			}
		}
		row(cells...)
	}
	table("乡镇街道总分", "名称", "企业数", "自评合计", "评审合计", "评审高", "相同", "评审低", "一票否决")
	for _, t := range s.Townships {
		row(t.Township, t.Totals.Applications, t.Totals.Self, t.Totals.Official, t.Totals.Higher, t.Totals.Equal, t.Totals.Lower, t.Vetoed)
	}
	table("自评与评审", "序号", "名称", "企业数", "自评合计", "评审合计", "评审高", "相同", "评审低", "自报无依据", "未填", "不可计算")
	for _, list := range [][]assessment.Comparison{s.Categories, s.Indicators} {
		for _, c := range list {
			f := c.Facts
			row(c.No, c.Name, f.Applications, f.Self, f.Official, f.Higher, f.Equal, f.Lower, c.Claimed.Applications, c.Unanswered.Applications, c.NotComputable.Applications)
		}
	}
}

func writeOverviewQuota(q *assessment.QuotaOverview, table func(string, ...string), row func(...any)) {
	table("名额", "等次", "名额", "以内", "其中未达最低分")
	row("技能型企业", quotaText(q.Certified.Quota), q.Certified.Within, q.Certified.Below)
	row("优秀", quotaText(q.Excellent.Quota), q.Excellent.Within, q.Excellent.Below)
	row("有名次", q.Ranked)
	row("未达最低分", q.Below)
	row("一票否决", q.Vetoed)
	row("未完成评审", q.Pending)
	for _, tie := range q.Ties {
		row("并列跨线", fmt.Sprintf("第%d名%d家,剩%d个名额", tie.Rank, len(tie.Applications), tie.Places))
	}
	if d := q.Decided; d != nil {
		row("联席会议", d.HeldOn, fmt.Sprintf("认定%d家,其中优秀%d家;不予认定%d家", d.Certified, d.Excellent, d.NotSelected))
		row("培育补助(元)", fmt.Sprintf("%d.%02d", d.AwardFen/100, d.AwardFen%100))
	}
}

func quotaText(quota int) string {
	if quota == 0 {
		return "未定"
	}
	return strconv.Itoa(quota)
}

func states(counts []assessment.StateCount) string {
	parts := make([]string, len(counts))
	for i, c := range counts {
		parts[i] = word("state", string(c.State)) + strconv.Itoa(c.Count)
	}
	return strings.Join(parts, " ")
}

// word is a value in Chinese, as messages have it.
func word(name, value string) string {
	text, ok := templates.Sentence(templates.Chinese, "word."+name+"."+value)
	if !ok {
		return value
	}
	return text
}
