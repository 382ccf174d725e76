package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"wuxing/api"
	"wuxing/api/apitest"
	"wuxing/assessment"
)

// TestSession is signing in and out, and what ends a session.
func TestSession(t *testing.T) {
	o := newOffice(t)
	anonymous := apitest.NewClient(t, o.url)
	for _, body := range []string{
		`{"username":"clerk","password":"wrong"}`,
		`{"username":"nobody","password":"wrong"}`,
	} {
		got := o.send(anonymous, "POST", "/api/v1/session", body).want(401, "bad_credentials")
		if len(got.header.Values("Set-Cookie")) > 0 {
			t.Error("a refused login sets a cookie")
		}
	}
	o.send(anonymous, "POST", "/api/v1/session", `{"username":"clerk"}`).want(422, "invalid_input").problem("value_missing", "password")

	login := fmt.Sprintf(`{"username":" Clerk ","password":%q}`, password)
	in := o.send(anonymous, "POST", "/api/v1/session", login).want(200, "").mustNot("argon2", password)
	cookie := in.header.Get("Set-Cookie")
	for _, part := range []string{api.CookieName + "=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q lacks %s", cookie, part)
		}
	}
	if strings.Contains(cookie, "Expires") || strings.Contains(cookie, "Secure") {
		t.Errorf("cookie %q", cookie)
	}
	if got := o.send(anonymous, "GET", "/api/v1/session", "").want(200, ""); got.json["user"].(map[string]any)["username"] != "clerk" {
		t.Errorf("signed in as %s", got.body)
	}

	// Signing in again gives another token, and the old one is worth nothing.
	old := cookieOf(cookie)
	second := o.send(anonymous, "POST", "/api/v1/session", login).want(200, "")
	if cookieOf(second.header.Get("Set-Cookie")) == old {
		t.Error("the token was not renewed")
	}
	bare := &http.Client{Transport: apitest.NewTransport(t, o.url, http.DefaultTransport)}
	o.send(bare, "GET", "/api/v1/session", "", "Cookie", old).want(401, "unauthenticated")
	now := cookieOf(second.header.Get("Set-Cookie"))
	o.send(bare, "GET", "/api/v1/session", "", "Cookie", now).want(200, "")
	for _, forged := range []string{api.CookieName + "=x", api.CookieName + "=" + strings.Repeat("A", 4000), api.CookieName + "=" + now[len(api.CookieName)+2:]} {
		o.send(bare, "GET", "/api/v1/session", "", "Cookie", forged).want(401, "unauthenticated")
	}

	// Use keeps a session alive for 30 minutes; that it was used is not written
	// with every request.
	o.now.Add(29 * 60)
	if touched := o.send(bare, "GET", "/api/v1/session", "", "Cookie", now).want(200, ""); touched.header.Get("Set-Cookie") == "" {
		t.Error("the use was not written")
	}
	if again := o.send(bare, "GET", "/api/v1/session", "", "Cookie", now).want(200, ""); again.header.Get("Set-Cookie") != "" {
		t.Error("the use was written twice within a minute")
	}
	o.now.Add(31 * 60)
	ended := o.send(bare, "GET", "/api/v1/session", "", "Cookie", now).want(401, "unauthenticated")
	if !strings.Contains(ended.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("an ended session leaves its cookie: %q", ended.header.Get("Set-Cookie"))
	}

	// 12 hours are the end in any case.
	long := o.send(anonymous, "POST", "/api/v1/session", login).want(200, "")
	now = cookieOf(long.header.Get("Set-Cookie"))
	for range 24 {
		o.send(bare, "GET", "/api/v1/session", "", "Cookie", now).want(200, "")
		o.now.Add(30 * 60)
	}
	o.now.Add(1)
	o.send(bare, "GET", "/api/v1/session", "", "Cookie", now).want(401, "unauthenticated")

	// So do a new password and a blocked account.
	operator := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}
	for name, change := range map[string]func() error{
		"lead":      func() error { return o.service.SetPassword(t.Context(), operator, "lead", password+"2") },
		"reviewer2": func() error { return o.service.DisableUser(t.Context(), operator, "reviewer2") },
	} {
		o.call(name, "GET", "/api/v1/session", "").want(200, "")
		if err := change(); err != nil {
			t.Fatal(err)
		}
		o.call(name, "GET", "/api/v1/session", "").want(401, "unauthenticated")
		o.call(name, "POST", "/api/v1/session", fmt.Sprintf(`{"username":%q,"password":%q}`, name, password)).want(401, "bad_credentials")
	}

	// Signing out ends it for good.
	out := o.send(anonymous, "POST", "/api/v1/session", login).want(200, "")
	now = cookieOf(out.header.Get("Set-Cookie"))
	o.send(anonymous, "DELETE", "/api/v1/session", "").want(204, "")
	o.send(bare, "GET", "/api/v1/session", "", "Cookie", now).want(401, "unauthenticated")

	if log := o.log.String(); strings.Contains(log, password) || strings.Contains(log, now[len(api.CookieName)+1:]) || strings.Contains(log, "clerk") {
		t.Error("the log names a password, a token or a person")
	}
}

func cookieOf(header string) string {
	pair, _, _ := strings.Cut(header, ";")
	return pair
}

// TestEveryAnswer has a request id and the headers that keep it safe, whatever
// becomes of the request.
func TestEveryAnswer(t *testing.T) {
	o := newOffice(t)
	large := strings.Repeat("x", 1<<20+1)
	for _, test := range []struct {
		method, path, body string
		header             []string
		status             int
		code               string
	}{
		{"GET", "/healthz", "", nil, 200, ""},
		{"GET", "/readyz", "", nil, 200, ""},
		{"GET", "/metrics", "", nil, 200, ""},
		{"GET", "/api/docs", "", nil, 200, ""},
		{"GET", "/nowhere", "", nil, 404, "route_not_found"},
		{"GET", "/api/v1/rounds/", "", nil, 404, "route_not_found"},
		{"GET", "/API/V1/CARDS", "", nil, 404, "route_not_found"},
		{"GET", "//evil.example/..", "", nil, 404, "route_not_found"}, // and no redirect
		{"GET", "/assets/other.css", "", nil, 404, "not_found"},
		{"PATCH", "/api/v1/cards", "{}", nil, 405, "method_not_allowed"},
		{"DELETE", "/healthz", "", nil, 405, "method_not_allowed"},
		{"POST", "/api/v1/score", large, nil, 413, "body_too_large"},
		{"POST", "/api/v1/session", large, nil, 413, "body_too_large"},
		{"POST", "/api/v1/score", "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "content_type"},
		{"POST", "/api/v1/score", "{}", []string{"Content-Type", "text/plain"}, 415, "content_type"},
		{"POST", "/api/v1/score", "{}", []string{"Content-Type", ";;"}, 415, "content_type"},
		{"POST", "/api/v1/session", "--x--", []string{"Content-Type", "multipart/form-data; boundary=x"}, 415, "content_type"},
		{"POST", "/api/v1/score", `{"facts":{}}`, []string{"Origin", "https://evil.example"}, 403, "cross_site"},
		{"POST", "/api/v1/score", `{"facts":{}}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "cross_site"},
		{"POST", "/api/v1/score", `{"facts":{}}`, []string{"Sec-Fetch-Site", "same-site"}, 403, "cross_site"},
		{"POST", "/api/v1/score", `{"facts":{}}`, []string{"Sec-Fetch-Site", "same-origin", "Origin", o.url}, 200, ""},
		{"DELETE", "/api/v1/session", "", []string{"Origin", "null"}, 403, "cross_site"},
		{"HEAD", "/healthz", "", nil, 200, ""},
		{"HEAD", "/api/v1/cards/wuxing-2024/form.xlsx", "", nil, 200, ""},
	} {
		t.Run(test.method+" "+test.path+" "+strings.Join(test.header, "="), func(t *testing.T) {
			got := o.call("", test.method, test.path, test.body, test.header...)
			got.t = t
			got.want(test.status, test.code)
			for name, value := range map[string]string{
				"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			} {
				if got.header.Get(name) != value {
					t.Errorf("%s is %q", name, got.header.Get(name))
				}
			}
			policy := got.header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("policy %q", policy)
			}
			if len(got.header.Get("X-Request-Id")) < 8 {
				t.Errorf("request id %q", got.header.Get("X-Request-Id"))
			}
		})
	}
	if allow := o.call("", "PATCH", "/api/v1/cards", "{}").header.Get("Allow"); !strings.Contains(allow, "GET") {
		t.Errorf("Allow is %q", allow)
	}
	for _, odd := range []string{"x", "zhangsan-13800000000", "<script>alert(1)</script>", strings.Repeat("a", 65), "a b c d e f"} {
		if got := o.call("", "GET", "/nowhere", "", "X-Request-Id", odd).header.Get("X-Request-Id"); got == odd {
			t.Errorf("the request id %q was kept", odd)
		}
	}
	if private := o.call("", "POST", "/api/v1/score", `{"facts":{}}`).header.Get("Cache-Control"); private != "no-store" {
		t.Errorf("Cache-Control %q", private)
	}
}

// TestReady says that the database is gone, and not what it is called.
func TestReady(t *testing.T) {
	o := newOffice(t)
	o.ready.Store(false)
	got := o.call("", "GET", "/readyz", "").want(503, "not_ready").mustNot("secret-host-17")
	if got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	o.call("", "GET", "/healthz", "").want(200, "")
	if !strings.Contains(o.log.String(), "secret-host-17") {
		t.Error("the log does not say why")
	}
}

// TestMetrics counts by route, not by address.
func TestMetrics(t *testing.T) {
	o := newOffice(t)
	o.call("", "GET", "/api/v1/cards/wuxing-2024", "").want(200, "")
	o.call("", "GET", "/made-up-4711", "").want(404, "route_not_found")
	got := o.call("", "GET", "/metrics", "").want(200, "").mustNot("4711", "wuxing-2024")
	for _, line := range []string{
		`wuxing_http_requests_total{method="GET",route="/api/v1/cards/:id",status="200"} 1`,
		`wuxing_http_requests_total{method="GET",route="unmatched",status="404"} 1`,
		`wuxing_build_info{version="1.2.3"} 1`,
	} {
		if !strings.Contains(got.body, line) {
			t.Errorf("no %s in\n%.2000s", line, got.body)
		}
	}
}

// TestPages are whole, ours alone, and show every route.
func TestPages(t *testing.T) {
	o := newOffice(t)
	for _, path := range []string{"/api/docs"} {
		got := o.call("", "GET", path, "").want(200, "")
		page, err := goquery.NewDocumentFromReader(strings.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		if n := page.Find("script, style, [style], [onclick], iframe, img").Length(); n != 0 {
			t.Errorf("%s has %d elements that its policy forbids", path, n)
		}
		if page.Find("html[lang=zh-CN] head title").Text() == "" || page.Find("h1").Length() != 1 {
			t.Errorf("%s has no title, language or heading", path)
		}
		style, _ := page.Find("link[rel=stylesheet]").Attr("href")
		css := o.call("", "GET", style, "").want(200, "")
		if !strings.HasPrefix(css.header.Get("Content-Type"), "text/css") || !strings.Contains(css.header.Get("Cache-Control"), "immutable") {
			t.Errorf("styles %v", css.header)
		}
		page.Find("a[href]").Each(func(_ int, link *goquery.Selection) {
			href, _ := link.Attr("href")
			if anchor, ok := strings.CutPrefix(href, "#"); ok {
				if page.Find("[id='"+anchor+"']").Length() != 1 {
					t.Errorf("%s links to %s, which is not there", path, href)
				}
				return
			}
			o.call("", "GET", href, "").want(200, "")
		})
	}
	docs := o.call("", "GET", "/api/docs", "")
	for _, route := range api.Routes() {
		if !strings.Contains(docs.body, "<code>"+route.Path+"</code>") {
			t.Errorf("the page does not show %s", route.Path)
		}
	}
	// The type of a problem is an address on the page.
	page, err := goquery.NewDocumentFromReader(strings.NewReader(docs.body))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{assessment.CodeWrongState, "fraction_of_count", "body_too_large", "not_a_workbook"} {
		if page.Find("[id='problem-"+code+"']").Length() != 1 {
			t.Errorf("the page does not explain %s", code)
		}
	}
}

// TestSigningOutClearsTheBrowser: on a shared desk nothing is left of who has gone.
func TestSigningOutClearsTheBrowser(t *testing.T) {
	o := newOffice(t)
	in := o.call("clerk", "GET", "/api/v1/session", "").want(200, "")
	if in.header.Get("Clear-Site-Data") != "" {
		t.Error("the browser is cleared before")
	}
	out := o.call("clerk", "DELETE", "/api/v1/session", "").want(204, "")
	if got := out.header.Get("Clear-Site-Data"); got != `"storage"` {
		t.Errorf("Clear-Site-Data is %s", got)
	}
}
