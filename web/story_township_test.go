package web_test

import (
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// townshipChecks goes the township's way: the list of its area, one application passed
// on, one sent back with a reason, and what has become of both.
func townshipChecks(t *testing.T, browser *testbrowser.Browser) {
	const mine, second, foreign = "湖州示例童装有限公司", "湖州示例第7有限公司", "浙江吴兴东部新城先进装备制造与职业技能培训发展集团股份有限公司"
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.FirstCheck = true
	o.round(&settings)
	o.firm("firm7", 7)
	for _, clerk := range []string{"clerk", "clerk2", "firm7"} {
		o.submit(clerk, o.draft(clerk, someFacts))
	}
	town := o.arrives(t, browser, "town")
	town.link("申报")
	town.sees(mine, second)
	town.misses(foreign)

	town.link(mine)
	town.types("初审意见", "营业执照与现场相符")
	town.button("初审通过")
	town.sees("初审已通过，转区人力社保局评审", "营业执照与现场相符")
	town.link("返回列表")
	town.link(second)
	town.unfold("退回企业")
	town.types("退回理由", "登记地不在本镇，请核对")
	town.dates("补正截止日期", "2026-03-09")
	town.button("退回企业")
	town.sees("已退回，企业会看到退回的理由", "登记地不在本镇，请核对")

	town.link("返回列表")
	for enterprise, state := range map[string]string{mine: "初审通过", second: "退回补正"} {
		town.tells(enterprise, state)
	}
	firm := o.arrives(t, browser, "firm7")
	firm.link("查看申报")
	firm.sees("登记地不在本镇，请核对", "2026年3月9日 24:00")
	reviewer := o.arrives(t, browser, "reviewer")
	reviewer.link("申报")
	reviewer.tells(mine, "初审通过")
}
