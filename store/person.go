package store

import (
	"slices"
	"strings"

	"wuxing/assessment"
)

// userColumn is a column that names an account.
type userColumn struct {
	table, column, order string
	own                  []string // notPersonal elsewhere, but here about that very account
}

// userColumns are the columns that name an account, by table. A test holds them
// against the schema's references.
var userColumns = []userColumn{
	{"applications", "reviewer_id", "id", nil},
	{"submissions", "submitted_by", "application_id, revision", nil},
	{"score_entries", "reviewer_id", "id", nil},
	{"returns", "returned_by", "application_id, seq", nil},
	{"reviews", "reviewer_id", "application_id, seq", nil},
	{"rankings", "made_by", "round_id, seq", nil},
	{"snapshots", "made_by", "round_id, seq", nil},
	{"extensions", "granted_by", "round_id, seq", nil},
	{"declarations", "reviewer_id", "round_id, seq", nil},
	{"seats", "reviewer_id", "id", nil},
	{"reopenings", "asked_by", "round_id, seq", nil},
	{"meetings", "recorded_by", "round_id, seq", nil},
	{"evidence", "added_by", "id", nil},
	{"evidence_withdrawals", "withdrawn_by", "document", nil},
	{"authority_lists", "imported_by", "id", nil},
	{"liftings", "proposed_by", "id", nil},
	{"lifting_decisions", "decided_by", "lifting_id", nil},
	{"releases", "released_by", "round_id, seq", nil},
	{"appeals", "appealed_by", "id", nil},
	{"appeal_decisions", "decided_by", "appeal_id", nil},
	{"notices", "begun_by", "round_id, seq", nil},
	{"publications", "asked_by", "round_id, seq", nil},
	{"objections", "recorded_by", "id", nil},
	{"objection_links", "linked_by", "objection_id, seq", nil},
	{"objection_closings", "closed_by", "objection_id", nil},
	{"messages", "user_id", "seq", nil},
	{"sessions", "user_id", "created_at, id", nil},
	{"registrations", "user_id", "id", []string{"contact", "phone", "name"}},
	{"registrations", "decided_by", "id", nil},
	{"corrections", "corrected_by", "id", nil},
}

// notPersonal are columns that tell of enterprises, of other persons, or are secrets.
var notPersonal = []string{"body", "facts", "result", "data", "token_hash", "name", "contact", "phone", "password_hash", "text", "name_before", "name_after"}

func (t *tx) ListTraces(userID string) ([]assessment.Traces, error) {
	all := []assessment.Traces{}
	for _, c := range userColumns {
		found := assessment.Traces{Table: c.table}
		query := t.db.Raw("SELECT * FROM "+c.table+" WHERE "+c.column+" = ? ORDER BY "+c.order, userID)
		err := eachRow(query, &sealedTable{name: c.table}, func(row *tableRow) error {
			line := make(map[string]string)
			for i, column := range row.columns {
				if text := plain(row.values[i]); text != "" && (!slices.Contains(notPersonal, column) || slices.Contains(c.own, column)) {
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

// CountTraces asks the indexes of the large tables (0019_traces.sql), never their rows.
func (t *tx) CountTraces(userID string) (map[string]int, error) {
	parts, values := make([]string, len(userColumns)), make([]any, len(userColumns))
	for i, c := range userColumns {
		parts[i] = "SELECT '" + c.table + "', count(*) FROM " + c.table + " WHERE " + c.column + " = ?"
		values[i] = userID
	}
	counts := make(map[string]int)
	query := t.db.Raw(strings.Join(parts, " UNION ALL "), values...)
	err := scanEach(query, "count the traces of a user", func(next func(into ...any) error) error {
		var table string
		var rows int
		err := next(&table, &rows)
		if rows > 0 {
			counts[table] += rows
		}
		return err
	})
	return counts, err
}

func (t *tx) ListEventsOf(userID string) ([]assessment.AuditEvent, error) {
	var rows []auditRow
	err := t.db.Where("actor_id = ? OR (object_id = ? AND object IN ('user', 'session', 'second_factor'))", userID, userID).Order("seq").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the events of user %s", userID)
	}
	return eventsOf(rows), nil
}

// CountEventsOf counts in two indexes, each alone: of both at once the rows would be
// read, too.
func (t *tx) CountEventsOf(userID string) (count int, err error) {
	err = t.db.Raw(`SELECT (SELECT count(*) FROM audit_events WHERE actor_id = ?)
		+ (SELECT count(*) FROM audit_events WHERE object_id = ? AND object IN ('user', 'session', 'second_factor') AND actor_id <> ?)`,
		userID, userID, userID).Scan(&count).Error
	return count, outward(err, "count the events of user %s", userID)
}
