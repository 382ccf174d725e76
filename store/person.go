package store

import (
	"slices"

	"wuxing/assessment"
)

// userColumns are the columns that name an account, by table. A test holds them
// against the schema's references.
var userColumns = []struct{ table, column, order string }{
	{"applications", "reviewer_id", "id"},
	{"submissions", "submitted_by", "application_id, revision"},
	{"score_entries", "reviewer_id", "id"},
	{"returns", "returned_by", "application_id, seq"},
	{"reviews", "reviewer_id", "application_id, seq"},
	{"rankings", "made_by", "round_id, seq"},
	{"snapshots", "made_by", "round_id, seq"},
	{"extensions", "granted_by", "round_id, seq"},
	{"declarations", "reviewer_id", "round_id, seq"},
	{"seats", "reviewer_id", "id"},
	{"reopenings", "asked_by", "round_id, seq"},
	{"meetings", "recorded_by", "round_id, seq"},
	{"evidence", "added_by", "id"},
	{"evidence_withdrawals", "withdrawn_by", "document"},
	{"authority_lists", "imported_by", "id"},
	{"liftings", "proposed_by", "id"},
	{"lifting_decisions", "decided_by", "lifting_id"},
	{"releases", "released_by", "round_id, seq"},
	{"appeals", "appealed_by", "id"},
	{"appeal_decisions", "decided_by", "appeal_id"},
	{"notices", "begun_by", "round_id, seq"},
	{"publications", "asked_by", "round_id, seq"},
	{"objections", "recorded_by", "id"},
	{"objection_links", "linked_by", "objection_id, seq"},
	{"objection_closings", "closed_by", "objection_id"},
	{"messages", "user_id", "seq"},
	{"sessions", "user_id", "created_at, id"},
}

// notPersonal are columns that tell of enterprises, of other persons, or are secrets.
var notPersonal = []string{"body", "facts", "result", "data", "token_hash", "name", "contact", "text"}

func (t *tx) ListTraces(userID string) ([]assessment.Traces, error) {
	all := []assessment.Traces{}
	for _, c := range userColumns {
		found := assessment.Traces{Table: c.table}
		query := t.db.Raw("SELECT * FROM "+c.table+" WHERE "+c.column+" = ? ORDER BY "+c.order, userID)
		err := eachRow(query, &sealedTable{name: c.table}, func(row *tableRow) error {
			line := make(map[string]string)
			for i, column := range row.columns {
				if text := plain(row.values[i]); text != "" && !slices.Contains(notPersonal, column) {
					line[column] = text
				}
			}
			found.Rows = append(found.Rows, line)
			return nil
		})
		if err != nil {
			return nil, outward(err, "read the traces in %s", c.table)
		}
		if len(found.Rows) > 0 {
			all = append(all, found)
		}
	}
	return all, nil
}

func (t *tx) ListEventsOf(userID string) ([]assessment.AuditEvent, error) {
	var rows []auditRow
	err := t.db.Where("actor_id = ? OR (object_id = ? AND object IN ('user', 'session', 'second_factor'))", userID, userID).Order("seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the events of user %s", userID)
	}
	return eventsOf(rows), nil
}
