package store

import (
	"time"

	"wuxing/assessment"
)

type declarationRow struct {
	RoundID      string `gorm:"primaryKey"`
	Seq          int    `gorm:"primaryKey;autoIncrement:false"`
	EnterpriseID string
	ReviewerID   string
	Linked       bool
	Reason       string
	Created      time.Time `gorm:"column:created_at"`
}

func (declarationRow) TableName() string { return "declarations" }

func (t *tx) AddDeclaration(d *assessment.Declaration) error {
	seq, err := t.nextOfRound("declarations", d.RoundID)
	if err != nil {
		return err
	}
	return t.create(&declarationRow{
		RoundID: d.RoundID, Seq: seq, EnterpriseID: d.EnterpriseID, ReviewerID: d.ReviewerID,
		Linked: d.Linked, Reason: d.Reason, Created: utc(d.At),
	}, "add a declaration in round %s", d.RoundID)
}

func (t *tx) ListDeclarations(roundID, enterpriseID string) ([]*assessment.Declaration, error) {
	query := t.db.Where("round_id = ?", roundID).Order("seq")
	if enterpriseID != "" {
		query = query.Where("enterprise_id = ?", enterpriseID)
	}
	var rows []declarationRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, outward(err, "list the declarations of round %s", roundID)
	}
	list := make([]*assessment.Declaration, len(rows))
	for i, r := range rows {
		list[i] = &assessment.Declaration{
			RoundID: r.RoundID, EnterpriseID: r.EnterpriseID, ReviewerID: r.ReviewerID,
			Linked: r.Linked, Reason: r.Reason, At: r.Created.UTC(),
		}
	}
	return list, nil
}
