package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// setupPage makes the first administrator of an office without accounts.
type setupPage struct {
	base
	Username, Name string
	Problems       []string
}

func (s *Site) setup(c *gin.Context) error {
	none, err := s.config.Service.NeedsSetup(c.Request.Context())
	if err != nil {
		return err
	}
	if !none {
		return api.NotFound()
	}
	return s.showSetup(c, http.StatusOK, setupPage{})
}

func (s *Site) showSetup(c *gin.Context, status int, page setupPage) error {
	b, err := s.base(c, text(language(c), "setup.title"))
	if err != nil {
		return err
	}
	page.base = b
	return s.show(c, status, "setup", page)
}

func (s *Site) makeFirst(c *gin.Context) error {
	page := setupPage{Username: c.PostForm("username"), Name: c.PostForm("name")}
	password := c.PostForm("password")
	var err error
	if password != c.PostForm("again") {
		err = scoringProblem(assessment.CodePasswordsDiffer, "again")
	} else {
		err = s.door.SetUp(c, c.PostForm("code"), page.Username, page.Name, password)
	}
	if err == nil {
		return s.done(c, "/sign-in", "set_up")
	}
	why, err := s.refused(c, err, atTheDoor)
	if err != nil {
		return err
	}
	page.Problems = why.Sentences()
	return s.showSetup(c, why.Status, page)
}
