package assessment

import (
	"time"

	"wuxing/scoring"
)

// Role is what a user is to the office. See docs/process in the domain papers:
// who configures does not score.
type Role string

// The roles. Operator is the person at the server's own console (commands).
const (
	RoleEnterprise Role = "enterprise"
	RoleReviewer   Role = "reviewer"
	RoleLead       Role = "lead"
	RoleAdmin      Role = "admin"
	RoleOperator   Role = "operator"
)

// Actor is who asks, as the session (or the console) says.
type Actor struct {
	UserID       string
	Username     string
	Role         Role
	EnterpriseID string // for RoleEnterprise: the only enterprise it acts for
}

// User is an account. The password is kept as an argon2id hash only.
type User struct {
	ID           string
	Username     string
	DisplayName  string
	Role         Role
	EnterpriseID string
	PasswordHash string `json:"-"` // never leaves, not even in a stored reply
	Disabled     bool
	CreatedAt    time.Time
	Version      int
}

// Actor is the user as the one who asks.
func (u *User) Actor() Actor {
	return Actor{UserID: u.ID, Username: u.Username, Role: u.Role, EnterpriseID: u.EnterpriseID}
}

// NewUser is what makes an account. For RoleEnterprise the enterprise is found by
// its code or made.
type NewUser struct {
	Username    string
	DisplayName string
	Role        Role
	Password    string
	Enterprise  *scoring.Enterprise
}

// Enterprise is known by its 统一社会信用代码, which is unique.
type Enterprise struct {
	ID        string
	Name      string
	USCC      string
	Township  string
	CreatedAt time.Time
}

// Scoring is the enterprise as a result names it.
func (e *Enterprise) Scoring() scoring.Enterprise {
	return scoring.Enterprise{Name: e.Name, USCC: e.USCC, Township: e.Township}
}
