package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type declarationInput struct {
	USCC   string `json:"uscc" validate:"required,max=64"`
	Linked *bool  `json:"linked" validate:"required"`
	Reason string `json:"reason" validate:"max=2000"`
}

func (s *server) declare(c *gin.Context) (*answer, error) {
	var in declarationInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	declaration, err := s.config.Service.Declare(c.Request.Context(), cmd, c.Param("round"), assessment.NewDeclaration{
		USCC: in.USCC, Linked: *in.Linked, Reason: in.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: declaration}, nil
}

type declarationList struct {
	Declarations []assessment.DeclarationView `json:"declarations"`
}

func (s *server) listDeclarations(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	declarations, err := s.config.Service.Declarations(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: declarationList{declarations}}, nil
}

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

func (s *server) previewAssignment(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in assignmentInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	actor, _ := actorOf(c)
	plan, err := s.config.Service.PreviewAssignment(c.Request.Context(), actor, c.Param("round"), in.assignment())
	if err != nil {
		return nil, err
	}
	return &answer{json: plan}, nil
}

func (s *server) assign(c *gin.Context) (*answer, error) {
	var in struct {
		Rows     []assignmentRow `json:"rows" validate:"max=20000,dive"`
		Balanced bool            `json:"balanced"`
		Among    []string        `json:"among" validate:"max=1000,dive,required,max=64"`
		Digest   string          `json:"digest" validate:"required,max=80"`
	}
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	asked := assignmentInput{in.Rows, in.Balanced, in.Among}
	plan, err := s.config.Service.Assign(c.Request.Context(), cmd, c.Param("round"), asked.assignment(), in.Digest)
	if err != nil {
		return nil, err
	}
	return &answer{json: plan}, nil
}
