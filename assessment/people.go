package assessment

import (
	"time"

	"wuxing/scoring"
)

// Role is what a user is to the office. See docs/process in the domain papers:
// who configures does not score.
type Role string

// The roles. Operator is the person at the server's own console (commands), public
// is anyone, without an account.
const (
	RoleEnterprise Role = "enterprise"
	RoleTownship   Role = "township"
	RoleReviewer   Role = "reviewer"
	RoleLead       Role = "lead"
	RoleAdmin      Role = "admin"
	RoleAuditor    Role = "auditor"
	RoleOperator   Role = "operator"
	RolePublic     Role = "public"
)

// AccountRoles are the roles that an account can have.
var AccountRoles = []Role{RoleEnterprise, RoleTownship, RoleReviewer, RoleLead, RoleAdmin, RoleAuditor}

// Actor is who asks, as the session (or the console) says.
type Actor struct {
	UserID       string
	Username     string
	Role         Role
	EnterpriseID string // for RoleEnterprise: the only enterprise it acts for
	Area         string // for RoleTownship: the township as enterprises give it
}

// User is an account. Every change of it raises its version, and a session holds for
// one version: with a new password, role or second factor the sessions end. The password is kept as an argon2id hash only.
type User struct {
	ID           string
	Username     string `json:"-"` // names stand in no stored reply: it could not be erased
	DisplayName  string `json:"-"`
	Role         Role
	EnterpriseID string
	Area         string // for RoleTownship, see Actor
	Email        string `json:"-"` // "": is not mailed; personal, so it stands in no stored reply
	PasswordHash string `json:"-"` // never leaves, not even in a stored reply
	// PasswordUntil is how long a password is good that the program has made up, see
	// madepassword.go; zero: the password is somebody's own, and stays.
	PasswordUntil time.Time `json:",omitzero"`
	Disabled      bool
	SecondFactor  bool // a code is asked for beside the password, see factor.go
	CreatedAt     time.Time
	Version       int
}

// Actor is the user as the one who asks.
func (u *User) Actor() Actor {
	return Actor{UserID: u.ID, Username: u.Username, Role: u.Role, EnterpriseID: u.EnterpriseID, Area: u.Area}
}

// NewUser is what makes an account. For RoleEnterprise the enterprise is found by
// its code or made; for RoleTownship the area is needed.
type NewUser struct {
	Username    string
	DisplayName string
	Role        Role
	Password    string
	Enterprise  *scoring.Enterprise
	Area        string
	Email       string // may be ""

	made bool // the password was made up, see CreateUserWithPassword
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
