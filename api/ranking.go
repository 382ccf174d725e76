package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

func (s *server) getRanking(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	ranking, err := s.config.Service.Ranking(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: ranking}, nil
}

func (s *server) rank(c *gin.Context) (*answer, error) {
	return rankingCommand(c, s.config.Service.Rank)
}

func rankingCommand(c *gin.Context, run func(ctx context.Context, cmd assessment.Command, roundID string) (*assessment.Ranking, error)) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	ranking, err := run(c.Request.Context(), cmd, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: ranking}, nil
}

// getSnapshot gives the document byte by byte, so that its hash can be checked, and
// records who took it.
func (s *server) getSnapshot(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.config.Service.ExportSnapshot(c.Request.Context(), cmd, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{content: snapshot.Body, kind: typeJSON}, nil
}
