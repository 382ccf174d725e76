package web_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// leadToTheExport goes the lead's whole year: what comes in is shared out evenly, two
// reviews that differ are settled, the results released, the ranking frozen, the
// meeting's decision recorded, the notice given, the outcome published by two, and the
// list of it taken home as a file.
func leadToTheExport(t *testing.T, browser *testbrowser.Browser) {
	o := newOffice(t)
	o.round(twoReviewers())
	o.staff("lead2", "副组长", assessment.RoleLead)
	ids := o.submitted(0)
	lead := o.arrives(t, browser, "lead")
	work := func(page string) {
		lead.link("批次")
		lead.link(page)
	}
	work("分配评审")
	lead.button("预览", "平均分配")
	lead.sees("下面 2 份申报的评审员会改变", "评审员甲", "评审员乙")
	lead.button("确认分配 2 份")
	lead.sees("已分配，评审员会收到通知")

	o.apart(ids[0], uscc1)
	for _, reviewer := range []string{"reviewer", "reviewer2"} {
		o.declareFree(reviewer, uscc2)
		o.finishAs(reviewer, ids[1])
	}
	work("合议")
	lead.link("湖州示例童装有限公司")
	lead.ticks("另定分数", "企业领导重视技能人才工作")
	lead.types("另定的分数", "1", "企业领导重视技能人才工作")
	lead.types("理由", "会议纪要两次，分工文件齐全", "企业领导重视技能人才工作")
	lead.ticks("按第一评审员", "技能人才培养经费保障")
	lead.types("理由", "以凭证为准", "技能人才培养经费保障")
	lead.button("确定评审分")
	lead.sees("已定分", "评审分已确定")

	later := func(now time.Time) {
		o.at(now)
		lead.Open("/")
		lead.signIn("lead") // half an hour without a request ends a session
	}
	later(time.Date(2026, 4, 6, 1, 0, 0, 0, time.UTC))
	work("合议")
	lead.link("发布结果")
	lead.dates("申诉截止", "2026-04-20")
	lead.ticks("确认向企业发布结果")
	lead.button("发布")
	lead.sees("结果已发布", "2026年4月20日 24:00")

	later(afterWindow)
	work("排名")
	lead.sees("暂定排名")
	lead.link("确定排名")
	lead.ticks("我已核对")
	lead.button("确定排名")
	lead.sees("排名已确定", "sha256:")
	work("联席会议")
	lead.dates("会议日期", "2026-05-06")
	lead.types("纪要文号", "吴人社联〔2026〕3号")
	lead.button("下一步：核对")
	lead.sees("请核对", "40\u2009000 元")
	lead.button("确认录入")
	lead.sees("联席会议的决定已录入")

	later(noticeDay)
	work("公示与异议")
	lead.sees("2026年5月18日 24:00")
	lead.button("开始公示")
	lead.sees("公示已安排", "还没有收到异议")

	later(afterNotice)
	work("公布")
	lead.types("理由", "公示期满，无异议", "公布结果")
	lead.button("提出公布")
	lead.sees("请另一位组长确认")
	lead = o.arrives(t, browser, "lead2")
	work("公布")
	lead.types("理由", "核对无误，同意公布", "公布结果")
	lead.button("确认公布")
	lead.sees("结果已公布")

	work("导出")
	lead.find("link", "下载 认定名单", nil)
	name, content := lead.Download(func() { lead.Click(it) })
	if !strings.HasSuffix(name, ".xlsx") {
		t.Errorf("the file is called %s", name)
	}
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := file.GetRows(file.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, enterprise := range []string{"湖州示例童装有限公司", "浙江吴兴东部新城先进装备制造与职业技能培训发展集团股份有限公司"} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return slices.Contains(row, enterprise) }) {
			t.Errorf("%s is not on the list: %v", enterprise, rows)
		}
	}
	lead.tells("认定名单", "副组长") // the log follows by itself
}
