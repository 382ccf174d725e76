package store

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

// Each way to narrow the trail goes down an index to its page: nothing of it is sorted, and
// nothing read from one end to the other. Of several actions the newest of each are
// merged, which are few.
func TestSearchesOfTheTrailUseAnIndex(t *testing.T) {
	s := opened(t, t.TempDir())
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	update := func(fn func(tx assessment.Tx) error) {
		if err := s.Update(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx assessment.Tx) error { return tx.Record(assessment.AuditEvent{At: time.Now(), Action: "a"}) })
	now := time.Now()
	for _, filter := range []assessment.AuditFilter{
		{},
		{After: 1},
		{ActorID: "u"},
		{ActorID: "u", After: 1},
		{Actions: []assessment.Action{"a"}},
		{Actions: []assessment.Action{"a", "b"}},
		{Actions: []assessment.Action{"a", "b"}, From: now, After: 1},
		{Actions: []assessment.Action{"a", "b"}, ActorID: "u"},
		{RequestID: "r"},
		{From: now, Until: now},
		{ObjectIDs: []string{"a"}, After: 1},
		{ActorID: "u", From: now},
	} {
		filter.Limit = 50
		statement := ""
		err := s.reader.Transaction(func(db *gorm.DB) error {
			quiet := db.Session(&gorm.Session{})
			err := quiet.Callback().Query().After("gorm:query").Register("test:statement", func(db *gorm.DB) {
				statement = db.Dialector.Explain(db.Statement.SQL.String(), db.Statement.Vars...)
			})
			if err != nil {
				return err
			}
			defer func() { _ = quiet.Callback().Query().Remove("test:statement") }()
			_, err = (&tx{db: quiet, engine: s.engine}).SearchAudit(filter)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var steps []struct{ Detail string }
		if err := s.reader.Raw("EXPLAIN QUERY PLAN " + statement).Scan(&steps).Error; err != nil {
			t.Fatal(err)
		}
		plan := make([]string, len(steps))
		for i, step := range steps {
			plan[i] = step.Detail
		}
		if several := len(filter.Actions) > 1 && filter.ActorID == ""; !goesDown(plan, several) {
			t.Errorf("%s\n%s", statement, strings.Join(plan, "\n"))
		}
		if len(steps) == 0 {
			t.Errorf("no plan of %s", statement)
		}
	}
}

// goesDown tells whether every step of a plan that reads the trail goes down an index,
// and whether nothing else is done; or, of several actions, whether each is asked of the
// index of actions, and a few rows by their number.
func goesDown(plan []string, several bool) bool {
	for _, step := range plan {
		ofTrail := strings.HasPrefix(step, "SCAN audit_events") || strings.HasPrefix(step, "SEARCH audit_events")
		switch {
		case !several && !strings.Contains(step, "USING INDEX audit_events_"):
			return false
		case several && ofTrail && !strings.Contains(step, "INDEX audit_events_action (action=?") && !strings.Contains(step, "(seq=?)"):
			return false
		}
	}
	return len(plan) > 0
}
