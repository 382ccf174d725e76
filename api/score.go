package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// score is the self-test: facts or a workbook in, a score with its reasons out.
// It needs no account and stores nothing.
func (s *server) score(c *gin.Context) (*answer, error) {
	received, answers, card, done, err := s.receiveAnonymous(c)
	defer done()
	if err != nil {
		return s.refused(c, received, err)
	}
	result := card.ScoreClaimed(answers.Facts, answers.Claims)
	if c.Query("details") == "true" {
		result.Details = card.Breakdowns(answers.Facts)
	}
	result.Enterprise = answers.Enterprise
	result.Warnings = Localize(languageOf(c.Request), answers.Warnings)
	return &answer{json: result}, nil
}

// advise tells what would raise the score of the same input. It needs no account
// and stores nothing, either.
func (s *server) advise(c *gin.Context) (*answer, error) {
	received, answers, card, done, err := s.receiveAnonymous(c)
	defer done()
	if err != nil {
		return s.refused(c, received, err)
	}
	advised := card.AdviseResult(answers.Facts)
	advised.Enterprise = answers.Enterprise
	advised.Warnings = Localize(languageOf(c.Request), answers.Warnings)
	return &answer{json: advised}, nil
}

// receiveAnonymous reads the facts or the workbook of somebody without an account,
// for the card of the query, of the workbook, or the default. received and done are never nil.
func (s *server) receiveAnonymous(c *gin.Context) (received *upload, answers *assessment.Answers, card *scoring.Card, done func(), err error) {
	id, named := c.GetQuery("card")
	if !named {
		id = scoring.DefaultCardID
	}
	card, ok := s.config.Cards.Card(id)
	if !ok {
		var problems scoring.Problems
		problems.Add(assessment.CodeUnknownCard, scoring.Position{Path: "card"}, "card", clip(id))
		return &upload{}, nil, nil, func() {}, invalid(problems)
	}
	among := s.config.Cards.List()
	if named {
		among = []*scoring.Card{card}
	}
	received, done, err = s.receive(c)
	if err != nil {
		return &upload{}, nil, nil, done, err
	}
	answers, card, problems := received.read(card, among)
	if len(problems) > 0 {
		return received, nil, nil, done, invalid(problems)
	}
	return received, answers, card, done, nil
}
