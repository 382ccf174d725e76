package assessment

import (
	"encoding/json"
	"time"
	"wuxing/scoring"
)

// AuditEvent is one line of the audit trail: who did what to what, when, from
// what to what, and why. Names are ids here, never personal data.
type AuditEvent struct {
	Seq       int64 // gapless, given by the store
	At        time.Time
	ActorID   string
	Role      Role
	Action    Action
	Object    string // kind of object: one of the constants below
	ObjectID  string
	Before    json.RawMessage // small object, e.g. {"state":"draft"}; may be empty
	After     json.RawMessage
	Reason    string
	RequestID string
}

// The kinds of object in the audit trail.
const (
	objectUser         = "user"
	objectRegistration = "registration"
	objectSession      = "session"
	objectRound        = "round"
	objectRanking      = "ranking"
	objectApplication  = "application"
	objectExport       = "export"     // by the round's id
	objectNotice       = "notice"     // by the round's id
	objectSubmission   = "submission" // application/revision
	objectReview       = "review"     // by the application's id
	objectCard         = "card"
	objectObjection    = "objection"
	objectSeat         = "seat" // apart from the application, whose events the other reviewer reads
)

// scoreStep is what the audit trail keeps of a score that was computed and stored,
// apart from the application's own events: an official one is not everyone's to know.
type scoreStep struct {
	Total    scoring.Points `json:"total"`
	Lane     Lane           `json:"lane,omitempty"`
	Revision int            `json:"revision,omitempty"`
	CardHash string         `json:"card_hash,omitempty"`
	SHA256   string         `json:"sha256,omitempty"`          // of what the facts were read from
	Received string         `json:"received_sha256,omitempty"` // see Source
}
