package store

import (
	"testing"
)

// An objection changes in one way alone: who brought it becomes empty, and that only
// where an erasure says so.
func TestOnlyTheObjectorIsEverErased(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		for _, row := range rows {
			exec(t, s, row, "")
		}
		for _, table := range appendOnly {
			if table.table == "notices" || table.table == "objections" {
				exec(t, s, "INSERT "+table.insert, "")
			}
		}
		const refused, forget = "append-only", "UPDATE objections SET name = '', contact = ''"
		exec(t, s, forget, refused)
		exec(t, s, insertErasure("1", "'evidence', 'o1'"), "")
		exec(t, s, forget, refused)
		exec(t, s, insertErasure("2", "'objection', 'o2'"), "")
		exec(t, s, forget, refused)
		exec(t, s, insertErasure("3", "'objection', 'o1'"), "")
		for _, change := range []string{
			"name = 'other', contact = ''", "name = '', contact = 'other'", "name = ''", "contact = ''", "name = ' ', contact = ''",
			"name = '', contact = '', id = 'o9'", "name = '', contact = '', seq = 2", "name = '', contact = '', text = ''", "name = '', contact = '', no = 1, application_id = 'a1'",
			"name = '', contact = '', received_on = ''", "name = '', contact = '', recorded_by = 'u1'", "name = '', contact = '', created_at = '2026-01-02 00:00:00+00:00'",
		} {
			exec(t, s, "UPDATE objections SET "+change, refused)
		}
		exec(t, s, forget, "")
		for _, change := range []string{"name = 'other'", "contact = 'other'", "text = ''"} {
			exec(t, s, "UPDATE objections SET "+change, refused)
		}
		exec(t, s, "DELETE FROM objections", refused)
		var kept int64
		if err := s.writer.Raw("SELECT count(*) FROM objections WHERE id = 'o1' AND name = '' AND contact = '' AND text = 't' AND received_on = '2026-01-01'").Scan(&kept).Error; err != nil || kept != 1 {
			t.Errorf("the objection is not what it was: %d, %v", kept, err)
		}
	})
}

func insertErasure(seq, subject string) string {
	return "INSERT INTO erasures VALUES ('r1', " + seq + ", " + subject + ", '', 'years=1', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')"
}
