package assessment

import (
	"encoding/json"
	"time"

	"wuxing/scoring"
)

// Overview is how far a round has come, as its reader may know it: a township hears
// of its area and of no score, a reviewer of its own work, whoever leads or watches
// of everything. What a reader does not hear of is nil.
type Overview struct {
	RoundID    string             `json:"round"`
	RoundName  string             `json:"round_name"`
	Year       int                `json:"year"`
	State      RoundState         `json:"state"`
	At         time.Time          `json:"at"` // the server's clock, against which work is overdue
	Townships  []TownshipProgress `json:"townships,omitempty"`
	Reviewers  []ReviewerProgress `json:"reviewers,omitempty"`  // by name and seat
	Unassigned *int               `json:"unassigned,omitempty"` // reviewers' places that nobody has yet
	Own        *Workload          `json:"own,omitempty"`        // of the reviewer who asks
	Overdue    []OverdueWork      `json:"overdue"`              // each kind that the reader hears of
	Scores     *ScoreOverview     `json:"scores,omitempty"`
	Quota      *QuotaOverview     `json:"quota,omitempty"`
	Release    *ReleaseView       `json:"release,omitempty"` // the newest; for who leads and who watches
}

// TownshipProgress is one township's applications; drafts are not counted, they are
// nobody's but the enterprise's.
type TownshipProgress struct {
	Township     string       `json:"township"`
	Applications int          `json:"applications"`
	States       []StateCount `json:"states"`                // those that occur, in the order of the path
	Unchecked    int          `json:"unchecked"`             // waiting for the first check
	OldestDays   *int         `json:"oldest_days,omitempty"` // since when the oldest of these waits, in days of the office's calendar
}

// StateCount is how many applications are in a state.
type StateCount struct {
	State State `json:"state"`
	Count int   `json:"count"`
}

// Workload is what one reviewer has. Assigned is the sum of Waiting, Begun, Returned
// and Done.
type Workload struct {
	Assigned   int `json:"assigned"`
	Waiting    int `json:"waiting"` // not begun
	Begun      int `json:"begun"`
	Returned   int `json:"returned"`   // sent back, and not come back yet
	Done       int `json:"done"`       // its review is in
	Undeclared int `json:"undeclared"` // of those that are not done: whether it is linked is not declared yet
}

// ReviewerProgress is the workload of one reviewer; where there are two an
// application, at one of the seats.
type ReviewerProgress struct {
	Reviewer string `json:"reviewer"` // display name
	Seat     Lane   `json:"seat,omitempty"`
	Workload
}

// OverdueKind is a kind of work that has a last day.
type OverdueKind string

// Corrections are the enterprises' past their due date, first checks are open after
// the window of applications, reviews after that of reviewing, appeals are not
// decided after theirs. Extensions count.
const (
	OverdueCorrection OverdueKind = "correction"
	OverdueFirstCheck OverdueKind = "first_check"
	OverdueReview     OverdueKind = "review"
	OverdueAppeal     OverdueKind = "appeal"
)

// maxOverdue is how many items of a kind are told; all are counted.
const maxOverdue = 200

// OverdueWork is the overdue work of one kind.
type OverdueWork struct {
	Kind  OverdueKind   `json:"kind"`
	Count int           `json:"count"`
	Items []OverdueItem `json:"items"` // longest overdue first, 200 at most
}

// OverdueItem is one application with overdue work.
type OverdueItem struct {
	Application string    `json:"application"`
	Enterprise  string    `json:"enterprise"` // name
	Township    string    `json:"township"`
	State       State     `json:"state,omitempty"` // for who leads and who watches
	DueAt       time.Time `json:"due_at"`          // first moment that was too late
	Days        int       `json:"days"`            // after the last day, on the office's calendar; 0: that day
	Reviewers   []string  `json:"reviewers,omitempty"`
	Appeal      string    `json:"appeal,omitempty"`
	Indicator   string    `json:"indicator,omitempty"` // disputed
}

// OverviewRow is an application as an overview counts it.
type OverviewRow struct {
	Application
	Reviews int // the highest number of its reviews, of whatever lane; 0: none
}

// StoredScore is a stored result with what is needed to rank it.
type StoredScore struct {
	ApplicationID string
	Facts         json.RawMessage // official scores only
	Result        json.RawMessage // scoring.Result
}

// Waiting says since when an application lies with its township.
type Waiting struct {
	ApplicationID string
	Since         time.Time // when it was submitted last
}

// OverviewTx reads what overviews count. A filter means what it does in
// ListApplications, but for Limit and After.
type OverviewTx interface {
	CountVersions(roundID string) (applications, versions int, err error) // how many there are, and the sum of their versions
	ListOverview(filter ApplicationFilter) ([]OverviewRow, error)         // by id
	ListApplicationIDs(filter ApplicationFilter) ([]string, error)        // by id
	ListRoundChanges(roundID string, since TrailMark) (*RoundChanges, error)
	ListUncheckedSince(filter ApplicationFilter) ([]Waiting, error)    // those that wait for a first check, by id
	ListOpenReturns(filter ApplicationFilter) ([]*Return, error)       // of those that are returned the newest return, without its indicators
	ListSelfScores(applicationIDs []string) ([]StoredScore, error)     // of what was submitted last
	ListOfficialScores(applicationIDs []string) ([]StoredScore, error) // of the newest official review
}

// ScoreOverview holds self and official scores of a round against each other.
type ScoreOverview struct {
	Totals     TotalsOverview   `json:"totals"`
	Townships  []TownshipScores `json:"townships"`  // those with finished reviews, by name
	Categories []Comparison     `json:"categories"` // in the card's order
	Indicators []Comparison     `json:"indicators"`
}

// TotalsOverview is how the totals are distributed.
type TotalsOverview struct {
	Classes  []TotalClass  `json:"classes"`
	Self     TotalsSummary `json:"self"`
	Official TotalsSummary `json:"official"`
}

// TotalClass counts the totals from From to below To; the last class holds To, too.
// Vetoed results are in no class.
type TotalClass struct {
	From     scoring.Points `json:"from"`
	To       scoring.Points `json:"to"`
	Self     int            `json:"self"`
	Official int            `json:"official"`
}

// TotalsSummary is one side of the distribution. Count, Vetoed and Missing add up to
// the submitted applications.
type TotalsSummary struct {
	Count      int        `json:"count"`
	Vetoed     int        `json:"vetoed"`
	Missing    int        `json:"missing"`             // no finished review; 0 for the self scores
	Unanswered int        `json:"unanswered"`          // of all: with an indicator whose facts were not given
	Claimed    int        `json:"claimed"`             // of all: with an indicator that rests on a claim alone
	Quartiles  *Quartiles `json:"quartiles,omitempty"` // nil where Count is 0
}

// Quartiles are totals that occur: the k-th quarter is the total of place k·n/4,
// rounded up, of n in rising order. So nothing is averaged or rounded.
type Quartiles struct {
	Least  scoring.Points `json:"least"`
	First  scoring.Points `json:"first"`
	Median scoring.Points `json:"median"`
	Third  scoring.Points `json:"third"`
	Most   scoring.Points `json:"most"`
}

// Comparison is one indicator or category over all finished reviews. What a self
// score rests on is told apart: blank, not computable, claimed and computed are
// different things. A category is as its weakest indicator.
type Comparison struct {
	ID            string         `json:"id"`
	No            string         `json:"no"`
	Name          string         `json:"name"`
	Category      string         `json:"category,omitempty"` // id, of an indicator
	Points        scoring.Points `json:"points"`
	Facts         Compared       `json:"facts"`   // self scores that facts give
	Claimed       Compared       `json:"claimed"` // that were claimed without facts
	Unanswered    Uncompared     `json:"unanswered"`
	NotComputable Uncompared     `json:"not_computable"`
	Largest       []Difference   `json:"largest"` // of Facts and Claimed, largest first, 3 at most
}

// Compared are self and official scores side by side.
type Compared struct {
	Applications int            `json:"applications"`
	Self         scoring.Points `json:"self"`     // sum
	Official     scoring.Points `json:"official"` // sum
	Higher       int            `json:"higher"`   // official above self
	Equal        int            `json:"equal"`
	Lower        int            `json:"lower"`
}

// Uncompared are official scores with no self score beside them.
type Uncompared struct {
	Applications int            `json:"applications"`
	Official     scoring.Points `json:"official"` // sum
}

// Difference is one application whose official score is not its self score.
type Difference struct {
	Application string         `json:"application"`
	Enterprise  string         `json:"enterprise"` // name
	Self        scoring.Points `json:"self"`
	Official    scoring.Points `json:"official"`
	Difference  scoring.Points `json:"difference"` // official − self
}

// QuotaOverview is how the ranking, as it stands, meets quotas and lines.
type QuotaOverview struct {
	Ranked    int              `json:"ranked"`   // finished reviews without a veto
	Vetoed    int              `json:"vetoed"`   // finished reviews with one
	Below     int              `json:"below"`    // of the ranked: a line is not reached
	Pending   int              `json:"pending"`  // no finished review
	Returned  int              `json:"returned"` // of the pending: sent back and not come back
	Certified QuotaLine        `json:"certified"`
	Excellent QuotaLine        `json:"excellent"`
	Ties      []Tie            `json:"ties"`
	Decided   *DecidedOverview `json:"decided,omitempty"` // once the joint meeting's outcome is recorded
}

// QuotaLine is one quota: within are all whose rank is at most the quota.
type QuotaLine struct {
	Quota  int `json:"quota"` // 0: not decided
	Within int `json:"within"`
	Below  int `json:"below"` // of these: a line is not reached
}

// DecidedOverview is what the joint meeting decided, in numbers.
type DecidedOverview struct {
	HeldOn      string `json:"held_on"`
	Certified   int    `json:"certified"` // with the excellent ones
	Excellent   int    `json:"excellent"`
	NotSelected int    `json:"not_selected"`
	AwardFen    int64  `json:"award_fen"` // of all together
}
