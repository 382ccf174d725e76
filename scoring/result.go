package scoring

import "errors"

var errUnknownStatus = errors.New("unknown status")

// Status says whether an indicator's zero is a zero.
type Status uint8

// The three statuses. Blank (Unanswered), not computable and scored zero are
// different things; a veto is told separately.
const (
	Scored        Status = iota
	Unanswered           // a fact was not given
	NotComputable        // a denominator is 0
)

var statusNames = [...]string{"scored", "unanswered", "not_computable"}

// String is the status as in JSON.
func (s Status) String() string { return statusNames[s] }

// MarshalText writes the status as in JSON.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a status; an unknown one is an error.
func (s *Status) UnmarshalText(text []byte) error {
	for i, name := range statusNames {
		if name == string(text) {
			*s = Status(i)
			return nil
		}
	}
	return errUnknownStatus
}

// Enterprise says whose facts these are. All of it may be empty when only a
// score is wanted.
type Enterprise struct {
	Name     string `json:"name,omitempty"`
	USCC     string `json:"uscc,omitempty"` // 统一社会信用代码, GB 32100
	Township string `json:"township,omitempty"`
}

// Result is one scored enterprise as it is answered, printed and stored.
type Result struct {
	Card       string            `json:"card"`
	CardHash   string            `json:"card_hash"`
	Enterprise *Enterprise       `json:"enterprise,omitempty"`
	Total      Points            `json:"total"` // max(0, base + bonus + deduction), at most the cap of the card's totals
	Base       Points            `json:"base"`
	Bonus      Points            `json:"bonus"`
	Deduction  Points            `json:"deduction"` // ≤ 0
	Vetoed     bool              `json:"vetoed"`
	Vetoes     []Veto            `json:"vetoes"`
	Categories []CategoryScore   `json:"categories"`
	Indicators []IndicatorResult `json:"indicators"`
	Document   *Document         `json:"document,omitempty"` // that the card prints: number and dates
	Details    []Breakdown       `json:"details,omitempty"`  // where asked for: each indicator as a structure
	Warnings   []Problem         `json:"warnings,omitempty"` // does not block: e.g. a wrong check digit

	// Where facts are missing: what the total may still be, and which facts it
	// depends on, the most points at stake first. See Bounds.
	Range   *ScoreRange   `json:"range,omitempty"`
	Missing []MissingFact `json:"missing,omitempty"`

	// Where scores were claimed: whether any counts without facts (BasisClaimed,
	// BasisPartly), and, beside facts, which claims differ. See ScoreClaimed.
	Basis  string            `json:"basis,omitempty"`
	Claims []ClaimDifference `json:"claims,omitempty"`
}

// Veto names the clause that disqualifies.
type Veto struct {
	Indicator string `json:"indicator"`
	Reason    string `json:"reason"`
}

// CategoryScore is a subtotal.
type CategoryScore struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Points Points `json:"points"`
	Score  Points `json:"score"`
}

// IndicatorResult is the score of one indicator with its arithmetic in words.
type IndicatorResult struct {
	ID          string `json:"id"`
	No          string `json:"no"`
	Name        string `json:"name"`
	Points      Points `json:"points"`
	Score       Points `json:"score"`
	Status      Status `json:"status"`
	Explanation string `json:"explanation"`

	Range *ScoreRange `json:"range,omitempty"` // where one of its facts is missing
	Basis string      `json:"basis,omitempty"` // BasisClaimed: a claim that no facts back
}

// Indicator finds a row of the result by its id.
func (r *Result) Indicator(id string) (*IndicatorResult, bool) {
	for i := range r.Indicators {
		if r.Indicators[i].ID == id {
			return &r.Indicators[i], true
		}
	}
	return nil, false
}
