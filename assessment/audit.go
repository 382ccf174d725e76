package assessment

import (
	"encoding/json"
	"time"
)

// AuditEvent is one line of the audit trail: who did what to what, when, from
// what to what, and why. Names are ids here, never personal data.
type AuditEvent struct {
	Seq       int64 // gapless, given by the store
	At        time.Time
	ActorID   string
	Role      Role
	Action    Action
	Object    string // kind of object: user, round, application, ranking, notice, objection, export, session
	ObjectID  string
	Before    json.RawMessage // small object, e.g. {"state":"draft"}; may be empty
	After     json.RawMessage
	Reason    string
	RequestID string
}
