// Package testbrowser is a real Chromium for tests of pages. A Page notes what a
// visitor would not see: errors on the console, reports of the content security
// policy, requests that leave the server; Check holds it against WCAG 2.2 AA.
//
// axe.min.js is axe-core 4.14.1 by Deque Systems under the Mozilla Public License
// 2.0 (axe.LICENSE). It is part of tests only and never of the program.
package testbrowser

import (
	"context"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is one Chromium with a profile of its own.
type Browser struct{ ctx context.Context }

// Start starts a Chromium that ends with the test. A machine without one fails the
// test: scripts/prepare installs it.
func Start(t testing.TB) *Browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		t.Fatal("no Chromium: run scripts/prepare, or apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("font-render-hinting", "none"),
	)
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	return &Browser{ctx}
}

// Page is one window with cookies and storage of its own.
type Page struct {
	t      testing.TB
	ctx    context.Context
	origin string

	mu     sync.Mutex
	faults []string
}

// stepTime is how long one step may take on a busy machine.
const stepTime = 60 * time.Second

// Page opens a window on the server at the address, in Chinese, 1366 × 768. Its
// faults fail the test when it ends.
func (b *Browser) Page(t testing.TB, origin string) *Page {
	t.Helper()
	return newPage(t, b.ctx, origin, chromedp.WithNewBrowserContext())
}

// Another opens a second window that shares cookies and storage with the first.
func (p *Page) Another() *Page {
	p.t.Helper()
	return newPage(p.t, p.ctx, p.origin)
}

func newPage(t testing.TB, parent context.Context, origin string, options ...chromedp.ContextOption) *Page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	p := &Page{t: t, ctx: ctx, origin: origin}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a window: %v", err)
	}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatal(err)
	}
	command(p, network.Enable, network.EnableParams{})
	command(p, log.Enable, cdp.Empty{})
	command(p, page.Enable, page.EnableParams{})
	command(p, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: "zh-CN"})
	p.Size(1366, 768)
	p.Language("zh-CN")
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, fault := range p.faults {
			t.Errorf("the page: %s", fault)
		}
	})
	return p
}

// note remembers what must not be. A refused request is the business of the test
// and no fault of the page.
func (p *Page) note(event any) {
	fault := ""
	switch event := event.(type) {
	case *log.EventEntryAdded:
		if event.Entry.Source != log.EntrySourceNetwork && (event.Entry.Level == log.EntryLevelError || event.Entry.Level == log.EntryLevelWarning) {
			fault = string(event.Entry.Source) + ": " + event.Entry.Text
		}
	case *runtime.EventExceptionThrown:
		fault = "exception: " + event.ExceptionDetails.Text
		if event.ExceptionDetails.Exception != nil {
			fault += " " + event.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if event.Type == "error" || event.Type == "warning" {
			fault = "console " + string(event.Type)
		}
	case *page.EventJavascriptDialogOpening:
		// No page of ours opens one but to keep what was typed.
		if event.Type != page.DialogTypeBeforeunload {
			fault = "a dialog: " + event.Message
		}
		go func() { // its page stands still until it is answered
			_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	case *network.EventRequestWillBeSent:
		if address := event.Request.URL; !strings.HasPrefix(address, p.origin+"/") && !strings.HasPrefix(address, "data:") && !strings.HasPrefix(address, "blob:") &&
			!strings.HasPrefix(address, viewerAddress) && address != "about:blank" {
			fault = "a request leaves the server: " + address
		}
	}
	if fault != "" {
		p.mu.Lock()
		p.faults = append(p.faults, fault)
		p.mu.Unlock()
	}
}

// command sends a command of the protocol.
func command[P, R any](p *Page, c cdp.Command[P, R], params P) R {
	p.t.Helper()
	result, err := chromedp.Call(p.ctx, c, params)
	if err != nil {
		p.t.Fatalf("%s: %v", c.Method, err)
	}
	return result
}

// do runs steps, each within the time of a step.
func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTime)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v\n%.1500s", what, err, p.visible())
	}
}

// visible is the text of the page, for messages.
func (p *Page) visible() string {
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body ? location.pathname + "\n" + document.querySelector("main, body").innerText : ""`))
	if err != nil {
		return err.Error()
	}
	return text
}

// Size sets the size of the window; a narrow one is a phone's.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	command(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 600,
	})
}

// Dark chooses the colours that the system asks for.
func (p *Page) Dark(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// Language chooses the language that the browser asks for.
func (p *Page) Language(tag string) {
	p.t.Helper()
	command(p, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": tag}})
}

// Scripts turns scripts on or off, from the next page on.
func (p *Page) Scripts(on bool) {
	p.t.Helper()
	command(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// PDF prints the page on A4.
func (p *Page) PDF() []byte {
	p.t.Helper()
	cssSize := true
	result := command(p, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &cssSize})
	return result.Data
}
