package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// homePage says what the programme is and where to begin. Its numbers are the
// programme's, the open round's or, where none is open, those that a round begins with.
type homePage struct {
	base
	Cards     []*scoring.Card
	Programme *scoring.Programme
	Open      *assessment.OpenRound // nil: no round takes applications
	Certified scoring.Points        // award in CNY
	Excellent scoring.Points        // likewise, instead of the other
	Contact   string                // whom to ask; "": not said
}

func (s *Site) home(c *gin.Context) error {
	b, err := s.base(c, text(language(c), "home.title"))
	if err != nil {
		return err
	}
	page := homePage{base: b, Cards: s.config.Cards.List(), Programme: scoring.CurrentProgramme(), Contact: s.config.Contact}
	if page.Open, err = s.config.Service.OpenRound(c.Request.Context()); err != nil {
		return err
	}
	award := assessment.DefaultSettings().Award
	if page.Open != nil {
		award = page.Open.Award
	}
	page.Certified, page.Excellent = scoring.Points(award.Certified), scoring.Points(award.Excellent) // fen are hundredths, as points are
	return s.show(c, http.StatusOK, "home", page)
}
