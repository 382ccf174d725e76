package assessment

import (
	"time"

	"wuxing/scoring"
)

// Retention says how long a round keeps files and contacts after its publication: a
// number of years, or until a day. Scores, states, ranking and the audit trail stay.
type Retention struct {
	Years int    `json:"years,omitempty"` // after the day of publication
	Until string `json:"until,omitempty"` // 2031-12-31: the last day, by the office's clock
}

// maxRetentionYears is longer than any record of the office is kept.
const maxRetentionYears = 100

// CodeRetentionOneWay refuses a retention with both a number of years and a day, or
// with neither.
const CodeRetentionOneWay = "retention_one_way" //

func (r *Retention) check() (problems scoring.Problems) {
	if r == nil {
		return nil
	}
	if (r.Years != 0) == (r.Until != "") {
		problems.Add(CodeRetentionOneWay, scoring.Position{Path: "settings.retention.years"})
		return problems
	}
	if r.Years < 0 || r.Years > maxRetentionYears {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "settings.retention.years"}, "field", "retention.years", "found", itoa(r.Years), "choices", "1–"+itoa(maxRetentionYears))
	}
	if r.Until == "" {
		return problems
	}
	if _, err := time.ParseInLocation(time.DateOnly, r.Until, OfficeZone); err != nil {
		problems.Add(CodeValueMalformed, scoring.Position{Path: "settings.retention.until"}, "field", "retention.until", "found", printable(r.Until), "format", "date")
	}
	return problems
}

// ends is the first moment at which a round published at a time keeps nothing more; the
// day in question is kept whole.
func (r *Retention) ends(published time.Time) (time.Time, error) {
	last := officeDay(published).AddDate(r.Years, 0, 0)
	if r.Until != "" {
		day, err := time.ParseInLocation(time.DateOnly, r.Until, OfficeZone)
		if err != nil {
			return time.Time{}, wrap(err, "read until when a round keeps its files")
		}
		if day.After(last) { // nothing goes on the day of publication
			last = day
		}
	}
	return last.AddDate(0, 0, 1), nil
}

// rule is the setting as an erasure names it: years=10, until=2031-12-31.
func (r *Retention) rule() string {
	if r.Until != "" {
		return "until=" + r.Until
	}
	return "years=" + itoa(r.Years)
}

// ErasureKind is what an erasure took away.
type ErasureKind string

// The kinds. Of evidence and workbooks it is the file's content (name, size and SHA-256
// stay in their row), of objections who brought them, of registrations whom to reach.
const (
	ErasedEvidence     ErasureKind = "evidence"     // subject: its id
	ErasedWorkbook     ErasureKind = "workbook"     // subject: application/revision of the submission
	ErasedObjector     ErasureKind = "objection"    // subject: its id
	ErasedRegistration ErasureKind = "registration" // subject: its id
)

// Erasure says that one row's file or contact was taken away because its time had
// passed, and by which rule. Added, never edited.
type Erasure struct {
	RoundID string
	Kind    ErasureKind
	Subject string
	SHA256  string // of the file; "" where there is none
	Rule    string
	DueAt   time.Time // when the time had passed
	At      time.Time
}

// ErasureTx keeps what was erased.
type ErasureTx interface {
	// ListErasable lists what a round still keeps of files and contacts, at most limit
	// (0: all). A registration goes with the last of its enterprise's rounds: over are
	// those whose time has passed.
	ListErasable(roundID string, over []string, limit int) ([]*Erasure, error)
	AddErasures(erasures []*Erasure) error
	// EraseObjector takes name and contact out of an objection that an erasure names.
	EraseObjector(objectionID string) error
	// IsErased tells whether a row's file or contact was erased.
	IsErased(kind ErasureKind, subject string) (bool, error)
	// ListErasedEvidence lists the ids of an application's evidence whose files were erased.
	ListErasedEvidence(applicationID string) ([]string, error)
	// ListErasedFiles lists the contents that were erased wherever they are named.
	ListErasedFiles() (sha256 []string, err error)
}

// CodeFileErased: the file was removed since the round keeps its files no longer.
const CodeFileErased = "file_erased" //
