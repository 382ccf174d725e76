package store

import "wuxing/assessment"

type replyRow struct {
	UserID      string `gorm:"primaryKey"`
	Key         string `gorm:"primaryKey"`
	Fingerprint string
	Answer      string
}

func (replyRow) TableName() string { return "replies" }

// FindReply lets a repeat that comes while the first request is still at work
// wait for it, in an Update.
func (t *tx) FindReply(userID, key string) (*assessment.Reply, error) {
	if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", userID+" "+key); err != nil {
		return nil, err
	}
	row, err := find[replyRow](t, "find a reply", `user_id = ? AND "key" = ?`, userID, key)
	if err != nil {
		return nil, err
	}
	return &assessment.Reply{UserID: row.UserID, Key: row.Key, Fingerprint: row.Fingerprint, Answer: []byte(row.Answer)}, nil
}

func (t *tx) AddReply(r assessment.Reply) error {
	return t.create(&replyRow{UserID: r.UserID, Key: r.Key, Fingerprint: r.Fingerprint, Answer: string(r.Answer)}, "add a reply")
}
