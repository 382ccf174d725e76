package assessment

import (
	"errors"
	"time"
)

// Notice (公示) is the public notice of what the joint meeting has decided. It rests
// on one snapshot, is added and never edited; of a round's the newest counts.
type Notice struct {
	RoundID   string      `json:"round"`
	RoundName string      `json:"round_name"`
	Year      int         `json:"year"`
	Seq       int         `json:"-"`         // of the round's, from 1; given by the store
	Snapshot  string      `json:"snapshot"`  // hash of what was decided on
	StartsOn  string      `json:"starts_on"` // 2026-06-08, by the office's clock; does not count
	StartsAt  time.Time   `json:"starts_at"`
	Days      int         `json:"days"`    // working days
	EndsAt    time.Time   `json:"ends_at"` // excluded: 24:00 of the last of them
	Rows      []NoticeRow `json:"rows"`
	// Applications of the rows, in their order; the public is not told.
	Applications []string  `json:"applications"`
	By           string    `json:"by"`
	At           time.Time `json:"at"`
}

// NoticeRow is one enterprise of a public list. It holds nothing personal, no score
// and no rank.
type NoticeRow struct {
	No         int     `json:"no"` // from 1
	Enterprise string  `json:"enterprise"`
	Township   string  `json:"township"`
	Grade      Outcome `json:"grade"` // excellent or certified
}

// begun tells whether the public may read the notice.
func (n *Notice) begun(now time.Time) bool { return !now.Before(n.StartsAt) }

// over tells whether its last day has passed.
func (n *Notice) over(now time.Time) bool { return !now.Before(n.EndsAt) }

// NoticeState is how far a notice has come, by the clock.
type NoticeState string

// Scheduled notices are known to the lead and those who watch only.
const (
	NoticeScheduled NoticeState = "scheduled"
	NoticeRunning   NoticeState = "running"
	NoticeEnded     NoticeState = "ended"
	NoticeStopped   NoticeState = "stopped" // the round was opened again
)

// NoticeHead is a notice in a list.
type NoticeHead struct {
	Round     string      `json:"round"`
	RoundName string      `json:"round_name"`
	Year      int         `json:"year"`
	State     NoticeState `json:"state"`
	StartsOn  string      `json:"starts_on"`
	StartsAt  time.Time   `json:"starts_at"`
	Days      int         `json:"days"`
	EndsAt    time.Time   `json:"ends_at"` // excluded
	Published bool        `json:"published"`
	StoppedAt *time.Time  `json:"stopped_at,omitempty"`
}

// NoticeView is a notice as everybody may read it.
type NoticeView struct {
	NoticeHead
	Rows []NoticeRow `json:"rows"`
}

// FinalView is the list of a published round as everybody may read it.
type FinalView struct {
	Round       string      `json:"round"`
	RoundName   string      `json:"round_name"`
	Year        int         `json:"year"`
	PublishedAt *time.Time  `json:"published_at,omitempty"` // not known of rounds from before there were notices
	Rows        []NoticeRow `json:"rows"`
}

func (n *Notice) head(now time.Time, round *Round) NoticeHead {
	state := NoticeRunning
	switch {
	case !n.begun(now):
		state = NoticeScheduled
	case n.over(now):
		state = NoticeEnded
	}
	return NoticeHead{
		Round: n.RoundID, RoundName: n.RoundName, Year: n.Year, State: state, StartsOn: n.StartsOn, StartsAt: n.StartsAt,
		Days: n.Days, EndsAt: n.EndsAt, Published: round.State == RoundPublished,
	}
}

// currentNotice is the notice that a round is on, or was published after; nil where
// there is none: one from before the round was opened again is over.
func currentNotice(tx Tx, round *Round) (*Notice, error) {
	if round.State != RoundOnNotice && round.State != RoundPublished {
		return nil, nil
	}
	notice, err := tx.FindNotice(round.ID)
	if errors.Is(err, ErrNotFound) { // published before there were notices
		return nil, nil
	}
	return notice, wrap(err, "find the notice of round %s", round.ID)
}

// NoticeTx keeps notices, objections and what publishing took. Lists are ordered as
// their comment says.
type NoticeTx interface {
	AddNotice(notice *Notice) error                // numbers it
	FindNotice(roundID string) (*Notice, error)    // the newest
	ListNotices(roundID string) ([]*Notice, error) // oldest first

	AddPublication(publication *Publication) error
	FindPublication(roundID string) (*Publication, error) // the newest

	AddObjection(objection *Objection) error                                // numbers it
	CountOpenObjections(roundID string, byHand bool) (count int, err error) // not closed; byHand: with those that the lead recorded
	FindObjection(id string) (*Objection, error)
	ListObjections(roundID string) ([]*Objection, error) // oldest first
	AddObjectionLink(link *ObjectionLink) error
	ListObjectionLinks(roundID string) ([]*ObjectionLink, error) // oldest first
	AddObjectionClosing(closing *ObjectionClosing) error         // ErrDuplicate: one an objection
	ListObjectionClosings(roundID string) ([]*ObjectionClosing, error)
}

// longestNoticeAhead is how far ahead a notice may be announced, in days; anything
// longer is a slip of the keyboard.
const longestNoticeAhead = 60

// Codes of errors of notices, objections and publication.
const (
	CodeNoticeRunning     = "notice_running"      // at: its end
	CodeObjectionsOpen    = "objections_open"     // pending (count)
	CodeObjectionFounded  = "objection_founded"   // count; the round has to be opened again
	CodeObjectionsOver    = "objections_over"     // at: the end of the notice
	CodeTooManyObjections = "too_many_objections" // limit
	CodeObjectionClosed   = "objection_closed"    //
	CodeReviewedObjected  = "reviewed_objected"   // who reviewed an application does not close objections to it
)
