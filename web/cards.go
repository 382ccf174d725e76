package web

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// cardsPage lists the scorecards, checks one that is to come, and tells two apart.
type cardsPage struct {
	base
	Cards    []*scoring.Card
	Check    *cardCheck
	A, B     *scoring.Card // compared
	Changes  []scoring.Change
	Compared bool
}

// cardCheck is what came of checking a file.
type cardCheck struct {
	File     string
	Card     *scoring.Card // sound; nil where there are problems
	Coverage *scoring.Coverage
	Problems scoring.Problems
	Refused  string // why it was not read at all
}

// maxCardFile is far more than a card may have; the limit itself is the loader's.
const maxCardFile = 1 << 20

func (s *Site) cards(c *gin.Context) error {
	return s.showCards(c, http.StatusOK, cardsPage{})
}

func (s *Site) showCards(c *gin.Context, status int, page cardsPage) error {
	b, err := s.base(c, text(language(c), "cards.title"))
	if err != nil {
		return err
	}
	page.base, page.Cards = b, s.config.Cards.List()
	page.Path = "/scorecards"
	page.Trail = b.trail(link{Text: b.Title})
	return s.show(c, status, "cards", page)
}

// compareCards tells in words what differs from one card to another.
func (s *Site) compareCards(c *gin.Context) error {
	page := cardsPage{Compared: true}
	for _, side := range []struct {
		id   string
		into **scoring.Card
	}{{c.Query("a"), &page.A}, {c.Query("b"), &page.B}} {
		card, ok := s.config.Cards.Card(side.id)
		if !ok {
			return api.NotFound()
		}
		*side.into = card
	}
	page.Changes = scoring.Diff(page.A, page.B)
	return s.showCards(c, http.StatusOK, page)
}

// checkCard checks an uploaded card and, where it is sound, compares it with the one
// that is in use.
func (s *Site) checkCard(c *gin.Context) error {
	form, err := s.receive(c, "against")
	if err != nil {
		return err
	}
	defer form.Done()
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	content, err := form.Read(maxCardFile)
	if err != nil {
		return err
	}
	page := cardsPage{Check: &cardCheck{File: form.Name()}}
	page.Check.Card, page.Check.Coverage, err = s.config.Service.CheckCard(c.Request.Context(), actor, content)
	var refused *assessment.Error
	if errors.As(err, &refused) && refused.Kind == assessment.KindInvalid {
		page.Check.Problems = api.Localize(language(c), refused.Problems)
		return s.showCards(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	if against, ok := s.config.Cards.Card(form.Field("against")); ok {
		page.A, page.B, page.Compared = against, page.Check.Card, true
		page.Changes = scoring.Diff(against, page.Check.Card)
	}
	return s.showCards(c, http.StatusOK, page)
}
