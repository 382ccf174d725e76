package store

import (
	"gorm.io/gorm/clause"
)

type evidenceGapsRow struct {
	ApplicationID string `gorm:"primaryKey"`
	Missing       int
}

func (evidenceGapsRow) TableName() string { return "evidence_gaps" }

func (t *tx) PutEvidenceGaps(applicationID string, missing int) error {
	row := evidenceGapsRow{ApplicationID: applicationID, Missing: missing}
	return outward(t.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error, "put the missing evidence of %s", applicationID)
}

func (t *tx) ListUncounted(after string, limit int) (ids []string, err error) {
	err = t.db.Raw(`SELECT id FROM applications a WHERE submitted > 0 AND id > ?
		AND NOT EXISTS (SELECT 1 FROM evidence_gaps g WHERE g.application_id = a.id) ORDER BY id LIMIT ?`, after, limit).Scan(&ids).Error
	return ids, outward(err, "list applications whose evidence is not counted")
}
