package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// auditPage searches the audit trail.
type auditPage struct {
	base
	officeForm
	Asked  url.Values
	Events []auditEvent
	Whole  bool // nothing narrows it but a time
	First  string
	Next   string
}

// auditEvent is an event in words.
type auditEvent struct {
	assessment.AuditView
	Changes []auditChange
	Href    string // of what it is about
}

// auditFields are what the trail is searched by, as fields of the form.
var auditFields = []string{"who", "action", "object", "object_id", "application", "from", "until", "request_id"}

func (s *Site) audit(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "audit.title"))
	if err != nil {
		return err
	}
	page := auditPage{base: b, Asked: url.Values{}}
	for _, name := range auditFields {
		if value := strings.TrimSpace(c.Query(name)); value != "" {
			page.Asked.Set(name, value)
		}
	}
	page.Whole = len(page.Asked) == 0
	page.Trail = b.trail(link{Text: b.Title})
	page.fields(actor)
	query, problems := auditQuery(page.Asked)
	query.After, _ = strconv.ParseInt(c.Query("after"), 10, 64)
	status := http.StatusOK
	found := &assessment.AuditPage{}
	if len(problems) == 0 {
		found, err = s.config.Service.SearchAudit(c.Request.Context(), actor, query)
		var refused *assessment.Error
		switch {
		case errors.As(err, &refused) && refused.Kind == assessment.KindInvalid:
			found, problems = &assessment.AuditPage{}, refused.Problems
		case err != nil:
			return err
		}
	}
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
		page.refuse(api.Localize(b.Lang, problems), nil)
	}
	indicators := indicatorNames(s.config.Cards.List())
	for _, event := range found.Events {
		page.Events = append(page.Events, auditEvent{event, changesOf(b.Lang, &event, indicators), hrefOf(actor, &event)})
	}
	next := ""
	if found.Next > 0 {
		next = strconv.FormatInt(found.Next, 10)
	}
	page.First, page.Next = pager("/audit", page.Asked, c.Query("after"), next)
	page.Asked.Del("after")
	return s.show(c, status, "audit", page)
}

// fields are the inputs of the search, with what was asked.
func (p *auditPage) fields(actor assessment.Actor) {
	field := func(name, kind string) formField {
		return formField{Name: name, Kind: kind, Label: text(p.Lang, "audit."+name), Hint: textIfAny(p.Lang, "audit.hint."+name), Value: p.Asked.Get(name)}
	}
	action, object := field("action", "choice"), field("object", "choice")
	action.Options = []fieldOption{{Text: text(p.Lang, "audit.any")}}
	for _, one := range assessment.AuditActionsFor(actor.Role) {
		action.Options = append(action.Options, fieldOption{Value: string(one), Text: templates.Word(p.Lang, "action", string(one))})
	}
	choose(action.Value, action.Options...)
	object.Options = []fieldOption{{Text: text(p.Lang, "audit.any")}}
	for _, one := range assessment.AuditObjects {
		object.Options = append(object.Options, fieldOption{Value: one, Text: templates.Word(p.Lang, "object", one)})
	}
	choose(object.Value, object.Options...)
	p.Groups = []fieldGroup{
		{ID: "often", Fields: []formField{field("who", "text"), action, field("from", "date"), field("until", "date")}},
		{ID: "seldom", Fields: []formField{object, field("object_id", "text"), field("application", "text"), field("request_id", "text")}},
	}
}

// Seldom tells whether one of the fields is in use that are folded away.
func (p auditPage) Seldom() bool {
	for _, field := range p.Groups[1].Fields {
		if field.Value != "" || field.Problem != "" {
			return true
		}
	}
	return false
}

// auditQuery reads what was asked. The last day counts whole.
func auditQuery(asked url.Values) (assessment.AuditQuery, scoring.Problems) {
	query := assessment.AuditQuery{
		Who: asked.Get("who"), Application: asked.Get("application"), Object: asked.Get("object"), ObjectID: asked.Get("object_id"),
		Action: assessment.Action(asked.Get("action")), RequestID: asked.Get("request_id"), Limit: pageRows,
	}
	var problems scoring.Problems
	for _, day := range []struct {
		name string
		into *time.Time
		plus int
	}{{"from", &query.From, 0}, {"until", &query.Until, 1}} {
		typed := asked.Get(day.name)
		if typed == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, typed, assessment.OfficeZone)
		if err != nil {
			problems.Add(assessment.CodeValueMalformed, scoring.Position{Path: day.name}, "field", day.name, "found", typed, "format", "date")
			continue
		}
		*day.into = at.AddDate(0, 0, day.plus)
	}
	return query, problems
}

// hrefOf is the page of what an event is about, for whoever may open it.
func hrefOf(actor assessment.Actor, event *assessment.AuditView) string {
	switch {
	case event.Application != "" && actor.Role == assessment.RoleAuditor:
		return "/applications/" + url.PathEscape(event.Application)
	case event.Object == "card":
		return "/scorecard/" + url.PathEscape(event.ObjectID)
	}
	return ""
}
