package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// eachEvent gives the events from a number on, in their order, of one picture of
// the data. The event is good until fn returns.
func (s *Store) eachEvent(ctx context.Context, from int64, fn func(*auditRow) error) error {
	return s.picture(ctx, func(t *tx) error { return t.eachEvent(from, fn) })
}

// picture runs fn on one unchanging picture of the data.
func (s *Store) picture(ctx context.Context, fn func(*tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if s.engine == enginePostgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	return s.outcome(s.reader.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		return fn(&tx{db: db, engine: s.engine, bodies: &s.bodies})
	}, options))
}

// eachEvent reads past gorm: a trail has hundreds of thousands of rows. Times are
// scanned as what the driver gives, since a changed row may hold anything.
func (t *tx) eachEvent(from int64, fn func(*auditRow) error) (err error) {
	rows, err := t.db.Raw("SELECT seq, at, actor_id, role, action, object, object_id, before, after, reason, request_id, effects, hash, stamp "+
		"FROM audit_events WHERE seq >= ? ORDER BY seq", from).Rows()
	if err != nil {
		return outward(err, "read the audit trail")
	}
	defer func() {
		if closeErr := rows.Close(); err == nil {
			err = closeErr
		}
	}()
	var r auditRow
	var at any
	for rows.Next() {
		err := rows.Scan(&r.Seq, &at, &r.ActorID, &r.Role, &r.Action, &r.Object, &r.ObjectID, &r.Before, &r.After, &r.Reason, &r.RequestID, &r.Effects, &r.Hash, &r.Stamp)
		if err != nil {
			return outward(err, "read event %d of the audit trail", r.Seq+1)
		}
		r.At, _ = at.(time.Time) // what is no time has no hash that fits
		if err := fn(&r); err != nil {
			return err
		}
	}
	return outward(rows.Err(), "read the audit trail")
}
