package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// roundPage is a round with the steps of its year.
type roundPage struct {
	base
	Round    *assessment.Round
	Overview *assessment.Overview // nil for who hears nothing of it
	Public   *assessment.NoticeHead
	Steps    []yearStep
	Links    []link // that belong to no step
}

// yearStep is a step of the year. Before Now all is done, after it nothing is.
type yearStep struct {
	Name  string
	Text  string
	Done  bool
	Now   bool
	Begun bool   // goes on beside the present step
	Blind bool   // who asks hears nothing of how far it is
	When  string // dates, in words
	Todo  []todo // what is to do now
	Links []link
}

// todo is a piece of work in words, and the page where it is done.
type todo struct {
	Text string
	Href string // "": there is no page for it, or not for who asks
}

// yearSteps are the steps in order.
var yearSteps = []string{"open", "review", "release", "rank", "decide", "notice", "publish"}

func (s *Site) round(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	if actor.Role == assessment.RoleEnterprise {
		return s.done(c, "/applications", "")
	}
	ctx := c.Request.Context()
	round, err := s.config.Service.FindRound(ctx, actor, c.Param("round"))
	if err != nil {
		return err
	}
	b, err := s.base(c, round.Name)
	if err != nil {
		return err
	}
	page := &roundPage{base: b, Round: round, Links: s.roundLinks(&b, round, func(l roundLink) bool { return l.step == "" })}
	page.Trail = page.trail(link{Href: "/rounds", Text: text(page.Lang, "menu.rounds")}, link{Text: round.Name})
	if s.opens(actor.Role, "/rounds/{round}/overview") {
		if page.Overview, err = s.config.Service.Overview(ctx, actor, round.ID); err != nil {
			return err
		}
	}
	if round.State == assessment.RoundOnNotice || round.State == assessment.RoundPublished {
		notices, err := s.config.Service.Notices(ctx, actor)
		if err != nil {
			return err
		}
		for i := range notices {
			if notices[i].Round == round.ID && notices[i].StoppedAt == nil {
				page.Public = &notices[i]
			}
		}
	}
	page.steps(s)
	return s.show(c, http.StatusOK, "round", page)
}

// steps puts the year together.
func (p *roundPage) steps(s *Site) {
	now, passed := p.at(s.config.Now()), true
	for _, name := range yearSteps {
		step := yearStep{Name: name, Text: text(p.Lang, "rd.step_"+name), Now: name == now, When: p.when(name)}
		passed = passed && !step.Now
		step.Done = passed
		step.Blind = p.Overview == nil && p.Round.State == assessment.RoundOpen && (name == "review" || name == "release")
		step.Now = step.Now && !step.Blind
		step.Begun = name == "review" && now == "open" && p.underReview()
		step.Links = s.roundLinks(&p.base, p.Round, func(l roundLink) bool { return l.step == name })
		if step.Now {
			step.Todo = p.todo(s, name)
		}
		p.Steps = append(p.Steps, step)
	}
}

// at is the step that the round stands at; "" when the year is over. Before the
// results are released it depends on the window and on what is left to review.
func (p *roundPage) at(now time.Time) string {
	switch p.Round.State {
	case assessment.RoundRanked:
		return "decide"
	case assessment.RoundDecided:
		return "notice"
	case assessment.RoundOnNotice:
		if p.Public != nil && p.Public.State == assessment.NoticeEnded {
			return "publish"
		}
		return "notice"
	case assessment.RoundPublished:
		return ""
	}
	o := p.Overview
	switch {
	case o != nil && o.Release != nil && now.Before(o.Release.AppealsUntil):
		return "release"
	case o != nil && o.Release != nil:
		return "rank"
	case p.Round.ClosesAt.IsZero() || now.Before(p.Round.ClosesAt):
		return "open"
	case o != nil && o.Quota != nil && o.Quota.Pending == o.Quota.Returned && o.Quota.Ranked+o.Quota.Vetoed > 0:
		return "release"
	}
	return "review"
}

// when are the dates of a step, as far as they are known.
func (p *roundPage) when(step string) string {
	say := func(key string, at time.Time) string { return text(p.Lang, "rd."+key, "at", until(p.Lang, at)) }
	switch {
	case step == "open" && p.Round.ClosesAt.IsZero():
		return text(p.Lang, "rd.from", "from", clock(p.Lang, p.Round.OpensAt))
	case step == "open":
		return text(p.Lang, "rd.fromto", "from", clock(p.Lang, p.Round.OpensAt), "to", until(p.Lang, p.Round.ClosesAt))
	case step == "review" && p.Round.Settings.Review.ClosesAt != nil:
		return say("review_until", *p.Round.Settings.Review.ClosesAt)
	case step == "release" && p.Overview != nil && p.Overview.Release != nil:
		return say("appeals_until", p.Overview.Release.AppealsUntil)
	case step == "decide" && p.Overview != nil && p.Overview.Quota != nil && p.Overview.Quota.Decided != nil:
		return text(p.Lang, "rd.held_on", "day", p.Overview.Quota.Decided.HeldOn)
	case step == "notice" && p.Public != nil:
		return text(p.Lang, "rd.fromto", "from", day(p.Lang, p.Public.StartsAt), "to", until(p.Lang, p.Public.EndsAt))
	}
	return ""
}

// todo is what waits at the present step, with the page where it is done. Only who
// leads the round is told what to do.
func (p *roundPage) todo(s *Site, step string) []todo {
	o := p.Overview
	if o == nil || p.role() != assessment.RoleLead {
		return nil
	}
	var list []todo
	add := func(path, key string, params ...any) {
		item := todo{Text: text(p.Lang, "rd."+key, params...)}
		for _, l := range roundLinks {
			if l.path == path && s.opensIn(p.role(), path, p.Round) {
				item.Href = l.href(p.Round.ID)
			}
		}
		list = append(list, item)
	}
	counted := func(count int, path, key string) {
		if count > 0 {
			add(path, key, "count", count)
		}
	}
	if p.Round.State == assessment.RoundOpen {
		unassigned, overdue := 0, 0
		if o.Unassigned != nil && p.Round.Settings.Assignment == assessment.AssignmentAssigned {
			unassigned = *o.Unassigned
		}
		for _, work := range o.Overdue {
			overdue += work.Count
		}
		counted(unassigned, "/rounds/{round}/assignments", "todo_assign")
		counted(p.inState(assessment.StateModeration), "/rounds/{round}/moderation", "todo_moderate")
		counted(overdue, "/rounds/{round}/overview", "todo_overdue")
	}
	switch step {
	case "open", "review":
		counted(o.Quota.Pending, "/rounds/{round}/overview", "todo_review")
	case "release":
		if o.Release == nil {
			add("/rounds/{round}/release", "todo_release")
		} else {
			add("/rounds/{round}/appeals", "todo_appeals", "at", until(p.Lang, o.Release.AppealsUntil))
		}
	case "rank":
		add("/rounds/{round}/ranking", "todo_rank")
	case "decide":
		add("/rounds/{round}/decision", "todo_decide")
		counted(len(o.Quota.Ties), "/rounds/{round}/ranking", "todo_ties")
	case "notice":
		if p.Round.State == assessment.RoundDecided {
			add("/rounds/{round}/notice", "todo_notice", "days", strconv.Itoa(p.Round.Settings.NoticeDays))
		} else {
			add("/rounds/{round}/notice", "todo_objections")
		}
	case "publish":
		add("/rounds/{round}/publication", "todo_publish")
	}
	return list
}

// underReview tells whether reviews have begun.
func (p *roundPage) underReview() bool {
	if p.Overview == nil {
		return false
	}
	if own := p.Overview.Own; own != nil {
		return own.Begun+own.Returned+own.Done > 0
	}
	return p.inState(assessment.StateInReview)+p.inState(assessment.StateModeration)+p.inState(assessment.StateReviewed) > 0
}

// inState counts the applications in a state.
func (p *roundPage) inState(state assessment.State) (count int) {
	for _, township := range p.Overview.Townships {
		for _, s := range township.States {
			if s.State == state {
				count += s.Count
			}
		}
	}
	return count
}
