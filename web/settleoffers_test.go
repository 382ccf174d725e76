package web_test

import (
	"testing"
	"time"

	"wuxing/assessment"
)

// TestWhatIsOfferedOfTwoReviewsIsNotRefused walks an application with two reviewers
// through its states: the lead is offered to settle, and to settle anew until the
// results are released, and again once two have opened the ranked round.
func TestWhatIsOfferedOfTwoReviewsIsNotRefused(t *testing.T) {
	o := newOffice(t)
	o.watchers()
	o.round(twoReviewers())
	ids := o.submitted(0)
	id, other := ids[0], ids[1]
	p := &pressing{o: o, t: t, at: "/applications/" + id, pressed: make(map[string]int)}
	at := p.at + "/moderation"
	offers := func(moment string, form, anew bool) {
		t.Helper()
		p.all(moment)
		v := o.visitor()
		v.signIn("lead")
		page := v.get(at)
		if got := page.Find("form#settle button").Length() > 0; got != form {
			t.Errorf("%s: the form is there: %v", moment, got)
		}
		if got := page.Find("a[href='"+at+"?anew=yes']").Length() > 0; got != anew {
			t.Errorf("%s: settling anew is offered: %v", moment, got)
		}
		if got := v.get(at+"?anew=yes").Find("form#settle button").Length() > 0; got != (form || anew) {
			t.Errorf("%s: the address of settling anew has the form: %v", moment, got)
		}
	}
	p.all("submitted")
	o.assignTwo()
	p.all("assigned")
	o.apart(id, uscc1)
	offers("apart", true, false)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	must(o.service.Moderate(ctx, o.as("lead"), id, assessment.Settlement{Entries: []assessment.SettledEntry{
		{Indicator: "training_funds", Take: assessment.SideFirst, Reason: "以凭证为准"},
		{Indicator: "leadership", Take: assessment.SideFirst, Reason: "以凭证为准"},
	}}))
	offers("settled", false, true)
	for _, reviewer := range []string{"reviewer", "reviewer2"} {
		o.declareFree(reviewer, uscc2)
		o.finishAs(reviewer, other)
	}
	o.release()
	offers("released", false, false)
	o.now.Store(time.Date(2026, 5, 6, 1, 0, 0, 0, time.UTC).Unix())
	o.freeze()
	offers("ranked", false, false)
	for _, lead := range []string{"lead", "lead2"} {
		must(o.service.Reopen(ctx, o.as(lead), "2026", "一家企业的职工人数要更正"))
	}
	offers("opened again", false, true)
	if p.pressed["lead /moderation"] == 0 {
		t.Errorf("the lead was not offered to settle: %v", p.pressed)
	}
}
