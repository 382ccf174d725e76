package store

import (
	"strings"

	"wuxing/assessment"
)

// SearchUsers leaves out the account that stands for the console.
func (t *tx) SearchUsers(filter assessment.UserFilter) ([]*assessment.UserEntry, error) {
	if !storable(filter.Text) || !storable(filter.After) {
		return nil, nil
	}
	query := t.db.Table("users").Select("users.*, coalesce(enterprises.name, '') AS enterprise_name").
		Joins("LEFT JOIN enterprises ON enterprises.id = users.enterprise_id").
		Where("users.role <> ?", string(assessment.RoleOperator))
	if filter.Text != "" {
		part := "%" + likely.Replace(strings.ToLower(filter.Text)) + "%"
		query = query.Where(`(lower(users.username) LIKE ? ESCAPE '!' OR lower(users.display_name) LIKE ? ESCAPE '!' `+
			`OR lower(enterprises.name) LIKE ? ESCAPE '!' OR lower(enterprises.uscc) LIKE ? ESCAPE '!')`, part, part, part, part)
	}
	if filter.Role != "" {
		query = query.Where("users.role = ?", string(filter.Role))
	}
	if filter.Closed {
		query = query.Where("users.disabled = ?", true)
	}
	if filter.After != "" {
		query = query.Where("lower(users.username) > lower(?)", filter.After)
	}
	if filter.Limit > 0 {
		query = query.Limit(filter.Limit)
	}
	var rows []struct {
		Account        userRow `gorm:"embedded"`
		EnterpriseName string
	}
	if err := query.Order("lower(users.username)").Find(&rows).Error; err != nil {
		return nil, outward(err, "search users")
	}
	users := make([]*assessment.UserEntry, len(rows))
	for i := range rows {
		users[i] = &assessment.UserEntry{User: rows[i].Account.user(), Enterprise: rows[i].EnterpriseName}
	}
	return users, nil
}

// likely writes a text so that LIKE finds it as it stands.
var likely = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
