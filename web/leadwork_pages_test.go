package web_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// listFile writes a file for the browser to choose.
func listFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestAssignmentPages looks at who has what, and at previews.
func TestAssignmentPages(t *testing.T) {
	o := newOffice(t)
	o.round(twoReviewers())
	at := leadAt + "/assignments"
	o.look(t, []state{{name: "assignments-empty", path: at, user: "lead"}})
	ids := o.submitted(52)
	bad := listFile(t, "分配.csv", []byte("申报编号,第一评审员,第二评审员\n"+ids[0]+",nobody,reviewer\n"+ids[1]+",reviewer,\n"))
	o.staff("reviewer3", "浙江省职业技能评价与人才发展研究中心特聘评审专家", assessment.RoleReviewer)
	if _, err := o.service.Declare(t.Context(), o.as("reviewer3"), "2026", assessment.NewDeclaration{USCC: uscc1, Linked: true, Reason: "配偶在该企业任职"}); err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "assignments", path: at, user: "lead", whole: true, phone: true},
		{name: "assignments-refused", path: at + "?show=lacking", user: "lead", whole: true, do: func(p *testbrowser.Page) {
			p.Click("label.pick")
			p.Follow(".hand button")
			p.WaitText("#first-error", "评审员")
		}},
		{name: "assignments-file-refused", path: at, user: "lead", phone: true, do: func(p *testbrowser.Page) {
			p.Upload("#file", bad)
			p.Follow("form[enctype] button")
			p.WaitText("[data-refused]", "nobody")
		}},
		{name: "assignments-plan", path: at, user: "lead", whole: true, phone: true, do: func(p *testbrowser.Page) {
			p.Follow("form[aria-labelledby=even] button")
			p.WaitText("h2", "预览分配")
		}},
	})
}

// TestModerationPages looks at two reviews that differ, and at what becomes of them.
func TestModerationPages(t *testing.T) {
	o := newOffice(t)
	o.round(twoReviewers())
	ids := o.submitted(0)
	o.assignTwo()
	list, one := leadAt+"/moderation", "/applications/"+ids[0]+"/moderation"
	o.look(t, []state{{name: "moderation-none", path: list, user: "lead"}})
	o.apart(ids[0], uscc1)
	o.look(t, []state{
		{name: "moderation-list", path: list, user: "lead", phone: true},
		{name: "moderation", path: one, user: "lead", whole: true, phone: true},
		{name: "moderation-watched", path: one, user: "reviewer"},
		{name: "moderation-refused", path: one, user: "lead", whole: true, do: func(p *testbrowser.Page) {
			p.Click("#r-leadership .settle label:nth-child(3)")
			p.Type("#p-leadership", "9")
			p.Follow("#settle > .actions button")
			p.WaitText("[data-refused]", "须定分")
		}},
	})
	first, second := assessment.SideFirst, assessment.SideSecond
	_, err := o.service.Moderate(t.Context(), o.as("lead"), ids[0], assessment.Settlement{Entries: []assessment.SettledEntry{
		{Indicator: "leadership", Take: second, Reason: "会议纪要确实只有一次"}, {Indicator: "training_funds", Take: first, Reason: "以凭证为准"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "moderation-settled", path: one, user: "lead", whole: true},
		{name: "moderation-anew", path: one + "?anew=yes", user: "lead", whole: true},
		{name: "moderation-settled-list", path: list + "?show=settled", user: "lead"},
	})
}

// TestAuthorityPages looks at lists of departments, their preview, and at vetoes.
func TestAuthorityPages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.submitted(0)[0]
	o.review(id)
	at := leadAt + "/authority"
	lists := listFile(t, "部门名单.xlsx", departments(t, 11))
	preview := func(p *testbrowser.Page) {
		p.Upload("#file", lists)
		p.Follow("form[enctype] button")
		p.WaitText("h2", "预览导入")
	}
	o.look(t, []state{
		{name: "authority-none", path: at, user: "lead", phone: true},
		{name: "authority-refused", path: at, user: "lead", do: func(p *testbrowser.Page) {
			p.Upload("#file", listFile(t, "不是表格.xlsx", []byte("no workbook")))
			p.Follow("form[enctype] button")
			p.WaitText("[data-refused]", "改正")
		}},
		{name: "authority-preview", path: at, user: "lead", whole: true, phone: true, do: preview},
	})
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "lead")
	p.Open(at)
	preview(p)
	p.Follow("main form:last-of-type button")
	p.WaitText(".notice.good", "名单已导入")
	o.review(id)
	page := "/applications/" + id + "/liftings"
	o.look(t, []state{
		{name: "authority-lists", path: at, user: "lead"},
		{name: "authority-reader", path: at, user: "reviewer"},
		{name: "liftings", path: page, user: "lead", whole: true, phone: true},
		{name: "liftings-refused", path: page, user: "lead", whole: true, do: func(p *testbrowser.Page) {
			p.Follow(".veto .actions button")
			p.WaitText("[data-refused]", "理由")
		}},
		{name: "review-vetoed", path: "/applications/" + id + "/review", user: "lead"},
	})
	o.propose(id)
	o.look(t, []state{
		{name: "liftings-own", path: page, user: "reviewer"},
		{name: "liftings-decide", path: page, user: "lead", whole: true, phone: true},
	})
}

// propose puts a correction of the arbitration cases forward.
func (o *office) propose(id string) {
	o.t.Helper()
	v := o.visitor()
	v.signIn("reviewer")
	page := "/applications/" + id + "/liftings"
	form := v.get(page).fields(page)
	form.Set("facts.arbitration_cases", "2")
	form.Set("reason", "仲裁院更正：9 件属另一家企业")
	v.post(page, form).want(200)
}

// TestReleasePages looks at extensions, at what a release waits for, and at appeals.
func TestReleasePages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	ids := o.submitted(1)
	o.look(t, []state{
		{name: "extensions-none", path: leadAt + "/extensions", user: "lead", phone: true},
		{name: "extensions-refused", path: leadAt + "/extensions", user: "lead", whole: true, do: func(p *testbrowser.Page) {
			p.Follow("form[aria-labelledby=give] button")
			p.WaitText("#until-error", "没有填写")
		}},
		{name: "release-open", path: leadAt + "/release", user: "lead", phone: true},
		{name: "appeals-none", path: leadAt + "/appeals", user: "lead"},
	})
	_, err := o.service.Extend(t.Context(), o.as("lead"), "2026", assessment.NewExtension{
		USCC: uscc2, Window: assessment.WindowApplication, Until: time.Date(2026, 3, 25, 16, 0, 0, 0, time.UTC), Reason: "台风停电，材料来不及整理",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		o.review(id)
	}
	o.look(t, []state{{name: "extensions", path: leadAt + "/extensions", user: "lead"}})
	o.now.Store(time.Date(2026, 4, 6, 1, 0, 0, 0, time.UTC).Unix())
	o.look(t, []state{
		{name: "release-ready", path: leadAt + "/release", user: "lead", phone: true},
		{name: "release-refused", path: leadAt + "/release", user: "lead", do: func(p *testbrowser.Page) {
			p.Follow("form[aria-labelledby=do] button")
			p.WaitText("#sure-error", "没有填写")
		}},
	})
	if _, err := o.service.ReleaseResults(t.Context(), o.as("lead"), "2026", time.Date(2026, 4, 20, 16, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for i, clerk := range []string{"clerk", "clerk2"} {
		if _, err := o.service.Appeal(t.Context(), o.as(clerk), ids[i], newAppeal("training_funds")); err != nil {
			t.Fatal(err)
		}
	}
	view, err := o.service.Appeals(t.Context(), o.users["lead"], ids[1])
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.service.DecideAppeal(t.Context(), o.as("lead"), ids[1], view.Appeals[0].ID, assessment.NewAppealDecision{Outcome: assessment.AppealRejected, Reason: "补交的凭证仍不能证明足额列支"})
	if err != nil {
		t.Fatal(err)
	}
	one := "/applications/" + ids[0] + "/appeals"
	o.look(t, []state{
		{name: "released-round", path: leadAt + "/release", user: "lead"},
		{name: "round-appeals", path: leadAt + "/appeals", user: "lead", phone: true},
		{name: "appeal-decide", path: one, user: "lead", whole: true, phone: true},
		{name: "appeal-decide-refused", path: one, user: "lead", whole: true, do: func(p *testbrowser.Page) {
			p.Follow(".decide-form .actions button")
			p.WaitText("[data-refused]", "没有填写")
		}},
		{name: "appeal-decided", path: "/applications/" + ids[1] + "/appeals", user: "lead"},
	})
}
