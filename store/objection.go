package store

import (
	"time"

	"wuxing/assessment"
)

type objectionRow struct {
	ID            string `gorm:"primaryKey"`
	RoundID       string
	Seq           int
	Notice        int
	No            int
	ApplicationID *string
	Name          string
	Contact       string
	Text          string
	ReceivedOn    string
	RecordedBy    *string
	Created       time.Time `gorm:"column:created_at"`
}

func (objectionRow) TableName() string { return "objections" }

// AddObjection numbers the row: objections at once wait for each other until their
// transactions end, so that counting after it counts all of them.
func (t *tx) AddObjection(o *assessment.Objection) error {
	seq, err := t.nextOfRound("objections", o.RoundID)
	if err != nil {
		return err
	}
	o.Seq = seq
	return t.create(&objectionRow{
		ID: o.ID, RoundID: o.RoundID, Seq: seq, Notice: o.Notice, No: o.No, ApplicationID: nullable(o.ApplicationID), Name: o.Name,
		Contact: o.Contact, Text: o.Text, ReceivedOn: o.ReceivedOn, RecordedBy: nullable(o.RecordedBy), Created: utc(o.At),
	}, "add an objection in round %s", o.RoundID)
}

func (r *objectionRow) objection() *assessment.Objection {
	return &assessment.Objection{
		ID: r.ID, RoundID: r.RoundID, Seq: r.Seq, Notice: r.Notice, No: r.No, ApplicationID: orEmpty(r.ApplicationID), Name: r.Name,
		Contact: r.Contact, Text: r.Text, ReceivedOn: r.ReceivedOn, RecordedBy: orEmpty(r.RecordedBy), At: r.Created.UTC(),
	}
}

func (t *tx) CountOpenObjections(roundID string, byHand bool) (int, error) {
	open := t.db.Model(&objectionRow{}).Where("round_id = ?", roundID).
		Where("NOT EXISTS (SELECT 1 FROM objection_closings c WHERE c.objection_id = objections.id)")
	if !byHand {
		open = open.Where("recorded_by IS NULL")
	}
	var count int64
	err := open.Count(&count).Error
	return int(count), outward(err, "count the objections of round %s", roundID)
}

func (t *tx) FindObjection(id string) (*assessment.Objection, error) {
	row, err := find[objectionRow](t, "find an objection", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.objection(), nil
}

func (t *tx) ListObjections(roundID string) ([]*assessment.Objection, error) {
	var rows []objectionRow
	if err := t.db.Where("round_id = ?", roundID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the objections of round %s", roundID)
	}
	list := make([]*assessment.Objection, len(rows))
	for i := range rows {
		list[i] = rows[i].objection()
	}
	return list, nil
}

type objectionLinkRow struct {
	ObjectionID   string `gorm:"primaryKey"`
	Seq           int    `gorm:"primaryKey;autoIncrement:false"`
	ApplicationID string
	Indicator     string
	LinkedBy      string
	Created       time.Time `gorm:"column:created_at"`
}

func (objectionLinkRow) TableName() string { return "objection_links" }

func (t *tx) AddObjectionLink(l *assessment.ObjectionLink) error {
	if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "objection_links "+l.ObjectionID); err != nil {
		return err
	}
	seq, err := t.nextSeq("objection_links", "objection_id", l.ObjectionID)
	if err != nil {
		return err
	}
	return t.create(&objectionLinkRow{
		ObjectionID: l.ObjectionID, Seq: seq, ApplicationID: l.ApplicationID, Indicator: l.Indicator, LinkedBy: l.By, Created: utc(l.At),
	}, "link objection %s", l.ObjectionID)
}

func (t *tx) ListObjectionLinks(roundID string) ([]*assessment.ObjectionLink, error) {
	var rows []objectionLinkRow
	err := t.db.Joins("JOIN objections o ON o.id = objection_links.objection_id").Where("o.round_id = ?", roundID).
		Order("o.seq, objection_links.seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the links of the objections of round %s", roundID)
	}
	list := make([]*assessment.ObjectionLink, len(rows))
	for i, r := range rows {
		list[i] = &assessment.ObjectionLink{ObjectionID: r.ObjectionID, ApplicationID: r.ApplicationID, Indicator: r.Indicator, By: r.LinkedBy, At: r.Created.UTC()}
	}
	return list, nil
}

type objectionClosingRow struct {
	ObjectionID string `gorm:"primaryKey"`
	Result      string
	Answer      string
	ClosedBy    string
	Created     time.Time `gorm:"column:created_at"`
}

func (objectionClosingRow) TableName() string { return "objection_closings" }

func (t *tx) AddObjectionClosing(c *assessment.ObjectionClosing) error {
	return t.create(&objectionClosingRow{
		ObjectionID: c.ObjectionID, Result: string(c.Result), Answer: c.Answer, ClosedBy: c.By, Created: utc(c.At),
	}, "close objection %s", c.ObjectionID)
}

func (t *tx) ListObjectionClosings(roundID string) ([]*assessment.ObjectionClosing, error) {
	var rows []objectionClosingRow
	err := t.db.Joins("JOIN objections o ON o.id = objection_closings.objection_id").Where("o.round_id = ?", roundID).
		Order("o.seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the closed objections of round %s", roundID)
	}
	list := make([]*assessment.ObjectionClosing, len(rows))
	for i, r := range rows {
		list[i] = &assessment.ObjectionClosing{
			ObjectionID: r.ObjectionID, Result: assessment.ObjectionResult(r.Result), Answer: r.Answer, By: r.ClosedBy, At: r.Created.UTC(),
		}
	}
	return list, nil
}
