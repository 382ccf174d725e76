package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// pageRows is how many rows a list shows at once.
const pageRows = 50

// applicationsPage lists what one may see. An enterprise has one application a
// round and is shown every round; everyone else looks at one round.
type applicationsPage struct {
	base
	Own    bool
	Rounds []ownRound // of an enterprise
	Round  *assessment.Round
	Others []*assessment.Round
	Query  queue // what is asked for
	States []assessment.State
	Towns  []string
	Sorts  []string
	Heads  []assessment.ApplicationHead
	Links  []string // to the heads, with the place in the list
	At     string   // the application that was come back from
	Work   bool     // something may wait for the reader
	Mine   bool
	Narrow bool // something narrows the list
	Late   map[string]bool
	// Undeclared are the codes of enterprises whose files wait for a declaration.
	Undeclared map[string]bool
	Next       string // where the list goes on; "": it ends here
	First      string // back to the beginning; "": this is it
}

// ownRound is a round with the enterprise's application in it, if there is one.
type ownRound struct {
	*assessment.Round
	Application *assessment.ApplicationHead
	Closes      time.Time // with an extension
	May         bool      // it can be started now
	Soon        bool      // it opens later
	Over        bool      // it cannot be started any more
}

func (s *Site) applications(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	rounds, err := s.config.Service.ListRounds(ctx, actor)
	if err != nil {
		return err
	}
	key := "applications.title"
	if actor.Role == assessment.RoleEnterprise {
		key = "applications.own"
	}
	b, err := s.base(c, text(language(c), key))
	if err != nil {
		return err
	}
	page := applicationsPage{base: b, Own: actor.Role == assessment.RoleEnterprise}
	if page.Own {
		err = s.ownRounds(c, actor, rounds, &page)
	} else {
		err = s.listRound(c, actor, rounds, &page)
	}
	if err != nil {
		return err
	}
	return s.show(c, http.StatusOK, "applications", page)
}

func (s *Site) ownRounds(c *gin.Context, actor assessment.Actor, rounds []*assessment.Round, page *applicationsPage) error {
	heads, err := s.config.Service.ListApplications(c.Request.Context(), actor, assessment.ApplicationFilter{})
	if err != nil {
		return err
	}
	now := s.config.Now()
	for _, round := range rounds {
		own := ownRound{Round: round, Closes: round.ClosesAt}
		for i := range heads {
			if heads[i].Round == round.ID {
				own.Application = &heads[i]
			}
		}
		if round.State == assessment.RoundOpen && own.Application == nil {
			if own.Closes, err = s.closes(c, actor, round); err != nil {
				return err
			}
			own.Soon = now.Before(round.OpensAt)
			own.May = !own.Soon && (own.Closes.IsZero() || now.Before(own.Closes))
		}
		own.Over = own.Application == nil && !own.May && !own.Soon
		page.Rounds = append(page.Rounds, own)
	}
	return nil
}

// closes is the end of the window for the enterprise, as far as it is shown;
// whether something is too late is decided by the use cases.
func (s *Site) closes(c *gin.Context, actor assessment.Actor, round *assessment.Round) (time.Time, error) {
	extensions, err := s.config.Service.Extensions(c.Request.Context(), actor, round.ID)
	if err != nil {
		return time.Time{}, err
	}
	closes := round.ClosesAt
	for _, extension := range extensions {
		if extension.Window == assessment.WindowApplication && extension.Until.After(closes) && !closes.IsZero() {
			closes = extension.Until
		}
	}
	return closes, nil
}

// listRound shows a page of one round, asking for one row more to know whether the
// list goes on.
func (s *Site) listRound(c *gin.Context, actor assessment.Actor, rounds []*assessment.Round, page *applicationsPage) error {
	page.Others, page.States = rounds, assessment.States[1:] // nobody here sees drafts
	if len(rounds) == 0 {
		return nil
	}
	page.Query, page.At = queue(c.Request.URL.Query()).only(queueFields).with("row", ""), c.Query("at")
	page.Round = rounds[0]
	if id := c.Query("round"); id != "" {
		page.Round = nil
		for _, round := range rounds {
			if round.ID == id {
				page.Round = round
			}
		}
		if page.Round == nil {
			return api.NotFound()
		}
	}
	page.Query = page.Query.with("round", page.Round.ID)
	filter := page.Query.filter()
	filter.Limit = pageRows + 1
	heads, err := s.config.Service.ListApplications(c.Request.Context(), actor, filter)
	if err != nil {
		return err
	}
	if filter.After != "" {
		page.First = page.Query.with("after", "").list("")
	}
	if len(heads) > pageRows {
		heads = heads[:pageRows]
		page.Next = page.Query.with("after", heads[pageRows-1].Key(filter.Sort).String()).list("")
	}
	page.Heads, page.Late = heads, make(map[string]bool)
	for i := range heads {
		page.Links = append(page.Links, "/applications/"+url.PathEscape(heads[i].ID)+page.Query.with("row", heads[i].Key(filter.Sort).String()).suffix())
		page.Late[heads[i].ID] = !heads[i].DueAt.IsZero() && !s.config.Now().Before(heads[i].DueAt)
	}
	page.choices(actor)
	if page.Towns, err = s.config.Service.Townships(c.Request.Context(), actor); err != nil {
		return err
	}
	page.Undeclared, err = s.undeclared(c, actor, page.Round, heads)
	return err
}

// choices are what the reader may narrow and sort by.
func (p *applicationsPage) choices(actor assessment.Actor) {
	for _, by := range assessment.Sorts {
		p.Sorts = append(p.Sorts, string(by))
		if by == assessment.SortSubmitted {
			p.Sorts = append(p.Sorts, "-"+string(by))
		}
	}
	p.Mine = actor.Role == assessment.RoleReviewer
	p.Work = p.Mine || actor.Role == assessment.RoleTownship || actor.Role == assessment.RoleLead
	p.Narrow = len(p.Query.with("round", "").with("sort", "").with("after", "")) > 0
}

// Asked is what is asked for in a field of the list.
func (p applicationsPage) Asked(field string) string { return url.Values(p.Query).Get(field) }

// start opens an application without any facts; the page to fill it in follows.
func (s *Site) start(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	view, err := s.config.Service.CreateApplication(c.Request.Context(), cmd, c.Param("round"), noAnswers)
	if err != nil {
		return err
	}
	to := "/applications/" + view.ID + "/fill"
	if c.PostForm("by") == "workbook" {
		to = "/applications/" + view.ID + "/workbook"
	}
	return s.done(c, to, "started")
}
