package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

type releaseRow struct {
	RoundID      string `gorm:"primaryKey"`
	Seq          int    `gorm:"primaryKey;autoIncrement:false"`
	AppealsUntil time.Time
	ReleasedBy   string
	Created      time.Time `gorm:"column:created_at"`
}

func (releaseRow) TableName() string { return "releases" }

func (t *tx) AddRelease(r *assessment.Release) error {
	seq, err := t.nextSeq("releases", "round_id", r.RoundID)
	if err != nil {
		return err
	}
	return t.create(&releaseRow{RoundID: r.RoundID, Seq: seq, AppealsUntil: utc(r.AppealsUntil), ReleasedBy: r.By, Created: utc(r.At)},
		"release round %s", r.RoundID)
}

func (t *tx) FindRelease(roundID string) (*assessment.Release, error) {
	row, err := find[releaseRow](t, "find a release", "round_id = ? AND seq = (SELECT max(seq) FROM releases WHERE round_id = ?)", roundID, roundID)
	if err != nil {
		return nil, err
	}
	return &assessment.Release{RoundID: row.RoundID, AppealsUntil: row.AppealsUntil.UTC(), By: row.ReleasedBy, At: row.Created.UTC()}, nil
}

type appealRow struct {
	ID            string `gorm:"primaryKey"`
	ApplicationID string
	Seq           int
	Indicator     string
	Score         int64 // hundredths
	Reason        string
	Evidence      string // JSON array of ids
	AppealedBy    string
	Created       time.Time `gorm:"column:created_at"`
}

func (appealRow) TableName() string { return "appeals" }

func (t *tx) AddAppeal(a *assessment.Appeal) error {
	evidence, err := json.Marshal(a.Evidence)
	if err != nil {
		return outward(err, "write down an appeal of %s", a.ApplicationID)
	}
	return t.create(&appealRow{
		ID: a.ID, ApplicationID: a.ApplicationID, Seq: a.Seq, Indicator: a.Indicator, Score: int64(a.Score), Reason: a.Reason,
		Evidence: string(evidence), AppealedBy: a.By, Created: utc(a.At),
	}, "add appeal %d of %s", a.Seq, a.ApplicationID)
}

func (t *tx) ListAppeals(applicationID string) ([]*assessment.Appeal, error) {
	return t.appeals("appeals.application_id = ?", applicationID)
}

func (t *tx) ListRoundAppeals(roundID string) ([]*assessment.Appeal, error) {
	return t.appeals("a.round_id = ?", roundID)
}

// appeals lists those that the condition, a constant of this file, names.
func (t *tx) appeals(condition, value string) ([]*assessment.Appeal, error) {
	var rows []appealRow
	err := t.db.Joins("JOIN applications a ON a.id = appeals.application_id").Where(condition, value).
		Order("appeals.application_id, appeals.seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the appeals of %s", value)
	}
	list := make([]*assessment.Appeal, len(rows))
	for i, r := range rows {
		list[i] = &assessment.Appeal{
			ID: r.ID, ApplicationID: r.ApplicationID, Seq: r.Seq, Indicator: r.Indicator, Score: scoring.Points(r.Score),
			Reason: r.Reason, By: r.AppealedBy, At: r.Created.UTC(),
		}
		if err := json.Unmarshal([]byte(r.Evidence), &list[i].Evidence); err != nil {
			return nil, outward(err, "read appeal %s", r.ID)
		}
	}
	return list, nil
}

type appealDecisionRow struct {
	AppealID   string `gorm:"primaryKey"`
	Outcome    string
	Reason     string
	Score      int64 // hundredths
	FirstEntry int
	LastEntry  int
	DecidedBy  string
	Created    time.Time `gorm:"column:created_at"`
}

func (appealDecisionRow) TableName() string { return "appeal_decisions" }

func (t *tx) AddAppealDecision(d *assessment.AppealDecision) error {
	return t.create(&appealDecisionRow{
		AppealID: d.AppealID, Outcome: string(d.Outcome), Reason: d.Reason, Score: int64(d.Score),
		FirstEntry: d.FirstEntry, LastEntry: d.LastEntry, DecidedBy: d.By, Created: utc(d.At),
	}, "decide appeal %s", d.AppealID)
}

func (t *tx) ListAppealDecisions(applicationID string) ([]*assessment.AppealDecision, error) {
	return t.appealDecisions("p.application_id = ?", applicationID)
}

func (t *tx) ListRoundAppealDecisions(roundID string) ([]*assessment.AppealDecision, error) {
	return t.appealDecisions("a.round_id = ?", roundID)
}

// appealDecisions lists those that the condition, a constant of this file, names.
func (t *tx) appealDecisions(condition, value string) ([]*assessment.AppealDecision, error) {
	var rows []appealDecisionRow
	err := t.db.Joins("JOIN appeals p ON p.id = appeal_decisions.appeal_id").Joins("JOIN applications a ON a.id = p.application_id").
		Where(condition, value).Order("p.application_id, p.seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the decided appeals of %s", value)
	}
	list := make([]*assessment.AppealDecision, len(rows))
	for i, r := range rows {
		list[i] = &assessment.AppealDecision{
			AppealID: r.AppealID, Outcome: assessment.AppealOutcome(r.Outcome), Reason: r.Reason, Score: scoring.Points(r.Score),
			FirstEntry: r.FirstEntry, LastEntry: r.LastEntry, By: r.DecidedBy, At: r.Created.UTC(),
		}
	}
	return list, nil
}
