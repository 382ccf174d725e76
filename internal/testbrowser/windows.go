package testbrowser

import (
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// viewerAddress begins the address of Chromium's own viewer of PDFs, which is an
// extension that comes with it.
const viewerAddress = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/"

// WaitViewer waits until the browser shows a PDF in its own viewer, in whichever window,
// and gives the addresses of all windows.
func (p *Page) WaitViewer() (windows []string) {
	p.t.Helper()
	for deadline := time.Now().Add(stepTime); ; time.Sleep(50 * time.Millisecond) {
		found, err := chromedp.Call(p.ctx, target.GetTargets, target.GetTargetsParams{})
		if err != nil {
			p.t.Fatalf("list the windows: %v", err)
		}
		viewer := slices.ContainsFunc(found.TargetInfos, func(each *target.Info) bool { return strings.HasPrefix(each.URL, viewerAddress) })
		windows = nil
		for _, each := range found.TargetInfos {
			if each.Type == "page" {
				windows = append(windows, each.URL)
			}
		}
		if viewer {
			return windows
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("the viewer shows nothing: %v", windows)
		}
	}
}
