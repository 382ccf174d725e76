package testbrowser

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// pause is between two looks at a page.
const pause = 50 * time.Millisecond

//go:embed axe.min.js
var axe string

// rules runs axe-core with everything that WCAG 2.2 AA asks for, and gives each
// violation as a line.
const rules = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]}, resultTypes: ["violations"]})
  .then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))))`

// targets gives each target that is less than 44 x 44 px, which WCAG asks for at AAA
// and we have promised.
//
//go:embed targets.js
var targets string

// ours is what else WCAG leaves open and we have promised: no scrolling sideways,
// nothing cut.
const ours = `(function () {
  const bad = [];
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth + 1) {
    let widest = "";
    for (const e of document.querySelectorAll("main *, header *, footer *")) {
      if (e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".main")) { widest = e.outerHTML.slice(0, 90); break; }
    }
    bad.push("scrolls sideways at " + innerWidth + ": " + document.documentElement.scrollWidth + " " + widest);
  }
  for (const e of document.querySelectorAll(".tabs, .tabs li")) {
    if (e.scrollWidth > e.clientWidth + 1) bad.push("cut at " + innerWidth + ": " + e.outerHTML.slice(0, 90));
  }
  for (const e of document.querySelectorAll("[id]")) if (document.querySelectorAll("[id='" + CSS.escape(e.id) + "']").length > 1) bad.push("id twice: " + e.id);
  return bad;
})()`

// Check holds the page as it stands against WCAG 2.2 AA and our own promises.
func (p *Page) Check(name string) {
	p.t.Helper()
	if !Eval[bool](p, `typeof axe !== "undefined"`) {
		Eval[bool](p, axe+";true")
	}
	yes := true
	result := command(p, runtime.Evaluate, runtime.EvaluateParams{Expression: rules, AwaitPromise: &yes, ReturnByValue: &yes})
	if result.ExceptionDetails != nil {
		p.t.Fatalf("%s: axe: %s", name, result.ExceptionDetails.Text)
	}
	found := string(result.Result.Value)
	if found != "[]" {
		p.t.Errorf("%s: axe: %s", name, found)
	}
	for _, fault := range slices.Concat(Eval[[]string](p, targets), Eval[[]string](p, ours)) {
		p.t.Errorf("%s: %s", name, fault)
	}
}

// maxPicture is how high a picture of a whole page may be.
const maxPicture = 1500

// Picture writes what the window shows as a PNG, whole the page from top to bottom.
func (p *Page) Picture(folder, name string, whole bool) {
	p.t.Helper()
	params := page.CaptureScreenshotParams{}
	if whole {
		size := Eval[[]float64](p, `[document.documentElement.clientWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]`)
		beyond := true
		params.CaptureBeyondViewport = &beyond
		params.Clip = &page.Viewport{Width: size[0], Height: min(size[1], maxPicture), Scale: 1}
	}
	shot := command(p, page.CaptureScreenshot, params)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), shot.Data, 0o644); err != nil {
		p.t.Fatal(fmt.Errorf("picture %s: %w", name, err))
	}
}
