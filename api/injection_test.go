//go:build !race

package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/getkin/kin-openapi/openapi3"

	"wuxing/api"
	"wuxing/scoring"
)

// payloadsEach is how many of the thirty payloads each parameter gets. The usual run
// hands them out in turn; make soak puts all of them everywhere.
var payloadsEach = flag.Int("payloads", 4, "how many payloads each parameter gets, 30 at most")

// TestEveryParameterTakesPayloadsAsText puts payloads into every parameter of every
// route, one at a time in a request that is sound but for that: what the
// OpenAPI document names, the segments of the path, the fields of JSON and of forms
// with a file, the headers, and every field of every form of the pages. A payload is
// a text like any other or is refused; it is never carried out.
func TestEveryParameterTakesPayloadsAsText(t *testing.T) {
	w := &intruder{walk: newWalk(t), accounts: map[string]int{}}
	document := w.document()
	for i, route := range api.Routes() {
		sound := w.sound(route)
		w.path(route, sound)
		w.passive(route, sound, i)
		operation := document.Paths.Find(route.Path).GetOperation(route.Method)
		for _, given := range operation.Parameters {
			switch given.Value.In {
			case openapi3.ParameterInQuery:
				w.query(route, sound, given.Value.Name)
			case openapi3.ParameterInHeader:
				w.header(route, sound, given.Value.Name)
			}
		}
		switch {
		case strings.HasPrefix(sound.kind, "application/json"):
			w.json(route, sound, operation)
		case strings.HasPrefix(sound.kind, "multipart/"):
			w.multipart(route, sound)
		}
	}
	w.pages()
	w.forms30()
	w.hold()
	t.Logf("%d requests with a payload, %d refused, %d could not be sent by a client", w.sent, w.refused, w.unsendable)
}

// intruder counts what was tried.
type intruder struct {
	*walk
	sent, refused, unsendable int
	accounts                  map[string]int
	turn                      int
}

// some are the payloads whose turn it is.
func (w *intruder) some() []payload {
	chosen := make([]payload, 0, *payloadsEach)
	for range min(*payloadsEach, len(payloads)) {
		chosen = append(chosen, payloads[w.turn%len(payloads)])
		w.turn++
	}
	return chosen
}

func (w *intruder) document() *openapi3.T {
	w.t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(w.fetch("", http.MethodGet, "/api/v1/openapi.json", "").body)
	w.done(nil, err)
	return document
}

// inject sends a request with a payload and looks at what came of it.
func (w *intruder) inject(route api.Route, sound try, where string, p payload, r matrixRequest, extra ...string) {
	w.t.Helper()
	w.to(sound.state)
	got, err := w.fetchRaw(sound.letter, r.method, r.path, r.body, append([]string{"Content-Type", r.kind, "If-Match", r.match, "Accept", acceptOf(route)}, extra...)...)
	if err != nil {
		w.unsendable++
		return
	}
	w.sent++
	fault := func(format string) {
		w.t.Helper()
		w.t.Errorf("%s %s, %s, %s: %s: %d %.300s", route.Method, route.Path, where, p.name, format, got.status, got.body)
	}
	if got.status >= 500 {
		fault("an error of the server")
	}
	if got.header.Get("X-Injected") != "" || strings.Contains(got.header.Get("X-Request-Id"), mark) {
		fault("a header was injected")
	}
	if got.header.Get("X-Content-Type-Options") != "nosniff" && got.status != http.StatusBadRequest { // 400: the server itself could not read it
		fault("the answer may be sniffed")
	}
	if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") && bytes.Contains(got.body, []byte("<"+mark)) {
		fault("the payload stands in the page as markup")
	}
	for _, effect := range []string{"root:x:0:", product, "argon2id$"} {
		if bytes.Contains(got.body, []byte(effect)) {
			fault("the answer holds " + effect)
		}
	}
	if got.status >= 400 {
		w.refused++
	}
	if w.changes() == w.seen {
		return
	}
	if got.status >= 400 && !isSignIn(route) {
		fault("refused, and something was stored")
	}
	w.heldTogether(fault, route)
	if strings.Contains(route.Path, "/session") || strings.HasPrefix(route.Path, "/sign-") {
		if strings.HasSuffix(route.Path, "/password") {
			w.restore(sound.state) // a payload is a password like any other
		}
		for _, letter := range []string{"E", sound.letter} {
			if letter != "P" {
				w.signIn(letter)
			}
		}
	}
}

// heldTogether: all tables are there, and nobody has another role or came from
// nowhere.
func (w *intruder) heldTogether(fault func(string), route api.Route) {
	rows, err := w.raw.QueryContext(w.ctx(), "SELECT role, COUNT(*) FROM users GROUP BY role")
	w.done(nil, err)
	now := make(map[string]int)
	for rows.Next() {
		var role string
		var count int
		w.done(nil, rows.Scan(&role, &count))
		now[role] = count
	}
	w.done(nil, rows.Close())
	if len(w.accounts) == 0 {
		w.accounts = now
	}
	makes := strings.HasSuffix(route.Path, "/users") || strings.Contains(route.Path, "/registrations/") || strings.HasSuffix(route.Path, "/new-user") || strings.HasSuffix(route.Path, "/role") // accounts and roles, by right
	if !maps.Equal(now, w.accounts) && !makes {
		fault("the accounts are others")
	}
}

// isSignIn tells whether a route looks at a password or a code: wrong ones are counted.
func isSignIn(route api.Route) bool {
	return slices.Contains([]string{
		"/api/v1/session", "/api/v1/session/password", "/api/v1/session/code", "/api/v1/session/second-factor", "/api/v1/setup",
		"/sign-in", "/sign-in/code", "/account/password", "/account/second-factor/confirm", "/setup",
	}, route.Path)
}

func acceptOf(route api.Route) string {
	if isPage(route) {
		return "text/html"
	}
	return "*/*"
}

// path puts payloads into each parameter of the path, escaped and as they are.
func (w *intruder) path(route api.Route, sound try) {
	for _, name := range parameter.FindAllString(route.Path, -1) {
		for _, p := range w.some() {
			for _, text := range []string{url.PathEscape(p.text), strings.ReplaceAll(url.PathEscape(p.text), "%2F", "/")} {
				r := sound.matrixRequest
				r.path = w.address(strings.Replace(route.Path, name, "\x01", 1))
				r.path = strings.Replace(r.path, "\x01", text, 1)
				w.inject(route, sound, name, p, r)
			}
		}
	}
}

func (w *intruder) query(route api.Route, sound try, name string) {
	for _, p := range w.some() {
		r := sound.matrixRequest
		r.path += "?" + url.QueryEscape(name) + "=" + url.QueryEscape(p.text)
		w.inject(route, sound, "?"+name, p, r)
	}
}

func (w *intruder) header(route api.Route, sound try, name string) {
	for _, p := range w.some() {
		w.inject(route, sound, name, p, sound.matrixRequest, name, p.text)
	}
}

// passive puts payloads into the headers that have no say, all at once, and a few of
// them into each of those that have.
func (w *intruder) passive(route api.Route, sound try, i int) {
	for _, p := range w.some() {
		var extra []string
		for _, name := range []string{
			"User-Agent", "Accept-Language", "Accept-Encoding", "X-Request-Id", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded",
			"If-None-Match", "If-Modified-Since", "Range", "Authorization", "X-Http-Method-Override", "X-Original-Url",
		} {
			extra = append(extra, name, p.text)
		}
		w.inject(route, sound, "headers", p, sound.matrixRequest, extra...)
	}
	for j, name := range []string{"Accept", "Content-Type", "Host", "Cookie", "Content-Encoding"} {
		for k := range 6 {
			p := payloads[(6*(i+j)+k)%len(payloads)]
			text := p.text
			if name == "Cookie" {
				text = "wuxing_session=" + text + "; wuxing_form=" + text + "; wuxing_lang=" + text + "; wuxing_notice=" + text + "; wuxing_theme=" + text
			}
			w.inject(route, sound, name, p, sound.matrixRequest, name, text)
		}
	}
}

// json puts payloads into every field that the document or the sound body has.
func (w *intruder) json(route api.Route, sound try, operation *openapi3.Operation) {
	var body any
	w.done(nil, json.Unmarshal([]byte(sound.body), &body))
	var paths [][]string
	if media := operation.RequestBody.Value.Content.Get("application/json"); media != nil {
		paths = schemaPaths(media.Schema.Value, nil, 0)
	}
	for _, path := range bodyPaths(body, nil) {
		if !slices.ContainsFunc(paths, func(known []string) bool { return slices.Equal(known, path) }) {
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		where := strings.Join(path, ".")
		for _, p := range w.some() {
			values := []any{strings.ToValidUTF8(p.text, "\ufffd")}
			if p.isNumber() {
				values = append(values, json.Number(p.text))
			}
			for _, value := range values {
				text, err := json.Marshal(put(body, path, value))
				w.done(nil, err)
				if p.name == "not UTF-8" {
					text = bytes.ReplaceAll(text, []byte("\ufffd"), []byte("\xff\xfe\xc0\xaf"))
				}
				r := sound.matrixRequest
				r.body = string(text)
				w.inject(route, sound, where, p, r)
			}
		}
	}
}

// schemaPaths are the places of a body that have a value of their own; the facts of
// a card are among them.
func schemaPaths(schema *openapi3.Schema, at []string, depth int) (paths [][]string) {
	if depth > 5 {
		return nil
	}
	if len(at) > 0 && at[len(at)-1] == "facts" {
		card, _ := scoring.Cards().Card(scoring.DefaultCardID)
		for _, fact := range card.Facts {
			paths = append(paths, append(slices.Clone(at), fact.Key))
		}
		return paths
	}
	for _, list := range []openapi3.SchemaRefs{schema.AllOf, schema.OneOf, schema.AnyOf} {
		for _, part := range list {
			paths = append(paths, schemaPaths(part.Value, at, depth+1)...)
		}
	}
	for name, property := range schema.Properties {
		paths = append(paths, schemaPaths(property.Value, append(slices.Clone(at), name), depth+1)...)
	}
	if schema.Items != nil {
		paths = append(paths, schemaPaths(schema.Items.Value, append(slices.Clone(at), "0"), depth+1)...)
	}
	if len(paths) == 0 && len(at) > 0 {
		paths = append(paths, at)
	}
	return paths
}

// bodyPaths are the places of a sound body.
func bodyPaths(body any, at []string) (paths [][]string) {
	switch body := body.(type) {
	case map[string]any:
		for name, value := range body {
			paths = append(paths, bodyPaths(value, append(slices.Clone(at), name))...)
		}
	case []any:
		if len(body) > 0 {
			paths = bodyPaths(body[0], append(slices.Clone(at), "0"))
		}
	default:
		paths = append(paths, at)
	}
	return paths
}

// put is a copy of a body with another value at a place.
func put(body any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if path[0] == "0" {
		list, _ := body.([]any)
		var first any
		if len(list) > 0 {
			first = list[0]
		}
		return append([]any{put(first, path[1:], value)}, list[min(1, len(list)):]...)
	}
	object, _ := body.(map[string]any)
	changed := maps.Clone(object)
	if changed == nil {
		changed = make(map[string]any)
	}
	changed[path[0]] = put(changed[path[0]], path[1:], value)
	return changed
}

// multipart puts payloads into the name of the file, the names and texts of fields,
// and in place of the file.
func (w *intruder) multipart(route api.Route, sound try) {
	content := []byte("%PDF-1.7\n2 0 obj\nendobj\nstartxref\n9\n%%EOF\n")
	fields := []string{"indicator", "titles"}
	if strings.Contains(route.Path, "/authority") {
		content, fields = w.listsFile(), nil
		if !strings.HasSuffix(route.Path, "/preview") {
			fields = []string{"digest", w.listsDigest(route, sound.letter)}
		}
	}
	send := func(where string, p payload, name string, content []byte, fields ...string) {
		r := sound.matrixRequest
		r.body, r.kind = evidenceForm(w.t, name, content, fields...)
		w.inject(route, sound, where, p, r)
	}
	for _, p := range w.some() {
		send("the name of the file", p, p.text, content, fields...)
		send("the file", p, "另证.pdf", []byte(p.text), fields...)
		send("the name of a field", p, "另证.pdf", content, append(slices.Clone(fields), p.text, "x")...)
		for _, name := range []string{"indicator", "asked", "replaces", "digest"} {
			send(name, p, "另证.pdf", content, name, p.text)
		}
	}
}

// pages puts payloads into the addresses of pages: parts of the path, and every
// parameter that any link or form of a page sends.
func (w *intruder) pages() {
	names := map[string]bool{"next": true, "after": true, "card": true}
	w.to("checked")
	for _, letter := range []string{"E", "R", "L"} {
		w.signIn(letter)
		w.crawl(letter, func(_ string, page *goquery.Document) {
			page.Find("a[href*='?'], form:not([method=post]) [name]").Each(func(_ int, s *goquery.Selection) {
				if name, ok := s.Attr("name"); ok {
					names[name] = true
				}
				if target, err := url.Parse(s.AttrOr("href", "")); err == nil {
					for name := range target.Query() {
						names[name] = true
					}
				}
			})
		})
	}
	for i, route := range everyRoute() {
		if !isPage(route) || route.Method != http.MethodGet {
			continue
		}
		letter := "P"
		for _, column := range strings.Split(matrixColumns[1:], "") {
			if slices.Contains(route.Roles, w.users[column].Role) {
				letter = column
				break
			}
		}
		w.to("checked")
		sound := try{letter, "checked", matrixRequest{method: http.MethodGet, path: w.address(route.Path)}}
		w.path(route, sound)
		w.passive(route, sound, i)
		for name := range names {
			w.query(route, sound, name)
		}
	}
}

// forms30 puts payloads into every field of every form of the pages.
func (w *intruder) forms30() {
	for _, f := range w.forms() {
		w.to(f.state)
		fresh := *w.fresh(f)
		sound := try{f.letter, f.state, fresh.request(w.t)}
		for name := range fresh.fields {
			for _, p := range w.some() {
				changed := fresh
				changed.fields = maps.Clone(fresh.fields)
				changed.fields.Set(name, p.text)
				w.inject(f.route, sound, "the field "+name, p, changed.request(w.t))
			}
		}
	}
}

// hold looks at what is left when all is done: the log is lines of JSON that nobody
// has forged and that repeat no payload, and no file was made.
func (w *intruder) hold() {
	for line := range strings.Lines(w.log.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry["msg"] == "forged" {
			w.t.Errorf("a line of the log was forged: %s", line)
		}
		if strings.Contains(line, mark) {
			w.t.Errorf("the log repeats what was sent: %s", line)
		}
	}
	for _, folder := range []string{".", os.TempDir(), w.folder, "/"} {
		if left, _ := filepath.Glob(filepath.Join(folder, "*"+mark+"*")); len(left) > 0 {
			w.t.Errorf("files were made: %v", left)
		}
	}
}
