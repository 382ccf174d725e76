package scoring

// Card is one version of a scorecard. It never changes after Load; a correction
// is a new version with its own id. Hash identifies its content.
type Card struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	Document   Document   `json:"document"`
	Columns    []string   `json:"columns"` // headings of the printed form, left to right
	Totals     Totals     `json:"totals"`
	TieBreaks  []TieBreak `json:"tie_breaks"`
	Rulings    []Ruling   `json:"rulings"` // on total, rank and reporting year
	Facts      []Fact     `json:"facts"`   // in the order of the form
	Checks     []Check    `json:"checks"`
	Categories []Category `json:"categories"`

	hash       string
	indicators []*Indicator
	factByKey  map[string]int
	byID       map[string]int
	program    program
}

// Hash is "sha256:" and the hexadecimal digest of the card's content, not of its
// file: comments and layout do not count.
func (c *Card) Hash() string { return c.hash }

// Document names the policy document that the card prints.
type Document struct {
	Number    string `json:"number"`
	Name      string `json:"name"`
	Issuer    string `json:"issuer"`
	Issued    string `json:"issued"`    // date, 2024-09-03
	Effective string `json:"effective"` // date
}

// Totals are the sums as the document prints them.
type Totals struct {
	Base  Points `json:"base"`
	Bonus Points `json:"bonus"`

	// Cap is the most that a total can be; nil where only the points limit it. It
	// is applied after the deductions.
	Cap *Points `json:"cap,omitempty"`

	baseAt, bonusAt, capAt Position
	broken                 bool
}

// CategoryKind says how a category enters the total.
type CategoryKind string

// The three kinds of category: total = base + bonus + deduction (≤ 0).
const (
	KindBase      CategoryKind = "base"
	KindBonus     CategoryKind = "bonus"
	KindDeduction CategoryKind = "deduction"
)

// Category is one 项目类别 of the printed table.
type Category struct {
	ID         string       `json:"id"`
	No         string       `json:"no"`
	Name       string       `json:"name"`
	Kind       CategoryKind `json:"kind"`
	Points     Points       `json:"points"` // 0 where none are printed (deductions)
	Indicators []Indicator  `json:"indicators"`

	at, pointsAt Position
	broken       bool // its points or those of an indicator could not be read
}

// Indicator is one row (指标内容) of the printed table.
type Indicator struct {
	ID       string   `json:"id"`
	No       string   `json:"no"`
	Name     string   `json:"name"`
	Printed  string   `json:"printed,omitempty"` // the printed 指标内容 where two indicators share one printed row
	Points   Points   `json:"points"`            // 分值; 0 where none are printed
	Standard string   `json:"standard"`          // 评分标准 as printed
	Rule     Rule     `json:"rule"`
	Rulings  []Ruling `json:"rulings,omitempty"`
	Short    string   `json:"short,omitempty"` // what is measured, in a word: 培训占比

	facts []int // slots of the facts its rule reads, in the order of the rule
	index int   // place among Card.Indicators
	group int   // place among Card.Categories

	at, pointsAt Position
	unread       bool // its points could not be read
}

// Ruling records how an ambiguous wording is read, why, and how else it could be.
// The other reading is data where the facts of the card can express it
// (Alternative), otherwise Needs says what else would have to be known.
type Ruling struct {
	On          string       `json:"on,omitempty"` // card-level rulings only: total, rank, year
	Question    string       `json:"question"`
	Reading     string       `json:"reading"`
	Reason      string       `json:"reason"`
	Other       string       `json:"other"`
	Needs       string       `json:"needs,omitempty"`
	Alternative *Alternative `json:"alternative,omitempty"`
}

// FactType is the kind of value a fact takes.
type FactType string

// The kinds of fact. Text occurs only as a field of a list.
const (
	TypeCount  FactType = "count"  // whole, ≥ 0
	TypeMoney  FactType = "money"  // CNY ≥ 0, at most 2 decimals; kept in fen
	TypeYesNo  FactType = "yes_no" // yes or no
	TypeChoice FactType = "choice" // one of Choices
	TypeList   FactType = "list"   // rows of Fields
	TypeText   FactType = "text"   // a name; fields of lists only
)

// Fact is one thing the enterprise is asked.
type Fact struct {
	Key      string   `json:"key"`
	Label    string   `json:"label"`
	Unit     string   `json:"unit,omitempty"` // 人, 元/月, 起; for lists the unit of one row
	Type     FactType `json:"type"`
	Asked    string   `json:"asked,omitempty"`    // what exactly is asked
	Evidence []string `json:"evidence,omitempty"` // kinds of document asked for
	Choices  []Choice `json:"choices,omitempty"`
	Fields   []Field  `json:"fields,omitempty"`
	Max      int64    `json:"max,omitempty"` // largest plausible value: persons, or whole CNY
	MaxRows  int      `json:"max_rows,omitempty"`

	// For advice; see Advise.
	Effort int    `json:"effort,omitempty"` // to change it: 1 (a decision) to 5 (years); 0 stands for DefaultEffort
	Act    string `json:"act,omitempty"`    // the change as an act, with {n}, {from} and {to}
	Advise *bool  `json:"advise,omitempty"` // false: nothing an enterprise can or should change

	at     Position
	broken bool // could not be read: what rules make of it is not told
}

// Choice is one answer of a choice.
type Choice struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

// Field is one column of a list.
type Field struct {
	Key        string   `json:"key"`
	Label      string   `json:"label"`
	Type       FactType `json:"type"` // text, count, yes_no, choice
	Unit       string   `json:"unit,omitempty"`
	Choices    []Choice `json:"choices,omitempty"`
	Max        int64    `json:"max,omitempty"`
	Optional   bool     `json:"optional,omitempty"`
	NeededWhen []Match  `json:"needed_when,omitempty"` // needed only in rows for which one of these holds

	at Position
}

// Check demands that one count is not larger than another.
type Check struct {
	Smaller string `json:"smaller"`
	Larger  string `json:"larger"`

	smaller, larger int
	at              Position
}

// TieBreak is one step in the order of enterprises with equal totals.
type TieBreak struct {
	By        string `json:"by"`                  // deduction, base, share
	Indicator string `json:"indicator,omitempty"` // for share: the indicator whose ratio counts

	ratio  measure
	at     Position
	broken bool // could not be read
}

// Indicators are the rows of the card in printed order.
func (c *Card) Indicators() []*Indicator { return c.indicators }

// Indicator finds a row by its id.
func (c *Card) Indicator(id string) (*Indicator, bool) {
	i, ok := c.byID[id]
	if !ok {
		return nil, false
	}
	return c.indicators[i], true
}

// Fact finds a fact by its key.
func (c *Card) Fact(key string) (*Fact, bool) {
	i, ok := c.factByKey[key]
	if !ok {
		return nil, false
	}
	return &c.Facts[i], true
}

// CategoryOf is the category that holds the indicator.
func (c *Card) CategoryOf(i *Indicator) *Category { return &c.Categories[i.group] }

// FactsOf lists the facts that the indicator's rule reads.
func (c *Card) FactsOf(i *Indicator) []*Fact {
	facts := make([]*Fact, len(i.facts))
	for n, slot := range i.facts {
		facts[n] = &c.Facts[slot]
	}
	return facts
}

// IndicatorsUsing lists the indicators whose rule reads the fact.
func (c *Card) IndicatorsUsing(key string) []*Indicator {
	var users []*Indicator
	for _, indicator := range c.indicators {
		for _, slot := range indicator.facts {
			if c.Facts[slot].Key == key {
				users = append(users, indicator)
				break
			}
		}
	}
	return users
}

// ChoiceIndex is the place of a choice by its key, or -1.
func choiceIndex(choices []Choice, key string) int {
	for i := range choices {
		if choices[i].Key == key {
			return i
		}
	}
	return -1
}
