package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// Sessions lists the sessions of whoever asks.
func (d *Door) Sessions(c *gin.Context) ([]assessment.Session, error) { return d.s.ownSessions(c) }

// EndOthers ends all of them but the one that asks.
func (d *Door) EndOthers(c *gin.Context) error {
	cmd, err := d.Command(c, 0, "")
	if err != nil {
		return err
	}
	return d.s.endOtherSessions(c, cmd)
}

// ChangePassword gives whoever asks another password.
func (d *Door) ChangePassword(c *gin.Context, present, password string) error {
	cmd, err := d.Command(c, 0, "")
	if err != nil {
		return err
	}
	return d.s.changePassword(c, cmd, passwordInput{Present: present, Password: password})
}
