package web_test

import (
	"testing"

	"wuxing/internal/testbrowser"
)

// TestReviewGoesToWhatStandsOut: a key goes from one row that lacks evidence, or whose
// scores differ, to the next, round the page; others are passed over.
func TestReviewGoesToWhatStandsOut(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", `{"training_funds":"sufficient","employees":400,"skilled_workers":200}`)
	o.submit("clerk", id)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "reviewer")
	p.Open("/applications/" + id + "/review")
	p.WaitText("[data-open]", "还有")
	at := func() string {
		return testbrowser.Eval[string](p, `(document.activeElement.closest("[data-line]") || {dataset: {}}).dataset.line || ""`)
	}
	flagged := testbrowser.Eval[[]string](p, `Array.prototype.map.call(document.querySelectorAll("[data-line]"), function (row) {
		return row.querySelector(".missing") ? row.dataset.line : "";
	}).filter(Boolean)`)
	if len(flagged) < 2 {
		t.Fatalf("only %v lack evidence", flagged)
	}
	for _, want := range append(flagged, flagged[0]) {
		p.Key("m")
		if got := at(); got != want {
			t.Fatalf("the key leads to %q, want %q of %v", got, want, flagged)
		}
	}
	// One that is scored otherwise is among them from then on.
	first := testbrowser.Eval[string](p, `document.querySelector("[data-line]").dataset.line`)
	if first == flagged[0] {
		t.Fatalf("the first row lacks evidence")
	}
	testbrowser.Eval[bool](p, `(document.querySelector("[data-line]").focus(), true)`)
	p.Key("o")
	p.Type("#p-"+first, "1")
	p.Type("#w-"+first, "会议纪要只有一次")
	p.Click("#r-" + first + " [data-record] button")
	p.WaitText("#r-"+first+" [data-row-difference]", "+1.00")
	testbrowser.Eval[bool](p, `(document.querySelector("#r-`+flagged[len(flagged)-1]+`").focus(), true)`)
	p.Key("m")
	if got := at(); got != first {
		t.Errorf("the key leads to %q, want the one that differs", got)
	}
}
