package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wuxing/assessment"
)

type auditRow struct {
	Seq       int64     `gorm:"primaryKey;autoIncrement:false"`
	At        time.Time `gorm:"column:at"`
	ActorID   string
	Role      string
	Action    string
	Object    string
	ObjectID  string
	Before    string // JSON; "" for nothing to tell
	After     string
	Reason    string
	RequestID string
	Effects   string // rows written, see seal.go; "" for none
	Hash      string // SHA-256, hexadecimal, see chain.go
	Stamp     string // HMAC-SHA256, hexadecimal, see stamp.go; "" for an event from before there were any
}

func (auditRow) TableName() string { return "audit_events" }

// Record keeps the event for the end of the transaction: the lock on the trail is
// the last one taken and held for the shortest time.
func (t *tx) Record(event assessment.AuditEvent) error {
	if !t.write {
		return errors.New("record an audit event: the transaction only reads")
	}
	t.events = append(t.events, event)
	return nil
}

// auditLock is the key of PostgreSQL's advisory lock on the audit trail.
const auditLock = 0x77757869 // "wuxi"

// lockTrail keeps other servers from appending until the commit.
func (t *tx) lockTrail() error { return t.lock("SELECT pg_advisory_xact_lock(?)", auditLock) }

// writeAudit numbers the recorded events, chains, stamps and writes them; the last
// one names the rows that the transaction has written. The lock is held until
// the commit, so that numbers have no gap and come in the order of commits.
func (t *tx) writeAudit() error {
	if len(t.events) == 0 { // rows without an event are strangers to the trail, and found
		return nil
	}
	stamp, err := t.stamps.stamper()
	if errors.Is(err, ErrNoFolder) {
		err = t.beforeStamps()
	}
	if err != nil {
		return fmt.Errorf("write audit events: %w", err)
	}
	seals, err := t.seals()
	if err != nil {
		return err
	}
	if err := t.lockTrail(); err != nil {
		return err
	}
	last, prev, err := lastEvent(t.db)
	if err != nil {
		return outward(err, "number audit events")
	}
	rows, c := make([]auditRow, len(t.events)), chainer{}
	for i, e := range t.events {
		rows[i] = auditRow{
			Seq: last + int64(i) + 1, At: utc(e.At), ActorID: e.ActorID, Role: string(e.Role), Action: string(e.Action),
			Object: e.Object, ObjectID: e.ObjectID, Before: string(e.Before), After: string(e.After),
			Reason: e.Reason, RequestID: e.RequestID,
		}
		switch {
		case i < len(t.sealed):
			rows[i].Effects = t.sealed[i]
		case i == len(rows)-1:
			rows[i].Effects = effectsText(seals)
		}
		prev = c.hash(prev, &rows[i])
		rows[i].Hash = prev
		if stamp != nil {
			rows[i].Stamp = stamp.of(rows[i].Seq, prev)
		}
	}
	return outward(t.db.CreateInBatches(rows, 200).Error, "write audit events")
}

func (t *tx) LastEvent() (int64, error) {
	seq, _, err := lastEvent(t.db)
	return seq, outward(err, "find the newest event")
}

func (t *tx) ListAudit(object, objectID string) ([]assessment.AuditEvent, error) {
	var rows []auditRow
	if err := t.db.Where("object = ? AND object_id = ?", object, objectID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the audit trail of %s %s", object, objectID)
	}
	return eventsOf(rows), nil
}

func eventsOf(rows []auditRow) []assessment.AuditEvent {
	events := make([]assessment.AuditEvent, len(rows))
	for i := range rows {
		events[i] = rows[i].event()
	}
	return events
}

func (r *auditRow) event() assessment.AuditEvent {
	return assessment.AuditEvent{
		Seq: r.Seq, At: r.At.UTC(), ActorID: r.ActorID, Role: assessment.Role(r.Role), Action: assessment.Action(r.Action),
		Object: r.Object, ObjectID: r.ObjectID, Before: rawOrNil(r.Before), After: rawOrNil(r.After),
		Reason: r.Reason, RequestID: r.RequestID,
	}
}

// FindTrailMark gives the event with which the newest such step was committed: the
// last one of a transaction names the rows that were written.
func (t *tx) FindTrailMark(action assessment.Action, object, objectID string) (*assessment.TrailMark, error) {
	row, err := find[auditRow](t, "find a mark in the audit trail", `seq = (SELECT min(seq) FROM audit_events WHERE effects <> ''
		AND seq >= (SELECT max(seq) FROM audit_events WHERE action = ? AND object = ? AND object_id = ?))`, string(action), object, objectID)
	if err != nil {
		return nil, err
	}
	return &assessment.TrailMark{Seq: row.Seq, Hash: row.Hash}, nil
}

func rawOrNil(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

// FirstEventAt is when the office's first event was; zero where there is none.
func (s *Store) FirstEventAt(ctx context.Context) (time.Time, error) {
	var row auditRow
	err := s.reader.WithContext(ctx).Select("at").Order("seq").Limit(1).Find(&row).Error
	return row.At, outward(err, "find the first event")
}
