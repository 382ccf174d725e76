package testbrowser

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Open goes to a path of the server and waits until it is there.
func (p *Page) Open(path string) {
	p.t.Helper()
	p.do("open "+path, chromedp.Navigate(p.origin+path))
}

// Leave closes what the window shows, as closing its lid does.
func (p *Page) Leave() {
	p.t.Helper()
	p.do("leave", chromedp.Navigate("about:blank"))
}

// Path is the path of the page, with its query.
func (p *Page) Path() string {
	p.t.Helper()
	return Eval[string](p, `location.pathname + location.search`)
}

// Click clicks the first element of a CSS selector as a person does: it must be
// visible.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Follow clicks and waits for the next page.
func (p *Page) Follow(selector string) {
	p.t.Helper()
	p.Await(func() { p.Click(selector) })
}

// Await does something that leads to another page and waits for it.
func (p *Page) Await(do func()) {
	p.t.Helper()
	Eval[bool](p, `window.left = true`)
	do()
	p.Wait("the next page", `!window.left && document.readyState === "complete"`)
}

// Type replaces what a field holds by keys.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.do("type into "+selector, chromedp.Focus(chromedp.CSS(selector)))
	Eval[bool](p, `(document.activeElement.select && document.activeElement.select(), true)`)
	p.do("type into "+selector, chromedp.KeyEvent(text))
}

// Press sends keys to whatever has the focus.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("press keys", chromedp.KeyEvent(keys))
}

// Key presses the key of one letter as a keyboard does: a page that takes the key
// for itself keeps it from being typed.
func (p *Page) Key(letter string) {
	p.t.Helper()
	code := int64(strings.ToUpper(letter)[0])
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		params := input.DispatchKeyEventParams{Type: kind, Key: letter, Code: "Key" + strings.ToUpper(letter), WindowsVirtualKeyCode: code}
		if kind == input.DispatchKeyEventTypeKeyDown {
			params.Text, params.UnmodifiedText = letter, letter
		}
		command(p, input.DispatchKeyEvent, params)
	}
}

// Chord sends a key together with Ctrl.
func (p *Page) Chord(key string) {
	p.t.Helper()
	p.do("press Ctrl and a key", chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}

// Choose picks an option of a select by its value, with the events of a person.
func (p *Page) Choose(selector, value string) {
	p.t.Helper()
	Eval[bool](p, fmt.Sprintf(`(function (s) { s.focus(); s.value = %s; s.dispatchEvent(new Event("input", {bubbles: true})); s.dispatchEvent(new Event("change", {bubbles: true})); return s.value === %s; })(document.querySelector(%s))`,
		quote(value), quote(value), quote(selector)))
}

// Upload puts files into a file field.
func (p *Page) Upload(selector string, files ...string) {
	p.t.Helper()
	p.do("choose files", chromedp.SetUploadFiles(chromedp.CSS(selector), files))
}

// Text is the visible text of the first element, "" where there is none.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return Eval[string](p, fmt.Sprintf(`(function (e) { return e ? e.innerText.trim() : ""; })(document.querySelector(%s))`, quote(selector)))
}

// Value is what a field holds.
func (p *Page) Value(selector string) string {
	p.t.Helper()
	return Eval[string](p, fmt.Sprintf(`document.querySelector(%s).value`, quote(selector)))
}

// Wait waits until an expression holds.
func (p *Page) Wait(what, expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTime)
	defer cancel()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && ok {
			return
		}
		if ctx.Err() != nil {
			p.t.Fatalf("waited in vain for %s: %s\n%.9500s", what, expression, p.visible())
		}
		// Between two pages there is nothing to ask; the next try finds out.
		_ = chromedp.Do(ctx, chromedp.Sleep(pause))
	}
}

// WaitText waits until the first element of the selector says the text.
func (p *Page) WaitText(selector, text string) {
	p.t.Helper()
	p.Wait(selector+" to say "+text, fmt.Sprintf(`(function (e) { return e && e.innerText.includes(%s); })(document.querySelector(%s))`, quote(text), quote(selector)))
}

// Eval is the value of an expression on the page.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil { // a string always marshals
		panic(err)
	}
	return strings.ReplaceAll(string(quoted), "\u2028", `\u2028`)
}
