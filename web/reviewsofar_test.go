package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"wuxing/assessment"
)

// TestReviewSaysWhatIsDecided: before the last indicator is decided no place of the
// review gives out an undecided score as official, and the total says how far it is.
func TestReviewSaysWhatIsDecided(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	lead := o.visitor()
	lead.signIn("lead")
	at := "/applications/" + id + "/review"
	if page := lead.get(at).says("已评 0/31 项"); page.Find(".pictures").Length() != 0 {
		t.Error("there are pictures of a review that nobody has begun")
	}
	if _, err := o.service.PutReview(t.Context(), o.as("reviewer"), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{{Indicator: "leadership", Decision: assessment.Agree}}}); err != nil {
		t.Fatal(err)
	}
	page := lead.get(at).want(http.StatusOK).says("已评 1/31 项")
	rows := page.Find(".pictures .bars-of tbody tr:not(.group-row)")
	official := 0
	for i := range rows.Length() {
		if got := strings.TrimSpace(rows.Eq(i).Find("td[data-label='评审分']").Text()); got != "—" {
			official++
		}
	}
	if rows.Length() != 31 || official != 1 {
		t.Errorf("%d of %d rows of the bars have an official score, 1 is decided", official, rows.Length())
	}
	page.Find(".pictures").ChildrenFiltered("table").Find("td[data-label='评审分']").Each(func(_ int, cell *goquery.Selection) {
		if cell.Text() != "—" {
			t.Errorf("a category that is not decided has %s", cell.Text())
		}
	})
	if page.Find(".pictures .chart").Length() != 0 {
		t.Error("there is a web of official scores before all are decided")
	}
	o.review(id)
	page = lead.get(at)
	if strings.Contains(page.Find("[data-so-far]").Text(), "已评") || page.Find(".pictures .chart").Length() != 1 {
		t.Error("a finished review is shown like one that goes on")
	}
}
