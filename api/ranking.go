package api

import (
	"bytes"
	"context"
	"fmt"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/templates"
	"wuxing/workbook"
)

func (s *server) getRanking(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	ranking, err := s.config.Service.Ranking(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: ranking}, nil
}

// exportRanking gives the ranking as a workbook; the use case records who took it.
func (s *server) exportRanking(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	done, err := s.startReading(c.Request.Context()) // a busy answer is no export
	if err != nil {
		return nil, err
	}
	defer done()
	ranking, err := s.config.Service.ExportRanking(c.Request.Context(), cmd, c.Param("round"))
	if err != nil {
		return nil, err
	}
	card, ok := s.config.Cards.Card(ranking.CardID)
	if !ok {
		return nil, fmt.Errorf("ranking workbook of %s: no card %s", ranking.RoundID, ranking.CardID)
	}
	var buffer bytes.Buffer
	if err := workbook.WriteRanking(&buffer, ranking, card); err != nil {
		return nil, fmt.Errorf("ranking workbook of %s: %w", ranking.RoundID, err)
	}
	name := templates.Message(languageOf(c.Request), "file_ranking", map[string]string{"round": ranking.RoundID})
	return &answer{content: buffer.Bytes(), kind: typeWorkbook, filename: name}, nil
}

func (s *server) rank(c *gin.Context) (*answer, error) {
	return rankingCommand(c, s.config.Service.Rank)
}

func (s *server) publish(c *gin.Context) (*answer, error) {
	return rankingCommand(c, s.config.Service.Publish)
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

// getSnapshot gives the document byte by byte, so that its hash can be checked.
func (s *server) getSnapshot(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	snapshot, err := s.config.Service.FindSnapshot(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{content: snapshot.Body, kind: typeJSON}, nil
}
