package web

import (
	"crypto/rand"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// roundBase is what every page about a round's end has.
type roundBase struct {
	base
	Round *assessment.Round
	Tabs  []link
	Actor assessment.Actor
	Key   string // of the forms, so that one sent twice counts once
	Typed typed  // into the form that was refused
	// Problem says why a form was refused, Problems what is wrong in it.
	Problem  string
	Problems []string
}

// typed are the fields of a form that comes back.
type typed map[string]string

// roundTabs are the pages of a round's end, in the order of its way.
var roundTabs = []struct{ name, path string }{
	{"ranking", "/ranking"}, {"decision", "/decision"}, {"notice", "/notice"}, {"publication", "/publication"}, {"exports", "/exports"},
}

// roundBase is around a page; tab names it.
func (s *Site) roundBase(c *gin.Context, tab string) (*roundBase, error) {
	actor, err := s.actor(c)
	if err != nil {
		return nil, err
	}
	round, err := s.config.Service.FindRound(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	b, err := s.base(c, text(language(c), "round.tab."+tab))
	if err != nil {
		return nil, err
	}
	page := &roundBase{base: b, Round: round, Actor: actor, Key: rand.Text()}
	at := "/rounds/" + round.ID
	for _, each := range roundTabs {
		if s.opensIn(actor.Role, "/rounds/{round}"+each.path, round) {
			page.Tabs = append(page.Tabs, link{Href: at + each.path, Text: text(b.Lang, "round.tab."+each.name), Current: each.name == tab})
		}
	}
	home := link{Text: round.Name}
	if s.opens(actor.Role, "/rounds/{round}") {
		home.Href = at
	} else if s.opens(actor.Role, "/applications") {
		home.Href = "/applications?round=" + round.ID
	}
	page.Trail = b.trail(home, link{Text: b.Title})
	page.Path = at + "/" + tab
	return page, nil
}

// May tells whether the reader may do what the rule of the action says to the round as
// it stands.
func (p *roundBase) May(action string) bool {
	return p.Actor.MayRound(assessment.Action(action), p.Round.State)
}

// Places is the quota of a line.
func (p *roundBase) Places(line assessment.Line) int {
	if line == assessment.LineExcellent {
		return p.Round.Settings.Excellent
	}
	return p.Round.Quota
}

// refused keeps what was typed into a form and why it was refused; other errors are
// given back.
func (s *Site) refused(c *gin.Context, err error, page *roundBase) (status int, other error) {
	for _, kind := range []assessment.Kind{assessment.KindInvalid, assessment.KindConflict, assessment.KindStale, assessment.KindForbidden} {
		if !assessment.IsKind(err, kind) {
			continue
		}
		problem := s.door.Explain(c, err)
		page.refuse(problem)
		page.Typed = make(typed, len(c.Request.PostForm))
		for name := range c.Request.PostForm {
			page.Typed[name] = c.Request.PostForm.Get(name)
		}
		return problem.Status, nil
	}
	return 0, err
}

func (p *roundBase) refuse(problem api.Problem) {
	p.Problem = problem.Detail
	for _, each := range problem.Problems {
		p.Problems = append(p.Problems, each.Message)
	}
}

// explain words what a use case says of the present state.
func (s *Site) explain(c *gin.Context, list []*assessment.Error) (sentences []string) {
	for _, each := range list {
		sentences = append(sentences, s.door.Explain(c, each).Detail)
	}
	return sentences
}

// keyed is the command of a form with a key.
func (s *Site) keyed(c *gin.Context, version int) (assessment.Command, error) {
	return s.door.Command(c, version, c.PostForm(fieldKey), []byte(contentOf(c.Request.PostForm)))
}
