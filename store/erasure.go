package store

import (
	"time"

	"wuxing/assessment"
)

type erasureRow struct {
	RoundID string `gorm:"primaryKey"`
	Seq     int    `gorm:"primaryKey;autoIncrement:false"`
	Kind    string
	Subject string
	SHA256  string `gorm:"column:sha256"`
	Rule    string
	DueAt   time.Time
	Created time.Time `gorm:"column:created_at"`
}

func (erasureRow) TableName() string { return "erasures" }

// notErased is the condition that nothing was erased of a row; kind and subject are SQL.
func notErased(kind assessment.ErasureKind, subject string) string {
	return "NOT EXISTS (SELECT 1 FROM erasures x WHERE x.kind = '" + string(kind) + "' AND x.subject = " + subject + ")"
}

// How an erasure names the workbook of the submission s.
const workbookSubject = "s.application_id || '/' || CAST(s.revision AS text)"

// ListErasable lists what a round keeps, in an order of its own so that parts follow
// each other.
func (t *tx) ListErasable(roundID string, over []string, limit int) ([]*assessment.Erasure, error) {
	query := `SELECT 'evidence' AS kind, v.id AS subject, v.sha256 AS sha256 FROM evidence v JOIN applications a ON a.id = v.application_id
			WHERE a.round_id = @round AND ` + notErased(assessment.ErasedEvidence, "v.id") + `
		UNION ALL SELECT 'workbook', ` + workbookSubject + `, s.source_sha256 FROM submissions s JOIN applications a ON a.id = s.application_id
			WHERE a.round_id = @round AND s.source_kind = 'workbook' AND s.source_sha256 <> '' AND ` + notErased(assessment.ErasedWorkbook, workbookSubject) + `
		UNION ALL SELECT 'objection', o.id, '' FROM objections o WHERE o.round_id = @round AND ` + notErased(assessment.ErasedObjector, "o.id") + `
		UNION ALL SELECT 'registration', r.id, '' FROM registrations r JOIN users u ON u.id = r.user_id
			WHERE r.state = 'accepted' AND ` + notErased(assessment.ErasedRegistration, "r.id") + `
			AND EXISTS (SELECT 1 FROM applications a WHERE a.enterprise_id = u.enterprise_id AND a.round_id = @round)
			AND NOT EXISTS (SELECT 1 FROM applications a WHERE a.enterprise_id = u.enterprise_id AND a.round_id NOT IN @over)
		ORDER BY 1, 2`
	values := map[string]any{"round": roundID, "over": over}
	if limit > 0 {
		query += " LIMIT @limit"
		values["limit"] = limit
	}
	var rows []erasureRow
	if err := t.db.Raw(query, values).Scan(&rows).Error; err != nil {
		return nil, outward(err, "list what round %s keeps", roundID)
	}
	list := make([]*assessment.Erasure, len(rows))
	for i, r := range rows {
		list[i] = &assessment.Erasure{RoundID: roundID, Kind: assessment.ErasureKind(r.Kind), Subject: r.Subject, SHA256: r.SHA256}
	}
	return list, nil
}

// AddErasures numbers the rows of each round; two runs at once wait for each other.
func (t *tx) AddErasures(erasures []*assessment.Erasure) error {
	next := make(map[string]int)
	rows := make([]erasureRow, len(erasures))
	for i, e := range erasures {
		if next[e.RoundID] == 0 {
			if err := t.lock("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "erasures "+e.RoundID); err != nil {
				return err
			}
			seq, err := t.nextSeq("erasures", "round_id", e.RoundID)
			if err != nil {
				return err
			}
			next[e.RoundID] = seq
		}
		rows[i] = erasureRow{
			RoundID: e.RoundID, Seq: next[e.RoundID], Kind: string(e.Kind), Subject: e.Subject, SHA256: e.SHA256, Rule: e.Rule,
			DueAt: utc(e.DueAt), Created: utc(e.At),
		}
		next[e.RoundID]++
	}
	if len(rows) == 0 {
		return nil
	}
	return t.create(&rows, "add %d erasures", len(rows))
}

// EraseObjector makes the only change that a trigger lets an objection have.
func (t *tx) EraseObjector(objectionID string) error {
	done := t.db.Model(&objectionRow{}).Where("id = ?", objectionID).Updates(map[string]any{"name": "", "contact": ""})
	if done.Error != nil {
		return outward(done.Error, "erase who brought objection %s", objectionID)
	}
	t.touch(refOf(sealed("objections"), objectionID))
	return nil
}

func (t *tx) IsErased(kind assessment.ErasureKind, subject string) (bool, error) {
	var count int64
	err := t.db.Model(&erasureRow{}).Where("kind = ? AND subject = ?", string(kind), subject).Count(&count).Error
	return count > 0, outward(err, "look for an erasure")
}

func (t *tx) ListErasedEvidence(applicationID string) (ids []string, err error) {
	err = t.db.Raw(`SELECT x.subject FROM erasures x JOIN evidence v ON v.id = x.subject WHERE x.kind = 'evidence' AND v.application_id = ? ORDER BY 1`, applicationID).
		Scan(&ids).Error
	return ids, outward(err, "list the erased evidence of %s", applicationID)
}

// ListErasedFiles leaves out what another row still gives: the same content in another
// round, or a list of another department.
func (t *tx) ListErasedFiles() (sums []string, err error) {
	err = t.db.Raw(`SELECT DISTINCT e.sha256 FROM erasures e WHERE e.sha256 <> ''
		AND NOT EXISTS (SELECT 1 FROM evidence v WHERE v.sha256 = e.sha256 AND ` + notErased(assessment.ErasedEvidence, "v.id") + `)
		AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.source_sha256 = e.sha256 AND s.source_kind = 'workbook' AND ` + notErased(assessment.ErasedWorkbook, workbookSubject) + `)
		AND NOT EXISTS (SELECT 1 FROM authority_lists l WHERE l.file_sha256 = e.sha256)
		ORDER BY 1`).Scan(&sums).Error
	return sums, outward(err, "list the erased files")
}
