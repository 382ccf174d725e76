package store

import (
	"time"

	"gorm.io/gorm/clause"
)

type setupRow struct {
	ID      int `gorm:"primaryKey;autoIncrement:false"`
	Hash    string
	Expires time.Time `gorm:"column:expires_at"`
}

func (setupRow) TableName() string { return "setup_codes" }

func (t *tx) PutSetupCode(hash string, expires time.Time) error {
	row := setupRow{ID: 1, Hash: hash, Expires: utc(expires)}
	return outward(t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error, "keep a setup code")
}

// FindSetupCode locks the code, so that of two who use it at once one is first.
func (t *tx) FindSetupCode() (string, time.Time, error) {
	if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "setup"); err != nil {
		return "", time.Time{}, err
	}
	r, err := find[setupRow](t, "find the setup code", "id = 1")
	if err != nil {
		return "", time.Time{}, err
	}
	return r.Hash, r.Expires.UTC(), nil
}

func (t *tx) RemoveSetupCode() error {
	return outward(t.db.Where("id = 1").Delete(&setupRow{}).Error, "remove the setup code")
}
