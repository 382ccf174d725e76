package store

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

// An overview reads whole rounds, so its rows are scanned by hand: gorm takes
// several times as long to fill as many structs. Every text of the queries is a
// constant of this file.

// scanEach runs scan on every row of the query.
func scanEach(query *gorm.DB, doing string, scan func(next func(into ...any) error) error) (err error) {
	rows, err := query.Rows()
	if err != nil {
		return outward(err, "%s", doing)
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = outward(closing, "%s", doing)
		}
	}()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return outward(err, "%s", doing)
		}
	}
	return outward(rows.Err(), "%s", doing)
}

func (t *tx) ListOverview(filter assessment.ApplicationFilter) ([]assessment.OverviewRow, error) {
	query, some := t.filtered(filter)
	if !some {
		return nil, nil
	}
	return overviewRows(query, filter.RoundID)
}

// overviewRows reads the rows of a question for applications of a round.
func overviewRows(query *gorm.DB, roundID string) ([]assessment.OverviewRow, error) {
	var list []assessment.OverviewRow
	// The highest number of the reviews comes from their index alone; which of them
	// is official would have to be read from the rows, with all their JSON.
	query = query.Table("applications").Joins("JOIN enterprises e ON e.id = applications.enterprise_id").
		Select(`applications.id, applications.state, applications.revision, applications.submitted, applications.unchecked,
			coalesce(applications.reviewer_id, ''), applications.rank, applications.version, e.id, e.name, e.uscc, e.township,
			coalesce((SELECT max(x.seq) FROM reviews x WHERE x.application_id = applications.id), 0)`)
	err := scanEach(query, "list what an overview counts", func(next func(into ...any) error) error {
		row := assessment.OverviewRow{Application: assessment.Application{RoundID: roundID}}
		err := next(&row.ID, &row.State, &row.Revision, &row.Submitted, &row.Unchecked, &row.ReviewerID, &row.Rank, &row.Version,
			&row.Enterprise.ID, &row.Enterprise.Name, &row.Enterprise.USCC, &row.Enterprise.Township, &row.Reviews)
		list = append(list, row)
		return err
	})
	return list, err
}

func (t *tx) CountVersions(roundID string) (applications, versions int, err error) {
	var counted struct{ Applications, Versions int }
	err = t.db.Raw("SELECT count(*) AS applications, coalesce(sum(version), 0) AS versions FROM applications WHERE round_id = ?", roundID).Scan(&counted).Error
	return counted.Applications, counted.Versions, outward(err, "count the versions of round %s", roundID)
}

func (t *tx) ListUncheckedSince(filter assessment.ApplicationFilter) ([]assessment.Waiting, error) {
	query, some := t.filtered(filter)
	if !some {
		return nil, nil
	}
	query = query.Table("applications").Select("applications.id, s.at").
		Joins("JOIN audit_events s ON s.object = 'application' AND s.object_id = applications.id AND s.action IN ?",
			[]assessment.Action{assessment.ActionSubmit, assessment.ActionImportSubmit}).
		Where("applications.state = ? AND applications.unchecked", assessment.StateSubmitted).Order("s.seq")
	var list []assessment.Waiting
	err := scanEach(query, "list what waits for a first check", func(next func(into ...any) error) error {
		var waiting assessment.Waiting
		if err := next(&waiting.ApplicationID, &waiting.Since); err != nil {
			return err
		}
		waiting.Since = waiting.Since.UTC()
		if last := len(list) - 1; last >= 0 && list[last].ApplicationID == waiting.ApplicationID {
			list[last] = waiting // submitted once more
			return nil
		}
		list = append(list, waiting)
		return nil
	})
	return list, err
}

func (t *tx) ListOpenReturns(filter assessment.ApplicationFilter) ([]*assessment.Return, error) {
	query, some := t.filtered(filter)
	if !some {
		return nil, nil
	}
	query = query.Table("applications").Select("r.application_id, r.revision, r.reason, r.returned_by, r.created_at, r.due_at").
		Joins("JOIN returns r ON r.application_id = applications.id AND r.seq = (SELECT max(x.seq) FROM returns x WHERE x.application_id = applications.id)").
		Where("applications.state = ?", assessment.StateReturned)
	var list []*assessment.Return
	err := scanEach(query, "list what is returned", func(next func(into ...any) error) error {
		ret, due := &assessment.Return{}, (*time.Time)(nil)
		err := next(&ret.ApplicationID, &ret.Revision, &ret.Reason, &ret.By, &ret.At, &due)
		ret.At, ret.DueAt = ret.At.UTC(), orZero(due)
		list = append(list, ret)
		return err
	})
	return list, err
}

func (t *tx) ListSelfScores(applicationIDs []string) ([]assessment.StoredScore, error) {
	query := t.db.Table("submissions s").Select("s.application_id, '', s.result").
		Joins("JOIN applications a ON a.id = s.application_id AND a.submitted = s.revision").
		Where("a.id IN ?", applicationIDs).Order("a.id")
	return storedScores(query, "list self scores")
}

func (t *tx) ListOfficialScores(applicationIDs []string) ([]assessment.StoredScore, error) {
	query := t.db.Table("reviews r").Select("r.application_id, r.facts, r.result").
		Where("r.application_id IN ? AND r.seq = (SELECT max(x.seq) FROM reviews x WHERE x.application_id = r.application_id AND x.lane = 0)", applicationIDs).
		Order("r.application_id")
	return storedScores(query, "list official scores")
}

func storedScores(query *gorm.DB, doing string) ([]assessment.StoredScore, error) {
	var list []assessment.StoredScore
	err := scanEach(query, doing, func(next func(into ...any) error) error {
		var id, facts, result string
		err := next(&id, &facts, &result)
		score := assessment.StoredScore{ApplicationID: id, Result: json.RawMessage(result)}
		if facts != "" {
			score.Facts = json.RawMessage(facts)
		}
		list = append(list, score)
		return err
	})
	return list, err
}

func (t *tx) FindSnapshotHash(roundID string) (string, error) {
	// In this order the index alone answers, without a way through the body.
	row, err := find[snapshotRow](&tx{db: t.db.Select("hash").Order("seq DESC")}, "find a snapshot", "round_id = ?", roundID)
	if err != nil {
		return "", err
	}
	return row.Hash, nil
}
