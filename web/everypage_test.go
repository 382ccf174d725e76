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
var queries = map[string]string{"/rounds/{round}/declarations": "?application={id}"}

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
// styles and scripts, in a round that fills lists and sheets.
func TestEveryPageIsSmall(t *testing.T) {
	o, ids := queueOffice(t, 60)
	full := o.draft("clerk", someFacts)
	o.submit("clerk", full)
	o.review(full)
	draft := o.draft("clerk2", someFacts)
	users := append([]string{""}, roleUsers...)
	cookies, seen, heaviest := make(map[string]string), make(map[string]int), asked{}
	most := 0
	for _, user := range users {
		cookies[user] = signedIn(t, o.handler, user)
	}
	assets := make(map[string]int)
	for _, page := range everyPage(t, users, o.values(full, draft, ids[0])) {
		answer := fetch(o.handler, page.path, cookies[page.user], "Accept-Encoding", "gzip")
		if answer.Body.Len() > maxPage {
			t.Errorf("%s as %q answers %d bytes", page.path, page.user, answer.Body.Len())
		}
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			continue
		}
		seen[page.route]++
		size := answer.Body.Len()
		document, err := goquery.NewDocumentFromReader(fetch(o.handler, page.path, cookies[page.user]).Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range document.Find("link[rel=stylesheet], script[src]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", s.AttrOr("src", "")) }) {
			if assets[address] == 0 {
				assets[address] = fetch(o.handler, address, "", "Accept-Encoding", "gzip").Body.Len()
			}
			size += assets[address]
		}
		if size > maxPage {
			t.Errorf("%s as %q takes %d bytes", page.path, page.user, size)
		}
		if size > most {
			most, heaviest = size, page
		}
	}
	for _, route := range web.Routes() {
		if route.Method == http.MethodGet && seen[route.Path] == 0 && !slices.Contains(notShown, route.Path) {
			t.Errorf("nobody is shown %s", route.Path)
		}
	}
	t.Logf("the heaviest of %d pages is %s as %q: %d bytes", len(seen), heaviest.path, heaviest.user, most)
}

// notShown are routes that answer with something else than a page.
var notShown = []string{"/applications/{id}/values", "/applications/{id}/next", "/applications/{id}/evidence/{evidence}/preview"}

// roleUsers has an account of each role.
var roleUsers = []string{"clerk", "clerk2", "reviewer", "town", "lead", "admin"}

// values fill in the parameters of paths.
func (o *office) values(ids ...string) map[string][]string {
	return map[string][]string{"id": append([]string{cardID}, ids...), "round": {"2026"}, "evidence": {"none"}}
}

// cardID is the card, whose path has the same parameter as an application's.
const cardID = "wuxing-2024"
