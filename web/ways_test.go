package web_test

import (
	"net/http"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestWaysPages looks at the links that lead to every page: to a veto from its row, to a
// picture from the evidence, and to an enterprise's own review once it is released.
func TestWaysPages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	o.watchers()
	o.firm("firm4", 4)
	id := o.draft("firm4", vetoedFacts)
	open := func(selector string) func(p *testbrowser.Page) {
		return func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelector("`+selector+`").scrollIntoView({block: "center"}), true)`)
		}
	}
	o.submit("firm4", id)
	o.review(id)
	o.look(t, []state{
		{name: "review-veto-row", path: "/applications/" + id + "/review", user: "reviewer", phone: true, do: open("#r-arbitration")},
		{name: "rounds-of-the-admin", path: "/rounds", user: "admin", phone: true},
		{name: "backups-of-the-auditor", path: "/backups", user: "auditor"},
	})
	o.release()
	o.look(t, []state{
		{name: "own-review", path: "/applications/" + id + "/review", user: "firm4", phone: true},
		{name: "own-review-veto", path: "/applications/" + id + "/liftings", user: "firm4", whole: true},
	})
}

// TestAnEnterpriseReadsItsReview: after the release it comes to the decisions by a tab,
// and before that neither to the tab nor to the page.
func TestAnEnterpriseReadsItsReview(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.review(id)
	v := o.visitor()
	v.signIn("clerk")
	at := "/applications/" + id
	if n := v.get(at).Find(".tabs a[href='" + at + "/review']").Length(); n != 0 {
		t.Error("there is a tab before the release")
	}
	v.get(at + "/review").want(http.StatusForbidden)
	o.release()
	v = o.visitor()
	v.signIn("clerk")
	if n := v.get(at).Find(".tabs a[href='" + at + "/review']").Length(); n != 1 {
		t.Fatal("there is no tab after the release")
	}
	page := v.get(at + "/review").want(http.StatusOK).says("凭证只能证明已安排经费，不能证明足额")
	if page.Find("form[action^='"+at+"/']").Length() != 0 {
		t.Error("an enterprise is offered to decide")
	}
}

// TestGoingOnAsksForTheDeclaration: what waits next may be the file of an enterprise on
// which the reviewer has not declared; then that is asked first.
func TestGoingOnAsksForTheDeclaration(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.Assignment = assessment.AssignmentAssigned
	o.round(&settings)
	ids := o.submitted(0)
	o.assignAll("reviewer")
	o.declareFree("reviewer", uscc1)
	v := o.visitor()
	v.signIn("reviewer")
	page := v.get("/applications/" + ids[0] + "/next").want(http.StatusOK)
	if want := "/rounds/2026/declarations?application=" + ids[1]; page.path != want {
		t.Errorf("the next one opens at %s, want %s", page.path, want)
	}
}
