package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestOnlyWhatIsReturnedIsOpen: of a returned application the pages show what can be
// corrected, fold the rest, and lead only to where something can be done.
func TestOnlyWhatIsReturnedIsOpen(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	at := "/applications/" + id
	if n := o.asks("clerk", at+"/fill").Find(".item").Length() - o.asks("clerk", at+"/fill").Find("details .item").Length(); n != 31 {
		t.Errorf("a draft shows %d of 31 indicators", n)
	}
	all := len(o.asks("clerk", at+"/submit").hrefs("#m-files ~ ul a"))
	o.submit("clerk", id)
	o.giveBack(id, "competitions", "training_funds")
	page := o.asks("clerk", at+"/fill")
	if folded := page.Find("details .item").Length(); folded != 29 || page.Find(".item").Length() != 31 {
		t.Errorf("of %d indicators %d are folded, 29 cannot be changed", page.Find(".item").Length(), folded)
	}
	for _, open := range []string{"#i-competitions", "#i-training_funds"} {
		if page.Find(open).Length() != 1 || page.Find("details "+open).Length() != 0 {
			t.Errorf("%s is folded away", open)
		}
	}
	if href := o.asks("clerk", at).Find(".next .button").AttrOr("href", ""); href != at+"/fill#i-competitions" && href != at+"/fill#i-training_funds" {
		t.Errorf("the banner leads to %s", href)
	}
	check := o.asks("clerk", at+"/submit").want(http.StatusOK)
	links := check.hrefs("#m-files ~ ul a")
	if len(links) == 0 || len(links) >= all {
		t.Errorf("the check page links to %v, %d before", links, all)
	}
	for _, href := range links {
		if !strings.HasSuffix(href, "#i-competitions") && !strings.HasSuffix(href, "#i-training_funds") {
			t.Errorf("the check page leads to %s, where nothing can be added", href)
		}
	}
}
