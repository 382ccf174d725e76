package store

import (
	"time"

	"wuxing/assessment"
)

type extensionRow struct {
	RoundID      string `gorm:"primaryKey"`
	Seq          int    `gorm:"primaryKey;autoIncrement:false"`
	EnterpriseID string
	Window       string
	Until        time.Time
	Reason       string
	GrantedBy    string
	Created      time.Time `gorm:"column:created_at"`
}

func (extensionRow) TableName() string { return "extensions" }

func (r *extensionRow) extension() *assessment.Extension {
	return &assessment.Extension{
		RoundID: r.RoundID, EnterpriseID: r.EnterpriseID, Window: assessment.ExtensionWindow(r.Window), Until: r.Until.UTC(),
		Reason: r.Reason, By: r.GrantedBy, At: r.Created.UTC(),
	}
}

// AddExtension numbers the row: on PostgreSQL two extensions at once wait
// for each other, so that each has its number.
func (t *tx) AddExtension(e *assessment.Extension) error {
	seq, err := t.nextOfRound("extensions", e.RoundID)
	if err != nil {
		return err
	}
	return t.create(&extensionRow{
		RoundID: e.RoundID, Seq: seq, EnterpriseID: e.EnterpriseID, Window: string(e.Window), Until: utc(e.Until),
		Reason: e.Reason, GrantedBy: e.By, Created: utc(e.At),
	}, "add an extension in round %s", e.RoundID)
}

func (t *tx) FindExtension(roundID, enterpriseID string, window assessment.ExtensionWindow) (*assessment.Extension, error) {
	row, err := find[extensionRow](t, "find an extension",
		`round_id = ? AND seq = (SELECT max(seq) FROM extensions WHERE round_id = ? AND enterprise_id = ? AND "window" = ?)`,
		roundID, roundID, enterpriseID, string(window))
	if err != nil {
		return nil, err
	}
	return row.extension(), nil
}

func (t *tx) ListExtensions(roundID string) ([]*assessment.Extension, error) {
	var rows []extensionRow
	if err := t.db.Where("round_id = ?", roundID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the extensions of round %s", roundID)
	}
	extensions := make([]*assessment.Extension, len(rows))
	for i := range rows {
		extensions[i] = rows[i].extension()
	}
	return extensions, nil
}

// nextOfRound is nextSeq for rows that several people add to one round at once.
func (t *tx) nextOfRound(table, roundID string) (int, error) {
	if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", table+" "+roundID); err != nil {
		return 0, err
	}
	return t.nextSeq(table, "round_id", roundID)
}
