package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/scoring"
)

// scorecardPage is a scorecard to read: every clause with its rulings.
type scorecardPage struct {
	base
	Card *scoring.Card
}

func (s *Site) scorecard(c *gin.Context) error {
	card, ok := s.config.Cards.Card(c.Param("id"))
	if !ok {
		return api.NotFound()
	}
	b, err := s.base(c, card.Title)
	if err != nil {
		return err
	}
	b.Trail = b.trail(link{Text: text(b.Lang, "nav.scorecard")})
	return s.show(c, http.StatusOK, "scorecard", scorecardPage{base: b, Card: card})
}

// trail is the way to a page, from the first.
func (b *base) trail(steps ...link) []link {
	return append([]link{{Href: "/", Text: text(b.Lang, "nav.home")}}, steps...)
}

// selfTestPage is the assessment for somebody without an account.
type selfTestPage struct {
	base
	Sheet *sheet
}

func (s *Site) selfTest(c *gin.Context) error {
	card, err := s.testCard(c)
	if err != nil {
		return err
	}
	facts, problems := card.Collect().Facts()
	if len(problems) > 0 {
		return api.Invalid(problems)
	}
	return s.showSelfTest(c, http.StatusOK, sheetBuilder{card: card, result: card.Score(facts), spare: 3})
}

// testCard is the card of the self-test: the one asked for, else the default.
func (s *Site) testCard(c *gin.Context) (*scoring.Card, error) {
	id := c.DefaultQuery("card", scoring.DefaultCardID)
	card, ok := s.config.Cards.Card(id)
	if !ok {
		return nil, api.NotFound()
	}
	return card, nil
}

// scoreSelfTest scores what was typed, for the page and for its script. It stores
// nothing.
func (s *Site) scoreSelfTest(c *gin.Context) error {
	card, err := s.testCard(c)
	if err != nil {
		return err
	}
	form := c.Request.PostForm
	answers, problems := readAnswers(form)(card)
	if s.door.WantsJSON(c) {
		if len(problems) > 0 {
			return api.Invalid(problems)
		}
		return s.door.WriteJSON(c, scoreOf(language(c), card, card.ScoreClaimed(answers.Facts, answers.Claims), form))
	}
	builder, status := sheetBuilder{card: card, values: form, spare: 3}, http.StatusOK
	if len(problems) > 0 {
		builder.problems, status = api.Localize(language(c), problems), http.StatusUnprocessableEntity
	} else {
		builder.result = card.Score(answers.Facts)
	}
	return s.showSelfTest(c, status, builder)
}

func (s *Site) showSelfTest(c *gin.Context, status int, builder sheetBuilder) error {
	b, err := s.base(c, text(language(c), "selftest.title"))
	if err != nil {
		return err
	}
	builder.lang = b.Lang
	b.Trail, b.Scripts = b.trail(link{Text: b.Title}), []string{"sheet.js"}
	b.Panel = true
	b.Path = "/self-test"
	return s.show(c, status, "selftest", selfTestPage{base: b, Sheet: builder.build()})
}
