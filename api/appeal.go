package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type releaseInput struct {
	AppealsUntil *time.Time `json:"appeals_until" validate:"required"`
}

func (s *server) releaseResults(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in releaseInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.ReleaseResults(c.Request.Context(), cmd, c.Param("round"), in.AppealsUntil.UTC())
	if err != nil {
		return nil, err
	}
	return &answer{json: view}, nil
}

type roundAppeals struct {
	Appeals []assessment.AppealView `json:"appeals"`
}

func (s *server) listRoundAppeals(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	appeals, err := s.config.Service.RoundAppeals(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: roundAppeals{appeals}}, nil
}

func (s *server) listAppeals(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	view, err := s.config.Service.Appeals(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	return &answer{json: view, version: view.Version}, nil
}

type appealInput struct {
	Indicator string   `json:"indicator" validate:"required,max=64"`
	Reason    string   `json:"reason" validate:"required,max=2000"`
	Evidence  []string `json:"evidence" validate:"max=20,dive,required,max=64"`
}

func (s *server) appeal(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in appealInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.Appeal(c.Request.Context(), cmd, c.Param("id"), assessment.NewAppeal{
		Indicator: in.Indicator, Reason: in.Reason, Evidence: in.Evidence,
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: view, version: view.Version}, nil
}

type appealDecisionInput struct {
	Outcome assessment.AppealOutcome `json:"outcome" validate:"required,oneof=upheld rejected"`
	Reason  string                   `json:"reason" validate:"required,max=2000"`
	Entries []entryInput             `json:"entries" validate:"max=200,dive"`
}

func (s *server) decideAppeal(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in appealDecisionInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.DecideAppeal(c.Request.Context(), cmd, c.Param("id"), c.Param("appeal"), assessment.NewAppealDecision{
		Outcome: in.Outcome, Reason: in.Reason, Entries: newEntries(in.Entries),
	})
	if err != nil {
		return nil, err
	}
	return &answer{json: view, version: view.Version}, nil
}
