package store

import (
	"time"

	"wuxing/assessment"
)

type snapshotRow struct {
	RoundID string `gorm:"primaryKey"`
	Seq     int    `gorm:"primaryKey;autoIncrement:false"`
	Body    string // assessment.SnapshotDocument as JSON, byte by byte
	Hash    string
	MadeBy  string
	Made    time.Time `gorm:"column:made_at"`
}

func (snapshotRow) TableName() string { return "snapshots" }

func (t *tx) AddSnapshot(s *assessment.Snapshot, by string, at time.Time) error {
	seq, err := t.nextSeq("snapshots", "round_id", s.RoundID)
	if err != nil {
		return err
	}
	return t.create(&snapshotRow{RoundID: s.RoundID, Seq: seq, Body: string(s.Body), Hash: s.Hash, MadeBy: by, Made: utc(at)},
		"add the snapshot of round %s", s.RoundID)
}

func (t *tx) FindSnapshot(roundID string) (*assessment.Snapshot, error) {
	row, err := find[snapshotRow](t, "find a snapshot", "round_id = ? AND seq = (SELECT max(seq) FROM snapshots WHERE round_id = ?)", roundID, roundID)
	if err != nil {
		return nil, err
	}
	return &assessment.Snapshot{RoundID: row.RoundID, Body: []byte(row.Body), Hash: row.Hash}, nil
}
