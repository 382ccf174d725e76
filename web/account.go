package web

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

func (s *Site) changePassword(c *gin.Context) error {
	password := c.PostForm("password")
	var err error
	if password != c.PostForm("again") {
		err = scoringProblem(assessment.CodePasswordsDiffer, "again")
	} else {
		err = s.door.ChangePassword(c, c.PostForm("present"), password)
	}
	if err == nil {
		return s.done(c, "/account", "password_changed")
	}
	why, err := s.refused(c, err, atTheDoor)
	if err != nil {
		return err
	}
	return s.showAccount(c, why.Status, why.Sentences())
}

func (s *Site) endOthers(c *gin.Context) error {
	if err := s.door.EndOthers(c); err != nil {
		return err
	}
	return s.done(c, "/account", "others_ended")
}
