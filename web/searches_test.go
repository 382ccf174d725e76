package web_test

import (
	"net/http"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
	"wuxing/scoring"
)

// TestListsAreSearched: registrations, assignments and the enterprises that may be given
// more time are found by a part of their name or code, and the search stays in the form.
func TestListsAreSearched(t *testing.T) {
	o := newOffice(t)
	o.round(twoReviewers())
	o.submitted(3)
	lead := o.visitor()
	lead.signIn("lead")
	at := leadAt + "/assignments"
	page := lead.get(at + "?q=ma2b00001r").want(http.StatusOK).says("湖州示例童装有限公司")
	if n := page.Find("#rows ~ form tbody tr").Length(); n != 1 {
		t.Errorf("%d rows are found by a code", n)
	}
	if got := page.Find("#q").AttrOr("value", ""); got != "ma2b00001r" {
		t.Errorf("the search is %q afterwards", got)
	}
	lead.get(at + "?q=无此企业").want(http.StatusOK).says("没有符合条件的申报。")
	form := fieldsOf(page.Find("#rows ~ form[method=post]"))
	refused := lead.post(at+"/preview", form).want(http.StatusUnprocessableEntity)
	if n := refused.Find("#rows ~ form tbody tr").Length(); n != 1 {
		t.Errorf("a refused form shows %d rows", n)
	}

	extensions := leadAt + "/extensions"
	lead.get(extensions + "?q=无此企业").want(http.StatusOK).says("没有符合条件的申报。")
	choose := lead.get(extensions + "?q=童装").want(http.StatusOK).Find("#find tbody a")
	if choose.Length() != 1 || choose.AttrOr("href", "") != extensions+"?uscc="+uscc1+"#give" {
		t.Fatalf("%d enterprises, the first at %q", choose.Length(), choose.AttrOr("href", ""))
	}
	if got := lead.get(extensions + "?uscc=" + uscc1).fields(extensions).Get("uscc"); got != uscc1 {
		t.Errorf("the form has the code %q", got)
	}
}

// TestWhatWasWithdrawnIsSavedFirst: the page says so, and the way to submitting it does.
func TestWhatWasWithdrawnIsSavedFirst(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	if _, err := o.service.Withdraw(t.Context(), o.as("clerk"), id, ""); err != nil {
		t.Fatal(err)
	}
	v := o.visitor()
	v.signIn("clerk")
	v.get("/applications/" + id).want(http.StatusOK).says("请先在“填写”页保存一次（内容可以不改），再提交。")
	v.get("/applications/" + id + "/submit").want(http.StatusOK).says("这份申报已撤回。请先在“填写”页保存一次，再提交。")
	v.post("/applications/"+id+"/fill", v.get("/applications/"+id+"/fill").fields("/applications/"+id+"/fill")).want(http.StatusOK)
	if page := v.get("/applications/" + id + "/submit").want(http.StatusOK); page.path != "/applications/"+id+"/submit" {
		t.Errorf("saved as it was, it is submitted at %s", page.path)
	}
}

// TestSearchPages looks at lists that are searched.
func TestSearchPages(t *testing.T) {
	o := newOffice(t)
	o.round(twoReviewers())
	o.submitted(12)
	if _, err := o.service.Register(t.Context(), assessment.Command{RequestID: "test"}, assessment.NewRegistration{
		Enterprise: scoring.Enterprise{Name: "湖州登记示例有限公司", USCC: "91330502MA2B000030", Township: "织里镇"}, Contact: "赵六", Phone: "0572-1", Password: "long enough",
	}); err != nil {
		t.Fatal(err)
	}
	o.firm("gone", 99)
	gone := o.draft("gone", someFacts)
	o.submit("gone", gone)
	if _, err := o.service.Withdraw(t.Context(), o.as("gone"), gone, ""); err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "assignments-search", path: leadAt + "/assignments?q=示例#rows", user: "lead", phone: true, do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelector("#rows").scrollIntoView(), true)`)
		}},
		{name: "registrations-search", path: "/registrations?q=登记&state=open", user: "town", phone: true},
		{name: "registrations-nothing", path: "/registrations?state=declined", user: "town"},
		{name: "extensions-search", path: leadAt + "/extensions?q=示例#find", user: "lead", phone: true, do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelector("#find").scrollIntoView(), true)`)
		}},
		{name: "withdrawn", path: "/applications/" + gone, user: "gone", phone: true},
	})
}
