package web_test

import (
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// publicObjects goes the public's way without an account: the first page, the
// scorecard, a score of one's own, the notice, and an objection with its receipt.
func publicObjects(t *testing.T, browser *testbrowser.Browser) {
	o, ids := endingRound(t, nil)
	o.freeze()
	o.meet(ids, assessment.OutcomeCertified)
	o.begin()
	anyone := o.arrives(t, browser, "")
	anyone.link("查看评分标准")
	for _, indicator := range card(t).Indicators() {
		anyone.sees(indicator.Name)
	}
	anyone.link("自测")
	anyone.types("企业职工总数", "400")
	anyone.types("技术工人数", "200")
	anyone.sees("200÷400=50%")

	anyone.link("公示")
	anyone.link("看公示名单")
	anyone.sees("共 2 家", "2026年5月18日 24:00")
	anyone.link("提出异议", "湖州示例童装有限公司")
	anyone.types("事实和理由", "该企业的职工人数与公开的年报不一致，请核实。")
	anyone.types("姓名或单位名称", "李某")
	anyone.types("联系方式", "li@example.cn")
	anyone.button("提交异议")
	view, err := o.service.Objections(t.Context(), o.users["lead"], "2026")
	if err != nil || len(view.Objections) != 1 {
		t.Fatal(view, err)
	}
	anyone.sees("异议已收到", "回执号", view.Objections[0].ID)
	if about := view.Objections[0].Application; about != ids[1] {
		t.Errorf("the objection is about %s", about)
	}
	anyone.link("回到公示")
	anyone.misses("李某")
}
