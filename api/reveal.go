package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type revealInput struct {
	Kind   assessment.RevealKind `json:"kind" validate:"required"`
	ID     string                `json:"id" validate:"required,max=64"`
	Reason string                `json:"reason"`
}

// reveal shows one person in full whom lists mask; each look is written down.
func (s *server) reveal(c *gin.Context) (*answer, error) {
	var in revealInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	revealed, err := s.config.Service.Reveal(c.Request.Context(), cmd, assessment.NewReveal{Kind: in.Kind, ID: in.ID, Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return &answer{json: revealed}, nil
}
