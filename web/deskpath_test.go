package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestDeskPagesOpen: each page answers the auditor, who changes nothing, and says
// what it is.
func TestDeskPagesOpen(t *testing.T) {
	o := newOffice(t)
	o.watched()
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	v := o.visitor()
	v.signIn("auditor")
	for path, say := range map[string]string{
		"/users": "陈*", "/users/clerk": "在用", "/scorecards": "吴政办发", "/scorecards/diff?a=wuxing-2024&b=wuxing-2024": "两版内容相同", "/backups": "手工备份",
		"/audit": "新建账号", "/applications/" + id + "/history?indicator=titles": "还没有评审意见", "/inbox": "还没有消息",
	} {
		page := v.get(path).want(http.StatusOK).says(say)
		if forms := page.Find("main form[method=post]").Length(); forms > 0 && !strings.HasPrefix(path, "/scorecards") {
			t.Errorf("%s offers the auditor %d forms", path, forms)
		}
	}
	v.get("/scorecards/diff?a=wuxing-2024&b=none").want(http.StatusNotFound)
	v.get("/users/nobody").want(http.StatusNotFound)
	v.get("/applications/" + id + "/history?indicator=none").want(http.StatusNotFound)
	own := o.visitor()
	own.signIn("clerk")
	own.get("/applications/" + id + "/history?indicator=titles").want(http.StatusNotFound)
}

// TestAdminsPath goes the administrator's main path in a browser: a round with one
// mistake in it, an account, and the new reviewer signs in with the password that was
// shown once.
func TestAdminsPath(t *testing.T) {
	o := newOffice(t)
	browser := testbrowser.Start(t)
	p := browser.Page(t, o.url)
	o.enter(p, "admin")
	p.Open("/rounds/new")
	p.Type("#f-id", "2027")
	p.Type("#f-name", "2027 年度遴选")
	p.Choose("#f-settings-reviewers", "2")
	p.Choose("#f-settings-assignment", "free")
	p.Type("#f-settings-workdays", "2027-02-20\n2027-02-22")
	p.Follow(".office-form button")
	p.WaitText("#f-settings-assignment-error", "由组长分配")
	p.WaitText("#f-settings-workdays-error", "2027-02-22")
	if got := p.Value("#f-name"); got != "2027 年度遴选" {
		t.Errorf("what was typed has become %q", got)
	}
	p.Check("a refused round")
	p.Choose("#f-settings-assignment", "assigned")
	p.Type("#f-settings-workdays", "2027-02-20")
	p.Type("#f-settings-category_lines-organization", "4.5")
	p.Follow(".office-form button")
	p.WaitText(".notice.good", "批次已新建")
	if path := p.Path(); path != "/rounds/2027/settings" {
		t.Errorf("making a round leads to %s", path)
	}
	round, err := o.service.FindRound(t.Context(), o.users["admin"], "2027")
	if err != nil {
		t.Fatal(err)
	}
	s := round.Settings
	if s.Reviewers != 2 || s.Assignment != assessment.AssignmentAssigned || len(s.Workdays) != 1 || len(s.CategoryLines) != 1 || s.CategoryLines[0].Points != 450 || s.Award.Excellent != 5_000_000 {
		t.Errorf("the round has the settings %+v", s)
	}

	p.Open("/new-user")
	p.Type("#f-username", "newcomer")
	p.Type("#f-display_name", "新来的评审员")
	p.Choose("#f-role", "reviewer")
	p.Follow(".office-form button")
	secret := p.Text("[data-password]")
	if len(secret) != 16 {
		t.Fatalf("the password shown is %q", secret)
	}
	newcomer := browser.Page(t, o.url)
	newcomer.Open("/sign-in")
	newcomer.Type("#username", "newcomer")
	newcomer.Type("#password", secret)
	newcomer.Follow("main button")
	newcomer.WaitText(".me", "新来的评审员")

	p.Open("/users?q=" + url.QueryEscape("新来的"))
	p.Follow("table a")
	if text := p.Text("main"); strings.Contains(text, secret) {
		t.Error("the password is shown again")
	}
	p.Type("#f-disable-reason", "已调离")
	p.Follow("form[action='/users/newcomer/disable'] button")
	p.WaitText("h1", "已停用")
	newcomer.Open("/account")
	newcomer.WaitText("h1", "登录")
}

// TestAuditorsPath finds one event: who sent the file back, from what to what, why.
func TestAuditorsPath(t *testing.T) {
	o := newOffice(t)
	o.watched()
	o.round(nil)
	id, other := o.draft("clerk", someFacts), o.draft("clerk2", someFacts)
	o.submit("clerk", id)
	o.giveBack(id, "competitions")
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "auditor")
	p.Open("/applications/" + id)
	p.Follow("a[href^='/audit']")
	p.Choose("#f-action", "return")
	p.Follow("main .office-form button")
	for _, say := range []string{"评审员甲", "湖州示例童装有限公司", "评审中", "退回补正", "竞赛获奖请补充获奖文件"} {
		p.WaitText(".trail-event", say)
	}
	if count := testbrowser.Eval[int](p, `document.querySelectorAll(".trail-event").length`); count != 1 {
		t.Errorf("%d events are found", count)
	}
	p.Follow(".event-facts a")
	if path := p.Path(); path != "/applications/"+id {
		t.Errorf("the event leads to %s", path)
	}

	o.submit("clerk", id)
	o.review(id)
	v := o.visitor()
	v.signIn("auditor")
	v.get("/audit?application="+id+"&action=put_review").says("技能人才培养经费保障", "凭证只能证明已安排经费", "“更正数据”")

	// A draft is there and nothing is told of it.
	whole := v.get("/audit").want(http.StatusOK).says("还没有提交的申报")
	if strings.Contains(whole.body, other) || strings.Contains(whole.Find(".trail-events").Text(), "八里店") {
		t.Error("the trail tells of a draft")
	}
	// Page by page nothing is lost and nothing comes twice.
	for i := range 60 {
		o.visitor().get("/")
		if _, err := o.service.Authenticate(t.Context(), assessment.Credentials{Username: fmt.Sprint("nobody", i), Password: "wrong"}); !assessment.IsKind(err, assessment.KindUnauthenticated) {
			t.Fatal(err)
		}
	}
	seen := make(map[string]bool)
	for path := "/audit?action=login_failed"; path != ""; {
		page := v.get(path).want(http.StatusOK)
		for _, one := range page.Find(".trail-event").EachIter() {
			at := one.AttrOr("id", "")
			if seen[at] {
				t.Errorf("%s comes twice", at)
			}
			seen[at] = true
		}
		path = page.Find("a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 60 {
		t.Errorf("%d of 60 events are listed", len(seen))
	}
}

// TestSettingsOfARound: what cannot change any more is text, what is posted all the
// same stays as it is, and a late save overwrites nothing.
func TestSettingsOfARound(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	v := o.visitor()
	v.signIn("admin")
	const at = "/rounds/2026/settings"
	page := v.get(at).want(http.StatusOK).says("wuxing-2024", "建立批次后不能修改")
	form := page.fields(at)
	form.Set("settings.notice_days", "七")
	form.Set("settings.retention.years", "3")
	form.Set("settings.retention.until", "2031-12-31")
	form.Set("settings.total_line", "999")
	form.Set("closes_at", "2026-01-01T00:00")
	bad := v.post(at, form).want(http.StatusUnprocessableEntity)
	for id, say := range map[string]string{"notice_days": "整数", "total_line": "999", "retention-years": "只能写一种"} {
		if said := bad.Find("#f-settings-" + id + "-error").Text(); !strings.Contains(said, say) {
			t.Errorf("beside %s: %q", id, said)
		}
	}
	if said := bad.Find("#f-closes_at-error").Text(); !strings.Contains(said, "截止时间") {
		t.Errorf("beside the closing: %q", said)
	}
	form = page.fields(at)
	form.Set("settings.notice_days", "７")
	form.Set("settings.retention.until", "2031-12-31")
	form.Set("settings.award_fen.certified", "12345.60")
	late := page.fields(at)
	v.post(at, form).want(http.StatusOK).says("设置已保存")
	late.Set("settings.notice_days", "9")
	stale := v.post(at, late).want(http.StatusPreconditionFailed)
	if got := stale.Find("#f-settings-notice_days").AttrOr("value", ""); got != "7" {
		t.Errorf("after a late save the page shows %q", got)
	}
	if got := stale.Find("#f-settings-award_fen-certified").AttrOr("value", ""); got != "12345.6" {
		t.Errorf("the award is %q", got)
	}

	if got := stale.Find("#f-settings-retention-until").AttrOr("value", ""); got != "2031-12-31" {
		t.Errorf("it is kept until %q", got)
	}

	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	begun := v.get(at).says("已有企业提交申报，不能再修改")
	if begun.Find("[name='settings.reviewers']").Length() > 0 {
		t.Error("what is settled can be chosen")
	}
	form = begun.fields(at)
	form.Set("quota", "5")
	form.Set("settings.first_check", "yes")
	v.post(at, form).want(http.StatusOK).says("设置已保存")
	round, err := o.service.FindRound(t.Context(), o.users["admin"], "2026")
	if err != nil || round.Settings.FirstCheck || round.Quota != 5 || round.Settings.Retention == nil || *round.Settings.Retention != (assessment.Retention{Until: "2031-12-31"}) {
		t.Errorf("%+v %v", round, err)
	}
	o.review(id)
	o.now.Add(90 * 24 * 3600)
	if _, err := o.service.Rank(t.Context(), o.as("lead"), "2026"); err != nil {
		t.Fatal(err)
	}
	v = o.visitor()
	v.signIn("admin")
	closed := v.get(at).want(http.StatusOK).says("批次已不在受理中", "批次状态为“已排名”")
	if closed.Find("main form button").Length() > 0 {
		t.Error("a ranked round can be saved")
	}
	v.post(at, form).want(http.StatusForbidden) // the token of another session
	v.post("/rounds/new", v.get("/rounds/new").fields("/rounds/new")).want(http.StatusUnprocessableEntity).says("没有填写")
	again := v.get("/rounds/new").fields("/rounds/new")
	again.Set("id", "2026")
	again.Set("name", "又一次")
	v.post("/rounds/new", again).want(http.StatusConflict).says("已存在")
}

// TestManyAccounts: 200 accounts come page by page, by key.
func TestManyAccounts(t *testing.T) {
	o := newOffice(t)
	for i := range 60 {
		o.firm(fmt.Sprintf("firm-%03d", i), i)
	}
	v := o.visitor()
	v.signIn("admin")
	seen := make(map[string]bool)
	for path := "/users?role=enterprise"; path != ""; {
		page := v.get(path).want(http.StatusOK)
		for _, one := range page.Find("tbody code").EachIter() {
			if seen[one.Text()] {
				t.Errorf("%s comes twice", one.Text())
			}
			seen[one.Text()] = true
		}
		path = page.Find("a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 62 {
		t.Errorf("%d of 62 accounts are listed", len(seen))
	}
}

// TestAccountsOfTheOffice: made, refused, closed, opened, given a password.
func TestAccountsOfTheOffice(t *testing.T) {
	o := newOffice(t)
	v := o.visitor()
	v.signIn("admin")
	form := v.get("/new-user").fields("/users")
	form.Set("username", "clerk")
	form.Set("role", "enterprise")
	refused := v.post("/users", form).want(http.StatusUnprocessableEntity)
	for _, field := range []string{"enterprise-name", "enterprise-uscc"} {
		if refused.Find("#f-"+field+"-error").Text() == "" {
			t.Errorf("nothing is said beside %s", field)
		}
	}
	form.Set("enterprise.name", "湖州示例机械有限公司")
	form.Set("enterprise.uscc", "91330502MA2B00003L")
	taken := v.post("/users", form).want(http.StatusConflict)
	if said := taken.Find("#f-username-error").Text(); !strings.Contains(said, "已被使用") {
		t.Errorf("beside the username: %q", said)
	}
	form.Set("username", "clerk3")
	form.Set("password", "a password of one's own")
	made := v.post("/users", form).want(http.StatusCreated).says("账号已建立")
	if made.Find("[data-password]").Length() > 0 || strings.Contains(made.body, "one's own") {
		t.Error("a password that was typed is shown")
	}
	v.get("/users?q=91330502MA2B00003L").says("湖州示例机械有限公司")

	short := v.get("/users/clerk3").fields("/users/clerk3/password")
	short.Set("password", "short")
	v.post("/users/clerk3/password", short).want(http.StatusUnprocessableEntity).says("太短")
	short.Set("password", "")
	if set := v.post("/users/clerk3/password", short).want(http.StatusOK).says("密码已重设"); len(set.Find("[data-password]").Text()) != 16 {
		t.Error("no password is shown")
	}
	closing := v.get("/users/clerk3").fields("/users/clerk3/disable")
	v.post("/users/clerk3/disable", closing).want(http.StatusUnprocessableEntity).says("“理由”没有填写", "停用账号")
	closing.Set("reason", "离职")
	v.post("/users/clerk3/disable", closing).says("账号已停用", "启用账号")
	v.get("/users?closed=yes").says("clerk3")
	v.post("/users/clerk3/enable", v.get("/users/clerk3").fields("/users/clerk3/enable")).says("账号已启用", "停用账号")
	v.get("/audit?action=disable_user").says("离职")
	if v.get("/users/admin").Find("form[action$=disable]").Length() > 0 {
		t.Error("one can close one's own account")
	}
}

// TestInboxOnAPage: the head counts what was not read, a message leads to its object,
// marks are kept, and one's own address can be changed without being signed out.
func TestInboxOnAPage(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.giveBack(id, "competitions")
	v := o.visitor()
	head := v.signIn("clerk")
	if count := head.Find(".unread").Text(); !strings.HasPrefix(count, "1") {
		t.Errorf("the head counts %q", count)
	}
	inbox := v.get("/inbox").want(http.StatusOK).says("1 项指标需要补正")
	if href := inbox.Find(".message a").AttrOr("href", ""); href != "/applications/"+id {
		t.Errorf("the message leads to %q", href)
	}
	read := v.post("/inbox/read", fieldsOf(inbox.Find(".message form").First())).want(http.StatusOK).says("已读")
	if read.path != "/inbox" || read.Find(".unread").Length() > 0 {
		t.Errorf("after reading, %s counts %q", read.path, read.Find(".unread").Text())
	}
	v.get("/inbox?unread=yes").says("没有未读消息")

	contact := v.get("/account").fields("/account/contact")
	contact.Set("email", "nobody")
	refused := v.post("/account/contact", contact).want(http.StatusUnprocessableEntity).says("name@example.cn")
	if got := refused.Find("#email").AttrOr("value", ""); got != "nobody" {
		t.Errorf("typed nobody, shown %q", got)
	}
	contact = refused.fields("/account/contact")
	contact.Set("email", "clerk@example.cn")
	saved := v.post("/account/contact", contact).want(http.StatusOK).says("邮箱地址已保存")
	if got := saved.Find("#email").AttrOr("value", ""); got != "clerk@example.cn" {
		t.Errorf("the address is %q", got)
	}
}
