package api

import (
	"github.com/gin-gonic/gin"
)

func (s *server) getOverview(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	overview, err := s.config.Service.Overview(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: overview}, nil
}

func (s *server) getProgramme(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	programme, err := s.config.Service.Programme(c.Request.Context(), actor)
	if err != nil {
		return nil, err
	}
	return &answer{json: programme}, nil
}
