package assessment

import (
	"context"
	"time"
)

// Session is one of an account's sessions, as its owner sees it.
type Session struct {
	ID        string
	Device    string // browser and system, in a word each
	CreatedAt time.Time
	SeenAt    time.Time // to about a minute
	Current   bool      // the one that asks
}

// SessionKeeper keeps whose session is whose, beside what a session holds. With any
// change of an account the store drops the account's sessions in the transaction of
// the change; the one that made it is kept anew.
type SessionKeeper interface {
	// OwnSession says whose a session is.
	OwnSession(ctx context.Context, token string, userID, device string, since, now time.Time) error
	// SeeSession says that a session was used, with what it holds now, and tells
	// whether it was still there: one that was ended meanwhile does not come back.
	SeeSession(ctx context.Context, token string, data []byte, now time.Time) (there bool, err error)
	// ListSessions lists those of an account that have not expired, the one used last
	// first; token is the one that asks.
	ListSessions(ctx context.Context, userID, token string, idleSince time.Time) ([]Session, error)
}
