package api

import "github.com/gin-gonic/gin"

func (s *server) getChanges(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	changes, err := s.config.Service.Changes(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	return &answer{json: changes}, nil
}
