package assessment

import "time"

// RoundState is how far a round (批次) has come.
type RoundState string

// A round takes applications while open; ranked, its results stand; decided, the
// joint meeting's outcome is recorded; on notice, the public may object; published,
// everyone concerned sees them.
const (
	RoundOpen      RoundState = "open"
	RoundRanked    RoundState = "ranked"
	RoundDecided   RoundState = "decided"
	RoundOnNotice  RoundState = "on_notice"
	RoundPublished RoundState = "published"
)

// Round is one year's selection under one version of one card.
type Round struct {
	ID        string // chosen by the office, e.g. "2026"; part of URLs
	Name      string
	Year      int
	CardID    string
	CardHash  string // pins the version: a card of this id with other content is refused
	OpensAt   time.Time
	ClosesAt  time.Time // first moment at which submitting is over; zero: no deadline
	Quota     int       // how many may be certified; 0: not decided
	Settings  Settings
	State     RoundState
	CreatedAt time.Time
	Version   int
}

// NewRound is what opens a round.
type NewRound struct {
	ID       string
	Name     string
	Year     int
	CardID   string
	OpensAt  time.Time
	ClosesAt time.Time
	Quota    int
	Settings *Settings // nil: DefaultSettings
}
