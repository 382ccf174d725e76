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

// HalfSignedIn tells whether the password was right and a code is to come.
func (d *Door) HalfSignedIn(c *gin.Context) (bool, error) {
	userID, _, err := d.s.halfOf(c)
	return userID != "", err
}

// GiveCode is the second step of signing in.
func (d *Door) GiveCode(c *gin.Context, code string) (*assessment.User, error) {
	return d.s.secondStep(c, codeInput{Code: code})
}

// ConfirmFactor turns the second factor on and gives the recovery codes.
func (d *Door) ConfirmFactor(c *gin.Context, code string) ([]string, error) {
	cmd, err := d.Command(c, 0, "")
	if err != nil {
		return nil, err
	}
	return d.s.turnFactorOn(c, cmd, codeInput{Code: code})
}
