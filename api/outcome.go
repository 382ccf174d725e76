package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type outcomeInput struct {
	HeldOn    string `json:"held_on" validate:"required,max=10"`
	Reference string `json:"reference" validate:"required,max=200"`
	Outcomes  []struct {
		Application string             `json:"application" validate:"required,max=64"`
		Outcome     assessment.Outcome `json:"outcome" validate:"required,oneof=certified excellent not_selected"`
		Reason      string             `json:"reason" validate:"max=2000"`
	} `json:"outcomes" validate:"required,max=20000,dive"`
}

func (s *server) recordOutcome(c *gin.Context) (*answer, error) {
	var in outcomeInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	meeting := assessment.NewMeeting{HeldOn: in.HeldOn, Reference: in.Reference}
	for _, o := range in.Outcomes {
		meeting.Outcomes = append(meeting.Outcomes, assessment.NewOutcome{Application: o.Application, Outcome: o.Outcome, Reason: o.Reason})
	}
	ranking, err := s.config.Service.RecordOutcome(c.Request.Context(), cmd, c.Param("round"), meeting)
	if err != nil {
		return nil, err
	}
	return &answer{json: ranking}, nil
}

type reasonInput struct {
	Reason string `json:"reason" validate:"required,max=2000"`
}

type reopenAnswer struct {
	Round    roundAnswer `json:"round"`
	Reopened bool        `json:"reopened"`
}

func (s *server) reopen(c *gin.Context) (*answer, error) {
	var in reasonInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.Reopen(c.Request.Context(), cmd, c.Param("round"), in.Reason)
	if err != nil {
		return nil, err
	}
	return &answer{json: reopenAnswer{roundOut(view.Round), view.Reopened}, version: view.Round.Version}, nil
}

type publicationAnswer struct {
	Round     roundAnswer `json:"round"`
	Published bool        `json:"published"`
}

func (s *server) publish(c *gin.Context) (*answer, error) {
	var in reasonInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.Publish(c.Request.Context(), cmd, c.Param("round"), in.Reason)
	if err != nil {
		return nil, err
	}
	return &answer{json: publicationAnswer{roundOut(view.Round), view.Published}, version: view.Round.Version}, nil
}
