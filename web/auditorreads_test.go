package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"wuxing/assessment"
	"wuxing/web"
)

// TestTheAuditorReadsWhatTheLeadReads: each page of a round or an application that the
// lead is shown is shown to the auditor, too, and there without a form that changes
// anything.
func TestTheAuditorReadsWhatTheLeadReads(t *testing.T) {
	o := everyStation(t)
	ids, err := o.service.ListApplications(t.Context(), o.users["lead"], assessment.ApplicationFilter{})
	if err != nil {
		t.Fatal(err)
	}
	values := o.values(ids[0].ID, ids[1].ID)
	values["round"] = []string{"2024", "2025", "2026"}
	lead, auditor := signedIn(t, o.handler, "lead"), signedIn(t, o.handler, "auditor")
	read := make(map[string]bool)
	for _, page := range everyPage(t, []string{"lead"}, values) {
		ofTheRound := strings.HasPrefix(page.route, "/rounds/") || strings.HasPrefix(page.route, "/applications/")
		if !ofTheRound || page.route == "/applications/{id}/next" || fetch(o.handler, page.path, lead).Code != http.StatusOK {
			continue
		}
		answer := fetch(o.handler, page.path, auditor)
		if answer.Code != http.StatusOK {
			t.Errorf("%s answers the auditor %d", page.path, answer.Code)
			continue
		}
		read[page.route] = true
		document, err := goquery.NewDocumentFromReader(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		document.Find("main form[method=post]").Each(func(_ int, form *goquery.Selection) {
			action := form.AttrOr("action", "")
			if strings.HasPrefix(action, "/rounds/") || strings.HasPrefix(action, "/applications/") {
				t.Errorf("%s offers the auditor a form to %s", page.path, action)
			}
		})
	}
	for _, route := range web.Routes() {
		if route.Method == http.MethodGet && strings.HasPrefix(route.Path, "/rounds/") && admitted(assessment.RoleLead, route) && !read[route.Path] {
			t.Errorf("%s is no page that the auditor has read", route.Path)
		}
	}
}
