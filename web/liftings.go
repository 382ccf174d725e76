package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// liftingsPage shows the vetoes of an application and where they come from, what was
// proposed to lift them, and the forms to propose and to decide.
type liftingsPage struct {
	*applicationBase
	Vetoes   []vetoForm
	Liftings []liftingRow // newest first
	Propose  bool
	Version  int
}

// vetoForm is a veto with the correction that would lift it.
type vetoForm struct {
	assessment.VetoSource
	Facts   []reviewFact
	Fields  []field
	Pending bool // a proposal waits already
	Key     string
	Refused refused
	Typed   url.Values
}

// liftingRow is a proposal in words.
type liftingRow struct {
	assessment.LiftingView
	Indicator *scoring.Indicator
	State     string       // waiting, confirmed, refused
	Facts     []reviewFact // as they are, and as they are to be
	Own       bool         // its proposer cannot decide it
	May       bool
	Key       string
	Refused   refused
	Typed     url.Values
}

func (s *Site) liftings(c *gin.Context) error {
	return s.showLiftings(c, refused{Status: http.StatusOK}, "", nil)
}

// showLiftings shows the page; at is the indicator or the lifting whose form was
// refused.
func (s *Site) showLiftings(c *gin.Context, why refused, at string, typed url.Values) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	review, err := s.config.Service.Review(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	shared, err := s.applicationBase(c, "liftings")
	if err != nil {
		return err
	}
	page := &liftingsPage{applicationBase: shared, Version: review.Application.Version}
	page.Path = "/applications/" + shared.View.ID + "/liftings"
	page.Propose = shared.May.May(assessment.ActionProposeLifting)
	given, problems := shared.Card.ParseFacts(shared.View.Facts)
	if len(problems) > 0 { // stored facts have passed this card
		return problems
	}
	now := correctedFacts(shared.Card, given, review, "")
	for i := len(review.Liftings) - 1; i >= 0; i-- {
		one := review.Liftings[i]
		indicator, ok := shared.Card.Indicator(one.Indicator)
		if !ok {
			continue
		}
		row := liftingRow{LiftingView: one, Indicator: indicator, Own: one.By == actor.UserID, Key: newKey(), State: "waiting"}
		if one.Confirmed != nil {
			row.State = "refused"
			if *one.Confirmed {
				row.State = "confirmed"
			}
		}
		row.May = one.Confirmed == nil && !row.Own && shared.May.May(assessment.ActionDecideLifting)
		for _, fact := range reviewFacts(shared.Lang, shared.Card.FactsOf(indicator), given, amended(shared.Card, now, one.Facts)) {
			if fact.Count != "" {
				row.Facts = append(row.Facts, fact)
			}
		}
		if at == one.ID {
			row.Refused, row.Typed = why, typed
		}
		page.Liftings = append(page.Liftings, row)
	}
	for _, veto := range review.Vetoes {
		form := vetoForm{VetoSource: veto, Key: newKey()}
		form.Pending = slices.ContainsFunc(review.Liftings, func(l assessment.LiftingView) bool { return l.Indicator == veto.Indicator && l.Confirmed == nil })
		if at == veto.Indicator {
			form.Refused, form.Typed = why, typed
		}
		if indicator, ok := shared.Card.Indicator(veto.Indicator); ok {
			form.Facts = reviewFacts(shared.Lang, shared.Card.FactsOf(indicator), given, now)
			form.Fields = factFields(shared.Lang, shared.Card, indicator, now, form.Typed, veto.Indicator+"-")
		}
		page.Vetoes = append(page.Vetoes, form)
	}
	return s.show(c, why.Status, "liftings", page)
}

// proposeLifting puts a correction forward; it counts once somebody else confirms it.
func (s *Site) proposeLifting(c *gin.Context) error {
	form := c.Request.PostForm
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	ctx, id, indicator := c.Request.Context(), c.Param("id"), form.Get("indicator")
	view, err := s.config.Service.Application(ctx, actor, id)
	if err != nil {
		return err
	}
	review, err := s.config.Service.Review(ctx, actor, id)
	if err != nil {
		return err
	}
	facts, problems := s.correction(view, review, indicator, form)
	_, err = s.config.Service.ProposeLifting(ctx, cmd, id, assessment.NewLifting{Indicator: indicator, Facts: facts, Reason: form.Get("reason")})
	err = together(err, problems, "", "facts")
	if err == nil {
		return s.done(c, "/applications/"+url.PathEscape(id)+"/liftings", "lifting_proposed")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showLiftings(c, why.beside(func(path string) string {
		if strings.HasPrefix(path, "facts") || path == "" {
			return "facts"
		}
		return path
	}), indicator, form)
}

// decideLifting confirms or refuses a proposal.
func (s *Site) decideLifting(c *gin.Context) error {
	form := c.Request.PostForm
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	id, lifting := c.Param("id"), c.Param("lifting")
	answer := form.Get("confirm")
	if answer != "yes" && answer != "no" {
		err = together(nil, missing("confirm"))
	} else {
		_, err = s.config.Service.DecideLifting(c.Request.Context(), cmd, id, lifting, answer == "yes", form.Get("reason"))
	}
	if err == nil {
		return s.done(c, "/applications/"+url.PathEscape(id)+"/liftings", "lifting_decided")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showLiftings(c, why.beside(asNamed), lifting, form)
}
