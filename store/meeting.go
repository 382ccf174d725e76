package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
)

type meetingRow struct {
	RoundID  string    `gorm:"primaryKey"`
	Seq      int       `gorm:"primaryKey;autoIncrement:false"`
	Body     string    // assessment.Meeting as JSON
	Recorded string    `gorm:"column:recorded_by"`
	Created  time.Time `gorm:"column:created_at"`
}

func (meetingRow) TableName() string { return "meetings" }

func (t *tx) AddMeeting(m *assessment.Meeting) error {
	body, err := json.Marshal(m)
	if err != nil {
		return outward(err, "write down the outcome of round %s", m.RoundID)
	}
	seq, err := t.nextSeq("meetings", "round_id", m.RoundID)
	if err != nil {
		return err
	}
	return t.create(&meetingRow{RoundID: m.RoundID, Seq: seq, Body: string(body), Recorded: m.By, Created: utc(m.At)},
		"add the outcome of round %s", m.RoundID)
}

func (t *tx) FindMeeting(roundID string) (*assessment.Meeting, error) {
	return newest(t, "meetings", roundID, func(b *keptBodies) *map[string]numbered[assessment.Meeting] { return &b.meetings }, func() (*assessment.Meeting, error) {
		return t.readMeeting(roundID)
	})
}

func (t *tx) readMeeting(roundID string) (*assessment.Meeting, error) {
	row, err := find[meetingRow](t, "find an outcome", "round_id = ? AND seq = (SELECT max(seq) FROM meetings WHERE round_id = ?)", roundID, roundID)
	if err != nil {
		return nil, err
	}
	meeting := &assessment.Meeting{}
	if err := json.Unmarshal([]byte(row.Body), meeting); err != nil {
		return nil, outward(err, "read the outcome of round %s", roundID)
	}
	return meeting, nil
}
