package assessment

import (
	"io"
	"time"

	"wuxing/scoring"
)

// Evidence is one version of a document that an enterprise has handed in for an
// indicator. Added, never edited: a replacement is a new version, a withdrawal is
// marked beside it.
type Evidence struct {
	ID            string
	ApplicationID string
	Seq           int    // order within the application, from 1
	Document      string // id of its first version
	Version       int    // from 1
	Indicator     string
	Asked         string // which document that the card asks for it is; "": another one
	Name          string // as shown and offered for saving
	Type          EvidenceType
	Size          int64 // bytes
	SHA256        string
	By            string // user id
	Role          Role
	At            time.Time
}

// EvidenceWithdrawal takes a document with all its versions out of the evidence;
// the files stay.
type EvidenceWithdrawal struct {
	Document string
	By       string
	At       time.Time
}

// EvidenceType is the format of a file, by its content.
type EvidenceType string

// The formats that are taken.
const (
	TypePDF  EvidenceType = "pdf"
	TypeJPG  EvidenceType = "jpg"
	TypePNG  EvidenceType = "png"
	TypeDOCX EvidenceType = "docx"
	TypeXLSX EvidenceType = "xlsx"
)

// Limits of evidence. They keep a disk from filling up and say nothing about the
// policy.
const (
	MaxEvidenceBytes     = 20 << 20  // of a file
	maxEvidenceDocuments = 30        // not withdrawn, of an indicator
	maxEvidenceTotal     = 300 << 20 // of an application, all versions together
	maxEvidenceVersions  = 500       // of an application, all documents together
)

// NewEvidence is a file as it comes in.
type NewEvidence struct {
	Indicator string
	Asked     string // one of the documents that the card asks for under the indicator; "": another one, or the only one
	Replaces  string // id of the version that this one replaces; "": a new document
	Name      string // as the client calls it
	Content   io.ReaderAt
	Size      int64 // bytes of Content
}

// EvidenceUse is where else the content of a file has been handed in: newest
// versions of documents that are not withdrawn.
type EvidenceUse struct {
	Evidence    *Evidence
	Application *Application
}

// EvidenceFile is one version of a document as its reader may see it.
type EvidenceFile struct {
	ID          string       `json:"id"`
	Document    string       `json:"document"` // id of the first version
	Version     int          `json:"version"`
	Indicator   string       `json:"indicator"`
	Asked       string       `json:"asked,omitempty"`
	Name        string       `json:"name"`
	Type        EvidenceType `json:"type"`
	Size        int64        `json:"size"`
	SHA256      string       `json:"sha256"`
	Role        Role         `json:"role"` // of who added it
	At          time.Time    `json:"at"`
	Current     bool         `json:"current"` // the newest version of a document that is not withdrawn
	WithdrawnAt *time.Time   `json:"withdrawn_at,omitempty"`
	Erased      bool         `json:"erased,omitempty"` // the file is gone, since the round keeps its files no longer
	Same        []SameFile   `json:"same,omitempty"`   // the same content elsewhere; of current ones only
}

// SameFile says where the same content stands, too.
type SameFile struct {
	Application string              `json:"application"`
	Round       string              `json:"round"`
	Indicator   string              `json:"indicator"`
	No          string              `json:"no,omitempty"`         // of the indicator, where this card has it
	Enterprise  *scoring.Enterprise `json:"enterprise,omitempty"` // staff only, and only another one
	Name        string              `json:"name"`
}

// EvidenceView is all evidence of an application.
type EvidenceView struct {
	Application string              `json:"application"`
	Open        []string            `json:"open"` // indicators under which the reader may add files now
	Bytes       int64               `json:"bytes"`
	MaxBytes    int64               `json:"max_bytes"`
	MaxFile     int64               `json:"max_file"`
	Indicators  []EvidenceIndicator `json:"indicators"`
}

// EvidenceIndicator is the evidence of one indicator.
type EvidenceIndicator struct {
	Indicator string          `json:"indicator"`
	No        string          `json:"no"`
	Name      string          `json:"name"`
	Asked     []AskedEvidence `json:"asked"`
	Missing   []string        `json:"missing"` // names of what is asked for, needed and not there
	Files     []EvidenceFile  `json:"files"`   // in the order in which they came
}

// AskedEvidence is a document that the card asks for beside a fact.
type AskedEvidence struct {
	Name   string `json:"name"`
	Fact   string `json:"fact"`
	Label  string `json:"label"`  // of the fact
	Needed bool   `json:"needed"` // the answer claims something that brings points
	Given  bool   `json:"given"`
}

// Codes of errors and problems of evidence.
const (
	CodeEvidenceType      = "evidence_type"      // name, choices: the ending
	CodeEvidenceContent   = "evidence_content"   // name, type: the content is not what the ending says
	CodeEvidenceMacros    = "evidence_macros"    // name
	CodeEvidenceEmpty     = "evidence_empty"     // name
	CodeEvidenceTooLarge  = "evidence_too_large" // name, limit
	CodeEvidenceTwice     = "evidence_twice"     // name, other: the same content under the same indicator
	CodeEvidenceTooMany   = "evidence_too_many"  // indicator, limit
	CodeEvidenceFull      = "evidence_full"      // limit: bytes of the whole application
	CodeEvidenceVersions  = "evidence_versions"  // limit
	CodeEvidenceNotAsked  = "evidence_not_asked" // found, indicator, choices
	CodeEvidenceOld       = "evidence_old"       // found, present: versions
	CodeEvidenceWithdrawn = "evidence_withdrawn" // name
	CodeEvidenceOther     = "evidence_other"     // indicator, wanted: a replacement stays under its indicator
	CodeIndicatorNotOpen  = "indicator_not_open" // indicator
)
