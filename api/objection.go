package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type objectionInput struct {
	Name       string `json:"name"` // the use case holds the texts against their bounds, all at once
	Contact    string `json:"contact"`
	Enterprise *int   `json:"enterprise" validate:"omitempty,min=1,max=100000"` // row of the notice; null: the whole list
	Text       string `json:"text"`
	ReceivedOn string `json:"received_on" validate:"max=10"`
}

func (s *server) object(c *gin.Context) (*answer, error) {
	var in objectionInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	objection := assessment.NewObjection{Name: in.Name, Contact: in.Contact, Text: in.Text, ReceivedOn: in.ReceivedOn}
	if in.Enterprise != nil {
		objection.No = *in.Enterprise
	}
	receipt, err := s.takeObjection(c, cmd, c.Param("round"), objection)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: receipt}, nil
}

func (s *server) listObjections(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	view, err := s.config.Service.Objections(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: view}, nil
}

type objectionLinkInput struct {
	Application string `json:"application" validate:"required,max=64"`
	Indicator   string `json:"indicator" validate:"max=64"`
}

func (s *server) linkObjection(c *gin.Context) (*answer, error) {
	var in objectionLinkInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	step, err := s.config.Service.LinkObjection(c.Request.Context(), cmd, c.Param("round"), c.Param("objection"), in.Application, in.Indicator)
	if err != nil {
		return nil, err
	}
	return &answer{json: step}, nil
}

type objectionClosingInput struct {
	Result assessment.ObjectionResult `json:"result" validate:"required,oneof=founded unfounded withdrawn"`
	Answer string                     `json:"answer" validate:"required,max=2000"`
}

func (s *server) closeObjection(c *gin.Context) (*answer, error) {
	var in objectionClosingInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	step, err := s.config.Service.CloseObjection(c.Request.Context(), cmd, c.Param("round"), c.Param("objection"),
		assessment.NewObjectionClosing{Result: in.Result, Answer: in.Answer})
	if err != nil {
		return nil, err
	}
	return &answer{json: step}, nil
}
