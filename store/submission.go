package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

type submissionRow struct {
	ApplicationID string `gorm:"primaryKey"`
	Revision      int    `gorm:"primaryKey;autoIncrement:false"`
	Facts         string
	SourceKind    string
	SourceName    string
	SourceSHA256  string `gorm:"column:source_sha256"`
	Received      string `gorm:"column:received_sha256"` // "": the same
	CardID        string
	CardHash      string
	Result        string
	Total         int64 // hundredths
	SubmittedBy   string
	Created       time.Time `gorm:"column:created_at"`
	Claims        string    // JSON; "": none
}

func (submissionRow) TableName() string { return "submissions" }

func (r *submissionRow) submission() *assessment.Submission {
	submission := &assessment.Submission{
		ApplicationID: r.ApplicationID, Revision: r.Revision, Facts: json.RawMessage(r.Facts),
		Source: assessment.Source{Kind: r.SourceKind, Name: r.SourceName, SHA256: r.SourceSHA256, ReceivedSHA256: r.Received},
		CardID: r.CardID, CardHash: r.CardHash, Result: json.RawMessage(r.Result), Total: scoring.Points(r.Total),
		By: r.SubmittedBy, At: r.Created.UTC(),
	}
	if r.Claims != "" {
		submission.Claims = json.RawMessage(r.Claims)
	}
	return submission
}

func submissions(rows []submissionRow) []*assessment.Submission {
	list := make([]*assessment.Submission, len(rows))
	for i := range rows {
		list[i] = rows[i].submission()
	}
	return list
}

func (t *tx) AddSubmission(s *assessment.Submission) error {
	return t.create(&submissionRow{
		ApplicationID: s.ApplicationID, Revision: s.Revision, Facts: string(s.Facts),
		SourceKind: s.Source.Kind, SourceName: s.Source.Name, SourceSHA256: s.Source.SHA256,
		Received: s.Source.ReceivedSHA256,
		CardID:   s.CardID, CardHash: s.CardHash, Result: string(s.Result), Total: int64(s.Total),
		SubmittedBy: s.By, Created: utc(s.At), Claims: string(s.Claims),
	}, "add submission %d of %s", s.Revision, s.ApplicationID)
}

func (t *tx) FindSubmission(applicationID string, revision int) (*assessment.Submission, error) {
	row, err := find[submissionRow](t, "find a submission", "application_id = ? AND revision = ?", applicationID, revision)
	if err != nil {
		return nil, err
	}
	return row.submission(), nil
}

func (t *tx) ListSubmissions(applicationID string) ([]*assessment.Submission, error) {
	var rows []submissionRow
	if err := t.db.Where("application_id = ?", applicationID).Order("revision").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the submissions of %s", applicationID)
	}
	return submissions(rows), nil
}

func (t *tx) ListRoundSubmissions(roundID string) ([]*assessment.Submission, error) {
	var rows []submissionRow
	err := t.db.Joins("JOIN applications a ON a.id = submissions.application_id AND a.submitted = submissions.revision").
		Where("a.round_id = ?", roundID).Order("submissions.application_id").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the submissions of round %s", roundID)
	}
	return submissions(rows), nil
}

type returnRow struct {
	ApplicationID string `gorm:"primaryKey"`
	Seq           int    `gorm:"primaryKey;autoIncrement:false"`
	Revision      int
	Indicators    string // JSON array of ids
	Reason        string
	ReturnedBy    string
	DueAt         *time.Time
	Created       time.Time `gorm:"column:created_at"`
}

func (returnRow) TableName() string { return "returns" }

func (t *tx) AddReturn(r *assessment.Return) error {
	indicators, err := json.Marshal(r.Indicators)
	if err != nil {
		return outward(err, "write down a return of %s", r.ApplicationID)
	}
	seq, err := t.nextSeq("returns", "application_id", r.ApplicationID)
	if err != nil {
		return err
	}
	return t.create(&returnRow{
		ApplicationID: r.ApplicationID, Seq: seq, Revision: r.Revision, Indicators: string(indicators),
		Reason: r.Reason, ReturnedBy: r.By, DueAt: optional(r.DueAt), Created: utc(r.At),
	}, "add a return of %s", r.ApplicationID)
}

func (t *tx) FindReturn(applicationID string) (*assessment.Return, error) {
	row, err := find[returnRow](t, "find a return",
		"application_id = ? AND seq = (SELECT max(seq) FROM returns WHERE application_id = ?)", applicationID, applicationID)
	if err != nil {
		return nil, err
	}
	ret := &assessment.Return{
		ApplicationID: row.ApplicationID, Revision: row.Revision, Reason: row.Reason, By: row.ReturnedBy, At: row.Created.UTC(),
		DueAt: orZero(row.DueAt),
	}
	if err := json.Unmarshal([]byte(row.Indicators), &ret.Indicators); err != nil {
		return nil, outward(err, "read a return of %s", applicationID)
	}
	return ret, nil
}
