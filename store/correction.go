package store

import (
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

type correctionRow struct {
	ID             string `gorm:"primaryKey"`
	Kind           string
	Subject        string
	NameBefore     string
	TownshipBefore string
	NameAfter      string
	TownshipAfter  string
	CorrectedBy    string
	Created        time.Time `gorm:"column:created_at"`
}

func (correctionRow) TableName() string { return "corrections" }

func (t *tx) AddCorrection(c *assessment.Correction) error {
	return t.create(&correctionRow{
		ID: c.ID, Kind: c.Kind, Subject: c.Subject, NameBefore: c.Before.Name, TownshipBefore: c.Before.Township,
		NameAfter: c.After.Name, TownshipAfter: c.After.Township, CorrectedBy: c.By, Created: utc(c.At),
	}, "add correction %s", c.ID)
}

func (t *tx) FindCorrection(id string) (*assessment.Correction, error) {
	row, err := find[correctionRow](t, "find a correction", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return &assessment.Correction{
		ID: row.ID, Kind: row.Kind, Subject: row.Subject, By: row.CorrectedBy, At: row.Created.UTC(),
		Before: scoring.Enterprise{Name: row.NameBefore, Township: row.TownshipBefore},
		After:  scoring.Enterprise{Name: row.NameAfter, Township: row.TownshipAfter},
	}, nil
}
