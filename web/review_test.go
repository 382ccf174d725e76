package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp/kb"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestReviewByKeyboard reviews every row without a mouse: agree, agree with the
// category, correct a fact, override with a reason, finish.
func TestReviewByKeyboard(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "reviewer")
	p.Open("/applications/" + id + "/review")
	p.WaitText("[data-open]", "还有 31 项")
	p.Key("n")
	if row := focused(p); row != "leadership" {
		t.Fatalf("the first open row is %q", row)
	}
	p.Key("a")
	p.WaitText("[data-open]", "还有 30 项")
	if row := focused(p); row != "training_funds" {
		t.Errorf("after agreeing the focus is on %q", row)
	}
	// A correction needs its reason; the row says so.
	p.Key("c")
	if name := testbrowser.Eval[string](p, `document.activeElement.name`); name != "facts.training_funds" {
		t.Fatalf("correcting begins at %q", name)
	}
	p.Press(kb.ArrowUp)
	p.Chord(kb.Enter)
	p.WaitText("#r-training_funds [data-row-problem]", "理由")
	p.Press(kb.Tab)
	p.Press("凭证只能证明已安排")
	p.Chord(kb.Enter)
	p.WaitText("#r-training_funds [data-row-official]", "2.00")
	p.WaitText("#r-training_funds [data-word]", "更正")
	p.WaitText("[data-official]", "26.00")
	// An override, left and taken up again.
	p.Wait("the next row", `document.activeElement.dataset.line === "certification_filing"`)
	p.Key("o")
	p.Press("1.5")
	p.Press(kb.Escape)
	if row := focused(p); row != "certification_filing" {
		t.Errorf("escape leads to %q", row)
	}
	p.Key("o")
	p.Press(kb.Tab)
	p.Press("认定记录不全")
	p.Chord(kb.Enter)
	p.WaitText("#r-certification_filing [data-row-official]", "1.50")
	p.WaitText("[data-open]", "还有 28 项")
	// The rest by category.
	for _, left := range []string{"21", "18", "12", "7", "3", ""} {
		p.Wait("the next open row", `document.activeElement.hasAttribute("data-undecided")`)
		p.Key("g")
		if left == "" {
			p.WaitText("[data-open]", "各项都已有意见")
		} else {
			p.WaitText("[data-open]", "还有 "+left+" 项")
		}
	}
	p.Key("f")
	p.Await(func() { p.Press(kb.Enter) })
	p.WaitText(".notice.good", "评审已完成")
	p.WaitText(".app-head .badge", "评审完成")
	review, err := o.service.Review(t.Context(), o.users["reviewer"], id)
	if err != nil {
		t.Fatal(err)
	}
	if !review.Complete || review.Official.Total != 2550 {
		t.Errorf("complete %v with %v", review.Complete, review.Official.Total)
	}
}

func focused(p *testbrowser.Page) string {
	return testbrowser.Eval[string](p, `(document.activeElement.closest("[data-line]") || {dataset: {line: ""}}).dataset.line`)
}

// TestTwoReviewersMeet: of two windows on one review the later one keeps its
// decision where only other rows have changed, and is shown what changed where it is
// the same row.
func TestTwoReviewersMeet(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	at := "/applications/" + id + "/review"
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "reviewer")
	p.Open(at)
	p.WaitText("[data-open]", "还有 31 项")
	other := p.Another()
	other.Open(at)
	other.WaitText("[data-open]", "还有 31 项")
	p.Click("#r-leadership label:nth-child(1)")
	p.WaitText("[data-open]", "还有 30 项")
	other.Click("#r-training_ratio label:nth-child(1)")
	other.WaitText("[data-open]", "还有 29 项")
	other.WaitText("#r-leadership [data-word]", "同意")
	p.Click("#r-training_ratio label:nth-child(3)")
	p.Type("#p-training_ratio", "1")
	p.Type("#w-training_ratio", "台账不全")
	p.Click("#r-training_ratio .decide button")
	p.WaitText("#r-training_ratio [data-row-problem]", "别人刚改过这一项")
	p.WaitText("#r-training_ratio [data-row-problem]", "别人刚改过这一项：同意") // what the other has recorded
	p.Check("conflict")
	if got := p.Value("#w-training_ratio"); got != "台账不全" {
		t.Errorf("what was typed is gone: %q", got)
	}
	p.Click("#r-training_ratio .decide button")
	p.WaitText("#r-training_ratio [data-row-official]", "1.00")
}

// TestReviewWithoutScripts decides by forms: agreement, a correction of a list, what
// is refused, the rest by category, and the end.
func TestReviewWithoutScripts(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	at := "/applications/" + id + "/review"
	v := o.visitor()
	v.signIn("reviewer")
	page := v.get(at).says("还有 31 项没有意见", "企业职工总数", "张三 市级；李四 区级", "缺少材料：会议纪要或分工文件、组织架构文件")
	honours := card(t).IndicatorsUsing("honours")[0].ID
	form := page.rowForm(honours)
	form.Set("decision", "correct")
	form.Set("facts.honours[1].person", "")
	form.Set("facts.honours[1].level", "")
	refused := v.post(at, form).want(http.StatusUnprocessableEntity)
	refused.says("写明理由")
	form = refused.rowForm(honours)
	if form.Get("facts.honours[1].person") != "" || form.Get("facts.honours[0].person") != "张三" {
		t.Errorf("what was typed is gone: %v", form)
	}
	form.Set("decision", "correct")
	form.Set("reason", "李四已离职")
	done := v.post(at, form).want(http.StatusOK)
	done.says("还有 30 项没有意见", "张三 市级；李四 区级 → 张三 市级", "李四已离职")

	stale := page.rowForm("leadership")
	stale.Set("decision", "agree")
	v.post(at, stale).want(http.StatusPreconditionFailed).says("已被更新")
	form = done.rowForm("leadership")
	form.Del("decision")
	v.post(at, form).want(http.StatusUnprocessableEntity).says("评审意见")

	finish := v.get(at)
	form = finish.fields(at)
	form.Set("complete", "yes")
	v.post(at, form).want(http.StatusConflict).says("30")
	for _, category := range card(t).Categories {
		page := v.get(at)
		form := page.rowForm("leadership")
		form.Del("indicator")
		form.Set("category", category.ID)
		v.post(at, form).want(http.StatusOK)
	}
	page = v.get(at).says("各项都已有意见")
	form = page.fields(at)
	form.Set("complete", "yes")
	v.post(at, form).want(http.StatusOK).says("评审已完成")

	// Who only watches sees the same without the forms; the enterprise nothing yet.
	lead := o.visitor()
	lead.signIn("lead")
	if watched := lead.get(at).says("李四已离职"); watched.Find("form.decide").Length() != 0 {
		t.Error("the lead can decide")
	}
	clerk := o.visitor()
	clerk.signIn("clerk")
	clerk.get(at).want(http.StatusForbidden)
}

// TestDeclareFirst: where the lead assigns, no file opens before the declaration,
// and a declared link takes the application away.
func TestDeclareFirst(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.Assignment = assessment.AssignmentAssigned
	o.round(&settings)
	for _, clerk := range []string{"clerk", "clerk2"} {
		o.submit(clerk, o.draft(clerk, someFacts))
	}
	o.assignAll("reviewer")
	v := o.visitor()
	list := v.signIn("reviewer").says("待声明")
	links := list.Find("a.row-link").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") })
	if len(links) != 2 {
		t.Fatalf("links %v", links)
	}
	page := v.get(links[0]).want(http.StatusOK).says("您与这家企业有没有利害关系")
	form := page.fields("/rounds/2026/declarations")
	v.post("/rounds/2026/declarations", form).want(http.StatusUnprocessableEntity).says("是否有利害关系")
	form.Set("linked", "yes")
	v.post("/rounds/2026/declarations", form).want(http.StatusUnprocessableEntity).says("“理由”没有填写")
	form.Set("linked", "no")
	if got := v.post("/rounds/2026/declarations", form).want(http.StatusOK).says("可以开始评审"); !strings.HasSuffix(got.path, "/review") {
		t.Errorf("declaring leads to %s", got.path)
	}
	form = v.get(links[1]).fields("/rounds/2026/declarations")
	form.Set("linked", "yes")
	form.Set("reason", "配偶在该企业任职")
	left := v.post("/rounds/2026/declarations", form).want(http.StatusOK).says("不再由您评审")
	if n := left.Find("a.row-link").Length(); n != 1 {
		t.Errorf("%d applications are left", n)
	}
	v.get(links[1]).want(http.StatusNotFound)
}

// TestFirstCheckAndReturn: the township sends back, then passes on; the reviewer gives
// named indicators back.
func TestFirstCheckAndReturn(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.FirstCheck = true
	o.round(&settings)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	other := o.draft("clerk2", someFacts)
	o.submit("clerk2", other)
	at := "/applications/" + id
	town := o.visitor()
	list := town.signIn("town")
	if n := list.Find("a.row-link").Length(); n != 1 {
		t.Errorf("the township sees %d applications, 1 is of its area", n)
	}
	town.get("/applications/" + other).want(http.StatusNotFound)
	page := town.get(at).says("初审")
	if now := page.Find(".steps [aria-current]").Text(); now != "初审" {
		t.Errorf("the application stands at %q", now)
	}
	form := page.fields(at + "/send-back")
	form.Set("reason", "不")
	form.Set("due", "2026-03-09")
	refused := town.post(at+"/send-back", form).want(http.StatusUnprocessableEntity).says("太短")
	if got := refused.Find("#back-due").AttrOr("value", ""); got != "2026-03-09" || refused.Find("#back-reason").Text() != "不" {
		t.Errorf("what was typed is gone: %q", got)
	}
	form.Set("due", "下周")
	form.Set("reason", "营业执照与登记不符")
	town.post(at+"/send-back", form).want(http.StatusUnprocessableEntity).says("补正期限")
	form.Set("due", "2026-03-09")
	town.post(at+"/send-back", form).want(http.StatusOK).says("已退回", "退回补正")

	clerk := o.visitor()
	clerk.signIn("clerk")
	clerk.get(at).says("营业执照与登记不符", "补正截止：2026年3月9日 24:00")
	if n := clerk.get(at + "/fill").Find(".locked").Length(); n != 0 {
		t.Errorf("%d fields stay closed although all was sent back", n)
	}
	o.submit("clerk", id)
	page = town.get(at)
	town.post(at+"/check", page.fields(at+"/check")).want(http.StatusOK).says("初审已通过", "初审通过")
	if town.get(at).Find("form[action$='/check']").Length() != 0 {
		t.Error("it can be checked again")
	}

	reviewer := o.visitor()
	reviewer.signIn("reviewer")
	form = reviewer.get(at + "/review").fields(at + "/return")
	form.Set("reason", "竞赛获奖请补充获奖文件")
	reviewer.post(at+"/return", form).want(http.StatusUnprocessableEntity).says("退回的指标")
	form.Add("indicator", "competitions")
	form.Add("indicator", "training_funds")
	reviewer.post(at+"/return", form).want(http.StatusOK).says("已退回")
	clerk.get(at).says("竞赛获奖请补充获奖文件", "5.1", "1.2")
}

// rowForm is what the form of a row would send.
func (s *shown) rowForm(indicator string) url.Values {
	s.t.Helper()
	found := s.Find("#r-" + indicator + " form.decide")
	if found.Length() != 1 {
		s.t.Fatalf("%s has %d forms for %s", s.path, found.Length(), indicator)
	}
	return fieldsOf(found)
}
