package storetest

import (
	"testing"

	"wuxing/assessment"
	"wuxing/store"
)

// traces names one account in several tables, and another nowhere.
func traces(t *testing.T, s *store.Store) {
	populate(t, s, 3)
	update(t, s, func(tx assessment.Tx) error {
		for _, id := range []string{"a000", "a001"} {
			err := tx.AddReview(&assessment.Review{ApplicationID: id, Revision: 1, Facts: []byte(`{}`), Result: []byte(`{}`), ReviewerID: "u-reviewer", At: noon})
			if err != nil {
				return err
			}
		}
		about := event("set_password", "u-reviewer")
		about.Object = "user"
		byAnother := about
		byAnother.ActorID = "u-other"
		of := event("login", "u-other")
		of.ActorID, of.Object = "u-other", "user"
		for _, each := range []assessment.AuditEvent{event("do", "x"), about, byAnother, of} {
			if err := tx.Record(each); err != nil {
				return err
			}
		}
		return nil
	})
	for user, events := range map[string]int{"u-reviewer": 3, "u-other": 2, "nobody": 0} {
		listed := got(t, s, func(tx assessment.Tx) ([]assessment.Traces, error) { return tx.ListTraces(user) })
		want := make(map[string]int)
		for _, table := range listed {
			want[table.Table] += len(table.Rows)
		}
		same(t, want, got(t, s, func(tx assessment.Tx) (map[string]int, error) { return tx.CountTraces(user) }))
		if user == "u-reviewer" && (want["submissions"] != 3 || want["reviews"] != 2) {
			t.Errorf("the reviewer is named by %v", want)
		}
		same(t, events, len(got(t, s, func(tx assessment.Tx) ([]assessment.AuditEvent, error) { return tx.ListEventsOf(user) })))
		same(t, events, got(t, s, func(tx assessment.Tx) (int, error) { return tx.CountEventsOf(user) }))
	}
}
