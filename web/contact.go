package web

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// contactForm is one's own mail address as it stands, or as it was refused.
type contactForm struct {
	Email   string
	Problem string
}

func (s *Site) setContact(c *gin.Context) error {
	typed := c.PostForm("email")
	err := s.door.SetContact(c, typed)
	if assessment.IsKind(err, assessment.KindInvalid) {
		problems, status := s.problemsOf(c, err)
		return s.showAccountPage(c, status, nil, contactForm{Email: typed, Problem: problems[0].Message})
	}
	if err != nil {
		return err
	}
	return s.done(c, "/account", "contact_saved")
}
