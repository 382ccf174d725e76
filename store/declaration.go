package store

import (
	"time"

	"gorm.io/gorm"

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
	query := t.db.Where("round_id = ?", roundID)
	if enterpriseID != "" {
		query = query.Where("enterprise_id = ?", enterpriseID)
	}
	return declarations(query, roundID)
}

func (t *tx) ListDeclarationsBy(roundID, reviewerID string) ([]*assessment.Declaration, error) {
	return declarations(t.db.Where("round_id = ? AND reviewer_id = ?", roundID, reviewerID), roundID)
}

// declarations reads those of a round that a question is about, oldest first.
func declarations(query *gorm.DB, roundID string) ([]*assessment.Declaration, error) {
	list := []*assessment.Declaration{}
	query = query.Table("declarations").Order("seq").Select("enterprise_id, reviewer_id, linked, reason, created_at")
	err := scanEach(query, "list the declarations of round "+roundID, func(next func(into ...any) error) error {
		d := &assessment.Declaration{RoundID: roundID}
		err := next(&d.EnterpriseID, &d.ReviewerID, &d.Linked, &d.Reason, &d.At)
		d.At = d.At.UTC()
		list = append(list, d)
		return err
	})
	return list, err
}
