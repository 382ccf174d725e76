package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// revealRoutes show a person in full whom a list masks.
func revealRoutes() []row {
	return []row{
		{http.MethodPost, "/reveal", assessment.ActionReveal, api.TakesFields, "See a masked name and contact in full", (*Site).reveal},
	}
}

// revealPage shows one person; Asked is what was sent, for the form where the reason
// was missing.
type revealPage struct {
	base
	Asked    assessment.NewReveal
	Back     string // the page that was come from
	Revealed *assessment.Revealed
	Problem  string
}

// reveal answers the form with the page itself: what it shows is nowhere to be had by
// an address alone.
func (s *Site) reveal(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	form := c.Request.PostForm
	page := revealPage{
		Asked: assessment.NewReveal{Kind: assessment.RevealKind(form.Get("kind")), ID: form.Get("id"), Reason: form.Get("reason")},
		Back:  backTo(form.Get("back")),
	}
	status := http.StatusOK
	page.Revealed, err = s.config.Service.Reveal(c.Request.Context(), cmd, page.Asked)
	if err != nil {
		why, err := s.refused(c, err, onlyWrong)
		if err != nil {
			return err
		}
		page.Problem, status = why.Sentence(), why.Status
	}
	if page.base, err = s.base(c, text(language(c), "reveal.title")); err != nil {
		return err
	}
	page.Path = page.Back
	page.Trail = page.trail(link{Text: page.Title})
	return s.show(c, status, "reveal", page)
}

// backTo is a page of ours, or the first one.
func backTo(path string) string {
	for _, ours := range []string{"/registrations", "/rounds/", "/users/"} {
		if strings.HasPrefix(path, ours) && !strings.ContainsAny(path, "\\\r\n") && !strings.Contains(path, "//") {
			return path
		}
	}
	return "/"
}
