package store

import (
	"time"

	"wuxing/assessment"
)

type reopeningRow struct {
	RoundID   string `gorm:"primaryKey"`
	Seq       int    `gorm:"primaryKey;autoIncrement:false"`
	Confirmed bool
	Reason    string
	Asked     string    `gorm:"column:asked_by"`
	Created   time.Time `gorm:"column:created_at"`
}

func (reopeningRow) TableName() string { return "reopenings" }

func (t *tx) AddReopening(r *assessment.Reopening) error {
	seq, err := t.nextOfRound("reopenings", r.RoundID)
	if err != nil {
		return err
	}
	return t.create(&reopeningRow{
		RoundID: r.RoundID, Seq: seq, Confirmed: r.Confirmed, Reason: r.Reason, Asked: r.By, Created: utc(r.At),
	}, "add a reopening of round %s", r.RoundID)
}

func (t *tx) FindReopening(roundID string) (*assessment.Reopening, error) {
	row, err := find[reopeningRow](t, "find a reopening", "round_id = ? AND seq = (SELECT max(seq) FROM reopenings WHERE round_id = ?)", roundID, roundID)
	if err != nil {
		return nil, err
	}
	return &assessment.Reopening{RoundID: row.RoundID, Confirmed: row.Confirmed, Reason: row.Reason, By: row.Asked, At: row.Created.UTC()}, nil
}
