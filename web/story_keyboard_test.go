package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// reviewByKeyboard goes from the first page to the finished review without a mouse:
// every row of the card is decided by a key of its own but for the last category, which
// is agreed with as a whole.
func reviewByKeyboard(t *testing.T, browser *testbrowser.Browser) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.proves(id, "training_funds")
	o.submit("clerk", id)
	other := o.draft("clerk2", someFacts)
	o.submit("clerk2", other)

	k := keys{t: t, Page: browser.Page(t, o.url)}
	k.Open("/")
	k.tabTo("登录")
	k.Await(func() { k.Press(kb.Enter) })
	k.Wait("the name to be asked for", `document.activeElement.name === "username"`)
	k.Press("reviewer")
	k.Press(kb.Tab)
	k.Press(password)
	k.Await(func() { k.Press(kb.Enter) })
	k.opens(id)

	rows := testbrowser.Eval[[]string](k.Page, `Array.from(document.querySelectorAll("main [data-line]")).map(e => e.dataset.line)`)
	if len(rows) != len(card(t).Indicators()) {
		t.Fatalf("the page shows %d rows, the card has %d indicators", len(rows), len(card(t).Indicators()))
	}
	last := card(t).Categories[len(card(t).Categories)-1].Indicators

	// J and K go down and up, N to what is open.
	for _, step := range []struct{ key, row string }{{"j", rows[0]}, {"j", rows[1]}, {"k", rows[0]}, {"n", rows[1]}, {"k", rows[0]}} {
		k.Key(step.key)
		k.at(step.row)
	}
	want, left := make(map[string]assessment.Decision), len(rows)
	for _, row := range rows[:len(rows)-len(last)] {
		k.at(row)
		decision := assessment.Agree
		switch row {
		case "training_funds":
			decision = assessment.Correct
			k.preview()
			k.Key("c")
			k.Press(kb.ArrowUp)
			k.Press(kb.Tab)
			k.Press("凭证只能证明已安排")
			k.Press(kb.Tab)
			k.Press(kb.Enter) // the button that records
		case "certification_filing":
			decision = assessment.Override
			k.Key("o")
			k.Press("1.5")
			k.Press(kb.Escape)
			k.at(row)
			k.Key("o")
			k.Press(kb.Tab)
			k.Press("认定记录不全")
			k.Chord(kb.Enter)
		default:
			k.Key("a")
		}
		want[row] = decision
		left--
		k.open(left)
		if left == len(rows)-3 { // L goes on to the next one; back by the list, at the row one has left
			k.Await(func() { k.Key("l") })
			if !strings.Contains(k.Path(), other) {
				t.Fatalf("L leads to %s", k.Path())
			}
			k.tabTo("返回列表")
			k.Await(func() { k.Press(kb.Enter) })
			k.opens(id)
			k.open(left)
			k.Key("n")
		}
	}
	k.at(last[0].ID)
	k.Key("g")
	for _, indicator := range last {
		want[indicator.ID] = assessment.Agree
	}
	k.WaitText("[role=status]", "各项都已有意见")
	k.Key("f")
	k.Wait("the finishing button to have the focus", `document.activeElement.innerText === "完成评审"`)
	k.Await(func() { k.Press(kb.Enter) })
	k.WaitText("main", "评审已完成")
	k.WaitText("h1", "评审完成")

	review, err := o.service.Review(t.Context(), o.users["reviewer"], id)
	if err != nil {
		t.Fatal(err)
	}
	if !review.Complete || review.Official.Total != 2550 {
		t.Errorf("complete %v with %v", review.Complete, review.Official.Total)
	}
	for _, row := range review.Rows {
		if row.Decision != want[row.Indicator] {
			t.Errorf("%s is decided %q, pressed was %q", row.Indicator, row.Decision, want[row.Indicator])
		}
	}
}

// proves adds a picture to a draft of the first enterprise.
func (o *office) proves(id, indicator string) {
	o.t.Helper()
	at := "/applications/" + id + "/evidence"
	v := o.visitor()
	v.signIn("clerk")
	form := v.get(at).fields(at)
	form.Set("indicator", indicator)
	v.upload(at, form, "凭证.png", certificate(o.t)).want(http.StatusOK)
}

// keys is a window with nothing but a keyboard.
type keys struct {
	t *testing.T
	*testbrowser.Page
}

// tabTo goes on by Tab to the link or button that has the name.
func (k keys) tabTo(name string) {
	k.t.Helper()
	for range 150 {
		k.Press(kb.Tab)
		if testbrowser.Eval[string](k.Page, `(document.activeElement.innerText || "").replace(/[←→]/g, "").trim()`) == name {
			return
		}
	}
	k.t.Fatalf("%s: Tab does not come to %q", k.Path(), name)
}

// opens opens the review of the first enterprise from the list.
func (k keys) opens(id string) {
	k.t.Helper()
	k.tabTo("湖州示例童装有限公司")
	k.Await(func() { k.Press(kb.Enter) })
	k.tabTo("评审")
	k.Await(func() { k.Press(kb.Enter) })
	if !strings.Contains(k.Path(), "/applications/"+id+"/review") {
		k.t.Fatalf("the list leads to %s", k.Path())
	}
}

// at waits until the row has the focus.
func (k keys) at(row string) {
	k.t.Helper()
	k.Wait("the focus on "+row, fmt.Sprintf(`document.activeElement.dataset.line === %q`, row))
}

// open waits until that many rows are left.
func (k keys) open(left int) {
	k.t.Helper()
	k.WaitText("[role=status]", fmt.Sprintf("还有 %d 项", left))
}

// preview shows the picture of the row and folds it again.
func (k keys) preview() {
	k.t.Helper()
	const picture = `document.activeElement.querySelector("img")`
	k.Key("p")
	k.Wait("the picture", picture+`.naturalWidth === 600 && `+picture+`.checkVisibility()`)
	k.Key("p")
	k.Wait("the picture to go", `!`+picture+`.checkVisibility()`)
}
