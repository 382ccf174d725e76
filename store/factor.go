package store

import (
	"encoding/json"
	"fmt"
	"time"

	"wuxing/assessment"
)

type factorRow struct {
	ID        string `gorm:"primaryKey"` // of the user
	Secret    string
	Confirmed bool
	LastStep  int64
	Recovery  string
	Created   time.Time `gorm:"column:created_at"`
	Version   int
}

func (factorRow) TableName() string { return "second_factors" }

func (t *tx) CreateFactor(f *assessment.Factor) error {
	recovery, err := json.Marshal(f.Recovery)
	if err != nil {
		return fmt.Errorf("write recovery codes: %w", err)
	}
	return t.create(&factorRow{
		ID: f.UserID, Secret: f.Secret, Confirmed: f.Confirmed, LastStep: f.LastStep, Recovery: string(recovery), Created: utc(f.CreatedAt), Version: f.Version,
	}, "create a second factor")
}

// FindFactor locks the row, so that of two who give one code at once one is first.
func (t *tx) FindFactor(userID string) (*assessment.Factor, error) {
	if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "factor "+userID); err != nil {
		return nil, err
	}
	r, err := find[factorRow](t, "find a second factor", "id = ?", userID)
	if err != nil {
		return nil, err
	}
	f := &assessment.Factor{UserID: r.ID, Secret: r.Secret, Confirmed: r.Confirmed, LastStep: r.LastStep, CreatedAt: r.Created.UTC(), Version: r.Version}
	if err := json.Unmarshal([]byte(r.Recovery), &f.Recovery); err != nil {
		return nil, fmt.Errorf("read recovery codes: %w", err)
	}
	return f, nil
}

func (t *tx) UpdateFactor(f *assessment.Factor) error {
	recovery, err := json.Marshal(f.Recovery)
	if err != nil {
		return fmt.Errorf("write recovery codes: %w", err)
	}
	return t.update(&factorRow{}, f.UserID, &f.Version, map[string]any{
		"secret": f.Secret, "confirmed": f.Confirmed, "last_step": f.LastStep, "recovery": string(recovery),
	}, "update the second factor of user")
}
