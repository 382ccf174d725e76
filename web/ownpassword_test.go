package web_test

import (
	"net/http"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
	"wuxing/web"
)

// enterWith signs in with a password of its own in the browser.
func enterWith(username, password string) func(p *testbrowser.Page) {
	return func(p *testbrowser.Page) {
		p.Type("#username", username)
		p.Type("#password", password)
		p.Follow("main form button")
		p.WaitText("h1", "请设置自己的密码")
	}
}

// made gives an account a password that is made up.
func (o *office) made(username string) string {
	o.t.Helper()
	password, err := o.service.MakePassword(o.t.Context(), assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}, username)
	if err != nil {
		o.t.Fatal(err)
	}
	return password
}

// TestOwnPasswordPages looks at what somebody sees who has signed in with a password
// that was made up, and at the refusals.
func TestOwnPasswordPages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	lead, clerk, reviewer := o.made("lead"), o.made("clerk"), o.made("reviewer")
	o.look(t, []state{
		{name: "own-password", path: "/sign-in", phone: true, whole: true, do: enterWith("lead", lead)},
		{name: "own-password-refused", path: "/sign-in?next=%2Fapplications", phone: true, whole: true, do: func(p *testbrowser.Page) {
			enterWith("clerk", clerk)(p)
			p.Type("#present", clerk)
			p.Type("#new-password", clerk)
			p.Type("#again", clerk)
			p.Follow("main form button")
			p.WaitText(".notice.bad", "不能和系统生成的密码一样")
		}},
		{name: "own-password-english", path: "/sign-in", do: func(p *testbrowser.Page) {
			enterWith("reviewer", reviewer)(p)
			p.Follow("button[name=lang]")
			p.WaitText("h1", "Choose a password of your own")
		}},
		{name: "own-password-owed", path: "/users/reviewer", user: "admin", phone: true},
	})
	o.now.Add(7 * 24 * 60 * 60)
	o.look(t, []state{{name: "own-password-over", path: "/sign-in", phone: true, do: func(p *testbrowser.Page) {
		p.Type("#username", "reviewer")
		p.Type("#password", reviewer)
		p.Follow("main form button")
		p.WaitText(".notice.bad", "请联系管理员重新设一个")
	}}})
}

// TestOwnPasswordWithoutScripts: every page leads to the one for the password, nothing
// is done meanwhile, and then the way goes on to where it was to lead.
func TestOwnPasswordWithoutScripts(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	made := o.made("lead")
	v := o.visitor()
	form := v.get("/sign-in?next=%2Fprogramme").fields("/sign-in")
	form.Set("username", "lead")
	form.Set("password", made)
	page := v.post("/sign-in", form).want(http.StatusOK)
	page.says("请设置自己的密码", "初始密码用到 2026年3月9日")
	if page.path != "/account?next=%2Fprogramme" {
		t.Errorf("signing in leads to %s", page.path)
	}
	if links := page.Find("nav.main").Text(); strings.Contains(links, "批次") || page.Find(".inbox-link").Length() > 0 {
		t.Errorf("the page leads to what is closed: %s", links)
	}
	for _, route := range web.Routes() {
		if route.Action == assessment.ActionPublic || route.Path == "/account/password" || route.Path == "/sign-out" || strings.Contains(route.Path, "{") {
			continue
		}
		if !assessment.Anyone(route.Action) && !strings.Contains(strings.Join(rolesOf(route.Roles), " "), "lead") {
			continue
		}
		var got *shown
		if route.Method == http.MethodGet {
			got = v.get(route.Path)
		} else {
			got = v.post(route.Path, v.get("/account").fields("/sign-out"))
		}
		if got.Find("h1").Text() != "请设置自己的密码" {
			t.Errorf("%s %s leads to %s: %s", route.Method, route.Path, got.path, got.Find("h1").Text())
		}
	}
	form = page.fields("/account/password")
	form.Set("present", "wrong")
	form.Set("password", "one of my own")
	form.Set("again", "one of my own")
	wrong := v.post("/account/password", form).want(http.StatusUnprocessableEntity)
	wrong.says("请设置自己的密码", "当前密码不对")
	form = wrong.fields("/account/password")
	form.Set("present", made)
	form.Set("password", "one of my own")
	form.Set("again", "one of my own")
	done := v.post("/account/password", form).want(http.StatusOK)
	done.says("密码已设置")
	if done.path != "/programme" {
		t.Errorf("afterwards the way leads to %s", done.path)
	}
	v.get("/account").says("登录记录")
}

func rolesOf(roles []assessment.Role) (names []string) {
	for _, role := range roles {
		names = append(names, string(role))
	}
	return names
}
