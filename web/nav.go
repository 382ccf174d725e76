package web

import (
	"slices"
	"strings"

	"wuxing/assessment"
)

// navItem is a line of the navigation. It is shown where its page is in the table of
// routes and the rule of that page admits who asks.
type navItem struct {
	path string // of the page; also where the link leads
	text string
	only func(assessment.Role) bool // nil: whoever the page admits
}

// navigation is the main pages, in order. A page more is a line more.
var navigation = []navItem{
	{"/", "nav.home", nil},
	{"/applications", "nav.mine", isEnterprise},
	{"/applications", "nav.applications", isStaff},
	{"/rounds", "menu.rounds", isStaff},
	{"/programme", "menu.programme", nil},
	{"/scorecards", "menu.scorecards", nil},
	{"/registrations", "nav.registrations", nil},
	{"/users", "menu.users", nil},
	{"/audit", "menu.audit", nil},
	{"/backups", "menu.backups", nil},
	{"/self-test", "nav.selftest", isNoStaff},
	{"/notices", "nav.notices", nil},
}

func isEnterprise(role assessment.Role) bool { return role == assessment.RoleEnterprise }

func isNoStaff(role assessment.Role) bool { return !isStaff(role) }

func isStaff(role assessment.Role) bool { return role != "" && role != assessment.RoleEnterprise }

// nav is the way to the main pages for whoever asks.
func (s *Site) nav(b *base, path string) []link {
	role := b.role()
	var links []link
	for _, item := range navigation {
		if !s.opens(role, item.path) || item.only != nil && !item.only(role) {
			continue
		}
		if b.User != nil && b.User.Owes && s.pages[item.path] != assessment.ActionPublic {
			continue // it would lead back to the page for the password
		}
		links = append(links, link{
			Href: item.path, Text: text(b.Lang, item.text),
			Current: path == item.path || item.path != "/" && strings.HasPrefix(path, item.path+"/"),
		})
	}
	return links
}

// role is that of who is signed in; "" where nobody is.
func (b *base) role() assessment.Role {
	if b.User == nil {
		return ""
	}
	return b.User.Role
}

// opens tells whether there is a page at the path of the table and its rule admits
// the role.
func (s *Site) opens(role assessment.Role, path string) bool {
	action, there := s.pages[path]
	switch {
	case !there:
		return false
	case assessment.Anyone(action):
		return true
	case action == assessment.ActionSession:
		return role != ""
	}
	return slices.Contains(assessment.RolesFor(action), role)
}
