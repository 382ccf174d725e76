package web_test

import (
	"strings"
	"testing"
	"time"

	"wuxing/internal/testbrowser"
)

// TestLeadInABrowser goes the lead's whole way: assign evenly after a look, settle two
// reviews that differ, release the results, and have another lead decide an appeal.
func TestLeadInABrowser(t *testing.T) {
	o := newOffice(t)
	o.round(twoReviewers())
	ids := o.submitted(0)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "lead")

	p.Open(leadAt + "/assignments")
	p.WaitText("[data-lacking]", "2")
	p.Follow("form[aria-labelledby=even] button")
	p.WaitText("main", "评审员甲")
	p.Follow("main form[action$='/assignments'] button")
	p.WaitText(".notice.good", "已分配")
	p.WaitText("[data-lacking]", "0")

	o.apart(ids[0], uscc1)
	for _, reviewer := range []string{"reviewer", "reviewer2"} {
		o.declareFree(reviewer, uscc2)
		o.finishAs(reviewer, ids[1])
	}
	p.Open(leadAt + "/moderation")
	p.Follow("main table a")
	p.Click("#r-leadership .settle label:nth-child(3)")
	p.Type("#p-leadership", "1")
	p.Type("#w-leadership", "会议纪要两次，分工文件齐全")
	p.Click("#r-training_funds .settle label:nth-child(1)")
	p.Follow("#settle > .actions button")
	p.WaitText("#w-training_funds-error", "理由")
	if got := p.Value("#p-leadership"); got != "1" {
		t.Errorf("what was typed is gone: %q", got)
	}
	p.Type("#w-training_funds", "以凭证为准")
	p.Follow("#settle > .actions button")
	p.WaitText(".notice.good", "已定分")
	p.WaitText(".app-head .badge", "评审完成")

	o.now.Store(time.Date(2026, 4, 6, 1, 0, 0, 0, time.UTC).Unix())
	o.enter(p, "lead")
	p.Open(leadAt + "/release")
	// A date field takes what keys a browser's language asks for; its value is the same in all.
	testbrowser.Eval[bool](p, `(document.querySelector("#appeals_until").value = "2026-04-20", true)`)
	p.Click("label:has(> #sure)")
	p.Follow("form[aria-labelledby=do] button")
	p.WaitText(".notice.good", "结果已发布")
	p.WaitText("main", "2026年4月20日 24:00")

	if _, err := o.service.Appeal(t.Context(), o.as("clerk"), ids[0], newAppeal("training_funds")); err != nil {
		t.Fatal(err)
	}
	o.staff("lead2", "副组长", "lead")
	p.Follow("form[action='/sign-out'] button")
	o.enter(p, "lead2")
	p.Open(leadAt + "/appeals?show=open")
	p.Follow("main table a")
	if path := p.Path(); !strings.HasPrefix(path, "/applications/"+ids[0]+"/appeals") {
		t.Fatalf("the appeal leads to %s", path)
	}
	p.Click(".decide-form .radios label:nth-child(2)")
	p.Choose(".decide-form select", "sufficient")
	p.Type(".decide-form textarea", "补交的凭证证明经费足额")
	p.Follow(".decide-form .actions button")
	p.WaitText(".notice.good", "申诉已答复")
	p.WaitText("article.appeal .badge", "成立")
	p.Open(leadAt + "/appeals?show=open")
	p.WaitText(".empty", "没有等待答复的申诉")
	p.Check("after all")

	view, err := o.service.Application(t.Context(), o.users["clerk"], ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if view.Official == nil || view.Official.Total != 2750 {
		t.Errorf("the enterprise reads %v", view.Official)
	}
}
