package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// roundsPage lists the rounds with what one can do in each.
type roundsPage struct {
	base
	Rounds []roundCard
	New    bool // a round can be made
}

type roundCard struct {
	*assessment.Round
	Links []link
}

// roundLink is a page of a round. It is shown where the page is in the table of
// routes and its rule admits who asks, so a page that comes later is here already.
type roundLink struct {
	path  string // of the table, with {round}
	query string // after it, with {round}
	step  string // of the year that it belongs to; "": of all of it
	text  string // below page.rd
}

// roundLinks are in the order of the year.
var roundLinks = []roundLink{
	{"/rounds/{round}/overview", "", "", "link_overview"},
	{"/rounds/{round}/exports", "", "", "link_exports"},
	{"/rounds/{round}/retention", "", "", "link_retention"},
	{"/applications", "?round={round}", "open", "link_applications"},
	{"/rounds/{round}/settings", "", "open", "link_settings"},
	{"/rounds/{round}/extensions", "", "open", "link_extensions"},
	{"/rounds/{round}/assignments", "", "review", "link_assignments"},
	{"/rounds/{round}/authority", "", "review", "link_authority"},
	{"/rounds/{round}/moderation", "", "review", "link_moderation"},
	{"/rounds/{round}/release", "", "release", "link_release"},
	{"/rounds/{round}/appeals", "", "release", "link_appeals"},
	{"/rounds/{round}/ranking", "", "rank", "link_ranking"},
	{"/rounds/{round}/decision", "", "decide", "link_decision"},
	{"/rounds/{round}/notice", "", "notice", "link_notice"},
	{"/rounds/{round}/publication", "", "publish", "link_publication"},
}

// href is the address of a link in a round.
func (l roundLink) href(round string) string {
	return strings.ReplaceAll(l.path, "{round}", url.PathEscape(round)) + strings.ReplaceAll(l.query, "{round}", url.QueryEscape(round))
}

// roundLinks are those that whoever asks can follow; all, or those of a step.
func (s *Site) roundLinks(b *base, round *assessment.Round, of func(roundLink) bool) []link {
	var links []link
	for _, l := range roundLinks {
		if of(l) && s.opensIn(b.role(), l.path, round) {
			links = append(links, link{Href: l.href(round.ID), Text: text(b.Lang, "rd."+l.text)})
		}
	}
	return links
}

// opensIn tells whether a page of a round opens for the role in this one.
func (s *Site) opensIn(role assessment.Role, path string, round *assessment.Round) bool {
	switch path {
	case "/rounds/{round}/ranking":
		return s.opens(role, path) && round.ShowsRanking(role)
	case "/rounds/{round}/moderation":
		return s.opens(role, path) && round.Settings.Reviewers == 2
	}
	return s.opens(role, path)
}

func (s *Site) rounds(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	if actor.Role == assessment.RoleEnterprise { // whose rounds are with its applications
		return s.done(c, "/applications", "")
	}
	rounds, err := s.config.Service.ListRounds(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "menu.rounds"))
	if err != nil {
		return err
	}
	page := roundsPage{base: b, New: s.opens(actor.Role, "/rounds/new")}
	page.Trail = page.trail(link{Text: page.Title})
	for _, round := range rounds {
		page.Rounds = append(page.Rounds, roundCard{round, s.roundLinks(&b, round, func(roundLink) bool { return true })})
	}
	return s.show(c, http.StatusOK, "rounds", page)
}
