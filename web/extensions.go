package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// extensionsPage lists who was given more time, and gives it to one enterprise.
type extensionsPage struct {
	*leadPage
	List []assessment.ExtensionView // newest first
	May  bool
}

func (s *Site) extensions(c *gin.Context) error {
	typed := url.Values{"uscc": {c.Query("uscc")}, "window": {c.Query("window")}}
	return s.showExtensions(c, refused{Status: http.StatusOK}, typed)
}

func (s *Site) showExtensions(c *gin.Context, why refused, typed url.Values) error {
	shared, err := s.leadPage(c, "extensions")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page := extensionsPage{leadPage: shared}
	if page.List, err = s.config.Service.Extensions(c.Request.Context(), actor, shared.Round.ID); err != nil {
		return err
	}
	slices.Reverse(page.List)
	page.May = slices.Contains(assessment.RolesFor(assessment.ActionExtend), actor.Role) && shared.Round.State == assessment.RoundOpen
	page.Refused, page.Typed = why, typed
	return s.show(c, why.Status, "extensions", page)
}

// extend gives one enterprise more time. What is wrong with the date is told with
// everything else that is wrong.
func (s *Site) extend(c *gin.Context) error {
	form := c.Request.PostForm
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	until, problems := lastDay(form.Get("until"), "until")
	for _, field := range []string{"uscc", "window"} {
		if narrow(form.Get(field)) == "" {
			problems = append(problems, missing(field)...)
		}
	}
	// Without a day the use case finds what else is wrong, and does nothing.
	_, err = s.config.Service.Extend(c.Request.Context(), cmd, c.Param("round"), assessment.NewExtension{
		USCC: narrow(form.Get("uscc")), Window: assessment.ExtensionWindow(form.Get("window")), Until: until, Reason: form.Get("reason"),
	})
	err = together(err, problems)
	if err == nil {
		return s.done(c, "/rounds/"+url.PathEscape(c.Param("round"))+"/extensions", "extended")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showExtensions(c, why.beside(asNamed), form)
}
