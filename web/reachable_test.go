package web_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/web"
)

// unlinked are the pages that the rules open to a role and no link of its own leads to,
// with why. None of the roles named: no link leads anybody there.
var unlinked = []struct {
	path, why string
	roles     []assessment.Role
}{
	{"/setup", "is there only before there is an account; the console says where", nil},
	{"/sign-in/code", "comes by itself after the password", nil},
	{"/applications/{id}/values", "is no page: the script of the form asks for it", nil},
	{"/sign-in", "is for who is not signed in, or in the form no longer", signedInRoles[1:]},
	{"/register", "is for who has no account", signedInRoles},
	{"/register/state", "likewise", signedInRoles},
	{"/rounds", "leads an enterprise to its applications, which show its rounds", []assessment.Role{assessment.RoleEnterprise}},
	{"/rounds/{round}", "likewise", []assessment.Role{assessment.RoleEnterprise}},
	{"/rounds/{round}/extensions", "an enterprise is shown its own date with its round", []assessment.Role{assessment.RoleEnterprise}},
	{"/applications/{id}/next", "nothing in a list waits for them", []assessment.Role{assessment.RoleEnterprise, assessment.RoleAuditor}},
	{"/applications/{id}/history", "is the office's: an enterprise reads what was decided in its review", []assessment.Role{assessment.RoleEnterprise}},
	{"/applications/{id}/advice", "is what the enterprise can do about its score; nobody is kept out", signedInRoles[1:]},
}

var signedInRoles = []assessment.Role{
	assessment.RoleEnterprise, assessment.RoleTownship, assessment.RoleReviewer, assessment.RoleLead, assessment.RoleAuditor, assessment.RoleAdmin,
}

// linked tells whether a link has to lead the role to the page.
func linked(role assessment.Role, path string) bool {
	for _, each := range unlinked {
		if each.path == path && (each.roles == nil || slices.Contains(each.roles, role)) {
			return false
		}
	}
	return true
}

// TestEveryPageIsReached goes from everybody's home through all links: each page that
// the rules open to a role is linked somewhere on the way.
func TestEveryPageIsReached(t *testing.T) {
	o := everyStation(t)
	for role, users := range map[assessment.Role][]string{
		assessment.RolePublic:     {""},
		assessment.RoleEnterprise: {"clerk", "firm4", "firm5"},
		assessment.RoleTownship:   {"town"},
		assessment.RoleReviewer:   {"reviewer", "reviewer2"},
		assessment.RoleLead:       {"lead"},
		assessment.RoleAuditor:    {"auditor"},
		assessment.RoleAdmin:      {"admin"},
	} {
		reached := make(map[string]bool)
		for _, user := range users {
			walk := &walk{t: t, o: o, user: user, cookie: signedIn(t, o.handler, user), seen: make(map[string]bool), reached: reached}
			walk.to("/", "")
		}
		for _, route := range web.Routes() {
			if route.Method != http.MethodGet || !admitted(role, route) {
				continue
			}
			if leads := reached[route.Path]; !leads && linked(role, route.Path) {
				t.Errorf("nothing leads %s to %s", role, route.Path)
			} else if leads && !linked(role, route.Path) {
				t.Errorf("%s comes to %s by links: it is no exception", role, route.Path)
			}
		}
	}
}

// admitted tells whether the rules open the page to the role.
func admitted(role assessment.Role, route api.Route) bool {
	switch {
	case assessment.Anyone(route.Action):
		return true
	case route.Action == assessment.ActionSession:
		return role != assessment.RolePublic
	}
	return slices.Contains(assessment.RolesFor(route.Action), role)
}

// everyStation is an office with rounds at the stations of a year: one that is open,
// with two reviewers, a draft, a veto and a picture; one on notice; one published.
func everyStation(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.round(twoReviewers())
	apart := o.draft("clerk", someFacts)
	picture := certificate(t)
	if _, err := o.service.AddEvidence(t.Context(), o.as("clerk"), apart, assessment.NewEvidence{
		Indicator: "training_funds", Name: "凭证.png", Content: bytes.NewReader(picture), Size: int64(len(picture)),
	}); err != nil {
		t.Fatal(err)
	}
	o.submit("clerk", apart)
	o.submit("clerk2", o.draft("clerk2", someFacts))
	o.watchers()
	o.firms(10)
	o.assignTwo()
	o.apart(apart, uscc1)
	o.year(2025, 5, 5) // firm5 has a veto
	o.opened(2024, time.Time{}, nil)
	for i := range 3 {
		o.judge("reviewer", o.handIn("2024", i), i)
	}
	o.rank("2024")
	o.decide("2024")
	o.notice("2024")
	o.draft("firm4", someFacts)
	return o
}

// walk is a way through the pages by their links.
type walk struct {
	t            *testing.T
	o            *office
	user, cookie string
	seen         map[string]bool // kinds of addresses
	reached      map[string]bool // routes
}

// to opens a page that another one links, and goes on to what it links.
func (w *walk) to(address, from string) {
	at, kind := routeOf(address), kindOf(address)
	if at == "" || w.seen[kind] {
		return
	}
	w.seen[kind] = true
	answer := fetch(w.o.handler, address, w.cookie)
	if answer.Code >= http.StatusBadRequest {
		w.t.Errorf("%s leads %q to %s, which answers %d", from, w.user, address, answer.Code)
		return
	}
	w.reached[at] = true
	if to := answer.Header().Get("Location"); to != "" {
		w.to(w.address(address, to), address)
		return
	}
	if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
		return
	}
	document, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	document.Find("a[href]").Each(func(_ int, a *goquery.Selection) { w.to(w.address(address, a.AttrOr("href", "")), address) })
	document.Find("form[method=get]").Each(func(_ int, form *goquery.Selection) {
		fields := fieldsOf(form)
		form.Find("select[name]").Each(func(_ int, list *goquery.Selection) {
			if name := list.AttrOr("name", ""); !fields.Has(name) {
				fields.Set(name, list.Find("option").First().AttrOr("value", ""))
			}
		})
		w.to(w.address(address, form.AttrOr("action", "")+"?"+fields.Encode()), address)
	})
}

// kindOf is what two addresses share that need not both be opened: the path, and what
// is asked for but for the words, rows and days in it.
func kindOf(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return address
	}
	kind := at.Path + "?round=" + at.Query().Get("round")
	for _, name := range slices.Sorted(maps.Keys(at.Query())) {
		kind += "&" + name
	}
	return kind
}

// address is where a link leads, without what changes nothing about which pages are
// linked there: the place in a list that goes along, and the place on the page.
func (w *walk) address(from, link string) string {
	base, err := url.Parse(from)
	if err == nil {
		base, err = base.Parse(link)
	}
	if err != nil {
		w.t.Errorf("%s links %q: %v", from, link, err)
		return ""
	}
	query := base.Query()
	for _, field := range []string{"queue", "at", "after", "q", "sort", "state", "township", "whose", "overdue", "gaps"} {
		query.Del(field)
	}
	for name := range query {
		if query.Get(name) == "" {
			query.Del(name)
		}
	}
	base.RawQuery, base.Fragment = query.Encode(), ""
	return base.String()
}

// routeOf is the path in the table of a page's address; "" for what is no page of
// ours. A path that says a part in words goes before one with a parameter there.
func routeOf(address string) (found string) {
	at, err := url.Parse(address)
	if err != nil || at.Host != "" {
		return ""
	}
	parts, fewest := strings.Split(at.Path, "/"), len(address)
	for _, path := range paths() {
		parameters := strings.Count(path, "{")
		if parameters < fewest && slices.EqualFunc(strings.Split(path, "/"), parts, func(p, part string) bool {
			return p == part || strings.HasPrefix(p, "{") && part != ""
		}) {
			found, fewest = path, parameters
		}
	}
	return found
}

// paths are those of the pages, as they stand in the table.
var paths = sync.OnceValue(func() (list []string) {
	for _, route := range web.Routes() {
		if route.Method == http.MethodGet {
			list = append(list, route.Path)
		}
	}
	return list
})
