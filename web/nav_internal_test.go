package web

import (
	"net/http"
	"testing"

	"wuxing/assessment"
	"wuxing/templates"
)

// Lines of the navigation and of a round's links are shown by the table of routes;
// their words have to be there before their pages are.
func TestEveryLinkHasItsWords(t *testing.T) {
	var keys []string
	for _, item := range navigation {
		keys = append(keys, item.text)
	}
	for _, l := range roundLinks {
		keys = append(keys, "rd."+l.text)
	}
	for _, step := range yearSteps {
		keys = append(keys, "rd.step_"+step)
	}
	for _, key := range keys {
		for _, lang := range templates.Languages {
			if _, ok := templates.Sentence(lang, "page."+key); !ok {
				t.Errorf("%s: no words for %s", lang, key)
			}
		}
	}
}

// Each link of a round belongs to a step of the year, or to all of it.
func TestEveryRoundLinkHasItsStep(t *testing.T) {
	steps := map[string]bool{"": true}
	for _, step := range yearSteps {
		steps[step] = true
	}
	for _, l := range roundLinks {
		if !steps[l.step] {
			t.Errorf("%s belongs to %q", l.path, l.step)
		}
	}
}

// A page opens where the table has it and its rule admits the role; nothing else does.
func TestOpens(t *testing.T) {
	s := &Site{pages: map[string]assessment.Action{
		"/": assessment.ActionPublic, "/account": assessment.ActionSession, "/rounds/{round}/overview": assessment.ActionReadOverview,
	}}
	for _, test := range []struct {
		role assessment.Role
		path string
		want bool
	}{
		{"", "/", true},
		{"", "/account", false},
		{assessment.RoleAdmin, "/account", true},
		{assessment.RoleLead, "/rounds/{round}/overview", true},
		{assessment.RoleAdmin, "/rounds/{round}/overview", false},
		{assessment.RoleEnterprise, "/rounds/{round}/overview", false},
		{assessment.RoleLead, "/rounds/{round}/nowhere", false},
	} {
		if got := s.opens(test.role, test.path); got != test.want {
			t.Errorf("%q opens %s: %v", test.role, test.path, got)
		}
	}
	for _, row := range roundRoutes() {
		if row.method != http.MethodGet {
			t.Errorf("%s %s is no page to look at", row.method, row.path)
		}
	}
}
