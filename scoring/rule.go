package scoring

// Rule says how an indicator's facts become points. Exactly one of its kinds is
// set. The kinds, with the words of the printed table they stand for:
//
//	flag    “已建立并实施的,得2分”                  a yes gives points
//	choice  “备案得1分;有序开展得2分”               one of several levels
//	ladder  “达到35%得1分,超35%每提5个百分点得1分”   tiers and equal steps above a bound
//	each    “每起扣2分”                              a number of points for each one
//	list    “区级得1分/人…同一人按最高荣誉计分”      rows of a list
//	sum     several of these added
type Rule struct {
	Flag   *FlagRule   `json:"flag,omitempty"`
	Choice *ChoiceRule `json:"choice,omitempty"`
	Ladder *LadderRule `json:"ladder,omitempty"`
	Each   *EachRule   `json:"each,omitempty"`
	List   *ListRule   `json:"list,omitempty"`
	Sum    []Rule      `json:"sum,omitempty"`

	at       Position
	broken   bool     // could not be read or linked: what follows from it is not told
	mentions []string // of a broken rule: every word in it, so that its facts count as used
}

// FlagRule gives Points for a yes and nothing for a no.
type FlagRule struct {
	Fact   string `json:"fact"`
	Points Points `json:"points"`

	pointsAt Position
}

// ChoiceRule gives each choice of the fact its points.
type ChoiceRule struct {
	Fact   string         `json:"fact"`
	Points []ChoicePoints `json:"points"`
}

// ChoicePoints are the points of one choice.
type ChoicePoints struct {
	Choice string `json:"choice"`
	Points Points `json:"points"`

	at, pointsAt Position
}

// LadderRule gives the points of the highest row reached, then points for each
// complete step above a bound, and no more than the cap.
type LadderRule struct {
	Of   Measure     `json:"of"`
	Rows []LadderRow `json:"rows"`
	Then *Steps      `json:"then,omitempty"`
	Cap  *Points     `json:"cap,omitempty"`

	capAt Position
}

// Measure is what a ladder measures; exactly one is set.
type Measure struct {
	Count  string    `json:"count,omitempty"`  // a count
	Amount string    `json:"amount,omitempty"` // an amount of money
	Ratio  [2]string `json:"ratio,omitzero"`   // share: numerator, denominator
	Growth [2]string `json:"growth,omitzero"`  // (now − before) ÷ before: now, before
}

// LadderRow is one tier: reached from From on (>=) or above Above (>). To (≤) or
// Below (<) is the upper bound where the document prints one. It must meet the
// next row and does not enter the score.
type LadderRow struct {
	From   *Quantity `json:"from,omitempty"`
	Above  *Quantity `json:"above,omitempty"`
	To     *Quantity `json:"to,omitempty"`
	Below  *Quantity `json:"below,omitempty"`
	Points Points    `json:"points"`
	Veto   bool      `json:"veto,omitempty"`

	at, lowerAt, upperAt, pointsAt Position
}

// Steps adds Points for each complete Every above Over.
type Steps struct {
	Over   Quantity `json:"over"`
	Every  Quantity `json:"every"`
	Points Points   `json:"points"`

	at, overAt, everyAt, pointsAt Position
}

// EachRule gives Points (usually negative) for each one counted.
type EachRule struct {
	Fact   string `json:"fact"`
	Points Points `json:"points"`

	pointsAt Position
}

// ListRule gives points to the rows of a list. The first matching entry of each
// table counts and the tables add up; then Times, BestPer, Combine and Cap.
type ListRule struct {
	Fact    string      `json:"fact"`
	Only    []RowBound  `json:"only,omitempty"` // rows below a bound do not count at all
	Tables  [][]RowCase `json:"tables"`
	Times   []RowFactor `json:"times,omitempty"`
	BestPer string      `json:"best_per,omitempty"` // rows with equal text here: only the best counts
	Combine string      `json:"combine"`            // sum, best
	Cap     *Points     `json:"cap,omitempty"`

	capAt Position
}

// RowBound lets a row count only from a number on, unless one of the matches
// holds for it: rows of other kinds may count whatever their number.
type RowBound struct {
	Field  string  `json:"field"`
	From   int64   `json:"from"`
	Unless []Match `json:"unless,omitempty"`

	at, fromAt Position
}

// RowCase gives the rows that match When their points or a veto.
type RowCase struct {
	When   []Match `json:"when"`
	Points Points  `json:"points"`
	Veto   bool    `json:"veto,omitempty"`

	at, pointsAt Position
}

// Match holds for rows whose field has this choice (yes and no for yes/no).
type Match struct {
	Field  string `json:"field"`
	Choice string `json:"choice"`
}

// RowFactor multiplies the points of matching rows by an exact fraction.
type RowFactor struct {
	When []Match `json:"when"`
	By   [2]int  `json:"by"` // numerator, denominator

	at, byAt Position
}

// Unit of a Quantity: what one whole of it is divided into.
type quantityUnit uint8

const (
	unitWhole   quantityUnit = iota // a count
	unitFen                         // money
	unitPercent                     // a share in hundredths of a percent
)

// shareScale is one whole (100 %) in the unit of a share's bound.
const shareScale = 10000

// Quantity is a bound or step of a ladder: people, CNY or percent.
type Quantity struct {
	n    int64
	unit quantityUnit
}

// String writes the quantity as the card does: "20", "100", "35%".
func (q Quantity) String() string { return string(q.append(nil)) }

func (q Quantity) append(buf []byte) []byte {
	switch q.unit {
	case unitFen:
		return appendDecimal(buf, q.n, 2)
	case unitPercent:
		return append(appendDecimal(buf, q.n, 2), '%')
	default:
		return appendDecimal(buf, q.n, 0)
	}
}

// MarshalText writes the quantity as the card does.
func (q Quantity) MarshalText() ([]byte, error) { return q.append(nil), nil }
