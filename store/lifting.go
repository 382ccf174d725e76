package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
)

type liftingRow struct {
	ID            string `gorm:"primaryKey"`
	ApplicationID string
	Seq           int
	Revision      int
	Lane          int
	Indicator     string
	Facts         string
	Reason        string
	ProposedBy    string
	Created       time.Time `gorm:"column:created_at"`
}

func (liftingRow) TableName() string { return "liftings" }

func (t *tx) AddLifting(l *assessment.Lifting) error {
	return t.create(&liftingRow{
		ID: l.ID, ApplicationID: l.ApplicationID, Seq: l.Seq, Revision: l.Revision, Lane: int(l.Lane), Indicator: l.Indicator,
		Facts: string(l.Facts), Reason: l.Reason, ProposedBy: l.By, Created: utc(l.At),
	}, "add lifting %d of %s", l.Seq, l.ApplicationID)
}

func (t *tx) ListLiftings(applicationID string) ([]*assessment.Lifting, error) {
	var rows []liftingRow
	if err := t.db.Where("application_id = ?", applicationID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the liftings of %s", applicationID)
	}
	list := make([]*assessment.Lifting, len(rows))
	for i, r := range rows {
		list[i] = &assessment.Lifting{
			ID: r.ID, ApplicationID: r.ApplicationID, Seq: r.Seq, Revision: r.Revision, Lane: assessment.Lane(r.Lane), Indicator: r.Indicator,
			Facts: json.RawMessage(r.Facts), Reason: r.Reason, By: r.ProposedBy, At: r.Created.UTC(),
		}
	}
	return list, nil
}

type liftingDecisionRow struct {
	LiftingID string `gorm:"primaryKey"`
	Confirmed bool
	EntrySeq  int
	Reason    string
	DecidedBy string
	Created   time.Time `gorm:"column:created_at"`
}

func (liftingDecisionRow) TableName() string { return "lifting_decisions" }

func (t *tx) AddLiftingDecision(d *assessment.LiftingDecision) error {
	return t.create(&liftingDecisionRow{
		LiftingID: d.LiftingID, Confirmed: d.Confirmed, EntrySeq: d.EntrySeq, Reason: d.Reason, DecidedBy: d.By, Created: utc(d.At),
	}, "decide lifting %s", d.LiftingID)
}

func (t *tx) ListLiftingDecisions(applicationID string) ([]*assessment.LiftingDecision, error) {
	var rows []liftingDecisionRow
	err := t.db.Joins("JOIN liftings l ON l.id = lifting_decisions.lifting_id").Where("l.application_id = ?", applicationID).
		Order("l.seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the decided liftings of %s", applicationID)
	}
	list := make([]*assessment.LiftingDecision, len(rows))
	for i, r := range rows {
		list[i] = &assessment.LiftingDecision{
			LiftingID: r.LiftingID, Confirmed: r.Confirmed, EntrySeq: r.EntrySeq, Reason: r.Reason, By: r.DecidedBy, At: r.Created.UTC(),
		}
	}
	return list, nil
}
