package web_test

import (
	"encoding/json"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// enterpriseToTheResult goes the enterprise's way after handing in: what came back is
// corrected and handed in again, the official scores are read beside its own, one of
// them is appealed and the answer read.
func enterpriseToTheResult(t *testing.T, browser *testbrowser.Browser) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.giveBack(id, "skilled_ratio")
	clerk := o.arrives(t, browser, "clerk")
	clerk.link("查看申报")
	clerk.sees("竞赛获奖请补充获奖文件", "补正截止：2026年3月20日 24:00")
	clerk.link("去补正")
	clerk.sees("只有退回的几项可以修改")
	clerk.types("技术工人数", "180")
	clerk.WaitText("[role=status]", "已保存")
	clerk.sees("180÷400=45%")
	clerk.link("检查并提交")
	clerk.ticks("我单位承诺")
	clerk.button("承诺并重新提交")
	clerk.sees("已提交", "评审分公布后显示在这里")

	o.review(id)
	o.release()
	clerk.Open("/")
	clerk.signIn("clerk")
	clerk.link("查看申报")
	clerk.sees("评审完成")
	clerk.unfold("逐项查看得分与理由")
	clerk.tells("技能人才培养经费保障", "4.00", "2.00", "−2.00", "已安排")

	clerk.link("申诉")
	clerk.sees("2026年3月31日 24:00")
	clerk.picks("对哪一项指标", "技能人才培养经费保障")
	clerk.button("选定")
	clerk.types("申诉理由", "经费已足额列支，凭证见附件第 3 页")
	clerk.button("提交申诉")
	clerk.sees("申诉已提交", "等待答复")

	view, err := o.service.Appeals(t.Context(), o.users["lead"], id)
	if err == nil {
		_, err = o.service.DecideAppeal(t.Context(), o.as("lead"), id, view.Appeals[0].ID, assessment.NewAppealDecision{
			Outcome: assessment.AppealUpheld, Reason: "补交的凭证证明经费足额",
			Entries: []assessment.NewScoreEntry{{Indicator: "training_funds", Decision: assessment.Correct, Facts: json.RawMessage(`{"training_funds":"sufficient"}`), Reason: "补交的凭证证明经费足额"}},
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	clerk.link("消息")
	clerk.link("去办理", "已有书面处理意见")
	clerk.sees("成立", "补交的凭证证明经费足额")
	clerk.link("概况")
	clerk.unfold("逐项查看得分与理由")
	clerk.tells("技能人才培养经费保障", "4.00\t4.00\t0.00")
}
