package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// submitPage is the last look before handing in: what is missing, and the pledge.
type submitPage struct {
	*applicationBase
	Missing  []fieldLink
	Evidence []missingEvidence
	Version  int
	Problem  string
}

// missingEvidence is a document that is asked for and not there.
type missingEvidence struct {
	Indicator, No, Name, Document string
	Open                          bool // it can be added now
}

func (s *Site) submitPage(c *gin.Context) error { return s.showSubmit(c, http.StatusOK, "") }

func (s *Site) showSubmit(c *gin.Context, status int, problem string) error {
	shared, err := s.applicationBase(c, "submit")
	if err != nil {
		return err
	}
	if !shared.May.May(assessment.ActionSubmit) {
		notice := "not_open"
		if shared.View.State == assessment.StateWithdrawn && shared.May.May(assessment.ActionPutFacts) {
			notice = "save_again"
		}
		return s.done(c, "/applications/"+shared.View.ID, notice)
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page := submitPage{applicationBase: shared, Version: shared.View.Version, Problem: problem}
	page.Path = "/applications/" + shared.View.ID + "/submit"
	if facts, problems := shared.Card.ParseFacts(shared.View.Facts); len(problems) == 0 {
		page.Missing = shared.links(facts.Missing())
	}
	evidence, err := s.config.Service.Evidence(c.Request.Context(), actor, shared.View.ID)
	if err != nil {
		return err
	}
	for _, one := range evidence.Indicators {
		for _, document := range one.Missing {
			page.Evidence = append(page.Evidence, missingEvidence{one.Indicator, one.No, one.Name, document, slices.Contains(evidence.Open, one.Indicator)})
		}
	}
	return s.show(c, status, "submit", page)
}

func (s *Site) submit(c *gin.Context) error {
	version, _ := strconv.Atoi(c.PostForm(fieldVersion))
	cmd, err := s.door.Command(c, version, "")
	if err != nil {
		return err
	}
	view, err := s.config.Service.Submit(c.Request.Context(), cmd, c.Param("id"), c.PostForm("pledge") == "yes")
	if assessment.IsKind(err, assessment.KindInvalid) || assessment.IsKind(err, assessment.KindStale) {
		problem := s.door.Explain(c, err)
		return s.showSubmit(c, problem.Status, problem.Detail)
	}
	if err != nil {
		return err
	}
	return s.done(c, "/applications/"+view.ID, "submitted")
}

func (s *Site) withdraw(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	view, err := s.config.Service.Withdraw(c.Request.Context(), cmd, c.Param("id"), c.PostForm("reason"))
	if err != nil {
		return err
	}
	return s.done(c, "/applications/"+view.ID, "withdrawn")
}
