package store

import (
	"fmt"
	"time"

	"wuxing/assessment"
)

type userRow struct {
	ID           string `gorm:"primaryKey"`
	Username     string
	DisplayName  string
	Role         string
	EnterpriseID *string
	Area         string
	Email        string
	PasswordHash string
	Disabled     bool
	SecondFactor bool
	Created      time.Time `gorm:"column:created_at"`
	Version      int

	PasswordUntil *time.Time // nil: the password is somebody's own
}

func (userRow) TableName() string { return "users" }

func (r *userRow) user() *assessment.User {
	return &assessment.User{
		ID: r.ID, Username: r.Username, DisplayName: r.DisplayName, Role: assessment.Role(r.Role),
		EnterpriseID: orEmpty(r.EnterpriseID), Area: r.Area, Email: r.Email, PasswordHash: r.PasswordHash, Disabled: r.Disabled,
		SecondFactor: r.SecondFactor, CreatedAt: r.Created.UTC(), Version: r.Version, PasswordUntil: orZero(r.PasswordUntil),
	}
}

func (t *tx) CreateUser(user *assessment.User) error {
	return t.create(&userRow{
		ID: user.ID, Username: user.Username, DisplayName: user.DisplayName, Role: string(user.Role),
		EnterpriseID: nullable(user.EnterpriseID), Area: user.Area, Email: user.Email, PasswordHash: user.PasswordHash, Disabled: user.Disabled,
		SecondFactor: user.SecondFactor, Created: utc(user.CreatedAt), Version: user.Version, PasswordUntil: optional(user.PasswordUntil),
	}, "create user %s", user.ID)
}

func (t *tx) FindUserByID(id string) (*assessment.User, error) {
	row, err := find[userRow](t, "find a user by id", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.user(), nil
}

func (t *tx) FindUserByUsername(username string) (*assessment.User, error) {
	row, err := find[userRow](t, "find a user by username", "lower(username) = lower(?)", username)
	if err != nil {
		return nil, err
	}
	return row.user(), nil
}

func (t *tx) ListUsers() ([]*assessment.User, error) {
	var rows []userRow
	if err := t.db.Order("username").Find(&rows).Error; err != nil {
		return nil, outward(err, "list users")
	}
	users := make([]*assessment.User, len(rows))
	for i := range rows {
		users[i] = rows[i].user()
	}
	return users, nil
}

// UpdateUser keeps id and time of creation. The account's
// sessions were for the account as it was: they end with it.
func (t *tx) UpdateUser(user *assessment.User) error {
	if err := t.db.Where("user_id = ?", user.ID).Delete(&sessionRow{}).Error; err != nil {
		return outward(err, "end the sessions of user %s", user.ID)
	}
	return t.update(&userRow{}, user.ID, &user.Version, map[string]any{
		"username": user.Username, "display_name": user.DisplayName, "role": string(user.Role), "enterprise_id": nullable(user.EnterpriseID), "area": user.Area, "email": user.Email,
		"password_hash": user.PasswordHash, "disabled": user.Disabled, "second_factor": user.SecondFactor,
		"password_until": optional(user.PasswordUntil),
	}, "update user")
}

type enterpriseRow struct {
	ID       string `gorm:"primaryKey"`
	Name     string
	USCC     string `gorm:"column:uscc"`
	Township string
	Created  time.Time `gorm:"column:created_at"`
}

func (enterpriseRow) TableName() string { return "enterprises" }

func (r *enterpriseRow) enterprise() *assessment.Enterprise {
	return &assessment.Enterprise{ID: r.ID, Name: r.Name, USCC: r.USCC, Township: r.Township, CreatedAt: r.Created.UTC()}
}

func (t *tx) CreateEnterprise(e *assessment.Enterprise) error {
	return t.create(&enterpriseRow{ID: e.ID, Name: e.Name, USCC: e.USCC, Township: e.Township, Created: utc(e.CreatedAt)},
		"create enterprise %s", e.ID)
}

func (t *tx) FindEnterpriseByID(id string) (*assessment.Enterprise, error) {
	row, err := find[enterpriseRow](t, "find an enterprise by id", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.enterprise(), nil
}

func (t *tx) FindEnterpriseByUSCC(uscc string) (*assessment.Enterprise, error) {
	row, err := find[enterpriseRow](t, "find an enterprise by code", "uscc = ?", uscc)
	if err != nil {
		return nil, err
	}
	return row.enterprise(), nil
}

// CorrectEnterprise changes name and township of an enterprise as it was read.
func (t *tx) CorrectEnterprise(e *assessment.Enterprise, name, township string) error {
	done := t.db.Model(&enterpriseRow{}).Where("id = ? AND name = ? AND township = ?", e.ID, e.Name, e.Township).
		Updates(map[string]any{"name": name, "township": township})
	if done.Error != nil {
		return outward(done.Error, "correct enterprise %s", e.ID)
	}
	if done.RowsAffected != 1 {
		return fmt.Errorf("correct enterprise %s: %w", e.ID, assessment.ErrStale)
	}
	t.touch(refOf(sealed(done.Statement.Table), e.ID))
	return nil
}

// EnterprisesWithAccounts counts closed accounts, too.
func (t *tx) EnterprisesWithAccounts(among []string) ([]string, error) {
	if len(among) == 0 {
		return nil, nil
	}
	var holders []string
	err := t.db.Model(&userRow{}).Distinct("enterprise_id").Where("enterprise_id IN ?", among).Order("enterprise_id").Pluck("enterprise_id", &holders).Error
	return holders, outward(err, "list enterprises with accounts")
}
