package web

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// toldHere tells whether an error is told on the page that it came from: who asks
// was not recognised, or what was typed is wrong.
func toldHere(err error) bool {
	return assessment.IsKind(err, assessment.KindUnauthenticated) || assessment.IsKind(err, assessment.KindInvalid) || assessment.IsKind(err, assessment.KindTooMany)
}

// sentences is an error in the sentences of a page.
func (s *Site) sentences(c *gin.Context, err error) (status int, told []string) {
	problem := s.door.Explain(c, err)
	for _, p := range problem.Problems {
		told = append(told, p.Message)
	}
	if len(told) == 0 {
		told = []string{problem.Detail}
	}
	return problem.Status, told
}

func (s *Site) changePassword(c *gin.Context) error {
	password := c.PostForm("password")
	var err error
	if password != c.PostForm("again") {
		err = scoringProblem(assessment.CodePasswordsDiffer, "again")
	} else {
		err = s.door.ChangePassword(c, c.PostForm("present"), password)
	}
	if toldHere(err) {
		status, problems := s.sentences(c, err)
		return s.showAccount(c, status, problems)
	}
	if err != nil {
		return err
	}
	return s.done(c, "/account", "password_changed")
}

func (s *Site) endOthers(c *gin.Context) error {
	if err := s.door.EndOthers(c); err != nil {
		return err
	}
	return s.done(c, "/account", "others_ended")
}
