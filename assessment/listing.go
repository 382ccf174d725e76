package assessment

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"wuxing/scoring"
)

// Sort is what a list of applications is ordered by. Texts are compared by code
// point, as both databases keep them; what is equal follows by id.
type Sort string

// The orders of a list. By due puts what has no deadline last.
const (
	SortID        Sort = "" // in the order of their ids
	SortSubmitted Sort = "submitted"
	SortName      Sort = "name"
	SortTownship  Sort = "township" // and name
	SortState     Sort = "state"    // on the path, as it is shown, and name
	SortDue       Sort = "due"
)

// Sorts lists the orders that a reader chooses from.
var Sorts = []Sort{SortSubmitted, SortDue, SortName, SortTownship, SortState}

// Whose narrows a list to work.
type Whose string

// Mine is what a reviewer has; todo what waits for whoever asks: a reviewer's
// decision, a township's check, a lead's settlement.
const (
	WhoseAll  Whose = ""
	WhoseMine Whose = "mine"
	WhoseTodo Whose = "todo"
)

// Standing is what of an application's own row decides which actions are legal.
type Standing struct {
	State     State
	Unchecked bool
}

// Cover says that a reader is shown another state than an application has. A list is
// filtered and sorted by what is shown: the real state must not come through the order.
type Cover struct {
	RoundID  string
	Seat     string // only where this reviewer has a seat; "": everywhere
	Standing Standing
	Shown    State
}

// WorkFilter narrows a list to work; the parts are all to hold.
type WorkFilter struct {
	ReviewerID string     // has the application or one of its seats; "": whoever does
	Waiting    bool       // the reviewer's own seat is not done; what nobody has taken in a free round counts, too
	Standings  []Standing // none: however they stand
}

// ListedApplication is a row of a list as it is stored.
type ListedApplication struct {
	Application
	NewestTotal    scoring.Points
	SubmittedTotal scoring.Points // of the revision submitted last; 0 where none was
	Seat           *Seat          // of the reviewer that the filter names; nil: none
}

// Key is where a list goes on: the values that it is sorted by, the id last.
type Key []string

// keys are how many values an order has before the id.
var keys = map[Sort]int{SortID: 0, SortSubmitted: 1, SortName: 1, SortTownship: 2, SortState: 2, SortDue: 1}

// farthest stands for no deadline in the order of deadlines.
const farthest = "9999-12-31T00:00:00Z"

// Key is where the head stands in the order.
func (h *ApplicationHead) Key(by Sort) Key {
	switch by {
	case SortSubmitted:
		return Key{h.SubmittedAt.UTC().Format(time.RFC3339Nano), h.ID}
	case SortName:
		return Key{h.Enterprise.Name, h.ID}
	case SortTownship:
		return Key{h.Enterprise.Township, h.Enterprise.Name, h.ID}
	case SortState:
		return Key{string(h.State), h.Enterprise.Name, h.ID}
	case SortDue:
		if h.DueAt.IsZero() {
			return Key{farthest, h.ID}
		}
		return Key{h.DueAt.UTC().Format(time.RFC3339Nano), h.ID}
	}
	return Key{h.ID}
}

// String is the key as a door hands it out: of the plain order the id, else opaque.
func (k Key) String() string {
	if len(k) == 1 {
		return k[0]
	}
	text, err := json.Marshal([]string(k))
	if err != nil { // texts always can
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// ParseKey reads a key of the order; ok is false for what is none.
func ParseKey(by Sort, text string) (key Key, ok bool) {
	if by == SortID {
		return Key{text}, true
	}
	if key, ok = parseKey(text, keys[by]+1); !ok {
		return nil, false
	}
	var err error
	switch by {
	case SortSubmitted, SortDue:
		_, err = time.Parse(time.RFC3339Nano, key[0])
	case SortState:
		ok = slices.Contains(States, State(key[0]))
		return key, ok
	}
	return key, err == nil
}

// parseKey reads an opaque key of so many parts.
func parseKey(text string, parts int) (key Key, ok bool) {
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(decoded, &key) != nil || len(key) != parts {
		return nil, false
	}
	return key, true
}

// maxTerms is how many words a search looks for; more narrow nothing down any more.
const maxTerms = 8

// Terms are the words of a search, each of which an enterprise's name or code has to
// contain, letter by letter: nothing in them has another meaning.
func (f *ApplicationFilter) Terms() []string { return termsOf(f.Search) }

func termsOf(search string) []string {
	terms := strings.Fields(search)
	return terms[:min(len(terms), maxTerms)]
}
