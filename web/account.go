package web

import (
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

func (s *Site) changePassword(c *gin.Context) error {
	user, err := s.door.User(c)
	if err != nil {
		return err
	}
	password := c.PostForm("password")
	if password != c.PostForm("again") {
		err = scoringProblem(assessment.CodePasswordsDiffer, "again")
	} else {
		err = s.door.ChangePassword(c, c.PostForm("present"), password)
	}
	switch {
	case err == nil && user.OwesPassword(): // until now: on to what signing in was for
		own := *user
		own.PasswordUntil = time.Time{}
		return s.done(c, after(&own, back(c.PostForm("next"))), "password_own")
	case err == nil:
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
