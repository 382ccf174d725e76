package api

import (
	"errors"
	"mime"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// assignmentInput is rows by hand or from a list, or balanced.
type assignmentInput struct {
	Rows     []assignmentRow `json:"rows" validate:"max=20000,dive"`
	Balanced bool            `json:"balanced"`
	Among    []string        `json:"among" validate:"max=1000,dive,required,max=64"`
}

type assignmentRow struct {
	Application string   `json:"application" validate:"max=64"`
	USCC        string   `json:"uscc" validate:"max=64"`
	Reviewers   []string `json:"reviewers" validate:"max=2,dive,required,max=64"`
}

func (in *assignmentInput) assignment() assessment.NewAssignment {
	new := assessment.NewAssignment{Balanced: in.Balanced, Among: in.Among}
	for _, row := range in.Rows {
		new.Rows = append(new.Rows, assessment.AssignmentRow{Application: row.Application, USCC: row.USCC, Reviewers: row.Reviewers})
	}
	return new
}

// assignRequest is an assignment as it came in, by hand or as a file.
type assignRequest struct {
	assignment assessment.NewAssignment
	cmd        assessment.Command
	digest     string // of the preview that is confirmed
}

func (s *server) previewAssignment(c *gin.Context) (*answer, error) {
	in, err := s.assignRequest(c, false)
	if err != nil {
		return nil, err
	}
	plan, err := s.config.Service.PreviewAssignment(c.Request.Context(), in.cmd.Actor, c.Param("round"), in.assignment)
	return planAnswer(c, plan, err)
}

func (s *server) assign(c *gin.Context) (*answer, error) {
	in, err := s.assignRequest(c, true)
	if err != nil {
		return nil, err
	}
	plan, err := s.config.Service.Assign(c.Request.Context(), in.cmd, c.Param("round"), in.assignment, in.digest)
	return planAnswer(c, plan, err)
}

// planAnswer words the warnings of a plan, also of one that is told with a refusal.
func planAnswer(c *gin.Context, plan *assessment.AssignmentPlan, err error) (*answer, error) {
	var refused *assessment.Error
	if errors.As(err, &refused) {
		plan, _ = refused.Present.(*assessment.AssignmentPlan)
	}
	if plan != nil {
		plan.Warnings = Localize(languageOf(c.Request), shorten(plan.Warnings))
	}
	if err != nil {
		return nil, err
	}
	return &answer{json: plan}, nil
}

// assignRequest reads either form; confirmed asks for the digest of the preview.
func (s *server) assignRequest(c *gin.Context, confirmed bool) (*assignRequest, error) {
	if media, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); media == mediaForm {
		return s.assignFile(c, confirmed)
	}
	if confirmed {
		var in struct {
			Rows     []assignmentRow `json:"rows" validate:"max=20000,dive"`
			Balanced bool            `json:"balanced"`
			Among    []string        `json:"among" validate:"max=1000,dive,required,max=64"`
			Digest   string          `json:"digest" validate:"required,max=80"`
		}
		cmd, err := commandWith(c, &in)
		asked := assignmentInput{in.Rows, in.Balanced, in.Among}
		return &assignRequest{asked.assignment(), cmd, in.Digest}, err
	}
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in assignmentInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	actor, _ := actorOf(c)
	return &assignRequest{assignment: in.assignment(), cmd: assessment.Command{Actor: actor}}, nil
}

// assignFile takes a file out of a form and has a child read it.
func (s *server) assignFile(c *gin.Context, confirmed bool) (*assignRequest, error) {
	file, err := s.previewFile(c, confirmed)
	if err != nil {
		return nil, err
	}
	defer file.close()
	return &assignRequest{file.books.ReadAssignments(file.data).Assignment(), file.cmd, file.digest}, nil
}
