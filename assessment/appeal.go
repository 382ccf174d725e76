package assessment

import (
	"time"

	"wuxing/scoring"
)

// Appeal (申诉) disputes the official score of one indicator. Added, never edited;
// an enterprise has one for an indicator.
type Appeal struct {
	ID            string
	ApplicationID string
	Seq           int // order within the application, from 1
	Indicator     string
	Score         scoring.Points // the official score disputed
	Reason        string
	Evidence      []string // ids of versions
	By            string
	At            time.Time
}

// AppealOutcome is how an appeal ends.
type AppealOutcome string

// Upheld changes the score in the enterprise's favour, by score entries.
const (
	AppealUpheld   AppealOutcome = "upheld"
	AppealRejected AppealOutcome = "rejected"
)

// AppealDecision ends an appeal in writing.
type AppealDecision struct {
	AppealID   string
	Outcome    AppealOutcome
	Reason     string
	Score      scoring.Points // the official score from then on
	FirstEntry int            // Seq of the score entries it became; 0: none
	LastEntry  int
	By         string
	At         time.Time
}

// NewAppeal is an appeal as it comes in.
type NewAppeal struct {
	Indicator string
	Reason    string
	Evidence  []string // ids of versions under the indicator
}

// NewAppealDecision is a decision as it comes in. Upheld, it brings the entries
// that make the new score: at least one for the disputed indicator.
type NewAppealDecision struct {
	Outcome AppealOutcome
	Reason  string
	Entries []NewScoreEntry
}

// AppealsView is what an application's appeals look like.
type AppealsView struct {
	Application string       `json:"application"`
	Open        bool         `json:"open"`            // more can be brought now
	Until       *time.Time   `json:"until,omitempty"` // the end of the window, once there is one
	Appeals     []AppealView `json:"appeals"`
	Version     int          `json:"version"` // of the application

	MayDecide bool `json:"-"` // the reader, as things stand: for a page that offers it
}

// AppealView is one appeal as its reader may see it.
type AppealView struct {
	ID          string              `json:"id"`
	Application string              `json:"application"`
	Enterprise  *scoring.Enterprise `json:"enterprise,omitempty"` // in a round's list
	Indicator   string              `json:"indicator"`
	No          string              `json:"no"`
	Name        string              `json:"name"`
	Score       scoring.Points      `json:"score"` // disputed
	Reason      string              `json:"reason"`
	Evidence    []string            `json:"evidence"`
	At          time.Time           `json:"at"`
	Outcome     AppealOutcome       `json:"outcome,omitempty"` // "": not decided
	Decision    string              `json:"decision,omitempty"`
	NewScore    *scoring.Points     `json:"new_score,omitempty"`
	DecidedAt   *time.Time          `json:"decided_at,omitempty"`
	DecidedBy   string              `json:"decided_by,omitempty"` // display name; staff only
}

// AppealTx keeps releases and appeals. Lists are ordered as their comment says.
type AppealTx interface {
	AddRelease(release *Release) error
	FindRelease(roundID string) (*Release, error) // the newest

	AddAppeal(appeal *Appeal) error
	ListAppeals(applicationID string) ([]*Appeal, error) // by Seq
	ListRoundAppeals(roundID string) ([]*Appeal, error)  // by application id, Seq
	AddAppealDecision(decision *AppealDecision) error
	ListAppealDecisions(applicationID string) ([]*AppealDecision, error) // by the Seq of the appeal
	ListRoundAppealDecisions(roundID string) ([]*AppealDecision, error)  // by application id, Seq
}

// Bounds of an appeal.
const (
	maxAppealEvidence = 20
	longestAppeals    = 366 * 24 * time.Hour // from now: anything longer is a slip of the keyboard
)

// Codes of errors and problems of appeals.
const (
	CodeAppealsClosed    = "appeals_closed"    // at
	CodeAppealExists     = "appeal_exists"     // indicator
	CodeAppealsOpen      = "appeals_open"      // pending (count)
	CodeAppealsRunning   = "appeals_running"   // at
	CodeReviewedIt       = "reviewed_it"       // who reviewed an application does not decide its appeals
	CodeResultsReleased  = "results_released"  // a finished review changes by an appeal only
	CodeEvidenceForeign  = "evidence_foreign"  // found, indicator: no current evidence of the indicator
	CodeAppealNoEntry    = "appeal_no_entry"   // indicator: upheld without an entry for it
	CodeAppealNoGain     = "appeal_no_gain"    // indicator, before, after
	CodeReleaseShortened = "release_shortened" // at: the end that was announced
	CodeTimeNotAhead     = "time_not_ahead"    // field, found
)
