package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// releasePage tells what is still open before results can be released, and
// releases them.
type releasePage struct {
	*leadPage
	Ready *assessment.ReleaseReadiness
	May   bool // release them
}

func (s *Site) release(c *gin.Context) error {
	return s.showRelease(c, refused{Status: http.StatusOK}, nil)
}

func (s *Site) showRelease(c *gin.Context, why refused, typed url.Values) error {
	shared, err := s.leadPage(c, "release")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page := releasePage{leadPage: shared, May: actor.MayRound(assessment.ActionRelease, shared.Round.State)}
	if page.Ready, err = s.config.Service.ReleaseReadiness(c.Request.Context(), actor, shared.Round.ID); err != nil {
		return err
	}
	page.Refused, page.Typed = why, typed
	return s.show(c, why.Status, "release", page)
}

func (s *Site) releaseResults(c *gin.Context) error {
	form := c.Request.PostForm
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	until, problems := lastDay(form.Get("appeals_until"), "appeals_until")
	if form.Get("sure") != "yes" {
		problems = append(problems, missing("sure")...)
	}
	if len(problems) > 0 {
		err = api.Invalid(problems)
	} else {
		_, err = s.config.Service.ReleaseResults(c.Request.Context(), cmd, c.Param("round"), until)
	}
	if err == nil {
		return s.done(c, "/rounds/"+url.PathEscape(c.Param("round"))+"/release", "released")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showRelease(c, why.beside(asNamed), form)
}
