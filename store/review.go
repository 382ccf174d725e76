package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

type scoreEntryRow struct {
	ID            string `gorm:"primaryKey"`
	ApplicationID string
	Seq           int
	Revision      int
	Indicator     string
	Decision      string
	Facts         *string // Correct only
	Points        *int64  // Override only; hundredths
	Score         int64   // hundredths
	Reason        string
	ReviewerID    string
	Created       time.Time `gorm:"column:created_at"`
	Lane          int
	Authority     int
}

func (scoreEntryRow) TableName() string { return "score_entries" }

func (r *scoreEntryRow) entry() *assessment.ScoreEntry {
	entry := &assessment.ScoreEntry{
		ID: r.ID, ApplicationID: r.ApplicationID, Lane: assessment.Lane(r.Lane), Seq: r.Seq, Revision: r.Revision, Indicator: r.Indicator,
		Decision: assessment.Decision(r.Decision), Score: scoring.Points(r.Score), Reason: r.Reason,
		ReviewerID: r.ReviewerID, At: r.Created.UTC(), Authority: r.Authority,
	}
	if r.Facts != nil {
		entry.Facts = json.RawMessage(*r.Facts)
	}
	if r.Points != nil {
		points := scoring.Points(*r.Points)
		entry.Points = &points
	}
	return entry
}

func entries(rows []scoreEntryRow) []*assessment.ScoreEntry {
	list := make([]*assessment.ScoreEntry, len(rows))
	for i := range rows {
		list[i] = rows[i].entry()
	}
	return list
}

func (t *tx) AddScoreEntry(e *assessment.ScoreEntry) error {
	row := &scoreEntryRow{
		ID: e.ID, ApplicationID: e.ApplicationID, Seq: e.Seq, Revision: e.Revision, Indicator: e.Indicator,
		Decision: string(e.Decision), Score: int64(e.Score), Reason: e.Reason, ReviewerID: e.ReviewerID, Created: utc(e.At),
		Lane: int(e.Lane), Authority: e.Authority,
	}
	if e.Facts != nil {
		facts := string(e.Facts)
		row.Facts = &facts
	}
	if e.Points != nil {
		points := int64(*e.Points)
		row.Points = &points
	}
	return t.create(row, "add entry %d of %s", e.Seq, e.ApplicationID)
}

func (t *tx) ListScoreEntries(applicationID string) ([]*assessment.ScoreEntry, error) {
	var rows []scoreEntryRow
	if err := t.db.Where("application_id = ?", applicationID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the entries of %s", applicationID)
	}
	return entries(rows), nil
}

func (t *tx) ListRoundScoreEntries(roundID string) ([]*assessment.ScoreEntry, error) {
	var rows []scoreEntryRow
	err := t.db.Joins("JOIN applications a ON a.id = score_entries.application_id").Where("a.round_id = ? AND score_entries.lane = 0", roundID).
		Order("score_entries.application_id, score_entries.seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the entries of round %s", roundID)
	}
	return entries(rows), nil
}

type reviewRow struct {
	ApplicationID string `gorm:"primaryKey"`
	Seq           int    `gorm:"primaryKey;autoIncrement:false"`
	Revision      int
	Facts         string
	Result        string
	ReviewerID    string
	Created       time.Time `gorm:"column:created_at"`
	Lane          int
}

func (reviewRow) TableName() string { return "reviews" }

func (r *reviewRow) review() *assessment.Review {
	return &assessment.Review{
		ApplicationID: r.ApplicationID, Lane: assessment.Lane(r.Lane), Revision: r.Revision, Facts: json.RawMessage(r.Facts),
		Result: json.RawMessage(r.Result), ReviewerID: r.ReviewerID, At: r.Created.UTC(),
	}
}

func (t *tx) AddReview(r *assessment.Review) error {
	seq, err := t.nextSeq("reviews", "application_id", r.ApplicationID)
	if err != nil {
		return err
	}
	return t.create(&reviewRow{
		ApplicationID: r.ApplicationID, Seq: seq, Revision: r.Revision, Facts: string(r.Facts), Result: string(r.Result),
		ReviewerID: r.ReviewerID, Created: utc(r.At), Lane: int(r.Lane),
	}, "add the review of %s", r.ApplicationID)
}

func (t *tx) FindReview(applicationID string, lane assessment.Lane) (*assessment.Review, error) {
	row, err := find[reviewRow](t, "find a review",
		"application_id = ? AND seq = (SELECT max(seq) FROM reviews WHERE application_id = ? AND lane = ?)", applicationID, applicationID, int(lane))
	if err != nil {
		return nil, err
	}
	return row.review(), nil
}

func (t *tx) ListRoundReviews(roundID string) ([]*assessment.Review, error) {
	var rows []reviewRow
	err := t.db.Joins("JOIN applications a ON a.id = reviews.application_id").
		Where("a.round_id = ? AND reviews.seq = (SELECT max(x.seq) FROM reviews x WHERE x.application_id = reviews.application_id AND x.lane = 0)", roundID).
		Order("reviews.application_id").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the reviews of round %s", roundID)
	}
	reviews := make([]*assessment.Review, len(rows))
	for i := range rows {
		reviews[i] = rows[i].review()
	}
	return reviews, nil
}
