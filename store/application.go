package store

import (
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

type applicationRow struct {
	ID           string `gorm:"primaryKey"`
	RoundID      string
	EnterpriseID string
	State        string
	Revision     int
	Submitted    int
	Unchecked    bool
	ReviewerID   *string
	Rank         int
	Created      time.Time  `gorm:"column:created_at"`
	Updated      time.Time  `gorm:"column:updated_at"`
	Handed       *time.Time `gorm:"column:submitted_at"`
	Version      int

	Enterprise enterpriseRow `gorm:"foreignKey:EnterpriseID"`
}

func (applicationRow) TableName() string { return "applications" }

func (r *applicationRow) application() *assessment.Application {
	return &assessment.Application{
		ID: r.ID, RoundID: r.RoundID, Enterprise: *r.Enterprise.enterprise(), State: assessment.State(r.State),
		Revision: r.Revision, Submitted: r.Submitted, Unchecked: r.Unchecked, ReviewerID: orEmpty(r.ReviewerID), Rank: r.Rank,
		CreatedAt: r.Created.UTC(), UpdatedAt: r.Updated.UTC(), SubmittedAt: orZero(r.Handed), Version: r.Version,
	}
}

func (t *tx) CreateApplication(a *assessment.Application) error {
	row := &applicationRow{
		ID: a.ID, RoundID: a.RoundID, EnterpriseID: a.Enterprise.ID, State: string(a.State),
		Revision: a.Revision, Submitted: a.Submitted, Unchecked: a.Unchecked, ReviewerID: nullable(a.ReviewerID), Rank: a.Rank,
		Created: utc(a.CreatedAt), Updated: utc(a.UpdatedAt), Handed: optional(a.SubmittedAt), Version: a.Version,
	}
	return outward(t.db.Omit("Enterprise").Create(row).Error, "create application %s", a.ID)
}

// FindApplicationByID keeps the application and its round as they are for the rest
// of an Update.
func (t *tx) FindApplicationByID(id string) (*assessment.Application, error) {
	if err := t.lock("SELECT 1 FROM rounds WHERE id = (SELECT round_id FROM applications WHERE id = ?) FOR SHARE", id); err != nil {
		return nil, err
	}
	if err := t.lock("SELECT 1 FROM applications WHERE id = ? FOR UPDATE", id); err != nil {
		return nil, err
	}
	row, err := find[applicationRow](&tx{db: t.db.Preload("Enterprise")}, "find an application", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.application(), nil
}

func (t *tx) ListApplications(filter assessment.ApplicationFilter) ([]*assessment.Application, error) {
	query, some := t.filtered(filter)
	if !some {
		return nil, nil
	}
	var rows []applicationRow
	if err := query.Joins("Enterprise").Find(&rows).Error; err != nil {
		return nil, outward(err, "list applications")
	}
	applications := make([]*assessment.Application, len(rows))
	for i := range rows {
		applications[i] = rows[i].application()
	}
	return applications, nil
}

// filtered is the question for the applications of a filter, by id. some is false
// where no text of the filter can be in the database.
func (t *tx) filtered(filter assessment.ApplicationFilter) (query *gorm.DB, some bool) {
	query, some = t.narrowed(filter)
	if !some || !storable(filter.After) {
		return nil, false
	}
	query = query.Order("applications.id")
	if filter.After != "" {
		query = query.Where("applications.id > ?", filter.After)
	}
	if len(filter.States) > 0 {
		query = query.Where("applications.state IN ?", filter.States)
	}
	if filter.Limit > 0 {
		query = query.Limit(filter.Limit)
	}
	return query, true
}

// narrowed is the question for whose applications they are.
func (t *tx) narrowed(filter assessment.ApplicationFilter) (query *gorm.DB, some bool) {
	query = t.db
	for column, value := range map[string]string{"applications.round_id = ?": filter.RoundID, "applications.enterprise_id = ?": filter.EnterpriseID} {
		if !storable(value) {
			return nil, false
		}
		if value != "" {
			query = query.Where(column, value)
		}
	}
	if !storable(filter.Township) {
		return nil, false
	}
	if filter.Township != "" {
		query = query.Where("applications.enterprise_id IN (SELECT id FROM enterprises WHERE township = ?)", filter.Township)
	}
	if r := filter.Reviewer; r != nil {
		if !storable(r.ID) {
			return nil, false
		}
		query = query.Where(`(applications.round_id IN ? OR applications.reviewer_id = ?
			OR EXISTS (SELECT 1 FROM seats WHERE seats.application_id = applications.id AND seats.reviewer_id = ?))`, r.Free, r.ID, r.ID)
		query = query.Where(`NOT EXISTS (SELECT 1 FROM declarations d WHERE d.round_id = applications.round_id
			AND d.enterprise_id = applications.enterprise_id AND d.reviewer_id = ? AND d.linked)`, r.ID)
	}
	for _, id := range filter.IDs {
		if !storable(id) {
			return nil, false
		}
	}
	if len(filter.IDs) > 0 {
		query = query.Where("applications.id IN ?", filter.IDs)
	}
	if filter.HandedIn {
		query = query.Where("applications.submitted > 0")
	}
	return query, true
}

// UpdateApplication keeps id, round, enterprise and time of creation.
func (t *tx) UpdateApplication(a *assessment.Application) error {
	return t.update(&applicationRow{}, a.ID, &a.Version, map[string]any{
		"state": string(a.State), "revision": a.Revision, "submitted": a.Submitted, "unchecked": a.Unchecked, "reviewer_id": nullable(a.ReviewerID),
		"rank": a.Rank, "updated_at": utc(a.UpdatedAt), "submitted_at": optional(a.SubmittedAt),
	}, "update application")
}
