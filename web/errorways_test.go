package web_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"wuxing/internal/testbrowser"
)

// ways are where an error page leads, home left out.
func (s *shown) ways() []string {
	s.t.Helper()
	if id := s.Find(".error-page code").Text(); id == "" || id != s.header.Get("X-Request-Id") {
		s.t.Errorf("%s names the request %q, which is %q", s.path, id, s.header.Get("X-Request-Id"))
	}
	all := s.Find(".error-page .actions a").Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") + " " + a.Text() })
	home := "/ 回到首页"
	if len(all) == 0 || all[len(all)-1] != home {
		s.t.Fatalf("%s does not end with the way home: %q", s.path, all)
	}
	return all[:len(all)-1]
}

func wantWays(t *testing.T, page *shown, want ...string) {
	t.Helper()
	if got := page.ways(); !slices.Equal(got, want) {
		t.Errorf("%s (%d) leads to\n%q, want\n%q", page.path, page.status, got, want)
	}
}

// TestErrorsLeadToThePagesAbove: an address that is refused or unknown leads to the pages
// that it lies under, and only to those that its reader may open.
func TestErrorsLeadToThePagesAbove(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	at := "/applications/" + id
	for _, c := range []struct {
		user, path string
		status     int
		want       []string
	}{
		{"", "/nowhere", http.StatusNotFound, nil},
		{"", "/notices/1999", http.StatusNotFound, []string{"/notices 公示"}},
		{"", "/register/nowhere", http.StatusNotFound, []string{"/register 企业登记账号"}},
		{"", at + "/nowhere", http.StatusNotFound, nil},
		{"clerk", at + "/nowhere", http.StatusNotFound, []string{at + " 打开这份申报", "/applications 我的申报"}},
		{"clerk", at + "/review", http.StatusForbidden, []string{at + " 打开这份申报", "/applications 我的申报"}},
		{"clerk2", at + "/fill", http.StatusNotFound, []string{"/applications 我的申报"}},
		{"clerk2", at + "/evidence/nothing", http.StatusNotFound, []string{"/applications 我的申报"}},
		{"clerk", "/rounds/2026/ranking", http.StatusForbidden, []string{"/rounds/2026 打开这个批次"}},
		{"lead", "/rounds/2026/nowhere", http.StatusNotFound, []string{"/rounds/2026 打开这个批次", "/rounds 批次"}},
		{"lead", "/rounds/1999/ranking", http.StatusNotFound, []string{"/rounds 批次"}},
		{"reviewer", "/rounds/2026/settings", http.StatusForbidden, []string{"/rounds/2026 打开这个批次", "/rounds 批次"}},
		{"reviewer", "/users/clerk", http.StatusForbidden, nil},
		{"admin", "/users/clerk/nowhere", http.StatusNotFound, []string{"/users/clerk 打开这个账号", "/users 用户"}},
		{"admin", "/users/no%3Fbody", http.StatusNotFound, []string{"/users 用户"}},
		{"lead", "/account/nowhere", http.StatusNotFound, []string{"/account 账号"}},
	} {
		t.Run(c.user+strings.ReplaceAll(c.path, "/", " "), func(t *testing.T) {
			v := o.visitor()
			v.t = t
			if c.user != "" {
				v.signIn(c.user)
			}
			wantWays(t, v.get(c.path).want(c.status), c.want...)
		})
	}
}

// TestConflictsLeadToWhatIsThereNow: a form that comes too late leads back to its page, to
// be read anew.
func TestConflictsLeadToWhatIsThereNow(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	at := "/applications/" + id
	v := o.visitor()
	v.signIn("clerk")
	form := v.get(at).fields(at + "/withdraw")
	if _, err := o.service.Withdraw(t.Context(), o.as("clerk"), id, ""); err != nil {
		t.Fatal(err)
	}
	page := v.post(at+"/withdraw", form, "Referer", o.url+at).want(http.StatusConflict)
	wantWays(t, page, at+" 查看现在的内容", "/applications 我的申报")
	page = v.post(at+"/withdraw", form).want(http.StatusConflict)
	wantWays(t, page, at+" 打开这份申报", "/applications 我的申报")
	page = v.post(at+"/withdraw", url.Values{}, "Referer", o.url+at).want(http.StatusForbidden) // no token
	wantWays(t, page, at+" 返回上一页", "/applications 我的申报")
}

// TestAnEndedSessionLeadsBackToTheForm: who has been signed out while filling in a form
// signs in and is on its page again.
func TestAnEndedSessionLeadsBackToTheForm(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	at := "/applications/" + o.draft("clerk", someFacts)
	v := o.visitor()
	v.signIn("clerk")
	form := v.get(at + "/fill").fields(at + "/fill")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v.client.Jar = jar
	page := v.post(at+"/fill", form, "Referer", o.url+at+"/fill").want(http.StatusUnauthorized)
	next := "/sign-in?next=" + url.QueryEscape(at+"/fill")
	wantWays(t, page, next+" 登录后回到原来的页面")
	form = v.get(next).fields("/sign-in")
	form.Set("username", "clerk")
	form.Set("password", password)
	if page = v.post("/sign-in", form).want(http.StatusOK); page.path != at+"/fill" {
		t.Errorf("signing in leads to %s", page.path)
	}
}

// spendReceipts asks for registrations until the network has asked enough for the hour.
func (o *office) spendReceipts(t *testing.T) {
	t.Helper()
	v := o.visitor()
	form := v.get("/register/state").fields("/register/state")
	form.Set("receipt", "none")
	form.Set("uscc", uscc1)
	for v.post("/register/state", form).status != http.StatusTooManyRequests {
	}
}

// TestAnErrorSaysWhenToComeAgain: what is asked too often says until when it waits.
func TestAnErrorSaysWhenToComeAgain(t *testing.T) {
	o := newOffice(t)
	o.spendReceipts(t)
	v := o.visitor()
	form := v.get("/register/state").fields("/register/state")
	o.now.Add(int64(20 * time.Minute / time.Second))
	page := v.post("/register/state", form, "Referer", o.url+"/register/state").want(http.StatusTooManyRequests)
	page.says("请在 2026年3月2日 10:30 以后再试。") // an hour after the first
	wantWays(t, page, "/register/state 返回上一页", "/register 企业登记账号")
	o.now.Add(int64(39*time.Minute/time.Second) + 30)
	v.post("/register/state", form).want(http.StatusTooManyRequests).says("请过 30 秒再试。")
}

// TestErrorStatePages looks at the errors that lead somewhere.
func TestErrorStatePages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id, long := o.draft("clerk", someFacts), o.draft("clerk2", someFacts)
	at := "/applications/" + id
	o.submit("clerk", id)
	o.spendReceipts(t)
	o.look(t, []state{
		{name: "error-refused", path: "/rounds/2026/settings", user: "reviewer", phone: true},
		{name: "error-below", path: "/applications/" + long + "/nowhere", user: "clerk2", phone: true},
		{name: "error-conflict", path: at, user: "clerk", phone: true, do: func(p *testbrowser.Page) {
			if _, err := o.service.Withdraw(t.Context(), o.as("clerk"), id, ""); err != nil {
				t.Fatal(err)
			}
			p.Click("details:has(form[action$='/withdraw']) > summary")
			p.Follow("form[action$='/withdraw'] button")
			p.WaitText(".error-page", "409")
		}},
		{name: "error-signed-out", path: "/applications/" + long + "/submit", user: "clerk2", do: func(p *testbrowser.Page) {
			other := p.Another()
			other.Open("/")
			other.Follow("form[action='/sign-out'] button")
			p.Click("input[type=checkbox]")
			p.Follow("form[action$='/submit'] button")
			p.WaitText(".error-page", "401")
		}},
		{name: "error-too-often", path: "/register/state", phone: true, do: func(p *testbrowser.Page) {
			p.Type("#receipt", "none")
			p.Type("#uscc", uscc1)
			p.Follow("main form button")
			p.WaitText(".error-page", "429")
		}},
	})
}
