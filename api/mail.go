package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

type mailList struct {
	Mails []assessment.MailView `json:"mails"`
}

func (s *server) listMails(c *gin.Context) (*answer, error) {
	state := assessment.MailState(c.DefaultQuery("state", string(assessment.MailFailed)))
	if state != assessment.MailFailed && state != assessment.MailPending {
		var problems scoring.Problems
		problems.Add(assessment.CodeValueNotAllowed, scoring.Position{Path: "state"}, "field", "state", "found", clip(string(state)), "choices", "failed, pending")
		return nil, invalid(problems)
	}
	actor, _ := actorOf(c)
	mails, err := s.config.Service.Mails(c.Request.Context(), actor, state, maxLimit)
	if err != nil {
		return nil, err
	}
	return &answer{json: mailList{mails}}, nil
}
