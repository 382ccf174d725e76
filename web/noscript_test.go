package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/web"
)

// TestEnterpriseWithoutScripts goes the enterprise's whole way by links and forms
// alone: start, fill, be corrected, save, add evidence, pledge and submit, withdraw.
func TestEnterpriseWithoutScripts(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	v := o.visitor()
	list := v.signIn("clerk")
	if list.path != "/applications" {
		t.Fatalf("signing in leads to %s", list.path)
	}
	list.says("2026 年度遴选", "未开始", "截止：2026年3月20日 24:00")
	form := list.fields("/rounds/2026/applications")
	form.Set("by", "page")
	page := v.post("/rounds/2026/applications", form).want(http.StatusOK)
	page.says("已新建申报", "1.1")
	at := strings.TrimSuffix(page.path, "/fill")
	if again := v.get(page.path); strings.Contains(again.Find("main").Text(), "已新建申报") {
		t.Error("a notice is shown twice")
	}

	// What is wrong stands beside its field, and what was typed is still there.
	form = page.fields(at + "/fill")
	form.Set("facts.employees", "１２.5")
	form.Set("facts.skilled_workers", "200")
	form.Set("facts.honours", "some")
	form.Set("facts.honours[0].person", "张三")
	form.Set("facts.arrears_petitions", "none")
	bad := v.post(at+"/fill", form).want(http.StatusUnprocessableEntity)
	if got := bad.Find("#facts-employees").AttrOr("value", ""); got != "１２.5" {
		t.Errorf("typed １２.5, shown %q", got)
	}
	if said := bad.Find("#facts-employees-error").Text(); !strings.Contains(said, "整数") {
		t.Errorf("beside the field: %q", said)
	}
	if said := bad.Find("[data-list='facts.honours'] [data-row-error]").First().Text(); !strings.Contains(said, "荣誉级别") {
		t.Errorf("beside the row: %q", said)
	}
	if bad.Find("[data-problems] a[href='#facts-employees'], [data-problems] a[href='#facts-honours-0-person']").Length() != 2 {
		t.Errorf("no links to the fields: %s", bad.Find("[data-problems]").Text())
	}

	form = bad.fields(at + "/fill")
	form.Set("facts.employees", "４００ ")
	form.Set("facts.honours[0].level", "city")
	saved := v.post(at+"/fill", form).want(http.StatusOK)
	saved.says("已保存")
	for selector, want := range map[string]string{"#facts-employees": "400", "#facts-honours-0-person": "张三"} {
		if got := saved.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	if got := saved.Find("[data-item=skilled_ratio] [data-reason]").Text(); !strings.Contains(got, "200÷400=50%") {
		t.Errorf("the reason of 2.5: %q", got)
	}

	// Somebody else has saved in between: nothing is overwritten unasked.
	other := saved.fields(at + "/fill")
	other.Set("facts.apprentices", "5")
	v.post(at+"/fill", other).want(http.StatusOK)
	late := saved.fields(at + "/fill")
	late.Set("facts.apprentices", "7")
	v.post(at+"/fill", late).want(http.StatusPreconditionFailed).says("另一个窗口已经保存过新的内容")
	if got := v.get(at+"/fill").Find("#facts-apprentices").AttrOr("value", ""); got != "5" {
		t.Errorf("after a late save there are %q apprentices", got)
	}

	check := v.get(at + "/submit").want(http.StatusOK)
	check.says("项没有填写", "种佐证材料", "自评总分")
	pledge := check.fields(at + "/submit")
	pledge.Del("pledge")
	v.post(at+"/submit", pledge).want(http.StatusUnprocessableEntity).says("真实性承诺")
	pledge.Set("pledge", "yes")
	done := v.post(at+"/submit", pledge).want(http.StatusOK)
	done.says("已提交", "撤回这份申报")
	if done.path != at {
		t.Errorf("submitting leads to %s", done.path)
	}
	v.get(at + "/fill").says("现在不能修改")
	v.post(at+"/withdraw", done.fields(at+"/withdraw")).want(http.StatusOK).says("已撤回")
}

// TestFormTokens: every form that changes something, and every other one, is
// refused without the token of its reader.
func TestFormTokens(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	v, reviewer, town, lead, admin, stranger := o.visitor(), o.visitor(), o.visitor(), o.visitor(), o.visitor(), o.visitor()
	v.signIn("clerk")
	lead.signIn("lead")
	reviewer.signIn("reviewer")
	town.signIn("town")
	admin.signIn("admin")
	foreign := stranger.get("/self-test").fields("/self-test?card=wuxing-2024").Get("form_token")
	for _, route := range web.Routes() {
		if route.Method != http.MethodPost {
			continue
		}
		path := strings.NewReplacer("{id}", id, "{round}", "2026", "{evidence}", "none", "{objection}", "none", "{username}", "clerk2", "{registration}", "none", "{uscc}", "none").Replace(route.Path)
		v := v // who may
		if slices.Contains(route.Roles, assessment.RoleReviewer) {
			v = reviewer
		} else if slices.Contains(route.Roles, assessment.RoleTownship) {
			v = town
		} else if slices.Contains(route.Roles, assessment.RoleLead) {
			v = lead
		} else if slices.Contains(route.Roles, assessment.RoleAdmin) {
			v = admin
		}
		for name, token := range map[string]string{"none": "", "foreign": foreign, "nonsense": strings.Repeat("0", 64)} {
			var got *shown
			if body, kind := fileForm(t, map[string]string{"form_token": token}, "x.pdf", []byte("%PDF-1.4")); strings.Contains(route.Path, "workbook") || strings.HasSuffix(route.Path, "/scorecards/check") || strings.HasSuffix(route.Path, "/evidence") {
				got = v.send(http.MethodPost, path, strings.NewReader(body), "Content-Type", kind)
			} else {
				got = v.post(path, url.Values{"form_token": {token}})
			}
			if got.status != http.StatusForbidden || !strings.Contains(got.body, "这个页面已过期") {
				t.Errorf("%s %s with the token %s: %d", route.Method, path, name, got.status)
			}
		}
		cross := v.post(path, url.Values{}, "Sec-Fetch-Site", "cross-site")
		if cross.status != http.StatusForbidden || !strings.Contains(cross.body, "其他网站") {
			t.Errorf("%s from another site: %d", path, cross.status)
		}
	}
	// The token is another on each page, and good for its reader.
	first, second := v.get("/account").fields("/sign-out").Get("form_token"), v.get("/account").fields("/sign-out").Get("form_token")
	if first == second || first == "" {
		t.Errorf("two pages hold the tokens %q and %q", first, second)
	}
}

// TestEveryPageHasItsRule: who may not is shown a page that says so, who is not
// signed in is shown where to, and comes back.
func TestEveryPageHasItsRule(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	visitors := map[assessment.Role]*visitor{}
	for _, name := range []string{"clerk", "town", "reviewer", "lead", "admin"} {
		v := o.visitor()
		v.signIn(name)
		visitors[o.users[name].Role] = v
	}
	anonymous := o.visitor()
	for _, route := range web.Routes() {
		if len(route.Rules) == 0 || route.Summary == "" {
			t.Errorf("%s %s has no rule or summary", route.Method, route.Path)
		}
		if route.Method != http.MethodGet || assessment.Anyone(route.Action) {
			continue
		}
		path := strings.NewReplacer("{id}", id, "{round}", "2026", "{evidence}", "none", "{username}", "clerk2").Replace(route.Path)
		if got := anonymous.get(path); got.path != "/sign-in?next="+url.QueryEscape(path) {
			t.Errorf("%s without an account leads to %s", path, got.path)
		}
		for role, v := range visitors {
			may := route.Action == assessment.ActionSession || slices.Contains(route.Roles, role)
			got := v.get(path)
			if forbidden := strings.Contains(got.body, "您的账号没有权限做这件事"); forbidden == may {
				t.Errorf("%s for %s: %d", path, role, got.status)
			}
			if got.status == http.StatusOK && !may {
				t.Errorf("%s opens for %s", path, role)
			}
			// A draft does not exist for the bureau.
			if may && role != assessment.RoleEnterprise && strings.Contains(route.Path, "{id}") && got.status != http.StatusNotFound {
				t.Errorf("%s shows %s a draft: %d", path, role, got.status)
			}
		}
	}
	other := o.visitor()
	other.signIn("clerk2")
	other.get("/applications/" + id).want(http.StatusNotFound)
	if strings.Contains(other.get("/applications").body, id) {
		t.Error("an enterprise sees the application of another")
	}
}

// TestSignIn: a refused one says why and keeps the name, one that came from a page
// goes back to it, and to nowhere else.
func TestSignIn(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	v := o.visitor()
	form := v.get("/sign-in?next=https://evil.example/").fields("/sign-in")
	form.Set("username", "clerk")
	form.Set("password", "wrong")
	refused := v.post("/sign-in", form).want(http.StatusUnauthorized)
	refused.says("用户名或密码不对")
	if got := refused.Find("#username").AttrOr("value", ""); got != "clerk" || strings.Contains(refused.body, "wrong") {
		t.Errorf("the form comes back with %q", got)
	}
	form.Del("password")
	v.post("/sign-in", form).want(http.StatusUnprocessableEntity).says("密码")
	for next, want := range map[string]string{
		"/account": "/account", "https://evil.example/": "/applications", "//evil.example": "/applications", `/\evil.example`: "/applications", "": "/applications",
	} {
		v := o.visitor()
		form := v.get("/sign-in?next=" + url.QueryEscape(next)).fields("/sign-in")
		form.Set("username", "clerk")
		form.Set("password", password)
		if got := v.post("/sign-in", form).want(http.StatusOK); got.path != want {
			t.Errorf("next=%s leads to %s, want %s", next, got.path, want)
		}
		out := v.get("/account").fields("/sign-out")
		if got := v.post("/sign-out", out).want(http.StatusOK).says("您已退出"); got.path != "/" {
			t.Errorf("signing out leads to %s", got.path)
		}
		if got := v.get("/account"); !strings.HasPrefix(got.path, "/sign-in") {
			t.Errorf("after signing out /account is %s", got.path)
		}
	}
}

// TestPreferences: the language and the colours that somebody has chosen stay.
func TestPreferences(t *testing.T) {
	o := newOffice(t)
	v := o.visitor()
	if lang := v.get("/").Find("html").AttrOr("lang", ""); lang != "zh-CN" {
		t.Errorf("by itself the language is %s", lang)
	}
	if lang := v.get("/", "Accept-Language", "en-GB").Find("html").AttrOr("lang", ""); lang != "en" {
		t.Errorf("whoever asks for English gets %s", lang)
	}
	page := v.get("/self-test")
	form := page.fields("/preferences")
	form.Set("lang", "en")
	english := v.post("/preferences", form).want(http.StatusOK)
	if english.path != "/self-test" || english.Find("html").AttrOr("lang", "") != "en" || english.Find("h1").Text() != "Self-test" {
		t.Errorf("%s %s", english.path, english.Find("h1").Text())
	}
	form.Del("lang")
	form.Set("theme", "dark")
	form.Set("back", "//evil.example")
	dark := v.post("/preferences", form).want(http.StatusOK)
	if dark.path != "/" || dark.Find("html").AttrOr("data-theme", "") != "dark" {
		t.Errorf("%s %s", dark.path, dark.Find("html").AttrOr("data-theme", ""))
	}
	form.Set("theme", "auto")
	if auto, set := v.post("/preferences", form).Find("html").Attr("data-theme"); set {
		t.Errorf("the colours of the system are %q", auto)
	}
}

// TestSelfTestScores scores without an account and without a script, and stores
// nothing.
func TestSelfTestScores(t *testing.T) {
	o := newOffice(t)
	v := o.visitor()
	const at = "/self-test?card=wuxing-2024"
	form := v.get("/self-test").fields(at)
	form.Set("facts.employees", "400")
	form.Set("facts.skilled_workers", "200")
	page := v.post(at, form).want(http.StatusOK)
	if got := page.Find("[data-total]").Text(); got != "4" {
		t.Errorf("total %q", got)
	}
	if got := page.Find("[data-item=skilled_ratio] [data-word]").Text(); got != "得分" {
		t.Errorf("status %q", got)
	}
	form.Set("facts.skilled_workers", "500")
	v.post(at, form).want(http.StatusUnprocessableEntity).says("矛盾")
	form.Set("facts.honours", "none")
	form.Set("facts.honours[3].person", "张三")
	v.post(at, form).want(http.StatusUnprocessableEntity).says("明细表里却填了内容")
	v.get("/self-test?card=none").want(http.StatusNotFound)
	json := v.post(at, url.Values{"form_token": {form.Get("form_token")}, "facts.employees": {"x"}}, "Accept", "application/json")
	if json.status != http.StatusUnprocessableEntity || !strings.Contains(json.body, `"path":"facts.employees"`) {
		t.Errorf("%d %s", json.status, json.body)
	}
}

// TestErrorPages say what happened and under which id, in the right language, and
// leave JSON to whoever asks for it.
func TestErrorPages(t *testing.T) {
	o := newOffice(t)
	v := o.visitor()
	missing := v.get("/nowhere").want(http.StatusNotFound)
	missing.says("没有这个地址", missing.header.Get("X-Request-Id"))
	v.get("/nowhere", "Accept-Language", "en").says("Request id")
	v.get("/scorecard/none").want(http.StatusNotFound)
	if got := v.get("/api/v1/nowhere"); !strings.Contains(got.header.Get("Content-Type"), "problem+json") {
		t.Errorf("the interface answers a browser with %s", got.header.Get("Content-Type"))
	}
	if got := v.get("/nowhere", "Accept", "application/json"); !strings.Contains(got.header.Get("Content-Type"), "problem+json") {
		t.Errorf("a script gets %s", got.header.Get("Content-Type"))
	}
	if got := v.send(http.MethodDelete, "/account", nil, "Origin", o.url).want(http.StatusMethodNotAllowed); got.Find("h1").Text() == "" {
		t.Error("no page for a wrong method")
	}
	o.round(nil)
	o.draft("clerk", `{}`)
	v.signIn("clerk")
	list := v.get("/account").fields("/sign-out")
	again := v.post("/rounds/2026/applications", list, "Referer", o.url+"/applications").want(http.StatusConflict)
	again.says("已经有一份申报", "查看现在的内容")
}
