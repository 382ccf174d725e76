package assessment

import (
	"time"

	"wuxing/scoring"
)

// Mail is the mail of a message, waiting, sent or given up. It holds no address:
// that is the user's at the moment of sending.
type Mail struct {
	Message   *Message
	State     MailState
	Tries     int
	NextTry   time.Time   // while pending
	Problem   MailProblem // of the last try; "": none
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int
}

// MailState is what became of a mail.
type MailState string

// The states of a mail.
const (
	MailPending MailState = "pending"
	MailSent    MailState = "sent"
	MailFailed  MailState = "failed"
)

// MailProblem says why a try came to nothing, in a word of ours: what a server
// answers may name the address.
type MailProblem string

// Unreachable and deferred are tried again; refused, gone and expired are the end.
const (
	MailUnreachable MailProblem = "unreachable" // no connection, no TLS, or no sign-in
	MailDeferred    MailProblem = "deferred"    // the server asks to come again (4xx)
	MailRefused     MailProblem = "refused"     // the server will not have it (5xx)
	MailGone        MailProblem = "gone"        // the account has no address any more, or is closed
	MailExpired     MailProblem = "expired"     // tried for MailLifetime
)

// MailLifetime is how long a mail is tried. The first delay doubles with each try
// up to the longest. Whoever has claimed a mail has MailLease to send it.
const (
	MailLifetime     = 3 * 24 * time.Hour
	MailLease        = 10 * time.Minute
	firstMailDelay   = time.Minute
	longestMailDelay = 6 * time.Hour
)

// OutgoingMail is a mail that was claimed to be sent now.
type OutgoingMail struct {
	Mail    *Mail
	Address string
}

// MailView is a mail as the administrator sees it: to whom by name of account, and
// what is the matter.
type MailView struct {
	Message   string      `json:"message"` // id
	Username  string      `json:"username"`
	Kind      MessageKind `json:"kind"`
	State     MailState   `json:"state"`
	Tries     int         `json:"tries"`
	NextTry   *time.Time  `json:"next_try,omitempty"` // while pending
	Problem   MailProblem `json:"problem,omitempty"`
	CreatedAt time.Time   `json:"created_at"`
}

// MailFilter narrows a list of mails.
type MailFilter struct {
	State MailState
	Due   time.Time // zero: whenever
	Limit int       // 0: all
}

// MailTx keeps the mails that go out.
type MailTx interface {
	ListMails(filter MailFilter) ([]*Mail, error) // what is due by the time of its next try, else changed last first
	UpdateMail(mail *Mail) error
	CountMails(state MailState) (int, error)
}

// maxEmail is the longest address that SMTP carries, in bytes.
const maxEmail = 254

// checkEmail holds an address against what mail servers take; "" is none.
func checkEmail(email string) (problems scoring.Problems) {
	at := scoring.Position{Path: "email"}
	switch {
	case len(email) > maxEmail:
		problems.Add(CodeValueTooLong, at, "field", "email", "limit", itoa(maxEmail))
	case email != "" && !isEmail(email):
		problems.Add(CodeValueMalformed, at, "field", "email", "found", printable(email), "format", "email")
	}
	return problems
}
