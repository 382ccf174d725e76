package store

import (
	"cmp"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
	"wuxing/scoring"
)

type registrationRow struct {
	ID           string `gorm:"primaryKey"`
	Name         string
	USCC         string `gorm:"column:uscc"`
	Township     string
	Contact      string
	Phone        string
	PasswordHash string
	State        string
	Reason       string
	DecidedBy    *string
	DecidedAt    *time.Time
	UserID       *string
	Created      time.Time `gorm:"column:created_at"`
	Version      int
}

func (registrationRow) TableName() string { return "registrations" }

func (r *registrationRow) registration() *assessment.Registration {
	registration := &assessment.Registration{
		ID: r.ID, Enterprise: scoring.Enterprise{Name: r.Name, USCC: r.USCC, Township: r.Township}, Contact: r.Contact, Phone: r.Phone,
		PasswordHash: r.PasswordHash, State: assessment.RegistrationState(r.State), Reason: r.Reason, DecidedBy: orEmpty(r.DecidedBy),
		UserID: orEmpty(r.UserID), CreatedAt: r.Created.UTC(), Version: r.Version,
	}
	if r.DecidedAt != nil {
		at := r.DecidedAt.UTC()
		registration.DecidedAt = &at
	}
	return registration
}

func (t *tx) CreateRegistration(r *assessment.Registration) error {
	return t.create(&registrationRow{
		ID: r.ID, Name: r.Enterprise.Name, USCC: r.Enterprise.USCC, Township: r.Enterprise.Township, Contact: r.Contact, Phone: r.Phone,
		PasswordHash: r.PasswordHash, State: string(r.State), Created: utc(r.CreatedAt), Version: r.Version,
	}, "create registration %s", r.ID)
}

func (t *tx) FindRegistrationByID(id string) (*assessment.Registration, error) {
	row, err := find[registrationRow](t, "find a registration", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.registration(), nil
}

func (t *tx) FindOpenRegistration(uscc string) (*assessment.Registration, error) {
	if !storable(uscc) {
		return nil, assessment.ErrNotFound
	}
	list, err := registrationsOf(t.db.Where("state = 'open' AND uscc = ?", uscc).Order("id DESC").Limit(1))
	if err != nil || len(list) == 0 {
		return nil, cmp.Or(err, assessment.ErrNotFound)
	}
	return list[0], nil
}

// UpdateRegistration keeps the code.
func (t *tx) UpdateRegistration(r *assessment.Registration) error {
	var decided *time.Time
	if r.DecidedAt != nil {
		at := utc(*r.DecidedAt)
		decided = &at
	}
	return t.update(&registrationRow{}, r.ID, &r.Version, map[string]any{
		"name": r.Enterprise.Name, "township": r.Enterprise.Township,
		"state": string(r.State), "reason": r.Reason, "decided_by": nullable(r.DecidedBy), "decided_at": decided, "user_id": nullable(r.UserID),
		"password_hash": r.PasswordHash, "contact": r.Contact, "phone": r.Phone,
	}, "update registration")
}

// ListRegistrations goes on after a key by the index, so that each page costs the same.
func (t *tx) ListRegistrations(filter assessment.RegistrationFilter) ([]*assessment.Registration, error) {
	if !storable(filter.Township) || !storable(filter.AfterID) {
		return nil, nil
	}
	query, some := t.search(t.db.Where("state = ?", string(filter.State)), "registrations", filter.Terms())
	if !some {
		return nil, nil
	}
	if filter.Township != "" {
		query = query.Where("township = ?", filter.Township)
	}
	if filter.AfterID != "" {
		query = query.Where("(created_at, id) < (?, ?)", utc(filter.AfterTime), filter.AfterID)
	}
	if filter.Limit > 0 {
		query = query.Limit(filter.Limit)
	}
	return registrationsOf(query.Order("created_at DESC, id DESC"))
}

func (t *tx) ListRegistrationsOf(userID string) ([]*assessment.Registration, error) {
	return registrationsOf(t.db.Where("user_id = ?", userID).Order("id"))
}

func (t *tx) ListDeclinedBefore(before time.Time) ([]*assessment.Registration, error) {
	return registrationsOf(t.db.Where("state = 'declined' AND decided_at < ? AND contact <> ?", utc(before), assessment.Erased).Order("id"))
}

func registrationsOf(query *gorm.DB) ([]*assessment.Registration, error) {
	var rows []registrationRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, outward(err, "list registrations")
	}
	registrations := make([]*assessment.Registration, len(rows))
	for i := range rows {
		registrations[i] = rows[i].registration()
	}
	return registrations, nil
}

func (t *tx) CountOpenRegistrations() (int, error) {
	var count int64
	err := t.db.Model(&registrationRow{}).Where("state = 'open'").Count(&count).Error
	return int(count), outward(err, "count registrations")
}
