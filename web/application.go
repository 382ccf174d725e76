package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/web/chart"
)

// applicationBase is what every page of one application has.
type applicationBase struct {
	base
	View   *assessment.ApplicationView
	Round  *assessment.Round
	Card   *scoring.Card
	Tabs   []link
	Own    bool
	May    *assessment.Offer
	Asked  int // facts
	Given  int
	Queue  string // goes along from page to page, see queue
	Back   string // the list, at this application
	Next   string // what waits next in the list; "": nothing ever waits for the reader
	Extend string // where its enterprise is given more time, with its code filled in; "": not the reader's, or not now
}

// applicationBase reads the application for a page of it.
func (s *Site) applicationBase(c *gin.Context, tab string) (*applicationBase, error) {
	actor, err := s.actor(c)
	if err != nil {
		return nil, err
	}
	ctx := c.Request.Context()
	view, err := s.config.Service.Application(ctx, actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	round, err := s.config.Service.FindRound(ctx, actor, view.Round)
	if err != nil {
		return nil, err
	}
	card, ok := s.config.Cards.Card(view.Card)
	if !ok {
		return nil, &assessment.Error{Kind: assessment.KindConflict, Code: assessment.CodeCardChanged, Params: map[string]string{"card": view.Card}}
	}
	b, err := s.base(c, text(language(c), "tab."+tab))
	if err != nil {
		return nil, err
	}
	page := &applicationBase{base: b, View: view, Round: round, Card: card, Own: actor.Role == assessment.RoleEnterprise}
	if page.May, err = s.config.Service.Offer(ctx, actor, view.ID); err != nil {
		return nil, err
	}
	page.Asked = len(card.Facts)
	if facts, problems := card.ParseFacts(view.Facts); len(problems) == 0 {
		page.Given = page.Asked - len(facts.Missing())
	}
	page.tabs(tab)
	page.ways(c, actor)
	page.Extend = extendAt(page.reads(assessment.ActionExtend), round, view)
	home, name := "nav.applications", view.Enterprise.Name
	if page.Own {
		home, name = "nav.mine", round.Name
	}
	page.Trail = b.trail(link{Href: page.Back, Text: text(b.Lang, home)}, link{Text: name})
	return page, nil
}

// extendAt is the form that gives an application's enterprise more time: to correct
// what was returned, else to apply.
func extendAt(may bool, round *assessment.Round, view *assessment.ApplicationView) string {
	if !may || round.State != assessment.RoundOpen {
		return ""
	}
	window := assessment.WindowApplication
	if view.State == assessment.StateReturned {
		window = assessment.WindowCorrection
	}
	return "/rounds/" + url.PathEscape(round.ID) + "/extensions?" + url.Values{"uscc": {view.Enterprise.USCC}, "window": {string(window)}}.Encode()
}

// tabs are the pages of the application that make sense now.
func (p *applicationBase) tabs(current string) {
	at := "/applications/" + p.View.ID
	add := func(tab, path string) {
		p.Tabs = append(p.Tabs, link{Href: at + path, Text: text(p.Lang, "tab."+tab), Current: tab == current})
	}
	add("overview", "")
	if p.May.May(assessment.ActionPutFacts) {
		add("fill", "/fill")
		add("workbook", "/workbook")
	}
	if p.reads(assessment.ActionReadReview) && (!p.Own || p.View.Official != nil) {
		add("review", "/review")
	}
	if p.reads(assessment.ActionReadModeration) && p.Round.Settings.Reviewers == 2 && (p.View.State == assessment.StateModeration || p.View.Official != nil) {
		add("moderation", "/moderation")
	}
	vetoed := !p.Own && p.View.Result.Vetoed || p.View.Official != nil && p.View.Official.Vetoed
	if current == "liftings" || p.reads(assessment.ActionReadReview) && vetoed {
		add("liftings", "/liftings")
	}
	add("evidence", "/evidence")
	if p.Own {
		add("advice", "/advice")
	}
	if p.May.May(assessment.ActionSubmit) {
		add("submit", "/submit")
	}
	if p.View.Official != nil {
		add("appeals", "/appeals")
	}
}

// reads tells whether the action is the reader's.
func (p *applicationBase) reads(action assessment.Action) bool {
	return slices.Contains(assessment.RolesFor(action), p.User.Role)
}

// applicationPage is the application at a glance.
type applicationPage struct {
	*applicationBase
	Steps      []step
	Categories []scoreRow
	Lines      []lineGroup
	Events     []event
	Returned   []*scoring.Indicator
	Pictures   *pictures // once both scores may be seen
	Paper      *paper
	Problem    string     // why what was typed was refused
	Typed      url.Values // into the forms on the page
}

// step is one of the stations on the way.
type step struct {
	Text string
	Now  bool
	Done bool
}

// scoreRow is a subtotal or an indicator with both scores.
type scoreRow struct {
	No, Name   string
	Points     scoring.Points
	Self       scoring.Points
	Status     string // of the self score
	Official   *scoring.Points
	Difference scoring.Points
	Reason     string // of the self score
	Ruled      string // of the official score, where it is another
	Pair       *chart.Pair
}

type lineGroup struct {
	Name string
	Rows []scoreRow
}

// event is a line of what has happened.
type event struct {
	At     time.Time
	What   string
	Role   assessment.Role
	Reason string
}

func (s *Site) application(c *gin.Context) error {
	return s.showApplication(c, http.StatusOK, "", nil)
}

func (s *Site) showApplication(c *gin.Context, status int, problem string, typed url.Values) error {
	shared, err := s.applicationBase(c, "overview")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	history, err := s.config.Service.History(c.Request.Context(), actor, shared.View.ID)
	if err != nil {
		return err
	}
	page := applicationPage{applicationBase: shared, Steps: shared.steps(), Events: eventsOf(history), Problem: problem, Typed: typed}
	page.Path = "/applications/" + shared.View.ID
	page.scores()
	page.Pictures = picturesOf(page.Lang, shared.Card, shared.View.Result, shared.View.Official)
	page.Paper = page.paper()
	if shared.View.Returned != nil {
		for _, id := range shared.View.Returned.Indicators {
			if indicator, ok := shared.Card.Indicator(id); ok {
				page.Returned = append(page.Returned, indicator)
			}
		}
	}
	return s.show(c, status, "application", page)
}

// scores puts self and official scores beside each other.
func (p *applicationPage) scores() {
	for i := range p.Card.Categories {
		category := &p.Card.Categories[i]
		row := scoreRow{No: category.No, Name: category.Name, Points: category.Points}
		row.Self = categoryScore(p.View.Result, category.ID)
		if p.View.Official != nil {
			official := categoryScore(p.View.Official, category.ID)
			row.Official, row.Difference = &official, official-row.Self
		}
		p.Categories = append(p.Categories, row)
		group := lineGroup{Name: category.Name}
		for j := range category.Indicators {
			group.Rows = append(group.Rows, p.line(&category.Indicators[j]))
		}
		p.Lines = append(p.Lines, group)
	}
}

func categoryScore(result *scoring.Result, id string) scoring.Points {
	for _, category := range result.Categories {
		if category.ID == id {
			return category.Score
		}
	}
	return 0
}

func (p *applicationPage) line(indicator *scoring.Indicator) scoreRow {
	row := scoreRow{No: indicator.No, Name: indicator.Name, Points: indicator.Points}
	if self, ok := p.View.Result.Indicator(indicator.ID); ok {
		row.Self, row.Reason, row.Status = self.Score, self.Explanation, lineStatus(self)
	}
	if p.View.Official == nil {
		return row
	}
	if official, ok := p.View.Official.Indicator(indicator.ID); ok {
		row.Official, row.Difference = &official.Score, official.Score-row.Self
		if official.Explanation != row.Reason {
			row.Ruled = official.Explanation
		}
	}
	return row
}

// steps are the stations of the round's path, and where the application is.
func (p *applicationBase) steps() []step {
	names := []string{"fill", "submit", "review", "result", "published"}
	if p.Round.Settings.FirstCheck {
		names = []string{"fill", "submit", "check", "review", "result", "published"}
	}
	at := "fill"
	switch p.View.State {
	case assessment.StateSubmitted:
		at = "review"
		if p.Round.Settings.FirstCheck {
			at = "check"
		}
	case assessment.StateChecked, assessment.StateInReview, assessment.StateResubmitted, assessment.StateModeration:
		at = "review"
	case assessment.StateReviewed, assessment.StateRanked:
		at = "result"
	case assessment.StatePublished:
		at = "published"
	}
	var steps []step
	passed := true
	for _, name := range names {
		now := name == at
		passed = passed && !now
		steps = append(steps, step{Text: text(p.Lang, "step."+name), Now: now, Done: passed})
	}
	return steps
}

// eventsOf leaves out what is only typing: of saves one after the other the last
// is told.
func eventsOf(history []assessment.AuditEvent) []event {
	var events []event
	for i := len(history) - 1; i >= 0; i-- {
		if history[i].Action == assessment.ActionPutFacts && i+1 < len(history) && history[i+1].Action == assessment.ActionPutFacts {
			continue
		}
		events = append(events, event{At: history[i].At, What: string(history[i].Action), Role: history[i].Role, Reason: history[i].Reason})
	}
	return events
}
