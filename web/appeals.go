package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// appealsPage lists the appeals, and brings one against the score of an indicator.
type appealsPage struct {
	*applicationBase
	Appeals   *assessment.AppealsView
	Rows      []scoreRow // what can still be disputed
	IDs       []string   // of their indicators
	Indicator *scoring.Indicator
	Row       scoreRow
	Files     []assessment.EvidenceFile // of the indicator
	Reason    string
	Chosen    []string
	Problems  []string

	Decide  map[string]appealForm // of open appeals, for whoever may decide them
	Decided string                // the appeal whose decision was refused
	Refused refused
	Typed   url.Values
}

func (s *Site) appeals(c *gin.Context) error {
	return s.showAppeals(c, http.StatusOK, c.Query("indicator"), appealsPage{})
}

func (s *Site) showAppeals(c *gin.Context, status int, indicator string, page appealsPage) error {
	shared, err := s.applicationBase(c, "appeals")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	page.applicationBase = shared
	if page.Appeals, err = s.config.Service.Appeals(ctx, actor, shared.View.ID); err != nil {
		return err
	}
	page.Path = "/applications/" + shared.View.ID + "/appeals"
	if err := s.decideForms(c, &page); err != nil {
		return err
	}
	if !page.Appeals.Open || !shared.May.May(assessment.ActionAppeal) {
		return s.show(c, status, "appeals", page)
	}
	scores := applicationPage{applicationBase: shared}
	for _, one := range shared.Card.Indicators() {
		row := scores.line(one)
		if !slices.ContainsFunc(page.Appeals.Appeals, func(a assessment.AppealView) bool { return a.Indicator == one.ID }) {
			page.Rows, page.IDs = append(page.Rows, row), append(page.IDs, one.ID)
			if one.ID == indicator {
				page.Indicator, page.Row = one, row
			}
		}
	}
	if page.Indicator != nil {
		evidence, err := s.config.Service.Evidence(ctx, actor, shared.View.ID)
		if err != nil {
			return err
		}
		for i := range evidence.Indicators {
			if evidence.Indicators[i].Indicator == indicator {
				page.Files = rowOf(&evidence.Indicators[i], nil).Current
			}
		}
	}
	return s.show(c, status, "appeals", page)
}

func (s *Site) appeal(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	brought := assessment.NewAppeal{Indicator: c.PostForm("indicator"), Reason: c.PostForm("reason"), Evidence: c.PostFormArray("evidence")}
	_, err = s.config.Service.Appeal(c.Request.Context(), cmd, c.Param("id"), brought)
	if err == nil {
		return s.done(c, "/applications/"+c.Param("id")+"/appeals", "appealed")
	}
	why, err := s.refused(c, err, onlyWrong)
	if err != nil {
		return err
	}
	return s.showAppeals(c, why.Status, brought.Indicator, appealsPage{Reason: brought.Reason, Chosen: brought.Evidence, Problems: why.Sentences()})
}
