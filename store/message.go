package store

import (
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

type messageRow struct {
	ID            string `gorm:"primaryKey"`
	UserID        string
	Seq           int
	RoundID       string
	ApplicationID *string
	Kind          string
	Params        string    // JSON
	Created       time.Time `gorm:"column:created_at"`
}

func (messageRow) TableName() string { return "messages" }

type messageReadRow struct {
	MessageID string    `gorm:"primaryKey"`
	Created   time.Time `gorm:"column:created_at"`
}

func (messageReadRow) TableName() string { return "message_reads" }

// AddMessage keeps the message for the end of the transaction, where all of them
// are numbered under one short lock.
func (t *tx) AddMessage(message *assessment.Message, mailed bool) error {
	if !t.write {
		return errors.New("add a message: the transaction only reads")
	}
	t.messages = append(t.messages, message)
	if mailed {
		t.mails = append(t.mails, message)
	}
	return nil
}

// batch is how many rows are written, or values asked for, at once.
const batch = 200

// writeMessages numbers the messages within their inboxes and writes them, with the
// mails that are to go out. The lock is that of the audit trail, which writers
// hold already, so that numbers come in the order of commits.
func (t *tx) writeMessages() error {
	if len(t.messages) == 0 {
		return nil
	}
	if err := t.lock("SELECT pg_advisory_xact_lock(?)", auditLock); err != nil {
		return err
	}
	last, err := t.lastMessages()
	if err != nil {
		return err
	}
	rows := make([]messageRow, len(t.messages))
	for i, m := range t.messages {
		params, err := json.Marshal(m.Params)
		if err != nil {
			return outward(err, "write down a message")
		}
		last[m.UserID]++
		m.Seq = last[m.UserID]
		rows[i] = messageRow{
			ID: m.ID, UserID: m.UserID, Seq: m.Seq, RoundID: m.RoundID, ApplicationID: nullable(m.ApplicationID),
			Kind: string(m.Kind), Params: string(params), Created: utc(m.At),
		}
	}
	if err := t.db.CreateInBatches(rows, batch).Error; err != nil {
		return outward(err, "write messages")
	}
	if len(t.mails) == 0 {
		return nil
	}
	mails := make([]mailRow, len(t.mails))
	for i, m := range t.mails {
		mails[i] = mailRow{ID: m.ID, State: string(assessment.MailPending), NextTry: utc(m.At), Created: utc(m.At), Updated: utc(m.At), Version: 1}
	}
	return outward(t.db.CreateInBatches(mails, batch).Error, "write mails")
}

// lastMessages are the highest numbers of the inboxes that get something.
func (t *tx) lastMessages() (map[string]int, error) {
	last := make(map[string]int)
	var users []string
	for _, m := range t.messages {
		if _, ok := last[m.UserID]; !ok {
			last[m.UserID] = 0
			users = append(users, m.UserID)
		}
	}
	for len(users) > 0 {
		some := users[:min(batch, len(users))]
		users = users[len(some):]
		var rows []struct {
			UserID string
			Last   int
		}
		err := t.db.Model(&messageRow{}).Select("user_id, max(seq) AS last").Where("user_id IN ?", some).Group("user_id").Scan(&rows).Error
		if err != nil {
			return nil, outward(err, "number messages")
		}
		for _, row := range rows {
			last[row.UserID] = row.Last
		}
	}
	return last, nil
}

// unreadOnly narrows to what has no mark.
const unreadOnly = "NOT EXISTS (SELECT 1 FROM message_reads r WHERE r.message_id = messages.id)"

func (t *tx) ListMessages(filter assessment.MessageFilter) ([]*assessment.Message, error) {
	query := t.db.Where("user_id = ?", filter.UserID)
	if filter.Before > 0 {
		query = query.Where("seq < ?", filter.Before)
	}
	if filter.Until > 0 {
		query = query.Where("seq <= ?", filter.Until)
	}
	if filter.Unread {
		query = query.Where(unreadOnly)
	}
	if filter.Limit > 0 {
		query = query.Limit(filter.Limit)
	}
	var rows []messageRow
	if err := query.Order("seq DESC").Find(&rows).Error; err != nil {
		return nil, outward(err, "list messages")
	}
	messages, ids := make([]*assessment.Message, len(rows)), make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		message, err := rows[i].message()
		if err != nil {
			return nil, err
		}
		messages[i] = message
	}
	read, err := t.readAt(ids)
	if err != nil {
		return nil, err
	}
	for _, message := range messages {
		message.ReadAt = read[message.ID]
	}
	return messages, nil
}

// readAt says when which of the messages were read.
func (t *tx) readAt(ids []string) (map[string]time.Time, error) {
	read := make(map[string]time.Time)
	for len(ids) > 0 {
		some := ids[:min(batch, len(ids))]
		ids = ids[len(some):]
		var rows []messageReadRow
		if err := t.db.Where("message_id IN ?", some).Find(&rows).Error; err != nil {
			return nil, outward(err, "list read marks")
		}
		for _, row := range rows {
			read[row.MessageID] = row.Created.UTC()
		}
	}
	return read, nil
}

func (r *messageRow) message() (*assessment.Message, error) {
	message := &assessment.Message{
		ID: r.ID, UserID: r.UserID, Seq: r.Seq, RoundID: r.RoundID, ApplicationID: orEmpty(r.ApplicationID),
		Kind: assessment.MessageKind(r.Kind), At: r.Created.UTC(),
	}
	if err := json.Unmarshal([]byte(r.Params), &message.Params); err != nil {
		return nil, outward(err, "read message %s", r.ID)
	}
	return message, nil
}

func (t *tx) CountUnread(userID string) (int, error) {
	var count int64
	err := t.db.Model(&messageRow{}).Where("user_id = ?", userID).Where(unreadOnly).Count(&count).Error
	return int(count), outward(err, "count unread messages")
}

// FindMessage locks the inbox it lies in, so that of two marks at once one waits.
func (t *tx) FindMessage(userID, id string) (*assessment.Message, error) {
	if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "inbox "+userID); err != nil {
		return nil, err
	}
	row, err := find[messageRow](t, "find a message", "id = ? AND user_id = ?", id, userID)
	if err != nil {
		return nil, err
	}
	message, err := row.message()
	if err != nil {
		return nil, err
	}
	mark, err := find[messageReadRow](t, "find a read mark", "message_id = ?", id)
	switch {
	case err == nil:
		message.ReadAt = mark.Created.UTC()
	case !errors.Is(err, assessment.ErrNotFound):
		return nil, err
	}
	return message, nil
}

func (t *tx) AddReadMarks(ids []string, at time.Time) error {
	rows := make([]messageReadRow, len(ids))
	for i, id := range ids {
		rows[i] = messageReadRow{MessageID: id, Created: utc(at)}
	}
	if len(rows) == 0 {
		return nil
	}
	return outward(t.db.CreateInBatches(rows, batch).Error, "mark messages as read")
}

func (t *tx) ListRecipients(filter assessment.RecipientFilter) ([]*assessment.User, error) {
	var users []*assessment.User
	add := func(query *gorm.DB) error {
		var rows []userRow
		if err := query.Where("disabled = ?", false).Find(&rows).Error; err != nil {
			return outward(err, "list whom to tell")
		}
		for i := range rows {
			users = append(users, rows[i].user())
		}
		return nil
	}
	for _, list := range []struct {
		column string
		values []string
	}{{"id", filter.IDs}, {"enterprise_id", filter.Enterprises}} {
		for values := list.values; len(values) > 0; {
			some := values[:min(batch, len(values))]
			values = values[len(some):]
			if err := add(t.db.Where(list.column+" IN ?", some)); err != nil { // the column is a constant of this function
				return nil, err
			}
		}
	}
	if filter.Role != "" {
		query := t.db.Where("role = ?", string(filter.Role))
		if filter.Area != "" {
			query = query.Where("area = ?", filter.Area)
		}
		if err := add(query); err != nil {
			return nil, err
		}
	}
	return users, nil
}
