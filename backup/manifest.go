// Package backup puts a whole office into one file and takes it out again: the
// database as it was at one moment, the files, the published cards, the signed head
// of the audit trail and the keys.
//
// The file is a plain tar, so that it can be looked into without this program. Its
// last but one entry, manifest.json, lists every other with its SHA-256; the last,
// SHA256, is over every byte before it. A backup is read again before it takes its
// name, and as a whole before anything is restored from it.
package backup

import (
	"errors"
	"regexp"
	"time"

	"wuxing/store"
)

// Names of entries.
const (
	manifestName = "manifest.json"
	sumName      = "SHA256"
	headName     = "audit.head"
	privateName  = "keys/audit.key"
	secretsName  = "keys/secrets.key" // opens the second factors
)

// format is raised when an older program could not read the file.
const format = 1

// Errors that a person can do something about.
var (
	ErrDamaged   = errors.New("the backup is damaged or is none")
	ErrNewer     = errors.New("the backup was made by a newer version of the program")
	ErrNotEmpty  = errors.New("the target is not empty")
	ErrExists    = errors.New("there is a file of this name already")
	ErrEngine    = errors.New("the backup is of another kind of database")
	ErrNoTool    = errors.New("a program of PostgreSQL is missing")
	ErrFileOther = errors.New("a kept file is not what its name says")
)

// Manifest says what is in a backup.
type Manifest struct {
	Format  int         `json:"format"`
	MadeAt  time.Time   `json:"made_at"`
	Version string      `json:"version"` // of the program
	Store   store.Info  `json:"store"`   // engine, its version, schema
	Head    *store.Head `json:"audit_head"`
	Key     bool        `json:"private_key"`       // whether the signing key is in it
	Damaged []string    `json:"damaged,omitempty"` // entries of files that were not what their name says, already in the office
	Entries []Entry     `json:"entries"`

	// Of the whole file, which cannot say it of itself; only Write knows them.
	Size   int64  `json:"-"`
	SHA256 string `json:"-"` // hexadecimal
}

// Entry is one file of a backup.
type Entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// allowed are the names that a backup may hold: none leads out of a folder.
var allowed = regexp.MustCompile(`^(wuxing\.db|postgres\.dump|audit\.head|audit\.hashes|keys/audit\.(key|pub)|keys/secrets\.key|files/[0-9a-f]{2}/[0-9a-f]{64}|cards/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.yaml)$`)
