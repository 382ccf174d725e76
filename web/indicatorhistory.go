package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// indicatorPage is what became of one indicator, step by step, with who and why.
type indicatorPage struct {
	*applicationBase
	Indicator  *scoring.Indicator
	Indicators []*scoring.Indicator // to go to another
	Self       *scoring.IndicatorResult
	Steps      []assessment.IndicatorEvent
	Audit      bool // whoever looks may search the audit trail for the application
}

func (s *Site) indicatorHistory(c *gin.Context) error {
	shared, err := s.applicationBase(c, "review")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page := indicatorPage{applicationBase: shared, Indicators: shared.Card.Indicators()}
	id := c.Query("indicator")
	if id == "" {
		id = page.Indicators[0].ID
	}
	indicator, ok := shared.Card.Indicator(id)
	if !ok {
		return api.NotFound()
	}
	page.Indicator = indicator
	if page.Steps, err = s.config.Service.IndicatorHistory(c.Request.Context(), actor, shared.View.ID, id); err != nil {
		return err
	}
	page.Self, _ = shared.View.Result.Indicator(id)
	page.Audit = slices.Contains(assessment.RolesFor(assessment.ActionSearchAudit), actor.Role)
	return s.show(c, http.StatusOK, "indicator", page)
}
