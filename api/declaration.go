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
