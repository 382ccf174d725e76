package assessment

import (
	"slices"
	"time"
)

// factorRoles have a second factor: those whose decisions move money or accounts.
var factorRoles = []Role{RoleReviewer, RoleLead, RoleAdmin}

// Factor is an account's second factor: one-time passwords by RFC 6238.
type Factor struct {
	UserID    string
	Secret    string // sealed; "": there is none
	Confirmed bool   // a code was given once
	LastStep  int64  // the step whose code was used last; a code is good once
	Recovery  []string
	CreatedAt time.Time
	Version   int
}

// FactorTx keeps second factors.
type FactorTx interface {
	CreateFactor(factor *Factor) error
	FindFactor(userID string) (*Factor, error)
	UpdateFactor(factor *Factor) error
}

// Secrets seals what the program has to read again, with a key that does not lie in
// the database. about is bound into it: what was sealed about one account opens about
// no other.
type Secrets interface {
	Seal(plain []byte, about string) (string, error)
	Open(sealed, about string) ([]byte, error)
	// Mark is always the same of a text, and says nothing of it to who has not the key.
	Mark(text string) (string, error)
}

// UseSecrets gives the service what seals second factors; without it nobody enrols.
// It is called before the service is used.
func (s *Service) UseSecrets(secrets Secrets) { s.secrets = secrets }

// RequireSecondFactor makes reviewers, leads and administrators enrol before they do
// anything else. It is called before the service is used.
func (s *Service) RequireSecondFactor() { s.factorNeeded = true }

// LacksFactor tells whether the account has to enrol first.
func (s *Service) LacksFactor(user *User) bool {
	return s.factorNeeded && user != nil && !user.SecondFactor && slices.Contains(factorRoles, user.Role)
}
