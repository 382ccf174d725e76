package web

import (
	"github.com/gin-gonic/gin"
)

// contactForm is one's own mail address as it stands, or as it was refused.
type contactForm struct {
	Email   string
	Problem string
}

func (s *Site) setContact(c *gin.Context) error {
	typed := c.PostForm("email")
	err := s.door.SetContact(c, typed)
	if err == nil {
		return s.done(c, "/account", "contact_saved")
	}
	why, err := s.refused(c, err, onlyWrong)
	if err != nil {
		return err
	}
	return s.showAccountPage(c, why.Status, nil, contactForm{Email: typed, Problem: why.Sentence()})
}
