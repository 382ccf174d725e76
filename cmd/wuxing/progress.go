package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows long work on standard error: a bar on a terminal, nothing where
// nobody watches.
type progress struct{ bar *progressbar.ProgressBar }

// newProgress starts a bar over total steps; -1: unknown.
func newProgress(w io.Writer, what string, total int) *progress {
	visible := false
	if file, ok := w.(*os.File); ok {
		info, err := file.Stat()
		visible = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return &progress{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetVisibility(visible),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish())}
}

// A bar that cannot be drawn is no reason to stop the work.
func (p *progress) add(n int) { _ = p.bar.Add(n) }

func (p *progress) finish() { _ = p.bar.Finish() }
