package assessment

import "time"

// Release shows enterprises their official scores while a round is still open, so
// that they can dispute them. The newest of a round counts.
type Release struct {
	RoundID      string
	AppealsUntil time.Time // first moment at which it is too late
	By           string
	At           time.Time
}

// ReleaseView is a release as it is shown.
type ReleaseView struct {
	Round        string    `json:"round"`
	AppealsUntil time.Time `json:"appeals_until"`
	At           time.Time `json:"at"`
}
