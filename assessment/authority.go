package assessment

import (
	"encoding/json"
	"time"

	"wuxing/scoring"
)

// AuthorityList is what another department says about one fact of the enterprises
// of a round. Added, never edited: of a fact the newest list counts alone.
type AuthorityList struct {
	ID         string
	RoundID    string
	Seq        int // order within the round, from 1
	Fact       string
	Name       string // of the list
	Department string
	Dated      string // day of the list, 2026-03-01
	Complete   bool   // who is not listed has nothing; otherwise nothing is said of them
	FileName   string
	FileSHA256 string
	Digest     string // of the preview that was confirmed
	By         string // user id; "": the console
	At         time.Time
}

// AuthorityRow is what a list says of one enterprise.
type AuthorityRow struct {
	USCC  string
	Name  string          // of the enterprise, as listed
	Value json.RawMessage // the fact
	Place string          // sheet and cell of the first row
}

// AuthorityWord is a list with what it says of one enterprise.
type AuthorityWord struct {
	List *AuthorityList
	Row  *AuthorityRow // nil: not listed
}

// AuthoritySheet is a list as it comes in.
type AuthoritySheet struct {
	Fact       string
	Name       string
	Department string
	Dated      string
	Complete   bool
	Rows       []AuthorityRow // one an enterprise, in the order of the file
}

// AuthorityBook is a workbook of lists as it was read.
type AuthorityBook struct {
	Sheets   []AuthoritySheet // in the card's order
	Warnings scoring.Problems
	Source   Source
	Content  []byte // as received
}

// ReadAuthority reads lists for the round's card; the doors hand it in.
type ReadAuthority func(card *scoring.Card) (*AuthorityBook, scoring.Problems)

// AuthorityPreview is what an import would do. Its digest stands for all of it and
// is what is confirmed.
type AuthorityPreview struct {
	Round     string              `json:"round"`
	Digest    string              `json:"digest"`
	File      Source              `json:"file"`
	Lists     []AuthorityListView `json:"lists"`
	Unmatched []UnmatchedRow      `json:"unmatched"` // of enterprises without an application in the round
	Changes   []AuthorityChange   `json:"changes"`   // by application, in the card's order
	Vetoes    []VetoChange        `json:"vetoes"`
	Warnings  scoring.Problems    `json:"warnings,omitempty"`
	Imported  bool                `json:"imported"` // false: nothing has changed yet
}

// AuthorityListView is one list as it is shown.
type AuthorityListView struct {
	ID         string     `json:"id,omitempty"` // of a stored one
	Fact       string     `json:"fact"`
	Label      string     `json:"label"`
	Name       string     `json:"name"`
	Department string     `json:"department"`
	Dated      string     `json:"dated"`
	Complete   bool       `json:"complete"`
	Rows       int        `json:"rows"`               // enterprises listed
	Matched    int        `json:"matched"`            // of these, with an application in the round
	Replaces   string     `json:"replaces,omitempty"` // id of the list that counted so far
	FileSHA256 string     `json:"file_sha256,omitempty"`
	At         *time.Time `json:"at,omitempty"`
}

// UnmatchedRow is a row of an enterprise that has no application in the round.
type UnmatchedRow struct {
	Fact  string `json:"fact"`
	Place string `json:"place"`
	USCC  string `json:"uscc"`
	Name  string `json:"name"`
}

// AuthorityChange is a fact of an application that a list changes.
type AuthorityChange struct {
	Application string             `json:"application"`
	Enterprise  scoring.Enterprise `json:"enterprise"`
	State       State              `json:"state"`
	Fact        string             `json:"fact"`
	Label       string             `json:"label"`
	Declared    json.RawMessage    `json:"declared"` // by the enterprise; null: not given
	Before      json.RawMessage    `json:"before"`   // what counted so far
	After       json.RawMessage    `json:"after"`
	Reopens     bool               `json:"reopens"` // a review that is in goes back to its reviewers
}

// VetoChange is a veto that an import brings or takes away.
type VetoChange struct {
	Application string             `json:"application"`
	Enterprise  scoring.Enterprise `json:"enterprise"`
	Indicator   string             `json:"indicator"`
	No          string             `json:"no"`
	Clause      string             `json:"clause"` // as printed
	Lifted      bool               `json:"lifted"`
	Source      string             `json:"source"` // department and name of the list
	Dated       string             `json:"dated"`
}

// AuthorityValue is a fact of which another department has the last word, beside
// what the enterprise declared.
type AuthorityValue struct {
	Fact       string          `json:"fact"`
	Label      string          `json:"label"`
	Declared   json.RawMessage `json:"declared"`
	Official   json.RawMessage `json:"official"`
	Name       string          `json:"name"`
	Department string          `json:"department"`
	Dated      string          `json:"dated"`
}

// AuthorityTx keeps what other departments say. Lists are ordered as their comment
// says.
type AuthorityTx interface {
	AddAuthorityList(list *AuthorityList, rows []AuthorityRow) error
	ListAuthorityLists(roundID string) ([]*AuthorityList, error)      // by Seq
	ListAuthorityRows(listID string) ([]AuthorityRow, error)          // by USCC
	ListAuthorityWords(roundID, uscc string) ([]AuthorityWord, error) // of every list, by Seq
}

// Codes of errors and problems of authority lists.
const (
	CodeAuthorityMovedOn = "authority_moved_on" // what would be done is not what was previewed
	CodeAuthorityEmpty   = "authority_empty"    // no list in the workbook is filled in
	CodeAuthorityName    = "authority_name"     // uscc, found, wanted; a warning: another name
	CodeVetoSecondPerson = "veto_second_person" // indicator: lifting a veto takes a second person
	CodeSamePerson       = "same_person"        // who proposed it cannot decide it
	CodeNoVeto           = "no_veto"            // indicator: there is no veto to lift
	CodeVetoStays        = "veto_stays"         // indicator: the correction leaves the veto standing
	CodeLiftingPending   = "lifting_pending"    // indicator
	CodeAlreadyDecided   = "already_decided"    //
)

func (p *AuthorityPreview) warnings() scoring.Problems {
	if p == nil {
		return nil
	}
	return p.Warnings
}
