package assessment

import (
	"encoding/json"
	"time"

	"wuxing/scoring"
)

// State is how far an application has come.
type State string

// The states; rules.go lists the legal edges. Checked is by the township,
// moderation where two reviewers differ and the lead has to settle it. A published
// round leaves its applications certified, excellent, not selected or, by a veto,
// disqualified; published is the state of applications from rounds that were
// published without a joint meeting, and nothing leads there any more.
const (
	StateDraft        State = "draft"
	StateSubmitted    State = "submitted"
	StateChecked      State = "checked"
	StateInReview     State = "in_review"
	StateReturned     State = "returned"
	StateResubmitted  State = "resubmitted"
	StateModeration   State = "moderation"
	StateReviewed     State = "reviewed"
	StateRanked       State = "ranked"
	StateOnNotice     State = "on_notice"
	StateCertified    State = "certified"
	StateExcellent    State = "excellent"
	StateNotSelected  State = "not_selected"
	StateDisqualified State = "disqualified"
	StatePublished    State = "published"
	StateWithdrawn    State = "withdrawn"
)

// States lists the states in the order of the path.
var States = []State{
	StateDraft, StateSubmitted, StateChecked, StateInReview, StateReturned, StateResubmitted, StateModeration, StateReviewed,
	StateRanked, StateOnNotice, StateCertified, StateExcellent, StateNotSelected, StateDisqualified, StatePublished, StateWithdrawn,
}

// final tells whether the round of an application in the state is published.
func (s State) final() bool {
	switch s {
	case StateCertified, StateExcellent, StateNotSelected, StateDisqualified, StatePublished:
		return true
	}
	return false
}

// frozen tells whether an application in the state stands in a stored ranking.
func (s State) frozen() bool { return s == StateRanked || s == StateOnNotice || s.final() }

// Application (申报) is one enterprise in one round.
type Application struct {
	ID         string
	RoundID    string
	Enterprise Enterprise
	State      State
	Revision   int    // newest submission
	Submitted  int    // revision that was submitted last; 0: none yet
	Unchecked  bool   // the township has still to check it
	ReviewerID string // who took it; "" before review
	Rank       int    // in the round's ranking; 0: none yet, or vetoed
	CreatedAt  time.Time
	// SubmittedAt is when it was handed in last; zero: never.
	SubmittedAt time.Time
	UpdatedAt   time.Time
	Version     int
}

// Submission is one revision of the facts of an application, with the score the
// engine gave it then. Added, never edited.
type Submission struct {
	ApplicationID string
	Revision      int
	Facts         json.RawMessage // canonical, see scoring.Facts
	Claims        json.RawMessage // scoring.Claims; nil: none
	Source        Source
	CardID        string
	CardHash      string
	Result        json.RawMessage // scoring.Result as computed
	Total         scoring.Points
	By            string // user id
	At            time.Time
}

// The kinds of a source: facts that were typed or sent as they are, and a workbook,
// of which the file is kept.
const (
	SourceJSON     = "json"
	SourceWorkbook = "workbook"
)

// Source says what the facts were read from.
type Source struct {
	Kind   string `json:"kind"`           // SourceJSON, SourceWorkbook
	Name   string `json:"name,omitempty"` // file name as uploaded; "" for JSON
	SHA256 string `json:"sha256"`         // hexadecimal; of a workbook, as it is kept
	// ReceivedSHA256 is of the bytes received where they are not those kept: a
	// workbook with our marks is kept without them.
	ReceivedSHA256 string `json:"received_sha256,omitempty"`
}

// Answers are facts as read from a source.
type Answers struct {
	Enterprise *scoring.Enterprise
	Facts      *scoring.Facts
	Claims     scoring.Claims // scores typed without facts, or beside them; nil: none
	Warnings   scoring.Problems
	Source     Source
	File       []byte // what is kept: the workbook without our marks; nil for JSON
	// Places says where in a workbook each answer stood, by its path in JSON
	// ("facts.employees", "claims.titles", "enterprise.uscc"); nil for JSON.
	Places map[string]scoring.Position
}

// ReadAnswers reads a request's facts for the round's card. The doors (API,
// commands) hand it in, so that the use cases know neither JSON nor Excel.
type ReadAnswers func(card *scoring.Card) (*Answers, scoring.Problems)

// Return (退回补正) sends named indicators back; only their facts open again. One by
// a township names none and opens all of them.
type Return struct {
	ApplicationID string    `json:"-"`
	Revision      int       `json:"revision"` // the submission that was returned
	Indicators    []string  `json:"indicators"`
	Reason        string    `json:"reason"`
	By            string    `json:"-"`
	At            time.Time `json:"at"`
	DueAt         time.Time `json:"due_at,omitzero"` // first moment that is too late; zero: no due date
}

// ApplicationFilter narrows a list; the zero value lists all of every round.
type ApplicationFilter struct {
	RoundID      string
	EnterpriseID string
	IDs          []string // none: whichever
	Township     string
	Reviewer     *ReviewerFilter
	HandedIn     bool    // only what was submitted at least once
	States       []State // as they are shown; none: every state
	Search       string  // words that name or code of the enterprise contain
	Whose        Whose   // answered by the use case, which fills Work
	Overdue      bool    // likewise: only what is past its deadline
	Gaps         bool    // only where evidence is missing from what was handed in

	Sort       Sort
	Descending bool
	After      string // key of paging: of the last one seen, see Key
	Limit      int    // 0: no limit

	Standings []Standing // none: however they stand

	Covers []Cover     // states that are not shown as they are
	Work   *WorkFilter // nil: whoever's
}

// ReviewerFilter narrows a list to what a reviewer has, and to everything in the
// rounds that leave the choice to reviewers; never to what it is linked with.
type ReviewerFilter struct {
	ID   string
	Free []string // ids of rounds
}

// ApplicationHead is an application in lists and on top of views.
type ApplicationHead struct {
	ID         string             `json:"id"`
	Round      string             `json:"round"`
	Enterprise scoring.Enterprise `json:"enterprise"`
	State      State              `json:"state"`
	Revision   int                `json:"revision"`
	Version    int                `json:"version"`
	SelfTotal  scoring.Points     `json:"self_total"`
	UpdatedAt  time.Time          `json:"updated_at"`

	SubmittedAt time.Time   `json:"submitted_at,omitzero"` // last; zero: never
	DueAt       time.Time   `json:"due_at,omitzero"`       // of lists: the first moment that is too late; zero: nothing is due
	Due         OverdueKind `json:"due,omitempty"`         // what has to be done by then
}

// ApplicationView is one application as its reader may see it.
type ApplicationView struct {
	ApplicationHead
	Card     string           `json:"card"`
	Facts    json.RawMessage  `json:"facts"` // newest submission
	Claims   json.RawMessage  `json:"claims,omitempty"`
	Unbacked bool             `json:"unbacked,omitempty"` // 未提供依据: some scores of Result are claimed without facts
	Source   Source           `json:"source"`
	Result   *scoring.Result  `json:"result"`             // self score of the newest submission
	Returned *Return          `json:"returned,omitempty"` // what is open for correction; while returned
	Official *scoring.Result  `json:"official,omitempty"` // staff: once reviewed; enterprise: once published
	Rank     int              `json:"rank,omitempty"`     // like Official
	Outcome  Outcome          `json:"outcome,omitempty"`  // once announced, for who leads and who watches once recorded; "": pending
	Warnings scoring.Problems `json:"warnings,omitempty"`
}

// NewReturn names what goes back and why.
type NewReturn struct {
	Indicators []string
	Reason     string
	DueAt      time.Time // zero: none
}
