package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
)

type noticeRow struct {
	RoundID  string    `gorm:"primaryKey"`
	Seq      int       `gorm:"primaryKey;autoIncrement:false"`
	Snapshot string    // hash of what was decided on
	Body     string    // assessment.Notice as JSON
	Begun    string    `gorm:"column:begun_by"`
	Created  time.Time `gorm:"column:created_at"`
}

func (noticeRow) TableName() string { return "notices" }

func (t *tx) AddNotice(n *assessment.Notice) error {
	seq, err := t.nextOfRound("notices", n.RoundID)
	if err != nil {
		return err
	}
	body, err := json.Marshal(n)
	if err != nil {
		return outward(err, "write down a notice of round %s", n.RoundID)
	}
	n.Seq = seq
	return t.create(&noticeRow{RoundID: n.RoundID, Seq: seq, Snapshot: n.Snapshot, Body: string(body), Begun: n.By, Created: utc(n.At)},
		"add a notice of round %s", n.RoundID)
}

func (t *tx) FindNotice(roundID string) (*assessment.Notice, error) {
	row, err := find[noticeRow](t, "find a notice", "round_id = ? AND seq = (SELECT max(seq) FROM notices WHERE round_id = ?)", roundID, roundID)
	if err != nil {
		return nil, err
	}
	notice := &assessment.Notice{}
	if err := json.Unmarshal([]byte(row.Body), notice); err != nil {
		return nil, outward(err, "read the notice of round %s", roundID)
	}
	notice.Seq = row.Seq
	return notice, nil
}

func (t *tx) ListNotices(roundID string) ([]*assessment.Notice, error) {
	var rows []noticeRow
	if err := t.db.Where("round_id = ?", roundID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the notices of round %s", roundID)
	}
	notices := make([]*assessment.Notice, len(rows))
	for i, row := range rows {
		notices[i] = &assessment.Notice{}
		if err := json.Unmarshal([]byte(row.Body), notices[i]); err != nil {
			return nil, outward(err, "read a notice of round %s", roundID)
		}
		notices[i].Seq = row.Seq
	}
	return notices, nil
}

type publicationRow struct {
	RoundID   string `gorm:"primaryKey"`
	Seq       int    `gorm:"primaryKey;autoIncrement:false"`
	Notice    int
	Confirmed bool
	Reason    string
	Asked     string    `gorm:"column:asked_by"`
	Created   time.Time `gorm:"column:created_at"`
}

func (publicationRow) TableName() string { return "publications" }

func (t *tx) AddPublication(p *assessment.Publication) error {
	seq, err := t.nextOfRound("publications", p.RoundID)
	if err != nil {
		return err
	}
	return t.create(&publicationRow{
		RoundID: p.RoundID, Seq: seq, Notice: p.Notice, Confirmed: p.Confirmed, Reason: p.Reason, Asked: p.By, Created: utc(p.At),
	}, "add a publication of round %s", p.RoundID)
}

func (t *tx) FindPublication(roundID string) (*assessment.Publication, error) {
	row, err := find[publicationRow](t, "find a publication", "round_id = ? AND seq = (SELECT max(seq) FROM publications WHERE round_id = ?)", roundID, roundID)
	if err != nil {
		return nil, err
	}
	return &assessment.Publication{
		RoundID: row.RoundID, Notice: row.Notice, Confirmed: row.Confirmed, Reason: row.Reason, By: row.Asked, At: row.Created.UTC(),
	}, nil
}
