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

// TrailMark is one place in the audit trail: whoever has it on paper can tell later
// whether the trail up to there is still the same.
type TrailMark struct {
	Seq  int64  // number of an event
	Hash string // of that event and, through it, of all before it
	Key  string // fingerprint of the key that the office signs with; "" where nothing is signed
}

// The kinds of object in the audit trail.
const (
	objectUser         = "user"
	objectSession      = "session"
	objectFactor       = "second_factor" // by the user's id
	objectRegistration = "registration"
	objectEnterprise   = "enterprise"
	objectRound        = "round"
	objectRanking      = "ranking"
	objectApplication  = "application"
	objectExport       = "export"     // by the round's id
	objectNotice       = "notice"     // by the round's id
	objectSubmission   = "submission" // application/revision
	objectReview       = "review"     // by the application's id
	objectCard         = "card"
	objectBackup       = "backup" // by the name of its file
	objectObjection    = "objection"
	ObjectRows         = "rows" // of any tables, which the store has written itself
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
