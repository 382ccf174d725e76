package assessment

import (
	"time"

	"wuxing/scoring"
)

// Objection (异议) is what somebody has against a list on public notice. Name and
// contact are personal: the lead and the auditor alone read them, and nothing else
// (audit trail, logs, replies) holds them. Added, never edited.
type Objection struct {
	ID            string
	RoundID       string
	Seq           int    // of the round's, from 1; given by the store
	Notice        int    // number of the notice it was brought against
	No            int    // row of the notice; 0: the whole list
	ApplicationID string // of the row; "" where there is none
	Name          string // of a person or a unit
	Contact       string
	Text          string
	ReceivedOn    string // 2026-06-09, by the office's clock
	RecordedBy    string // the lead who wrote down what came by hand; "": it came by itself
	At            time.Time
}

// ObjectionLink says which application an objection concerns, and maybe which
// indicator; of an objection's the newest counts. Added, never edited.
type ObjectionLink struct {
	ObjectionID   string
	ApplicationID string
	Indicator     string // "": none in particular
	By            string
	At            time.Time
}

// ObjectionResult is what came of an objection.
type ObjectionResult string

// The results.
const (
	ObjectionFounded   ObjectionResult = "founded"
	ObjectionUnfounded ObjectionResult = "unfounded"
	ObjectionWithdrawn ObjectionResult = "withdrawn"
)

// ObjectionClosing ends an objection in writing, for good.
type ObjectionClosing struct {
	ObjectionID string
	Result      ObjectionResult
	Answer      string
	By          string
	At          time.Time
}

// NewObjection is an objection as it comes in.
type NewObjection struct {
	No         int // row of the notice; 0: the whole list
	Name       string
	Contact    string
	Text       string
	ReceivedOn string // for the lead alone: it came on paper or by telephone that day
}

// NewObjectionClosing is a closing as it comes in.
type NewObjectionClosing struct {
	Result ObjectionResult
	Answer string
}

// ObjectionReceipt is all that whoever objects is told.
type ObjectionReceipt struct {
	ID         string    `json:"id"`
	ReceivedAt time.Time `json:"received_at"`
}

// ObjectionStep is what a link or a closing answers: nothing personal, since answers
// are kept for their idempotency keys.
type ObjectionStep struct {
	ID          string          `json:"id"`
	Application string          `json:"application,omitempty"`
	Indicator   string          `json:"indicator,omitempty"`
	Result      ObjectionResult `json:"result,omitempty"` // "": open
}

// ObjectionView is an objection as the lead and the auditor read it.
type ObjectionView struct {
	ObjectionStep
	Notice     int                 `json:"notice"`       // number of the notice, from 1
	Current    bool                `json:"current"`      // that notice counts still
	No         int                 `json:"no,omitempty"` // row of the notice; absent: the whole list
	Name       string              `json:"name"`
	Contact    string              `json:"contact"`
	Text       string              `json:"text"`
	ByHand     bool                `json:"by_hand"` // the lead has recorded it
	ReceivedOn string              `json:"received_on"`
	At         time.Time           `json:"received_at"`
	RecordedBy string              `json:"recorded_by,omitempty"` // display name
	Enterprise *scoring.Enterprise `json:"enterprise,omitempty"`  // of the application
	Answer     string              `json:"answer,omitempty"`
	ClosedBy   string              `json:"closed_by,omitempty"` // display name
	ClosedAt   *time.Time          `json:"closed_at,omitempty"`
}

// ObjectionsView are the objections of a round, oldest first, of every notice that
// it has been on.
type ObjectionsView struct {
	Open       int             `json:"open"`
	Objections []ObjectionView `json:"objections"`
}

// Bounds of an objection, in characters; MaxObjectionBytes is more than the longest
// takes as JSON, every character escaped.
const (
	maxObjectorName    = 50
	maxObjectorContact = 100
	minObjection       = 10
	maxObjection       = 2000
	MaxObjectionBytes  = 32 << 10
)

// maxOpenObjections is how many may wait that came by themselves, so that nobody
// fills the disk. What the lead records is not counted.
const maxOpenObjections = 500
