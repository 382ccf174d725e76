package store

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

// Each way to narrow the trail goes down an index to its page: nothing is sorted, and
// nothing read from one end to the other.
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
		for _, step := range steps {
			if !strings.Contains(step.Detail, "USING INDEX audit_events_") {
				t.Errorf("%s\n%s", statement, step.Detail)
			}
		}
		if len(steps) == 0 {
			t.Errorf("no plan of %s", statement)
		}
	}
}
