package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"wuxing/assessment"
)

var (
	_ assessment.Store = (*Store)(nil)
	_ assessment.Tx    = (*tx)(nil)
)

// tx is one transaction.
type tx struct {
	db     *gorm.DB
	engine engine
	write  bool
	stamps *stamps                 // of the store; nil while it reads
	bodies *keptBodies             // of the store; nil while it writes
	events []assessment.AuditEvent // recorded, written last
	sealed []string                // effects of the first events, where they are known already

	touched map[rowRef]bool // rows of sealed tables that were written, see seal.go
	order   []rowRef

	messages []*assessment.Message // told, written last
	mails    []*assessment.Message // of these, what is mailed, too
}

// View runs fn on one unchanging picture of the data.
func (s *Store) View(ctx context.Context, fn func(assessment.Tx) error) error {
	return s.picture(ctx, func(t *tx) error { return fn(t) })
}

// Update runs fn in a transaction that writes. On SQLite it is the only one; on
// PostgreSQL rows read by id are locked, so that what fn decides on stays true.
func (s *Store) Update(ctx context.Context, fn func(assessment.Tx) error) error {
	return s.update(ctx, func(t *tx) error { return fn(t) })
}

func (s *Store) update(ctx context.Context, fn func(*tx) error) error {
	options := &sql.TxOptions{}
	if s.engine == enginePostgres {
		options.Isolation = sql.LevelReadCommitted // what waits for a lock must see what it waited for
	}
	return s.outcome(s.writer.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		t := &tx{engine: s.engine, write: true, stamps: s.stamps}
		t.db = db.WithContext(withTx(ctx, t))
		if err := fn(t); err != nil {
			return err
		}
		if err := t.writeAudit(); err != nil {
			return err
		}
		return t.writeMessages()
	}, options))
}

// outcome translates what a commit may say.
func (s *Store) outcome(err error) error {
	if conflict(err) && !assessment.IsKind(err, assessment.KindConflict) {
		return concurrent(err)
	}
	return err
}

func conflict(err error) bool { return err != nil && (sqliteBusy(err) || postgresConflict(err)) }

func concurrent(err error) error {
	return &assessment.Error{Kind: assessment.KindConflict, Code: assessment.CodeConcurrentConflict, Cause: err}
}

// outward translates an error at the border.
func outward(err error, doing string, args ...any) error {
	if err == nil {
		return nil
	}
	doing = fmt.Sprintf(doing, args...)
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fmt.Errorf("%s: %w", doing, assessment.ErrNotFound)
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return fmt.Errorf("%s: %w", doing, assessment.ErrDuplicate)
	case conflict(err):
		return concurrent(fmt.Errorf("%s: %w", doing, err))
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// find reads the one row that the condition names, or gives ErrNotFound. The
// condition's values may come from anyone: what no text column can hold is not
// found, instead of an error that only PostgreSQL knows.
func find[Row any](t *tx, doing, condition string, values ...any) (*Row, error) {
	for _, value := range values {
		if text, ok := value.(string); ok && !storable(text) {
			return nil, fmt.Errorf("%s: %w", doing, assessment.ErrNotFound)
		}
	}
	var row Row
	if err := t.db.Where(condition, values...).Take(&row).Error; err != nil {
		return nil, outward(err, "%s", doing)
	}
	return &row, nil
}

// storable tells whether both databases can keep a text.
func storable(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

// create inserts one row.
func (t *tx) create(row any, doing string, args ...any) error {
	return outward(t.db.Create(row).Error, doing, args...)
}

// update writes the columns of one row if it still has the version that was read,
// and raises it. Columns come as a map, so that zero values are written, too.
func (t *tx) update(row any, id string, version *int, columns map[string]any, doing string) error {
	columns["version"] = *version + 1
	done := t.db.Model(row).Where("id = ? AND version = ?", id, *version).Updates(columns)
	if done.Error != nil {
		return outward(done.Error, "%s %s", doing, id)
	}
	if done.RowsAffected != 1 {
		return fmt.Errorf("%s %s, version %d: %w", doing, id, *version, assessment.ErrStale)
	}
	*version++
	if table := sealed(done.Statement.Table); table != nil {
		t.touch(refOf(table, id))
	}
	return nil
}

// lock takes a lock in a writing transaction on PostgreSQL, and nothing elsewhere.
func (t *tx) lock(query string, values ...any) error {
	if !t.write || t.engine != enginePostgres {
		return nil
	}
	for _, value := range values {
		if text, ok := value.(string); ok && !storable(text) {
			return nil // it will not be found either
		}
	}
	return outward(t.db.Exec(query, values...).Error, "lock")
}
