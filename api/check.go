package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type noteInput struct {
	Reason string `json:"reason" validate:"max=2000"`
}

func (s *server) withdraw(c *gin.Context) (*answer, error) {
	return noteCommand(c, s.config.Service.Withdraw)
}

func (s *server) check(c *gin.Context) (*answer, error) {
	return noteCommand(c, s.config.Service.Check)
}

// noteCommand is a command on an application that takes a reason or none.
func noteCommand(c *gin.Context, run func(ctx context.Context, cmd assessment.Command, id, note string) (*assessment.ApplicationView, error)) (*answer, error) {
	var in noteInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	view, err := run(c.Request.Context(), cmd, c.Param("id"), in.Reason)
	if err != nil {
		return nil, err
	}
	return applicationOut(c, http.StatusOK, view), nil
}

type sendBackInput struct {
	Reason string     `json:"reason" validate:"required,max=2000"`
	DueAt  *time.Time `json:"due_at"`
}

func (s *server) sendBack(c *gin.Context) (*answer, error) {
	var in sendBackInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.SendBack(c.Request.Context(), cmd, c.Param("id"), in.Reason, timeIn(in.DueAt))
	if err != nil {
		return nil, err
	}
	return applicationOut(c, http.StatusOK, view), nil
}
