package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// score is the self-test: facts or a workbook in, a score with its reasons out.
// It needs no account and stores nothing.
func (s *server) score(c *gin.Context) (*answer, error) {
	find := s.config.Cards.Card
	id, named := c.GetQuery("card")
	if named {
		find = func(found string) (*scoring.Card, bool) {
			if found != id {
				return nil, false
			}
			return s.config.Cards.Card(id)
		}
	} else {
		id = scoring.DefaultCardID
	}
	card, ok := s.config.Cards.Card(id)
	if !ok {
		var problems scoring.Problems
		problems.Add(assessment.CodeUnknownCard, scoring.Position{Path: "card"}, "card", clip(id))
		return nil, invalid(problems)
	}
	received, done, err := s.receive(c)
	defer done()
	if err != nil {
		return nil, err
	}
	answers, card, problems := received.read(card, find)
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	result := card.Score(answers.Facts)
	result.Enterprise = answers.Enterprise
	result.Warnings = Localize(languageOf(c.Request), answers.Warnings)
	return &answer{json: result}, nil
}
