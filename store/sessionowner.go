package store

import (
	"context"
	"time"

	"wuxing/assessment"
)

var _ assessment.SessionKeeper = (*Sessions)(nil)

// OwnSession says whose a session is. Its id is half of the token's hash: enough to
// tell sessions apart, and of no use to whoever reads it.
func (s *Sessions) OwnSession(ctx context.Context, token, userID, device string, since, now time.Time) error {
	hash := tokenHash(token)
	err := s.store.writer.WithContext(ctx).Model(&sessionRow{}).Where("token_hash = ?", hash).Updates(map[string]any{
		"user_id": userID, "id": hash[:32], "device": device, "created_at": utc(since), "seen_at": utc(now),
	}).Error
	return outward(err, "say whose a session is")
}

// SeeSession says that a session was used. It changes a row and never adds one: a
// request that has read its session before a sign-out would bring it back.
func (s *Sessions) SeeSession(ctx context.Context, token string, data []byte, now time.Time) (there bool, err error) {
	done := s.store.writer.WithContext(ctx).Model(&sessionRow{}).Where("token_hash = ?", tokenHash(token)).
		Updates(map[string]any{"data": data, "seen_at": utc(now)})
	return done.RowsAffected == 1, outward(done.Error, "see a session")
}

// ListSessions lists the sessions of an account.
func (s *Sessions) ListSessions(ctx context.Context, userID, token string, idleSince time.Time) ([]assessment.Session, error) {
	if userID == "" {
		return nil, nil
	}
	var rows []sessionRow
	err := s.store.reader.WithContext(ctx).
		Where("user_id = ? AND seen_at >= ? AND expires_at > ?", userID, utc(idleSince), utc(time.Now())).
		Order("seen_at DESC, id").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list sessions")
	}
	sessions := make([]assessment.Session, len(rows))
	for i, r := range rows {
		sessions[i] = assessment.Session{
			ID: r.ID, Device: r.Device, CreatedAt: r.Created.UTC(), SeenAt: r.Seen.UTC(), Current: r.TokenHash == tokenHash(token),
		}
	}
	return sessions, nil
}
