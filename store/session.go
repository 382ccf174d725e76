package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"gorm.io/gorm"
)

// Sessions keeps the sessions of the pages and the API in the same database, as a
// store for scs. Tokens are kept as SHA-256 only: who reads the database cannot
// take over a session.
type Sessions struct{ store *Store }

// Sessions is the session store of this database.
func (s *Store) Sessions() *Sessions { return &Sessions{store: s} }

type sessionRow struct {
	TokenHash string `gorm:"primaryKey"`
	Data      []byte
	Expires   time.Time `gorm:"column:expires_at"`
	UserID    string
	ID        string
	Device    string
	Created   *time.Time `gorm:"column:created_at"`
	Seen      *time.Time `gorm:"column:seen_at"`
}

func (sessionRow) TableName() string { return "sessions" }

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx gives the data of a session; found is false where there is none or it
// has expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var row sessionRow
	err = s.store.reader.WithContext(ctx).Where("token_hash = ? AND expires_at > ?", tokenHash(token), utc(time.Now())).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, nil
	}
	return row.Data, err == nil, outward(err, "find a session")
}

// CommitCtx adds a session, and clears away those that have expired. A token that is
// there already is refused: what goes on is changed by SeeSession only.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	err := s.store.writer.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		if err := db.Where("expires_at <= ?", utc(time.Now())).Delete(&sessionRow{}).Error; err != nil {
			return err
		}
		return db.Exec("INSERT INTO sessions (token_hash, data, expires_at) VALUES (?, ?, ?)", tokenHash(token), data, utc(expiry)).Error
	})
	return outward(err, "store a session")
}

// DeleteCtx ends a session; one that is not there is ended already.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	err := s.store.writer.WithContext(ctx).Where("token_hash = ?", tokenHash(token)).Delete(&sessionRow{}).Error
	return outward(err, "end a session")
}

// EndAll ends every session.
func (s *Sessions) EndAll(ctx context.Context) error {
	err := s.store.writer.WithContext(ctx).Where("1 = 1").Delete(&sessionRow{}).Error
	return outward(err, "end all sessions")
}

// Find is FindCtx for callers without a context, as scs demands.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context, as scs demands.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for callers without a context, as scs demands.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
