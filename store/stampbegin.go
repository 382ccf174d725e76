package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

// stampSchema is the migration since which events have stamps.
const stampSchema = 16

// ErrOtherKey means that the events have stamps, and none that this folder's key made.
var ErrOtherKey = errors.New("the audit trail is stamped with another key than the one in this folder")

// CheckKey tells whether anything can be recorded: ErrNoFolder, ErrKeyGone and
// ErrOtherKey say why not.
func (s *Store) CheckKey() error {
	_, err := s.stamps.stamper()
	return err
}

// readyKey makes the office's key before anything is recorded, in a new office or one
// from before there were stamps. A trail that has stamps has a key already: where that
// is gone, no other one is made.
func (s *Store) readyKey(ctx context.Context, present int64) error {
	if s.stamps.heads.folder == "" {
		return nil
	}
	if _, err := s.stamps.heads.keptKey(); !errors.Is(err, ErrKeyGone) {
		return err
	}
	if present >= stampSchema {
		if last, err := lastStamp(s.reader.WithContext(ctx)); err != nil || last.Seq > 0 {
			return err
		}
	}
	if _, err := s.stamps.heads.key(); !errors.Is(err, ErrKeyGone) {
		return err
	}
	return nil
}

// beginStamps records an event, and with it a stamp, where a trail has none: it vouches
// for all before it. The signed head says that there are stamps, so a trail that has
// lost them is not stamped again, whatever the database says of its schema.
func (s *Store) beginStamps(ctx context.Context) error {
	stamp, err := s.stamps.stamper()
	if err != nil { // nothing is recorded then, and whoever wants to is told
		return nil
	}
	if s.stamps.heads.saysStamped() {
		return nil
	}
	last, err := lastStamp(s.reader.WithContext(ctx))
	switch {
	case err != nil:
		return err
	case last.Seq == 0:
		return nil
	case last.Stamp != "":
		if !stamp.holds(last) { // of a server whose folder is another one
			s.stamps.refuse(fmt.Errorf("%s: %w", s.stamps.heads.folder, ErrOtherKey))
		}
		return nil
	}
	return s.update(ctx, func(t *tx) error {
		if err := t.lockTrail(); err != nil {
			return err
		}
		var stamped int64
		if err := t.db.Raw("SELECT count(*) FROM audit_events WHERE stamp <> ''").Scan(&stamped).Error; err != nil {
			return outward(err, "look for stamps")
		}
		if stamped > 0 { // another server came first, or the last event is forged
			return nil
		}
		t.sealed = append(t.sealed, "") // it names no rows
		t.events = append(t.events, assessment.AuditEvent{
			At: time.Now(), Role: assessment.RoleOperator, Action: assessment.ActionSealed, Object: assessment.ObjectRows, Reason: "the events from before there were stamps",
		})
		return nil
	})
}

// beforeStamps lets an office on PostgreSQL be set up without the folder of its keys: as
// long as nothing has a stamp, the first one will vouch for what is written now.
func (t *tx) beforeStamps() error {
	var stamped bool
	if err := t.db.Raw("SELECT EXISTS (SELECT 1 FROM audit_events WHERE stamp <> '')").Scan(&stamped).Error; err != nil {
		return outward(err, "look for stamps")
	}
	if stamped {
		return ErrNoFolder
	}
	return nil
}

// saysStamped tells whether a head that this office has signed says that there are
// stamps, or might have.
func (h *Heads) saysStamped() bool {
	head, err := h.Read()
	if err != nil {
		return errors.Is(err, ErrNoHead) && h.begun() // somebody has taken the head away
	}
	key, err := h.PublicKey()
	return err == nil && head.Check(key) == nil && head.StampedFrom > 0
}

// lastStamp gives number, hash and stamp of the newest event; number 0 where there is
// none.
func lastStamp(db *gorm.DB) (*auditRow, error) {
	var last auditRow
	err := db.Raw("SELECT seq, hash, stamp FROM audit_events ORDER BY seq DESC LIMIT 1").Scan(&last).Error
	return &last, outward(err, "find the newest event")
}
