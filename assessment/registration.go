package assessment

import (
	"time"

	"wuxing/scoring"
)

// Registration is what an enterprise has asked for itself: an account under its code.
// It opens nothing before the township, or the administrator, has confirmed that it is
// the enterprise that asks.
type Registration struct {
	ID           string
	Enterprise   scoring.Enterprise
	Contact      string // display name of the account
	Phone        string // or another way to reach them
	PasswordHash string // "" once decided
	State        RegistrationState
	Reason       string // of declining
	DecidedBy    string
	DecidedAt    *time.Time
	UserID       string // of the account, once accepted
	CreatedAt    time.Time
	Version      int
}

// RegistrationState is how far a registration has come.
type RegistrationState string

// The states of a registration.
const (
	RegistrationOpen     RegistrationState = "open"
	RegistrationAccepted RegistrationState = "accepted"
	RegistrationDeclined RegistrationState = "declined"
)

// NewRegistration is a registration as it comes in.
type NewRegistration struct {
	Enterprise scoring.Enterprise
	Contact    string
	Phone      string
	Password   string
	Elsewhere  bool // its township is none of ConfirmingTownships
	CodeSure   bool // the code was compared with the licence, although its check digit is wrong
}

// RegistrationReceipt is all that whoever registers is told, whatever is known of the
// code.
type RegistrationReceipt struct {
	ID         string    `json:"id"`
	ReceivedAt time.Time `json:"received_at"`
}

// RegistrationView is a registration as those read it who decide on it.
type RegistrationView struct {
	ID         string             `json:"id"`
	Enterprise scoring.Enterprise `json:"enterprise"`
	Known      string             `json:"known,omitempty"` // name on record under the code, where there is one
	Taken      bool               `json:"taken"`           // the code has an account: it cannot be accepted
	CodeDoubt  bool               `json:"code_doubt"`      // the code's check digit is wrong; whoever registered was sure of it
	Contact    string             `json:"contact"`
	Phone      string             `json:"phone"`
	State      RegistrationState  `json:"state"`
	Reason     string             `json:"reason,omitempty"`
	DecidedBy  string             `json:"decided_by,omitempty"` // display name
	DecidedAt  *time.Time         `json:"decided_at,omitempty"`
	ReceivedAt time.Time          `json:"received_at"`
}

// RegistrationStep is what a decision answers: nothing personal, since answers are
// kept for their idempotency keys.
type RegistrationStep struct {
	ID    string            `json:"id"`
	State RegistrationState `json:"state"`
}

// RegistrationTx keeps registrations.
type RegistrationTx interface {
	CreateRegistration(registration *Registration) error
	FindRegistrationByID(id string) (*Registration, error)
	FindOpenRegistration(uscc string) (*Registration, error) // the newest that waits under the code
	UpdateRegistration(registration *Registration) error
	ListRegistrations(filter RegistrationFilter) ([]*Registration, error) // newest first
	CountOpenRegistrations() (int, error)
	// ListRegistrationsOf lists those that became this account.
	ListRegistrationsOf(userID string) ([]*Registration, error)
	// ListDeclinedBefore lists those declined before a moment that still say whom to reach.
	ListDeclinedBefore(before time.Time) ([]*Registration, error)
}

// toldRegistrations is how many may wait with a township before it hears no more of
// each: it knows by then, and a stranger's flood must not fill its inbox.
const toldRegistrations = 20

// Bounds of registrations, in characters; at most so many wait, so that nobody fills
// the disk.
const (
	maxPhone             = 100
	maxOpenRegistrations = 2000
)

// declinedKept is how long it is known whom to reach about what was declined. Nobody
// has an account of it that could be erased.
const declinedKept = 30 * 24 * time.Hour

// forget takes away whom to reach.
func (r *Registration) forget() { r.Contact, r.Phone = Erased, Erased }

// Codes of errors of registrations.
const (
	CodeTooManyRegistrations  = "too_many_registrations" // limit
	CodeRegistrationDecided   = "registration_decided"   //
	CodeEnterpriseHasAccount  = "enterprise_has_account" //
	CodeRegistrationElsewhere = "registration_elsewhere" //
	CodeTownshipUnknown       = "township_unknown"       // found, choices
	CodeReceiptUnknown        = "receipt_unknown"        //
	CodeNotConfirmed          = "not_confirmed"          // the password is right, the account is still to come
)
