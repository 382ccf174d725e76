//go:build !race

package api_test

import (
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"wuxing/api/apitest"
	"wuxing/assessment"
)

// TestUnknownAndWrongLookAlike: whether an account exists cannot be told from the
// answer to a wrong password, nor from the work that it costs: a hash takes 19 MiB,
// which shows in what was allocated and on no clock.
func TestUnknownAndWrongLookAlike(t *testing.T) {
	o := newOffice(t)
	operator := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}
	if err := o.service.DisableUser(t.Context(), operator, "deputy"); err != nil {
		t.Fatal(err)
	}
	client := apitest.NewClient(t, o.url)
	answers := make(map[string]bool)
	for _, name := range []string{"clerk", "nobody", "deputy", "管理员"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := o.send(client, "POST", "/api/v1/session", fmt.Sprintf(`{"username":%q,"password":"wrong horse"}`, name))
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent < 19<<20 || spent > 25<<20 {
			t.Errorf("a wrong password of %s costs %d KiB, not one hash", name, spent>>10)
		}
		answers[fmt.Sprint(got.status, len(got.header.Values("Set-Cookie")), requestIDs.ReplaceAllString(got.body, ""))] = true
	}
	if len(answers) != 1 {
		t.Errorf("the answers differ: %v", answers)
	}
}

var requestIDs = regexp.MustCompile(`"(request_id|instance)":"[^"]*"`)

// TestForeignAndUnknownLookAlike asks for what belongs to others and for what is not
// there, with every route of both tables that names something: the answers are the
// same, so that nobody can find out what there is.
func TestForeignAndUnknownLookAlike(t *testing.T) {
	w := newWalk(t)
	compared := 0
	for _, route := range everyRoute() {
		if !strings.Contains(route.Path, "/applications/{id}") {
			continue
		}
		for _, state := range []string{"in_review", "released", "published"} {
			for _, letter := range []string{"e", "t"} {
				w.to(state)
				r := matrixRequest{method: route.Method, path: w.address(route.Path)}
				if route.Method == http.MethodGet && isPage(route) {
					r.kind = ""
				} else if isPage(route) {
					f := form{route: route, action: r.path, fields: map[string][]string{"form_token": {w.token(letter)}}}
					if route.TakesFile() {
						f.file = "file"
					}
					r = f.request(t)
				} else {
					r = w.request(route, letter)
				}
				r.path = strings.ReplaceAll(r.path, "/none", "/id0000000099")
				w.seen = w.changes()
				ask := func(from, to string) string {
					got := w.fetch(letter, r.method, strings.ReplaceAll(r.path, from, to), strings.ReplaceAll(r.body, from, to),
						"Content-Type", r.kind, "If-Match", r.match, "Accept", acceptOf(route))
					return fmt.Sprint(got.status, got.header.Get("Content-Type"), got.header.Get("Etag"), plainText(string(got.body), w.id, "id9999999999"))
				}
				foreign, unknown := ask(w.id, w.id), ask(w.id, "id9999999999")
				compared++
				if foreign != unknown {
					t.Errorf("%s %s as %s while %s: another's is told from one that is not there:\n%.500s\n%.500s", route.Method, route.Path, letter, state, foreign, unknown)
				}
				if w.changes() != w.seen {
					t.Errorf("%s %s as %s while %s has changed something", route.Method, route.Path, letter, state)
				}
			}
		}
	}
	t.Logf("%d pairs of answers", compared)
}

var changing = regexp.MustCompile(`"(request_id|instance)":"[^"]*"|value="[0-9a-f]{64}"|[0-9A-Z]{26}`)

// plainText is an answer without what differs from one request to the next.
func plainText(body string, ids ...string) string {
	for _, id := range ids {
		body = strings.ReplaceAll(body, id, "ID")
	}
	return changing.ReplaceAllString(body, "")
}
