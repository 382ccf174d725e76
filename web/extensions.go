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
	List   []assessment.ExtensionView // newest first
	May    bool
	Search string // of an enterprise, to choose it
	Found  []assessment.ApplicationHead
	More   int // so many are shown of more that were found; 0: all
}

// foundFirms is how many enterprises are shown to choose from.
const foundFirms = 10

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
	if page.May && c.Request.Method == http.MethodGet {
		if err := s.findFirms(c, actor, &page); err != nil {
			return err
		}
	}
	return s.show(c, why.Status, "extensions", page)
}

// findFirms looks for the enterprise among the applications of the round, so that nobody
// has to type a code.
func (s *Site) findFirms(c *gin.Context, actor assessment.Actor, page *extensionsPage) (err error) {
	if page.Search = c.Query("q"); page.Search == "" {
		return nil
	}
	page.Found, err = s.config.Service.ListApplications(c.Request.Context(), actor, assessment.ApplicationFilter{
		RoundID: page.Round.ID, Search: page.Search, Sort: assessment.SortName, Limit: foundFirms + 1,
	})
	if len(page.Found) > foundFirms {
		page.Found, page.More = page.Found[:foundFirms], foundFirms
	}
	return err
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
