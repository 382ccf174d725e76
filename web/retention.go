package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// retentionPage shows how long a round keeps its files and contacts, and changes that
// whatever state the round is in.
type retentionPage struct {
	*leadPage
	Scope *assessment.RetentionScope
	May   bool // change it
}

// Fields of the form, named as the paths of problems.
const (
	fieldYears = "retention.years"
	fieldUntil = "retention.until"
)

func (s *Site) retention(c *gin.Context) error {
	return s.showRetention(c, refused{Status: http.StatusOK}, nil)
}

func (s *Site) showRetention(c *gin.Context, why refused, typed url.Values) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	shared, err := s.leadPage(c, "retention")
	if err != nil {
		return err
	}
	page := retentionPage{leadPage: shared, May: slices.Contains(assessment.RolesFor(assessment.ActionSetRetention), actor.Role)}
	if page.Scope, err = s.config.Service.RetentionScope(c.Request.Context(), actor, shared.Round.ID); err != nil {
		return err
	}
	page.Refused, page.Typed = why, typed
	if keeps := page.Scope.Round.Settings.Retention; typed == nil && keeps != nil {
		page.Typed = url.Values{fieldUntil: {keeps.Until}}
		if keeps.Years > 0 {
			page.Typed.Set(fieldYears, strconv.Itoa(keeps.Years))
		}
	}
	return s.show(c, why.Status, "retention", page)
}

// setRetention takes the form. A number that cannot be read is told with everything
// else that is wrong.
func (s *Site) setRetention(c *gin.Context) error {
	form := c.Request.PostForm
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	change := assessment.NewRetention{Reason: form.Get("reason")}
	var problems scoring.Problems
	if years, until := narrow(form.Get(fieldYears)), narrow(form.Get(fieldUntil)); years != "" || until != "" {
		change.Keeps = &assessment.Retention{Until: until}
		if years != "" {
			change.Keeps.Years, err = strconv.Atoi(years)
			if errors.Is(err, strconv.ErrSyntax) {
				problems.Add(assessment.CodeValueMalformed, scoring.Position{Path: fieldYears}, "field", fieldYears, "found", years, "format", "count")
			}
		}
	}
	if len(problems) > 0 { // so that the use case finds what else is wrong, and does nothing
		change.Keeps = &assessment.Retention{}
	}
	_, err = s.config.Service.SetRetention(c.Request.Context(), cmd, c.Param("round"), change)
	err = together(err, problems)
	if err == nil {
		return s.done(c, "/rounds/"+url.PathEscape(c.Param("round"))+"/retention", "retention_set")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showRetention(c, why.beside(asNamed), form)
}
