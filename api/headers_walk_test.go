//go:build !race

package api_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayBeKept are the routes whose answers are the same for everybody.
var mayBeKept = []string{"/assets/{name}", "/api/docs", "/api/v1/openapi.json"}

// TestEveryRouteAnswersUnderItsPolicy opens every route of both tables as nobody, as
// somebody who may not and as somebody who may: whatever comes of it says how it may
// be shown, framed and kept.
func TestEveryRouteAnswersUnderItsPolicy(t *testing.T) {
	w := newWalk(t)
	classes := map[int]int{}
	for _, route := range everyRoute() {
		w.to("checked")
		for _, letter := range []string{"P", "e", "A", "L", "E", "R"} {
			got := w.fetch(letter, route.Method, w.address(route.Path), "", "Accept", acceptOf(route))
			classes[got.status/100]++
			policy := got.header.Get("Content-Security-Policy")
			for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action '"} {
				if !strings.Contains(policy, part) {
					t.Errorf("%s %s as %s: %d, the policy %q lacks %s", route.Method, route.Path, letter, got.status, policy, part)
				}
			}
			if regexp.MustCompile(`unsafe|\*|https?:|data:`).MatchString(policy) {
				t.Errorf("%s %s as %s: the policy %q is loose", route.Method, route.Path, letter, policy)
			}
			for header, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			} {
				if got.header.Get(header) != want {
					t.Errorf("%s %s as %s: %s is %q", route.Method, route.Path, letter, header, got.header.Get(header))
				}
			}
			if !strings.Contains(got.header.Get("Permissions-Policy"), "camera=()") {
				t.Errorf("%s %s as %s: Permissions-Policy %q", route.Method, route.Path, letter, got.header.Get("Permissions-Policy"))
			}
			for _, header := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"} {
				if got.header.Get(header) != "" {
					t.Errorf("%s %s as %s: %s is %q", route.Method, route.Path, letter, header, got.header.Get(header))
				}
			}
			if keep := got.header.Get("Cache-Control"); keep != "no-store" && !(got.status == http.StatusOK && slices.Contains(mayBeKept, route.Path)) {
				t.Errorf("%s %s as %s: %d may be kept: %q", route.Method, route.Path, letter, got.status, keep)
			}
			if kind := got.header.Get("Content-Type"); len(got.body) > 0 && (kind == "" || strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8") && !strings.HasPrefix(kind, "text/plain; version")) {
				t.Errorf("%s %s as %s: %d bytes of the type %q", route.Method, route.Path, letter, len(got.body), kind)
			}
			for _, cookie := range got.header.Values("Set-Cookie") {
				if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=") || !strings.Contains(cookie, "Path=/") {
					t.Errorf("%s %s as %s sets the cookie %q", route.Method, route.Path, letter, cookie)
				}
			}
			if w.changes() != w.seen && strings.Contains(route.Path, "session") {
				for column := range matrixPeople {
					w.signIn(column)
				}
			}
			w.to("checked")
		}
	}
	t.Logf("answers by class: %v", classes)
}
