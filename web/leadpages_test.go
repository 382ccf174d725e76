package web_test

import (
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestLeadPages looks at the pages of a round's end, from the provisional ranking to
// what was published, and at what the public sees of it.
func TestLeadPages(t *testing.T) {
	settings := assessment.DefaultSettings()
	settings.Excellent, settings.Holidays = 1, []string{"2026-05-14"}
	o, ids := endingRound(t, &settings)
	o.at(testBegins.AddDate(0, 0, 2))
	o.look(t, []state{
		{name: "ranking-provisional", path: "/rounds/2026/ranking", user: "lead", phone: true, whole: true},
		{name: "ranking-reviewer", path: "/rounds/2026/ranking", user: "reviewer"},
		{name: "freeze-blocked", path: "/rounds/2026/ranking/freeze", user: "lead", phone: true, whole: true},
		{name: "decision-early", path: "/rounds/2026/decision", user: "lead"},
		{name: "notice-early", path: "/rounds/2026/notice", user: "lead"},
		{name: "publication-early", path: "/rounds/2026/publication", user: "lead"},
		{name: "exports-none", path: "/rounds/2026/exports", user: "lead", phone: true, whole: true},
		{name: "notices-none", path: "/notices"},
	})
	o.at(afterWindow)
	o.look(t, []state{{name: "freeze", path: "/rounds/2026/ranking/freeze", user: "lead", phone: true, whole: true}})
	o.freeze()
	o.look(t, []state{
		{name: "ranking-frozen", path: "/rounds/2026/ranking", user: "lead", whole: true},
		{name: "decision", path: "/rounds/2026/decision", user: "lead", phone: true, whole: true},
		{name: "decision-problem", path: "/rounds/2026/decision", user: "lead", phone: true, whole: true, do: func(p *testbrowser.Page) {
			p.Type("#reference", "吴人社联〔2026〕3号")
			testbrowser.Eval[bool](p, `(document.querySelector("#held_on").value = "2026-05-06", true)`)
			p.Choose("[name='outcome."+ids[1]+"']", "certified")
			p.Choose("[name='outcome."+ids[2]+"']", "not_selected")
			p.Follow("button[value=check]")
			p.WaitText(".notice.bad", "需要改正")
		}},
		{name: "decision-preview", path: "/rounds/2026/decision", user: "lead", phone: true, whole: true, do: func(p *testbrowser.Page) {
			p.Type("#reference", "吴人社联〔2026〕3号")
			testbrowser.Eval[bool](p, `(document.querySelector("#held_on").value = "2026-05-06", true)`)
			p.Choose("[name='outcome."+ids[1]+"']", "certified")
			p.Choose("[name='outcome."+ids[2]+"']", "not_selected")
			p.Type("[name='reason."+ids[2]+"']", "并列，按高技能人才占比先后，未取得名额")
			p.Follow("button[value=check]")
			p.WaitText("#preview", "请核对")
		}},
	})
	o.meet(ids, assessment.OutcomeExcellent)
	o.look(t, []state{
		{name: "decision-recorded", path: "/rounds/2026/decision", user: "lead", phone: true, whole: true},
		{name: "notice-plan", path: "/rounds/2026/notice", user: "lead", phone: true, whole: true},
		{name: "notice-plan-refused", path: "/rounds/2026/notice?starts_on=2026-01-01", user: "lead"},
	})
	o.begin()
	o.object(1)
	closed := o.object(0)
	if _, err := o.service.CloseObjection(t.Context(), o.as("lead"), "2026", closed, assessment.NewObjectionClosing{
		Result: assessment.ObjectionUnfounded, Answer: "经向税务和社保部门核实，该企业按月足额缴纳，反映的情况不属实。",
	}); err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "notice-objections", path: "/rounds/2026/notice", user: "lead", phone: true, whole: true, do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelectorAll("details").forEach(function (d) { d.open = true; }), true)`)
		}},
		{name: "notice-objections-refused", path: "/rounds/2026/notice", user: "lead", whole: true, do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelectorAll("details").forEach(function (d) { d.open = true; }), true)`)
			p.Type("#e1", "没有这家企业")
			p.Follow("#o1 form[action$=link] button")
			p.WaitText("#o1 .notice.bad", "没有这家企业")
		}},
		{name: "round-on-notice", path: "/rounds/2026", user: "lead", whole: true},
		{name: "publication-blocked", path: "/rounds/2026/publication", user: "lead", phone: true, whole: true},
		{name: "notices", path: "/notices", phone: true, whole: true},
		{name: "notice-public", path: "/notices/2026", phone: true, whole: true},
		{name: "notice-english", path: "/notices/2026", do: func(p *testbrowser.Page) {
			p.Follow(`button[name=lang]`)
			p.WaitText("h1", "public notice")
		}},
		{name: "object", path: "/notices/2026/objections?no=2", phone: true, whole: true},
		{name: "object-problem", path: "/notices/2026/objections", phone: true, whole: true, do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelector("form.form").noValidate = true)`)
			p.Type("#text", "不服")
			p.Follow("form.form button")
			p.WaitText(".notice.bad", "联系方式")
		}},
		{name: "object-received", path: "/notices/2026/objections", phone: true, do: func(p *testbrowser.Page) {
			p.Type("#text", "名单中第 2 家企业的职工人数与公开的年报不一致，请核实。")
			p.Type("#name", "李某")
			p.Type("#contact", "li@example.cn")
			p.Follow("form.form button")
			p.WaitText(".receipt", "id")
		}},
	})
	o.closeAll()
	o.at(afterNotice)
	if _, err := o.service.Publish(t.Context(), o.as("lead"), "2026", "公示期满，异议均已处理"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.service.Reopen(t.Context(), o.as("lead2"), "2026", "有一家企业的名称需要更正"); err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "publication-asked", path: "/rounds/2026/publication", user: "lead", whole: true},
		{name: "publication-second", path: "/rounds/2026/publication", user: "lead2", phone: true, whole: true},
		{name: "object-over", path: "/notices/2026/objections"},
	})
	if _, err := o.service.Publish(t.Context(), o.as("lead2"), "2026", "核对无误，同意公布"); err != nil {
		t.Fatal(err)
	}
	v := o.visitor()
	v.signIn("lead")
	v.get("/api/v1/rounds/2026/final.xlsx")
	v.get("/api/v1/rounds/2026/printed.zip")
	o.look(t, []state{
		{name: "published", path: "/rounds/2026/publication", user: "lead", phone: true, whole: true},
		{name: "notice-final", path: "/notices/2026", phone: true, whole: true},
		{name: "exports", path: "/rounds/2026/exports", user: "lead", phone: true, whole: true},
	})
}

// TestStoppedNoticePages looks at a notice that a reopening has ended.
func TestStoppedNoticePages(t *testing.T) {
	o, ids := endingRound(t, nil)
	o.freeze()
	o.meet(ids, assessment.OutcomeCertified)
	o.begin()
	for _, lead := range []string{"lead", "lead2"} {
		if _, err := o.service.Reopen(t.Context(), o.as(lead), "2026", "一家企业的职工人数要更正"); err != nil {
			t.Fatal(err)
		}
	}
	o.look(t, []state{
		{name: "notices-stopped", path: "/notices"},
		{name: "notice-stopped", path: "/notices/2026", phone: true},
		{name: "ranking-reopened", path: "/rounds/2026/ranking", user: "lead"},
	})
}

// closeAll closes every objection as unfounded.
func (o *office) closeAll() {
	o.t.Helper()
	view, err := o.service.Objections(o.t.Context(), o.users["lead"], "2026")
	if err != nil {
		o.t.Fatal(err)
	}
	for _, objection := range view.Objections {
		if objection.Result != "" {
			continue
		}
		if _, err := o.service.CloseObjection(o.t.Context(), o.as("lead"), "2026", objection.ID, assessment.NewObjectionClosing{Result: assessment.ObjectionUnfounded, Answer: "经核实，反映的情况不属实。"}); err != nil {
			o.t.Fatal(err)
		}
	}
}
