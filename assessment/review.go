package assessment

import (
	"encoding/json"
	"time"

	"wuxing/scoring"
)

// Decision is what a reviewer says of one indicator.
type Decision string

// Agree takes the self score, or what it becomes with other departments' lists; Correct replaces facts and lets the engine score
// them; Override sets the points by hand, within the indicator's range.
const (
	Agree    Decision = "agree"
	Correct  Decision = "correct"
	Override Decision = "override"
)

// ScoreEntry is one decision of one reviewer on one indicator. Added, never
// edited: the newest entry of an indicator counts.
type ScoreEntry struct {
	ID            string
	Seq           int // order within the application, from 1
	ApplicationID string
	Lane          Lane
	Revision      int // the submission it looks at
	Authority     int // number of the newest authority list then; 0: none
	Indicator     string
	Decision      Decision
	Facts         json.RawMessage // Correct: the replaced facts
	Points        *scoring.Points // Override: the points set
	Score         scoring.Points  // the official score that the entry gave
	Reason        string
	ReviewerID    string
	At            time.Time
}

// Review is a finished review: all indicators decided. Added, never edited.
type Review struct {
	ApplicationID string
	Lane          Lane
	Revision      int
	Facts         json.RawMessage // official facts: the submission with the corrections
	Result        json.RawMessage // scoring.Result with the official scores
	ReviewerID    string
	At            time.Time
}

// ReviewUpdate is what a reviewer saves in one go: some decisions, and whether
// the review is finished with them.
type ReviewUpdate struct {
	Entries  []NewScoreEntry
	Complete bool
}

// NewScoreEntry is one decision as it comes in.
type NewScoreEntry struct {
	Indicator string
	Decision  Decision
	Facts     json.RawMessage // Correct: object of facts; may be empty where another entry corrects them
	Points    *scoring.Points // Override
	Reason    string          // needed for Correct and Override
}

// ReviewView is the review as it stands: self and official score side by side.
type ReviewView struct {
	Application ApplicationHead `json:"application"`
	Rows        []ReviewRow     `json:"rows"`
	Self        *scoring.Result `json:"self"`
	Official    *scoring.Result `json:"official"` // over what is decided so far; undecided indicators count with the engine's score
	Open        []string        `json:"open"`     // indicators without a valid decision
	Complete    bool            `json:"complete"` // finished: the application is reviewed or further
	Reviewer    string          `json:"reviewer"` // display name
	Vetoes      []VetoSource    `json:"vetoes,omitempty"`
	Liftings    []LiftingView   `json:"liftings,omitempty"`

	Unbacked bool `json:"unbacked,omitempty"` // 未提供依据: some self scores are claimed without facts
}

// ReviewRow is one indicator of a review.
type ReviewRow struct {
	Indicator   string          `json:"indicator"` // id
	No          string          `json:"no"`
	Name        string          `json:"name"`
	Points      scoring.Points  `json:"points"`
	Self        scoring.Points  `json:"self"`
	SelfStatus  scoring.Status  `json:"self_status"`
	SelfReason  string          `json:"self_reason"` // the engine's explanation
	Claimed     *scoring.Claim  `json:"claimed,omitempty"`
	Unbacked    bool            `json:"unbacked,omitempty"` // Self is the claim, no facts back it: it cannot be agreed with
	Official    *scoring.Points `json:"official"`           // nil while undecided
	Explanation string          `json:"explanation"`        // of the official score
	Difference  scoring.Points  `json:"difference"`         // official − self; 0 while undecided
	Decision    Decision        `json:"decision"`           // "" while undecided
	Facts       json.RawMessage `json:"facts,omitempty"`    // corrected facts of the decision
	Reason      string          `json:"reason"`
	Reviewer    string          `json:"reviewer"` // display name
	DecidedAt   *time.Time      `json:"decided_at,omitempty"`
	NeedsReview bool            `json:"needs_review"` // decided on earlier facts, which have changed since
	// Authority are facts on which another department has the last word.
	Authority []AuthorityValue `json:"authority,omitempty"`
}
