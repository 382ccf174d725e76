package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// retentionInput is how long a round keeps its files and contacts from now on; null or
// nothing: for ever.
type retentionInput struct {
	Retention *assessment.Retention `json:"retention"`
	Reason    string                `json:"reason"`
}

func (s *server) setRetention(c *gin.Context) (*answer, error) {
	var in retentionInput
	cmd, err := editWith(c, &in)
	if err != nil {
		return nil, err
	}
	round, err := s.config.Service.SetRetention(c.Request.Context(), cmd, c.Param("round"), assessment.NewRetention{Keeps: in.Retention, Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return &answer{json: roundOut(round), version: round.Version}, nil
}
