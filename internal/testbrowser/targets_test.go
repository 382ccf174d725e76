package testbrowser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTargetsAreMeasured: each kind of target is found where it is too small or lies over
// another, wherever it stands, and only there.
func TestTargetsAreMeasured(t *testing.T) {
	const large = `style="display:inline-block;width:44px;height:44px"`
	browser := Start(t)
	for _, c := range []struct{ name, body, want string }{
		{"a link of its own", `<a href="/">Home</a>`, "small"},
		{"a link that is large enough", `<a href="/" ` + large + `>Home</a>`, ""},
		{"one that is high and not wide", `<a href="/" style="display:inline-block;width:43px;height:44px">a</a>`, "small"},
		{"one that is wide and not high", `<a href="/" style="display:inline-block;width:44px;height:43px">a</a>`, "small"},
		{"padding counts", `<a href="/" style="display:inline-block;padding:22px">a</a>`, ""},
		{"a sentence", `<p>See <a href="/">the list</a> first.</p>`, ""},
		{"a paragraph that is a link", `<p><a href="/">the list</a></p>`, "small"},
		{"a link beside a badge", `<p><a href="/">the list</a> <span>new</span></p>`, "small"},
		{"links with a stroke between", `<p><a href="/a">one</a> / <a href="/b">two</a></p>`, "small small"},
		{"an item", `<ul><li><a href="/">the list</a></li></ul>`, "small"},
		{"a cell", `<table><tr><td><a href="/">the list</a></td></tr></table>`, "small"},
		{"a sentence in a cell", `<table><tr><td>see <a href="/">the list</a></td></tr></table>`, ""},
		{"two lines", `<div style="width:60px"><a href="/">several words over lines</a></div>`, "small"},
		{"a button", `<p>Press <button>ok</button></p>`, "small"},
		{"a field", `<label for="f">Name</label><input id="f">`, "small"},
		{"a choice within its words", `<label ` + large + `><input type="checkbox">a</label>`, ""},
		{"a choice beside its words", `<label for="f" ` + large + `>a</label><input type="checkbox" id="f">`, ""},
		{"a choice whose words are small", `<label><input type="radio">a</label>`, "small"},
		{"a choice without words", `<input type="checkbox" aria-label="a">`, "small"},
		{"a list to choose from", `<select aria-label="a"><option>a</select>`, "small"},
		{"a text", `<textarea aria-label="a" style="height:30px"></textarea>`, "small"},
		{"a fold", `<details><summary>more</summary>text</details>`, "small"},
		{"a button in a fold", `<details><summary style="display:block;height:44px">more</summary><button>ok</button></details>`, "small"},
		{"what is not shown", `<a href="/" hidden>Home</a><input type="hidden"><a name="here">here</a>`, ""},
		{"two over each other", `<a href="/a" style="display:block;width:44px;height:44px">a</a><a href="/b" style="display:block;width:44px;height:44px;margin-top:-20px">b</a>`, "over"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><title>Targets</title><link rel="icon" href="data:,"><main><h1>Targets</h1>%s</main>`, c.body)
			}))
			t.Cleanup(server.Close)
			p := browser.Page(t, server.URL)
			p.Open("/")
			var kinds []string
			found := Eval[[]string](p, targets)
			for _, fault := range found {
				kind, _, _ := strings.Cut(strings.TrimPrefix(fault, "targets "), " ")
				kinds = append(kinds, kind)
			}
			if got := strings.Join(kinds, " "); got != c.want {
				t.Errorf("%q, want %q:\n%s", got, c.want, strings.Join(found, "\n"))
			}
		})
	}
}
