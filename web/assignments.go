package web

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// assignmentsPage is who has what in a round: assigned by hand, evenly or from a file.
type assignmentsPage struct {
	*leadPage
	Board  *assessment.AssignmentBoard
	Only   bool              // what lacks a reviewer only
	Search string            // words of an enterprise's name or code
	Names  map[string]string // display names by username
	Two    bool
	Open   bool   // whoever reads can assign
	Closed bool   // nobody can any more
	After  string // where this page begins
	First  string
	Next   string
	By     string // which of the forms was refused
	Among  []string
}

func (s *Site) assignments(c *gin.Context) error {
	return s.showAssignments(c, refused{Status: http.StatusOK}, "", nil)
}

func (s *Site) showAssignments(c *gin.Context, why refused, by string, typed url.Values) error {
	shared, err := s.leadPage(c, "assignments")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	asked := c.Request.URL.Query()
	if by == byHand {
		asked = typed
	}
	only, search, after := asked.Get("show") == "lacking", asked.Get("q"), asked.Get("after")
	board, err := s.config.Service.AssignmentBoard(c.Request.Context(), actor, shared.Round.ID, assessment.SeatFilter{Lacking: only, Search: search, After: after, Limit: pageRows})
	if err != nil {
		return err
	}
	page := assignmentsPage{leadPage: shared, Board: board, Only: only, Search: search, By: by, Two: board.Reviewers == 2, Closed: shared.Round.State != assessment.RoundOpen}
	page.Open = actor.MayRound(assessment.ActionAssign, shared.Round.State)
	page.After, page.Refused, page.Typed, page.Names = after, why, typed, namesOf(board.Loads)
	for _, load := range board.Loads {
		if by != byBalance || slices.Contains(typed["among"], load.Reviewer) {
			page.Among = append(page.Among, load.Reviewer)
		}
	}
	here := url.Values{}
	if only {
		here.Set("show", "lacking")
	}
	if search != "" {
		here.Set("q", search)
	}
	page.First, page.Next = pager(shared.Path, here, after, board.Next)
	return s.show(c, why.Status, "assignments", page)
}

func namesOf(loads []assessment.ReviewerLoad) map[string]string {
	names := make(map[string]string, len(loads))
	for _, load := range loads {
		names[load.Reviewer] = load.Name
	}
	return names
}

// The ways to assign.
const (
	byHand    = "hand"
	byBalance = "balance"
	byFile    = "file"
)

// assignmentPlanPage is what an assignment will do, to confirm it.
type assignmentPlanPage struct {
	*leadPage
	Plan  *assessment.AssignmentPlan
	Names map[string]string
	Sent  url.Values // what is confirmed
	Moved string     // why it was not done, "": it is previewed for the first time
}

// previewAssignment previews what was chosen by hand, or an even share.
func (s *Site) previewAssignment(c *gin.Context) error {
	asked, err := s.assignmentOf(c, c.Request.PostForm)
	if err != nil {
		return s.assignmentRefused(c, err)
	}
	return s.planAssignment(c, asked, sentOf(c.Request.PostForm))
}

// previewAssignmentFile keeps the file and previews what it says.
func (s *Site) previewAssignmentFile(c *gin.Context) error {
	form, err := s.receive(c)
	if err != nil {
		return s.fileRefused(c, err, s.showAssignments)
	}
	defer form.Done()
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	file, err := s.config.Service.KeepForPreview(c.Request.Context(), actor, assessment.ActionAssign, form.Reader())
	if err != nil {
		return err
	}
	sent := url.Values{"by": {byFile}, "file": {file.SHA256}, "name": {form.Name()}}
	asked, err := s.assignmentOf(c, sent)
	if err != nil {
		return s.fileRefused(c, err, s.showAssignments)
	}
	return s.planAssignment(c, asked, sent)
}

// fileRefused says beside the field of a file why it was not taken.
func (s *Site) fileRefused(c *gin.Context, err error, show func(*gin.Context, refused, string, url.Values) error) error {
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return show(c, why.beside(func(path string) string {
		if path == "file" {
			return "file"
		}
		return ""
	}), byFile, nil)
}

// assignmentOf is what a form asks for. Rows by hand all get the same reviewers.
func (s *Site) assignmentOf(c *gin.Context, form url.Values) (assessment.NewAssignment, error) {
	switch form.Get("by") {
	case byBalance:
		if len(form["among"]) == 0 {
			return assessment.NewAssignment{}, scoringProblem(assessment.CodeValueMissing, "among", "field", "among")
		}
		return assessment.NewAssignment{Balanced: true, Among: form["among"]}, nil
	case byFile:
		actor, err := s.actor(c)
		if err != nil {
			return assessment.NewAssignment{}, err
		}
		list, done, err := s.openKept(c, actor, assessment.ActionAssign, form)
		if err != nil {
			return assessment.NewAssignment{}, err
		}
		defer done()
		return list.Assignment(), nil
	}
	var reviewers []string
	for _, name := range []string{"first", "second"} {
		if username := form.Get(name); username != "" {
			reviewers = append(reviewers, username)
		}
	}
	var asked assessment.NewAssignment
	for _, id := range form["application"] {
		asked.Rows = append(asked.Rows, assessment.AssignmentRow{Application: id, Reviewers: reviewers})
	}
	return asked, nil
}

// sentOf is what a preview hands on to its confirmation.
func sentOf(form url.Values) url.Values {
	sent := make(url.Values)
	for _, name := range []string{"by", "application", "first", "second", "among", "file", "name"} {
		if values := form[name]; len(values) > 0 {
			sent[name] = values
		}
	}
	return sent
}

func (s *Site) planAssignment(c *gin.Context, asked assessment.NewAssignment, sent url.Values) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	plan, err := s.config.Service.PreviewAssignment(c.Request.Context(), actor, c.Param("round"), asked)
	if err != nil {
		return s.assignmentRefused(c, err, sent.Get("by"))
	}
	return s.showAssignmentPlan(c, http.StatusOK, plan, sent, "")
}

func (s *Site) showAssignmentPlan(c *gin.Context, status int, plan *assessment.AssignmentPlan, sent url.Values, moved string) error {
	shared, err := s.leadPage(c, "assignments")
	if err != nil {
		return err
	}
	plan.Warnings = api.Localize(shared.Lang, plan.Warnings)
	return s.show(c, status, "assignmentplan", assignmentPlanPage{leadPage: shared, Plan: plan, Names: namesOf(plan.Loads), Sent: sent, Moved: moved})
}

var reviewerPath = regexp.MustCompile(`^rows\[\d+\]\.reviewers(\[1\])?`)

// assignmentRefused shows the form again with what is wrong with it.
func (s *Site) assignmentRefused(c *gin.Context, err error, by ...string) error {
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	why = why.beside(func(path string) string {
		match := reviewerPath.FindStringSubmatch(path)
		switch {
		case match != nil && match[1] != "":
			return "second"
		case match != nil:
			return "first"
		case path == "rows":
			return "application"
		case len(path) >= 5 && path[:5] == "among":
			return "among"
		}
		return ""
	})
	form := c.Request.PostForm
	return s.showAssignments(c, why, slices.Concat(by, []string{form.Get("by")})[0], form)
}

// assign does what was previewed. Where something has moved since, what it would be
// now is shown to be confirmed anew.
func (s *Site) assign(c *gin.Context) error {
	form := c.Request.PostForm
	asked, err := s.assignmentOf(c, form)
	if err != nil {
		return s.assignmentRefused(c, err)
	}
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	_, err = s.config.Service.Assign(c.Request.Context(), cmd, c.Param("round"), asked, form.Get("digest"))
	if err == nil {
		return s.done(c, "/rounds/"+url.PathEscape(c.Param("round"))+"/assignments", "assigned")
	}
	if plan, moved := planNow(err); moved {
		problem := s.door.Explain(c, err)
		return s.showAssignmentPlan(c, problem.Status, plan, sentOf(form), problem.Detail)
	}
	return s.assignmentRefused(c, err)
}

// planNow is the plan as it is now, of an assignment that was not carried out.
func planNow(err error) (*assessment.AssignmentPlan, bool) {
	var known *assessment.Error
	if !errors.As(err, &known) {
		return nil, false
	}
	plan, moved := known.Present.(*assessment.AssignmentPlan)
	return plan, moved && plan != nil
}
