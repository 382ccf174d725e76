package web_test

import (
	"net/http"
	"testing"
)

// The lead comes from an application to the form that gives its enterprise more time,
// with the code filled in; whoever else is not led there.
func TestExtensionFromAnApplication(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	lead, reviewer := o.visitor(), o.visitor()
	lead.signIn("lead")
	reviewer.signIn("reviewer")
	link := lead.get("/applications/"+id).want(http.StatusOK).Find("a[href*='/extensions?']").AttrOr("href", "")
	form := lead.get(link).want(http.StatusOK).fields(leadAt + "/extensions")
	if form.Get("uscc") != uscc1 || form.Get("window") != "application" {
		t.Errorf("%q fills in %v", link, form)
	}
	if reviewer.get("/applications/"+id).want(http.StatusOK).Find("a[href*='/extensions']").Length() > 0 {
		t.Error("a reviewer is led to extend")
	}
}
