package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// declarePage asks a reviewer whether there is a link with an enterprise, before
// its first file opens.
type declarePage struct {
	base
	Round       string
	Enterprise  scoring.Enterprise
	Application string
	Linked      string // yes, no; "": not said yet
	Reason      string
	Problems    []string
}

func (s *Site) declarePage(c *gin.Context) error {
	return s.showDeclare(c, http.StatusOK, declarePage{}, c.Query("application"))
}

// showDeclare finds the enterprise among the applications that the reviewer has.
func (s *Site) showDeclare(c *gin.Context, status int, page declarePage, application string) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page.Round = c.Param("round")
	var heads []assessment.ApplicationHead
	if application != "" {
		heads, err = s.config.Service.ListApplications(c.Request.Context(), actor, assessment.ApplicationFilter{RoundID: page.Round, IDs: []string{application}, Limit: 1})
	}
	if err != nil {
		return err
	}
	for _, head := range heads {
		page.Application, page.Enterprise = head.ID, head.Enterprise
	}
	if page.Application == "" {
		return &assessment.Error{Kind: assessment.KindNotFound, Code: assessment.CodeNotFound}
	}
	if page.base, err = s.base(c, text(language(c), "declare.title")); err != nil {
		return err
	}
	page.Trail = page.trail(link{Href: "/applications", Text: text(page.Lang, "nav.applications")}, link{Text: page.Title})
	page.Path = "/applications"
	return s.show(c, status, "declare", page)
}

func (s *Site) declare(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	page := declarePage{Linked: c.PostForm("linked"), Reason: c.PostForm("reason")}
	if page.Linked != "yes" && page.Linked != "no" {
		err = scoringProblem(assessment.CodeValueMissing, "linked", "field", "linked")
	} else {
		_, err = s.config.Service.Declare(c.Request.Context(), cmd, c.Param("round"), assessment.NewDeclaration{
			USCC: c.PostForm("uscc"), Linked: page.Linked == "yes", Reason: page.Reason,
		})
	}
	if err != nil {
		why, err := s.refused(c, err, onlyWrong)
		if err != nil {
			return err
		}
		page.Problems = why.Sentences()
		return s.showDeclare(c, why.Status, page, c.PostForm("application"))
	}
	if page.Linked == "yes" {
		return s.done(c, "/applications?round="+url.QueryEscape(c.Param("round")), "recused")
	}
	return s.done(c, "/applications/"+url.PathEscape(c.PostForm("application"))+"/review", "declared")
}

// declarationAt is where the reviewer of an application is asked.
func declarationAt(head *assessment.ApplicationHead) string {
	return "/rounds/" + url.PathEscape(head.Round) + "/declarations?application=" + url.QueryEscape(head.ID)
}

// undeclared are the codes of those enterprises of the heads that a reviewer has not
// declared on, where the round asks for it.
func (s *Site) undeclared(c *gin.Context, actor assessment.Actor, round *assessment.Round, heads []assessment.ApplicationHead) (map[string]bool, error) {
	if actor.Role != assessment.RoleReviewer || round.Settings.Assignment != assessment.AssignmentAssigned {
		return nil, nil
	}
	declarations, err := s.config.Service.Declarations(c.Request.Context(), actor, round.ID)
	if err != nil {
		return nil, err
	}
	open := make(map[string]bool, len(heads))
	for _, head := range heads {
		open[head.Enterprise.USCC] = true
	}
	for _, declaration := range declarations {
		delete(open, declaration.Enterprise.USCC)
	}
	return open, nil
}
