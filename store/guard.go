package store

import (
	"time"

	"gorm.io/gorm/clause"

	"wuxing/assessment"
)

type guardRow struct {
	ID       string `gorm:"primaryKey"`
	Failures int
	Since    time.Time
	Until    time.Time `gorm:"column:closed_until"`
	Updated  time.Time `gorm:"column:updated_at"`
}

func (guardRow) TableName() string { return "guards" }

func (t *tx) FindGuard(key string) (*assessment.Guard, error) {
	if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "guard "+key); err != nil {
		return nil, err
	}
	r, err := find[guardRow](t, "find a guard", "id = ?", key)
	if err != nil {
		return nil, err
	}
	return &assessment.Guard{Key: r.ID, Failures: r.Failures, Since: r.Since.UTC(), Until: r.Until.UTC(), At: r.Updated.UTC()}, nil
}

func (t *tx) PutGuard(g *assessment.Guard) error {
	row := guardRow{ID: g.Key, Failures: g.Failures, Since: utc(g.Since), Until: utc(g.Until), Updated: utc(g.At)}
	return outward(t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error, "put a guard")
}

func (t *tx) RemoveGuard(key string) error {
	return outward(t.db.Where("id = ?", key).Delete(&guardRow{}).Error, "remove a guard")
}

// RemoveOldGuards leaves alone what another transaction is at.
func (t *tx) RemoveOldGuards(before time.Time) error {
	query := t.db.Where("updated_at < ?", utc(before))
	if t.engine == enginePostgres {
		query = t.db.Where("id IN (SELECT id FROM guards WHERE updated_at < ? FOR UPDATE SKIP LOCKED)", utc(before))
	}
	return outward(query.Delete(&guardRow{}).Error, "remove old guards")
}
