package assessment

import (
	"encoding/json"
	"time"
)

// Lifting is a proposal to correct facts so that a veto falls. It counts once
// another person has confirmed it.
type Lifting struct {
	ID            string
	ApplicationID string
	Seq           int  // order within the application, from 1
	Revision      int  // the submission it looks at
	Lane          Lane // whose review it is to change; once that is settled, the official score
	Indicator     string
	Facts         json.RawMessage // the correction
	Reason        string
	By            string
	At            time.Time
}

// LiftingDecision ends a proposal.
type LiftingDecision struct {
	LiftingID string
	Confirmed bool
	EntrySeq  int // Seq of the score entry it became; 0: refused
	Reason    string
	By        string
	At        time.Time
}

// NewLifting is a proposal as it comes in.
type NewLifting struct {
	Indicator string
	Facts     json.RawMessage
	Reason    string
}

// LiftingView is a proposal as staff sees it.
type LiftingView struct {
	ID         string          `json:"id"`
	Indicator  string          `json:"indicator"`
	Facts      json.RawMessage `json:"facts"`
	Reason     string          `json:"reason"`
	ProposedBy string          `json:"proposed_by"` // display name
	ProposedAt time.Time       `json:"proposed_at"`
	Confirmed  *bool           `json:"confirmed,omitempty"` // nil: waits for a second person
	Decision   string          `json:"decision,omitempty"`  // the reason given with it
	DecidedBy  string          `json:"decided_by,omitempty"`
	DecidedAt  *time.Time      `json:"decided_at,omitempty"`

	By string `json:"-"` // id of who proposed it and so cannot decide it
}

// VetoSource says where a veto of the official score comes from.
type VetoSource struct {
	Indicator string   `json:"indicator"`
	No        string   `json:"no"`
	Clause    string   `json:"clause"` // as printed
	Reason    string   `json:"reason"` // the engine's explanation
	Kind      VetoKind `json:"kind"`
	Source    string   `json:"source,omitempty"` // department and name of the list
	Dated     string   `json:"dated"`            // 2026-03-01: of the list, the submission or the correction
}

// VetoKind is who has said what leads to a veto.
type VetoKind string

// The kinds of source.
const (
	VetoAuthority VetoKind = "authority" // another department's list
	VetoDeclared  VetoKind = "declared"  // the enterprise itself
	VetoReview    VetoKind = "review"    // a reviewer's correction
)

// LiftingTx keeps proposals to lift a veto and what became of them.
type LiftingTx interface {
	AddLifting(lifting *Lifting) error
	ListLiftings(applicationID string) ([]*Lifting, error) // by Seq
	AddLiftingDecision(decision *LiftingDecision) error
	ListLiftingDecisions(applicationID string) ([]*LiftingDecision, error) // by the Seq of what is decided
}
