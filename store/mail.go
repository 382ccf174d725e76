package store

import (
	"time"

	"wuxing/assessment"
)

type mailRow struct {
	ID      string `gorm:"primaryKey"` // of the message
	State   string
	Tries   int
	NextTry time.Time
	Problem string
	Created time.Time `gorm:"column:created_at"`
	Updated time.Time `gorm:"column:updated_at"`
	Version int
}

func (mailRow) TableName() string { return "mails" }

func (t *tx) ListMails(filter assessment.MailFilter) ([]*assessment.Mail, error) {
	query := t.db.Where("state = ?", string(filter.State))
	if !filter.Due.IsZero() {
		query = query.Where("next_try <= ?", utc(filter.Due))
	}
	if filter.Limit > 0 {
		query = query.Limit(filter.Limit)
	}
	order := "next_try, id"
	if filter.Due.IsZero() {
		order = "updated_at DESC, id DESC"
	}
	var rows []mailRow
	if err := query.Order(order).Find(&rows).Error; err != nil {
		return nil, outward(err, "list mails")
	}
	mails := make([]*assessment.Mail, len(rows))
	for i, r := range rows {
		message, err := find[messageRow](t, "find the message of a mail", "id = ?", r.ID)
		if err != nil {
			return nil, err
		}
		mails[i] = &assessment.Mail{
			State: assessment.MailState(r.State), Tries: r.Tries, NextTry: r.NextTry.UTC(), Problem: assessment.MailProblem(r.Problem),
			CreatedAt: r.Created.UTC(), UpdatedAt: r.Updated.UTC(), Version: r.Version,
		}
		if mails[i].Message, err = message.message(); err != nil {
			return nil, err
		}
	}
	return mails, nil
}

// UpdateMail keeps the message and the time of creation.
func (t *tx) UpdateMail(m *assessment.Mail) error {
	return t.update(&mailRow{}, m.Message.ID, &m.Version, map[string]any{
		"state": string(m.State), "tries": m.Tries, "next_try": utc(m.NextTry), "problem": string(m.Problem), "updated_at": utc(m.UpdatedAt),
	}, "update mail")
}

func (t *tx) CountMails(state assessment.MailState) (int, error) {
	var count int64
	err := t.db.Model(&mailRow{}).Where("state = ?", string(state)).Count(&count).Error
	return int(count), outward(err, "count mails")
}
