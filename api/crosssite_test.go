//go:build !race

package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"wuxing/api"
	"wuxing/templates"
)

// foreign are the headers of a write that no page of ours has sent.
var foreign = []struct {
	name   string
	header []string
}{
	{"cross-site", []string{"Sec-Fetch-Site", "cross-site"}},
	{"cross-site with our origin", []string{"Sec-Fetch-Site", "cross-site", "Origin", "self"}},
	{"same-site", []string{"Sec-Fetch-Site", "same-site"}},
	{"same-site with our origin", []string{"Sec-Fetch-Site", "same-site", "Origin", "self"}},
	{"an unknown site", []string{"Sec-Fetch-Site", "nonsense"}},
	{"a foreign origin", []string{"Origin", "https://evil.example"}},
	{"a foreign origin that begins like ours", []string{"Origin", "self.evil.example"}},
	{"our host at another port", []string{"Origin", "http://127.0.0.1:1"}},
	{"a null origin", []string{"Origin", "null"}},
	{"an origin that is none", []string{"Origin", "://"}},
	{"a missing origin, from a foreign page", []string{"Referer", "https://evil.example/trap.html"}},
	{"a missing origin, from a page that is none", []string{"Referer", "http://%zz"}},
}

// newBrowser is how one of today names itself.
const newBrowser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"

// TestEveryWriteFromElsewhereIsRefused sends a sound write of every route of both
// tables, with the cookie of somebody who may, as another site would have it sent;
// and once more as a page or program of ours sends it, to see that nothing else had
// been in its way.
func TestEveryWriteFromElsewhereIsRefused(t *testing.T) {
	w := newWalk(t)
	routes, refused := 0, 0
	check := func(route api.Route, sound try, body func() matrixRequest) {
		t.Helper()
		routes++
		r := body()
		before := w.picture()
		send := func(name string, accept string, r matrixRequest, header ...string) {
			t.Helper()
			extra := []string{"Content-Type", r.kind, "If-Match", r.match, "Accept", accept}
			for _, text := range header {
				extra = append(extra, strings.Replace(text, "self", w.url, 1))
			}
			got := w.fetch(sound.letter, r.method, r.path, r.body, extra...)
			if !refusedAsForeign(got) {
				t.Errorf("%s %s with %s: %d %.200s", route.Method, route.Path, name, got.status, got.body)
			}
			refused++
		}
		for _, f := range foreign {
			send(f.name, "*/*", r, f.header...)
		}
		if isPage(route) {
			// A form of another site in an old browser says nothing at all; it has no
			// token, or that of somebody else.
			for name, token := range map[string]string{"none": "", "another's": w.strangersToken()} {
				bare := form{route: route, action: r.path, fields: map[string][]string{"form_token": {token}}}
				if strings.HasPrefix(r.kind, "multipart/") {
					bare.file = "file"
				}
				send("a missing origin and the token "+name, "text/html", bare.request(t), "User-Agent", oldBrowser)
			}
			send("a missing origin and a form of text", "*/*", matrixRequest{method: r.method, path: r.path, body: r.body, kind: "text/plain"}, "User-Agent", oldBrowser)
		} else {
			send("a missing origin, by a browser's script", "*/*", r, "User-Agent", oldBrowser)
			send("a missing origin, by a browser's script on a page of ours", "*/*", r, "User-Agent", oldBrowser, "Referer", "self/applications")
			send("a missing origin, by a browser that has no name", "text/html,application/xhtml+xml", r)
			for name, kind := range map[string]string{"a form": "application/x-www-form-urlencoded", "a form of text": "text/plain", "a form without a type": "", "a form with a file": "multipart/form-data; boundary=x"} {
				send("a missing origin and "+name, "*/*", matrixRequest{method: r.method, path: r.path, body: r.body, kind: kind}, "User-Agent", oldBrowser)
			}
		}
		if w.picture() != before {
			t.Errorf("%s %s was refused and has changed something", route.Method, route.Path)
		}
		ours := map[string][]string{
			"a program":       {"Accept", "*/*", "User-Agent", "python-requests/2.32.3"},
			"a page of ours":  {"Sec-Fetch-Site", "same-origin", "Origin", w.url, "Accept", "text/html", "User-Agent", newBrowser},
			"an old browser":  {"Origin", w.url, "Accept", "text/html", "User-Agent", newBrowser},
			"an address line": {"Sec-Fetch-Site", "none", "Accept", "text/html", "User-Agent", newBrowser},
		}
		if isPage(route) { // its form has a token
			ours["an older one"] = []string{"Accept", "text/html", "User-Agent", oldBrowser}
		}
		for name, header := range ours {
			w.to(sound.state)
			r := body()
			got := w.fetch(sound.letter, r.method, r.path, r.body, append(header, "Content-Type", r.kind, "If-Match", r.match)...)
			if got.status >= 500 || refusedAsForeign(got) {
				t.Errorf("%s %s from %s: %d %.300s", route.Method, route.Path, name, got.status, got.body)
			}
			if strings.Contains(route.Path, "/session") || strings.HasPrefix(route.Path, "/sign-") || strings.HasPrefix(route.Path, "/account") {
				w.signIn("E")
				if sound.letter != "P" {
					w.signIn(sound.letter)
				}
			}
		}
	}
	for _, route := range api.Routes() {
		if slices.Contains([]string{http.MethodGet, http.MethodHead}, route.Method) {
			continue
		}
		sound := w.sound(route)
		check(route, sound, func() matrixRequest { return w.sound(route).matrixRequest })
	}
	for _, f := range w.forms() {
		w.to(f.state)
		if strings.HasPrefix(f.route.Path, "/account") && f.letter != "P" {
			w.signIn(f.letter) // a change of the account has ended its sessions
		}
		check(f.route, try{letter: f.letter, state: f.state}, func() matrixRequest { return w.fresh(f).request(t) })
	}
	t.Logf("%d routes, %d requests from elsewhere", routes, refused)
}

// refusedAsForeign tells whether an answer says, as JSON or as a page, that the
// request came from elsewhere or its page has expired.
func refusedAsForeign(got matrixReply) bool {
	if got.status != http.StatusForbidden {
		return false
	}
	for _, code := range []string{"cross_site", "origin_missing", "form_expired"} {
		said := templates.Message(templates.Chinese, code, nil)
		if strings.Contains(string(got.body), `"`+code+`"`) || strings.Contains(string(got.body), said) {
			return true
		}
	}
	return false
}

// fresh is the form as its page holds it now.
func (w *walk) fresh(f form) *form {
	w.t.Helper()
	page := w.page(f.letter, f.page)
	element := page.Find("form[method=post][action='" + f.action + "']").First()
	if element.Length() == 0 { // it was bare
		f.fields.Set("form_token", w.token(f.letter))
		return &f
	}
	f.fields, f.file, f.texts = fieldsOf(element)
	return &f
}
