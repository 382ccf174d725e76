package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type extensionInput struct {
	USCC   string    `json:"uscc" validate:"required,max=64"`
	Window string    `json:"window" validate:"required,oneof=application correction"`
	Until  time.Time `json:"until" validate:"required"`
	Reason string    `json:"reason" validate:"required,max=2000"`
}

func (s *server) extend(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in extensionInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	extension, err := s.config.Service.Extend(c.Request.Context(), cmd, c.Param("round"), assessment.NewExtension{
		USCC: in.USCC, Window: assessment.ExtensionWindow(in.Window), Until: in.Until, Reason: in.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: extension}, nil
}

type extensionList struct {
	Extensions []assessment.ExtensionView `json:"extensions"`
}

func (s *server) listExtensions(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	extensions, err := s.config.Service.Extensions(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: extensionList{extensions}}, nil
}
