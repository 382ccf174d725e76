//go:build !race

package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"wuxing/api"
	"wuxing/web"
)

// walk is the matrix's world for tests that go through every route of both tables,
// the interface and the pages, with a sound request for each.
type walk struct {
	*matrixWorld
	expected map[string]*matrixBlock
	plain    *http.Client // follows nothing and keeps nothing
	present  string       // the state that the database is in
}

func newWalk(t *testing.T) *walk {
	t.Helper()
	text, err := os.ReadFile("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{matrixWorld: newMatrixWorld(t), expected: readMatrix(t, string(text))}
	w.plain = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return w
}

// everyRoute is both tables.
func everyRoute() []api.Route { return append(api.Routes(), web.Routes()...) }

func isPage(route api.Route) bool {
	return slices.ContainsFunc(web.Routes(), func(r api.Route) bool { return r.Method == route.Method && r.Path == route.Path })
}

// try is a request that its route accepts, and as whom and in which state.
type try struct {
	letter, state string
	matrixRequest
}

// to puts the database into a state that it is not in as it was saved.
func (w *walk) to(state string) {
	if w.present != state || w.changes() != w.seen {
		w.restore(state)
		w.present = state
	}
}

// sound is a request of the interface that is accepted: the first cell of the matrix
// that says so. A route that is closed to everybody, as it is once an office has
// accounts, is asked by the public.
func (w *walk) sound(route api.Route) try {
	w.t.Helper()
	block := w.expected[route.Method+" "+route.Path]
	if block == nil {
		w.t.Fatalf("%s %s has no block in the matrix", route.Method, route.Path)
	}
	for _, state := range matrixStates {
		for i, status := range block.rows[state.name] {
			if status < 300 {
				w.to(state.name)
				letter := matrixColumns[i : i+1]
				return try{letter, state.name, w.request(route, letter)}
			}
		}
	}
	state := matrixStates[0].name
	w.to(state)
	return try{"P", state, w.request(route, "P")}
}

// form is a form that one of the pages holds.
type form struct {
	letter, state string
	page          string // where it is
	action        string
	route         api.Route
	fields        url.Values
	file          string // the name of its file field
	texts         []string
}

// forms finds the forms of the pages: everybody follows every link, in every state,
// and each route that takes a form is kept with the first form that leads to it.
func (w *walk) forms() []form {
	w.t.Helper()
	for letter := range matrixPeople {
		w.signIn(letter) // tests before may have ended a session
	}
	found := make(map[string]form)
	wanted := 0
	for _, route := range web.Routes() {
		if route.Method == http.MethodPost {
			wanted++
		}
	}
	for _, state := range matrixStates {
		if len(found) == wanted {
			break
		}
		w.to(state.name)
		for _, letter := range strings.Split(matrixColumns, "") {
			w.crawl(letter, func(path string, page *goquery.Document) {
				page.Find("form[method=post]").Each(func(_ int, element *goquery.Selection) {
					f := form{letter: letter, state: state.name, page: path, action: element.AttrOr("action", path)}
					route, ok := routeOf(http.MethodPost, f.action)
					if _, known := found[route.Path]; !ok || known {
						return
					}
					f.route = route
					f.fields, f.file, f.texts = fieldsOf(element)
					found[route.Path] = f
				})
			})
		}
	}
	var all []form
	for _, route := range web.Routes() {
		if route.Method != http.MethodPost {
			continue
		}
		f, ok := found[route.Path]
		if !ok {
			f = w.bare(route)
		}
		all = append(all, f)
	}
	return all
}

// bare is a form with nothing but a good token, where no page of the present world
// has one to the route: what is sent by a script, or asked for in a rare moment.
func (w *walk) bare(route api.Route) form {
	w.t.Helper()
	for _, letter := range strings.Split(matrixColumns[1:], "") {
		if len(route.Roles) == 0 || slices.Contains(route.Roles, w.users[letter].Role) {
			f := form{letter: letter, state: "checked", page: "/account", route: route}
			w.to(f.state)
			f.action = w.address(route.Path)
			if f.fields = (url.Values{"form_token": {w.token(letter)}}); route.TakesFile() {
				f.file = "file"
			}
			return f
		}
	}
	w.t.Fatalf("%s is nobody's", route.Path)
	return form{}
}

// token is a good one of somebody's forms.
func (w *walk) token(letter string) string {
	w.t.Helper()
	return w.page(letter, "/account").Find("input[name=form_token]").AttrOr("value", "")
}

// crawl opens every page that can be reached by links.
func (w *walk) crawl(letter string, see func(path string, page *goquery.Document)) {
	seen, next := map[string]bool{"/": true}, []string{"/"}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		got := w.fetch(letter, http.MethodGet, path, "", "Accept", "text/html")
		if location := got.header.Get("Location"); got.status == http.StatusSeeOther && !seen[location] {
			seen[location] = true
			next = append(next, location)
		}
		if !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			continue
		}
		page, err := goquery.NewDocumentFromReader(strings.NewReader(string(got.body)))
		w.done(nil, err)
		see(path, page)
		page.Find("a[href]").Each(func(_ int, link *goquery.Selection) {
			target, err := url.Parse(link.AttrOr("href", ""))
			if err != nil || target.Host != "" || !strings.HasPrefix(target.Path, "/") || strings.HasPrefix(target.Path, "/api/") {
				return
			}
			key := target.Path
			if route, ok := routeOf(http.MethodGet, target.Path); !ok || !isPage(route) {
				return
			}
			if names := target.Query(); len(names) > 0 {
				// One address for each set of parameters: their values are many.
				key += "?" + strings.Join(slices.Sorted(keysOf(names)), "&")
			}
			if !seen[key] {
				seen[key] = true
				next = append(next, target.RequestURI())
			}
		})
	}
}

func keysOf(values url.Values) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range values {
			if !yield(name) {
				return
			}
		}
	}
}

// routeOf finds the route of an address.
func routeOf(method, address string) (api.Route, bool) {
	path, _, _ := strings.Cut(address, "?")
	for _, route := range everyRoute() {
		if route.Method == method && pattern(route.Path).MatchString(path) {
			return route, true
		}
	}
	return api.Route{}, false
}

var parameter = regexp.MustCompile(`\{[a-z_]+\}`)

func pattern(path string) *regexp.Regexp {
	parts := parameter.Split(path, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("^" + strings.Join(parts, "[^/]+") + "$")
}

// fieldsOf is what a form would send, the name of its file, and the names of the
// fields into which anything can be typed.
func fieldsOf(element *goquery.Selection) (fields url.Values, file string, texts []string) {
	fields = make(url.Values)
	element.Find("input[name], select[name], textarea[name], button[name]").Each(func(_ int, input *goquery.Selection) {
		name, kind := input.AttrOr("name", ""), input.AttrOr("type", "")
		_, checked := input.Attr("checked")
		switch node := goquery.NodeName(input); {
		case kind == "file":
			file = name
		case node == "button":
			if !fields.Has(name) {
				fields.Set(name, input.AttrOr("value", ""))
			}
		case node == "select":
			fields.Set(name, input.Find("option[selected]").AttrOr("value", input.Find("option").First().AttrOr("value", "")))
		case (kind == "radio" || kind == "checkbox") && !checked:
		default:
			fields.Set(name, input.AttrOr("value", input.Text()))
			if node == "textarea" || kind == "" || kind == "text" || kind == "search" {
				texts = append(texts, name)
			}
		}
	})
	return fields, file, texts
}

// request is the form as a browser sends it.
func (f *form) request(t *testing.T) matrixRequest {
	t.Helper()
	if f.file == "" {
		return matrixRequest{method: http.MethodPost, path: f.action, body: f.fields.Encode(), kind: "application/x-www-form-urlencoded"}
	}
	var pairs []string
	for name := range f.fields {
		pairs = append(pairs, name, f.fields.Get(name))
	}
	body, kind := evidenceForm(t, "凭证.pdf", []byte("%PDF-1.7\n2 0 obj\nendobj\nstartxref\n9\n%%EOF\n"), pairs...)
	return matrixRequest{method: http.MethodPost, path: f.action, body: body, kind: kind}
}

// fetch sends a request as somebody; extra are pairs of header and value.
func (w *walk) fetch(letter, method, path, body string, extra ...string) matrixReply {
	w.t.Helper()
	reply, err := w.fetchRaw(letter, method, path, body, extra...)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply
}

// fetchRaw is fetch where the client itself may refuse to send what it is given.
func (w *walk) fetchRaw(letter, method, path, body string, extra ...string) (matrixReply, error) {
	request, err := http.NewRequestWithContext(w.ctx(), method, w.url, strings.NewReader(body))
	if err != nil {
		return matrixReply{}, err
	}
	rawPath, query, _ := strings.Cut(path, "?")
	request.URL.Opaque = "//" + request.URL.Host + rawPath // as it is written
	request.URL.RawQuery = query
	if cookie := w.cookies[letter]; cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	for i := 0; i+1 < len(extra); i += 2 {
		if extra[i+1] == "" {
			continue
		}
		if extra[i] == "Host" {
			request.Host = extra[i+1]
		}
		request.Header.Set(extra[i], extra[i+1])
	}
	answer, err := w.plain.Do(request)
	if err != nil {
		return matrixReply{}, err
	}
	content, err := io.ReadAll(answer.Body)
	return matrixReply{answer.StatusCode, answer.Header, content}, errors.Join(err, answer.Body.Close())
}

// picture is a digest of every row of every table.
func (w *walk) picture() string {
	w.t.Helper()
	sum := sha256.New()
	for _, table := range w.tables() {
		_, _ = fmt.Fprintln(sum, table)
		rows, err := w.raw.QueryContext(w.ctx(), "SELECT * FROM "+table+" ORDER BY rowid")
		w.done(nil, err)
		columns, err := rows.Columns()
		w.done(nil, err)
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			w.done(nil, rows.Scan(into...))
			_, _ = fmt.Fprintf(sum, "%q\n", values)
		}
		w.done(nil, errors.Join(rows.Err(), rows.Close()))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (w *walk) tables() (names []string) {
	rows, err := w.raw.QueryContext(w.ctx(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	w.done(nil, err)
	for rows.Next() {
		var name string
		w.done(nil, rows.Scan(&name))
		names = append(names, name)
	}
	w.done(nil, errors.Join(rows.Err(), rows.Close()))
	return names
}

// page opens a page as somebody. Who has no session has a token in a cookie, which
// comes along from then on.
func (w *walk) page(letter, path string) *goquery.Document {
	w.t.Helper()
	got := w.fetch(letter, http.MethodGet, path, "", "Accept", "text/html")
	if cookie := got.header.Get("Set-Cookie"); letter == "P" && strings.HasPrefix(cookie, "wuxing_form=") {
		w.cookies["P"] = cookieOf(cookie)
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(string(got.body)))
	w.done(nil, err)
	return page
}

// strangersToken is the token of a form that was given to somebody else.
func (w *walk) strangersToken() string {
	w.t.Helper()
	got := w.fetch("", http.MethodGet, "/sign-in", "")
	page, err := goquery.NewDocumentFromReader(strings.NewReader(string(got.body)))
	w.done(nil, err)
	token := page.Find("input[name=form_token]").AttrOr("value", "")
	if token == "" {
		w.t.Fatal("the page has no token")
	}
	return token
}
