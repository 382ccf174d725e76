package web

import (
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// dueOf reads the last day of a correction: the end of that day in the office's time
// is the first moment that is too late. Nothing typed is no deadline.
func dueOf(typed string) (time.Time, scoring.Problems) {
	if typed == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, typed, assessment.OfficeZone)
	if err != nil {
		var problems scoring.Problems
		problems.Add(assessment.CodeValueMalformed, scoring.Position{Path: "due"}, "field", "due_at", "found", typed)
		return time.Time{}, problems
	}
	return day.AddDate(0, 0, 1), nil
}

// check passes the township's first check.
func (s *Site) check(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	view, err := s.config.Service.Check(c.Request.Context(), cmd, c.Param("id"), c.PostForm("note"))
	if err != nil {
		return s.again(c, err, s.showApplication)
	}
	return s.done(c, "/applications/"+view.ID, "checked")
}

// sendBack returns a whole application before its review.
func (s *Site) sendBack(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	due, problems := dueOf(c.PostForm("due"))
	if len(problems) > 0 {
		return s.again(c, api.Invalid(problems), s.showApplication)
	}
	view, err := s.config.Service.SendBack(c.Request.Context(), cmd, c.Param("id"), c.PostForm("reason"), due)
	if err != nil {
		return s.again(c, err, s.showApplication)
	}
	return s.done(c, "/applications/"+view.ID, "sent_back")
}

// giveBack returns named indicators for correction.
func (s *Site) giveBack(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	show := func(c *gin.Context, status int, problem string, typed url.Values) error {
		return s.showReview(c, status, "", problem, typed)
	}
	due, problems := dueOf(c.PostForm("due"))
	if len(problems) > 0 {
		return s.again(c, api.Invalid(problems), show)
	}
	view, err := s.config.Service.Return(c.Request.Context(), cmd, c.Param("id"), assessment.NewReturn{
		Indicators: c.PostFormArray("indicator"), Reason: c.PostForm("reason"), DueAt: due,
	})
	if err != nil {
		return s.again(c, err, show)
	}
	return s.done(c, "/applications/"+view.ID, "sent_back")
}

// again shows a page with what was typed and why it was refused.
func (s *Site) again(c *gin.Context, err error, show func(*gin.Context, int, string, url.Values) error) error {
	why, err := s.refused(c, err, onlyWrong)
	if err != nil {
		return err
	}
	return show(c, why.Status, why.Sentence(), c.Request.PostForm)
}
