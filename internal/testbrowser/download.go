package testbrowser

import (
	"context"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Download does something that brings a file, waits until the browser has all of it,
// and gives its name and what is in it.
func (p *Page) Download(do func()) (name string, content []byte) {
	p.t.Helper()
	folder, yes := p.t.TempDir(), true
	named, came := make(chan string, 1), make(chan *browser.EventDownloadProgress, 1)
	ctx, cancel := context.WithTimeout(p.ctx, stepTime)
	defer cancel()
	err := chromedp.Listen(ctx, func(event any) {
		switch event := event.(type) {
		case *browser.EventDownloadWillBegin:
			offer(named, event.SuggestedFilename)
		case *browser.EventDownloadProgress:
			if event.State != browser.DownloadProgressStateInProgress {
				offer(came, event)
			}
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	where := command(p, target.GetTargetInfo, target.GetTargetInfoParams{})
	command(p, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, BrowserContextID: where.TargetInfo.BrowserContextID, DownloadPath: folder, EventsEnabled: &yes,
	})
	do()
	select {
	case ended := <-came:
		if ended.State != browser.DownloadProgressStateCompleted {
			p.t.Fatalf("the download was %s", ended.State)
		}
		if content, err = os.ReadFile(filepath.Join(folder, ended.GUID)); err != nil {
			p.t.Fatal(err)
		}
	case <-ctx.Done():
		p.t.Fatalf("no file has come\n%.1500s", p.visible())
	}
	return <-named, content
}

// offer leaves a value for whoever waits; where there is one already, it stays.
func offer[T any](to chan T, value T) {
	select {
	case to <- value:
	default:
	}
}
