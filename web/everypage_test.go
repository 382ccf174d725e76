package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"wuxing/web"
)

// asked is a page for somebody: its address and how the server answers.
type asked struct {
	route, user, path string
}

// everyPage lists each page of the table for each of the users, with the parameters
// of its path filled in by every value that there is. A parameter that has no value
// here stops the test until it gets one: so a page that is new is looked at, too.
func everyPage(t testing.TB, users []string, values map[string][]string) (pages []asked) {
	t.Helper()
	parameter := regexp.MustCompile(`\{(\w+)\}`)
	for _, route := range web.Routes() {
		if route.Method != http.MethodGet {
			continue
		}
		paths := []string{route.Path + queries[route.Path]}
		for _, match := range parameter.FindAllStringSubmatch(paths[0], -1) {
			if len(values[match[1]]) == 0 {
				t.Fatalf("%s: no value for {%s}", route.Path, match[1])
			}
			var filled []string
			for _, path := range paths {
				for _, value := range values[match[1]] {
					filled = append(filled, strings.Replace(path, match[0], value, 1))
				}
			}
			paths = filled
		}
		for _, user := range users {
			for _, path := range paths {
				pages = append(pages, asked{route.Path, user, path})
			}
		}
	}
	return pages
}

// queries are of pages that are nothing without one.
var queries = map[string]string{"/rounds/{round}/declarations": "?application={id}", "/scorecards/diff": "?a=" + cardID + "&b=" + cardID}

// fetch is one request straight to the handler.
func fetch(handler http.Handler, path, cookie string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, path, nil)
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

// signedIn is the cookie of a session; "" for nobody.
func signedIn(t testing.TB, handler http.Handler, username string) string {
	t.Helper()
	if username == "" {
		return ""
	}
	request := httptest.NewRequest(http.MethodPost, "/api/v1/session", strings.NewReader(`{"username":"`+username+`","password":"`+password+`"}`))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	if answer.Code >= 300 {
		t.Fatalf("sign in %s: %d %s", username, answer.Code, answer.Body)
	}
	var parts []string
	for _, cookie := range answer.Result().Cookies() {
		parts = append(parts, cookie.Name+"="+cookie.Value)
	}
	return strings.Join(parts, "; ")
}

// maxPage is what the first load of a page may take over the line, without pictures.
const maxPage = 150 << 10

// TestEveryPageIsSmall holds each page that anybody is shown to that size, with its
// styles and scripts: in a round that fills lists and sheets, and in one where two
// reviews differ beside one that is published.
func TestEveryPageIsSmall(t *testing.T) {
	w := &weighing{t: t, seen: make(map[string]int)}
	o, ids := queueOffice(t, 60)
	full := o.draft("clerk", someFacts)
	o.submit("clerk", full)
	o.review(full)
	draft := o.draft("clerk2", someFacts)
	w.all(o, append([]string{""}, roleUsers...), o.values(full, draft, ids[0]))

	o = newOffice(t)
	o.round(twoReviewers())
	apart := o.submitted(0)[0]
	o.assignTwo()
	o.apart(apart, uscc1)
	o.watchers()
	o.firms(10)
	o.year(2025, 0, 8)
	values := o.values(apart)
	values["round"] = []string{"2025", "2026"}
	w.all(o, []string{"", "reviewer", "lead", "auditor"}, values)

	for _, route := range web.Routes() {
		if route.Method == http.MethodGet && w.seen[route.Path] == 0 && !slices.Contains(notShown, route.Path) {
			t.Errorf("nobody is shown %s", route.Path)
		}
	}
	t.Logf("the heaviest of %d pages is %s as %q: %d bytes", len(w.seen), w.heaviest.path, w.heaviest.user, w.most)
}

// weighing is what pages weigh, over several offices.
type weighing struct {
	t        *testing.T
	seen     map[string]int // how often a page was shown, by route
	heaviest asked
	most     int
}

func (w *weighing) all(o *office, users []string, values map[string][]string) {
	w.t.Helper()
	cookies, assets := make(map[string]string), make(map[string]int)
	for _, user := range users {
		cookies[user] = signedIn(w.t, o.handler, user)
	}
	for _, page := range everyPage(w.t, users, values) {
		answer := fetch(o.handler, page.path, cookies[page.user], "Accept-Encoding", "gzip")
		size := answer.Body.Len()
		if size > maxPage {
			w.t.Errorf("%s as %q answers %d bytes", page.path, page.user, size)
		}
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			continue
		}
		w.seen[page.route]++
		plain := fetch(o.handler, page.path, cookies[page.user])
		noGoValues(w.t, page.path+" as "+page.user, plain.Body.String())
		document, err := goquery.NewDocumentFromReader(plain.Body)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, address := range document.Find("link[rel=stylesheet], script[src]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", s.AttrOr("src", "")) }) {
			if assets[address] == 0 {
				assets[address] = fetch(o.handler, address, "", "Accept-Encoding", "gzip").Body.Len()
			}
			size += assets[address]
		}
		if size > maxPage {
			w.t.Errorf("%s as %q takes %d bytes", page.path, page.user, size)
		}
		if size > w.most {
			w.most, w.heaviest = size, page
		}
	}
}

// notShown are routes that answer with something else than a page, and the pages of
// one field that are shown before there is an account or a session.
var notShown = []string{
	"/applications/{id}/values", "/applications/{id}/next", "/applications/{id}/evidence/{evidence}/preview", "/setup", "/sign-in/code",
}

// roleUsers has an account of each role.
var roleUsers = []string{"clerk", "clerk2", "reviewer", "town", "lead", "admin"}

// values fill in the parameters of paths.
func (o *office) values(ids ...string) map[string][]string {
	return map[string][]string{"id": append([]string{cardID}, ids...), "round": {"2026"}, "evidence": {"none"}, "username": {"clerk"}}
}

// cardID is the card, whose path has the same parameter as an application's.
const cardID = "wuxing-2024"
