package web_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"wuxing/internal/testbrowser"
)

// TestStories goes each role's way from signing in to its result, all in one Chromium.
// Every step finds its link, button or field by the name that the user reads, so that
// a page may be laid out anew and the ways still hold.
func TestStories(t *testing.T) {
	browser := testbrowser.Start(t)
	for _, story := range []struct {
		name string
		tell func(*testing.T, *testbrowser.Browser)
	}{
		{"reviewer by keyboard", reviewByKeyboard},
		{"township", townshipChecks},
		{"enterprise", enterpriseToTheResult},
		{"lead", leadToTheExport},
		{"public", publicObjects},
		{"admin", adminSetsUp},
		{"auditor", auditorLooksBack},
	} {
		t.Run(story.name, func(t *testing.T) { story.tell(t, browser) })
	}
}

// user is somebody at a window.
type user struct {
	t *testing.T
	*testbrowser.Page
}

// arrives opens a window on the first page; signs in there where username is not "".
func (o *office) arrives(t *testing.T, browser *testbrowser.Browser, username string) user {
	t.Helper()
	u := user{t, browser.Page(t, o.url)}
	u.Open("/")
	if username != "" {
		u.signIn(username)
	}
	return u
}

// signIn goes by the link at the head; the clock of a test may have ended the session
// before.
func (u user) signIn(username string) {
	u.t.Helper()
	u.link("登录")
	u.types("登录名", username)
	u.types("密码", password)
	u.button("登录")
}

// found finds the element of a kind with a name, of several the one that is nearest to
// the text beside, and gives a mark to it. A name that is the same goes before one that
// only has it inside; what cannot be seen is not found.
const found = `(function (kind, name, beside) {
  const kinds = {link: "a[href]", button: "button", fold: "summary", field: "label"};
  const said = e => (e.getAttribute("aria-label") || e.innerText || "").replace(/\s+/g, " ").trim();
  const seen = Array.from(document.querySelectorAll(kinds[kind])).filter(e => e.checkVisibility() && !e.disabled && said(e).includes(name));
  const away = function (e) {
    let steps = 0;
    for (; e && !e.textContent.replace(/\s+/g, " ").includes(beside); e = e.parentElement) steps++;
    return e ? steps : Infinity;
  };
  let best = null, least = Infinity;
  for (const e of seen) {
    const rank = (beside ? away(e) * 2 : 0) + (said(e) === name ? 0 : 1);
    if (rank < least) { best = e; least = rank; }
  }
  if (!best) return "";
  let target = best;
  if (kind === "field" && best.control && !/^(radio|checkbox)$/.test(best.control.type)) target = best.control;
  document.querySelectorAll("[data-found]").forEach(e => e.removeAttribute("data-found"));
  target.setAttribute("data-found", "");
  return target.localName;
})`

const it = "[data-found]"

// find waits for the element and marks it.
func (u user) find(kind, name string, beside []string) {
	u.t.Helper()
	near := ""
	if len(beside) > 0 {
		near = beside[0]
	}
	u.Wait(fmt.Sprintf("%s %q %s", kind, name, near), found+fmt.Sprintf("(%s, %s, %s)", quoted(kind), quoted(name), quoted(near)))
}

func quoted(text string) string {
	all, err := json.Marshal(text)
	if err != nil { // a string always marshals
		panic(err)
	}
	return string(all)
}

// link follows a link, button presses one; both wait for the page that comes. Beside is
// a text near to it, for pages that have several.
func (u user) link(name string, beside ...string) {
	u.t.Helper()
	u.find("link", name, beside)
	u.Follow(it)
}

func (u user) button(name string, beside ...string) {
	u.t.Helper()
	u.find("button", name, beside)
	u.Follow(it)
}

// unfold presses what opens a part of the same page.
func (u user) unfold(name string, beside ...string) {
	u.t.Helper()
	u.find("fold", name, beside)
	u.Click(it)
}

// types fills a field by keys, picks chooses of a list by what the option says, ticks
// clicks the label of a box or one of several circles.
func (u user) types(label, text string, beside ...string) {
	u.t.Helper()
	u.find("field", label, beside)
	u.Type(it, text)
}

func (u user) picks(label, option string, beside ...string) {
	u.t.Helper()
	u.find("field", label, beside)
	value := testbrowser.Eval[string](u.Page, fmt.Sprintf(`(Array.from(document.querySelector(%q).options).find(o => o.text.includes(%s)) || {value: "no such option"}).value`, it, quoted(option)))
	u.Choose(it, value)
}

func (u user) ticks(label string, beside ...string) {
	u.t.Helper()
	u.find("field", label, beside)
	u.Click(it)
}

// dates fills a field for a day: what keys it takes hangs on the browser's language,
// what it holds does not.
func (u user) dates(label, day string, beside ...string) {
	u.t.Helper()
	u.find("field", label, beside)
	testbrowser.Eval[bool](u.Page, fmt.Sprintf(`(function (f) { f.value = %s; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); return true; })(document.querySelector(%q))`, quoted(day), it))
}

// sees waits until the page says each of the texts.
func (u user) sees(texts ...string) {
	u.t.Helper()
	for _, text := range texts {
		u.WaitText("main", text)
	}
}

// misses is what the page does not say.
func (u user) misses(text string) {
	u.t.Helper()
	if testbrowser.Eval[bool](u.Page, fmt.Sprintf(`document.querySelector("main").innerText.includes(%s)`, quoted(text))) {
		u.t.Errorf("%s says %s", u.Path(), text)
	}
}

// tells waits until the row of a table that begins with a name says all of the texts.
func (u user) tells(name string, texts ...string) {
	u.t.Helper()
	for _, text := range texts {
		u.Wait(fmt.Sprintf("the row of %s to say %s", name, text), fmt.Sprintf(`Array.from(document.querySelectorAll("main tr")).some(r => r.checkVisibility() && r.querySelector("th") && r.querySelector("th").innerText.includes(%s) && r.innerText.includes(%s))`, quoted(name), quoted(text)))
	}
}
