package web_test

import (
	"testing"

	"wuxing/internal/testbrowser"
)

// TestThreeIndicatorsStandOnOneScreen: on the window of an office's screen, three rows
// of the review are seen whole, with their decisions.
func TestThreeIndicatorsStandOnOneScreen(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "reviewer")
	p.Open("/applications/" + id + "/review")
	seen := testbrowser.Eval[[]int](p, `[...document.querySelectorAll(".category")].map(function (category) {
		const rows = [...category.querySelectorAll(".review")], top = rows[0].getBoundingClientRect().top;
		return rows.filter(row => row.getBoundingClientRect().bottom - top <= innerHeight).length - Math.min(rows.length, 3);
	})`)
	for i, missing := range seen {
		if missing < 0 {
			t.Errorf("category %d: %d of its first three rows are not on the screen", i+1, -missing)
		}
	}
	if *pictures != "" {
		testbrowser.Eval[bool](p, `(document.querySelector(".review").scrollIntoView(), true)`)
		p.Picture(*pictures, "review-rows", false)
	}
}
