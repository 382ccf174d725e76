package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// backupsPage says when the office was last backed up, and how to do it by hand.
type backupsPage struct {
	base
	Status *assessment.BackupStatus
	Stale  bool
}

func (s *Site) backups(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	status, err := s.config.Service.BackupStatus(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "backups.title"))
	if err != nil {
		return err
	}
	b.Trail = b.trail(link{Text: b.Title})
	return s.show(c, http.StatusOK, "backups", backupsPage{base: b, Status: status, Stale: status.Stale(s.config.Now())})
}
