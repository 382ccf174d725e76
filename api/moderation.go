package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

func (s *server) getModeration(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	view, err := s.config.Service.Moderation(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	return &answer{json: view, version: view.Application.Version}, nil
}

type moderationInput struct {
	Entries []struct {
		Indicator string          `json:"indicator" validate:"required,max=64"`
		Take      assessment.Side `json:"take" validate:"omitempty,oneof=first second"`
		Points    *scoring.Points `json:"points"`
		Reason    string          `json:"reason" validate:"max=2000"`
	} `json:"entries" validate:"max=200,dive"`
	Rest *struct {
		Take   assessment.Side `json:"take" validate:"required,oneof=first second"`
		Reason string          `json:"reason" validate:"max=2000"`
	} `json:"rest"`
}

func (s *server) moderate(c *gin.Context) (*answer, error) {
	var in moderationInput
	cmd, err := editWith(c, &in)
	if err != nil {
		return nil, err
	}
	var settlement assessment.Settlement
	for _, e := range in.Entries {
		settlement.Entries = append(settlement.Entries, assessment.SettledEntry{Indicator: e.Indicator, Take: e.Take, Points: e.Points, Reason: e.Reason})
	}
	if in.Rest != nil {
		settlement.Rest = &assessment.SettledRest{Take: in.Rest.Take, Reason: in.Rest.Reason}
	}
	view, err := s.config.Service.Moderate(c.Request.Context(), cmd, c.Param("id"), settlement)
	if err != nil {
		return nil, err
	}
	return &answer{json: view, version: view.Application.Version}, nil
}
