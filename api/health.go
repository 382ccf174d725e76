package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// readyTimeout is how long a database may take to say that it is there.
const readyTimeout = 2 * time.Second

type healthAnswer struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

// getHealth says that the process answers; it asks nobody else.
func (s *server) getHealth(*gin.Context) (*answer, error) {
	return &answer{json: healthAnswer{Status: "ok", Version: s.config.Version}}, nil
}

// getReady says whether requests can be served: the database is there.
func (s *server) getReady(c *gin.Context) (*answer, error) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), readyTimeout)
	defer cancel()
	if err := s.config.Ready(ctx); err != nil {
		s.config.Logger.WarnContext(ctx, "not ready", "error", err, "request_id", requestIDOf(c))
		return nil, refuse(http.StatusServiceUnavailable, codeNotReady)
	}
	return &answer{json: healthAnswer{Status: "ready", Version: s.config.Version}}, nil
}
