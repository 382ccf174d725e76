package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// exportPerson gives everything about one person; that it was given is written down.
func (s *server) exportPerson(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	export, err := s.config.Service.ExportPerson(c.Request.Context(), cmd, c.Param("username"))
	if err != nil {
		return nil, err
	}
	return &answer{json: export}, nil
}

type erasureInput struct {
	Reason string `json:"reason" validate:"required"`
}

func (s *server) erasePerson(c *gin.Context) (*answer, error) {
	var in erasureInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	if err := s.config.Service.ErasePerson(c.Request.Context(), cmd, c.Param("username"), in.Reason); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}
