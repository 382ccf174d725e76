package store

import (
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
)

// BenchmarkSearchAudit reads pages out of a trail of ten years, at its end and far
// from it.
func BenchmarkSearchAudit(b *testing.B) {
	s, err := makeTrail(b.Context(), b.TempDir(), benchEvents)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	id := fmt.Sprintf("018f0000-0000-7000-8000-%012d", 2000)
	for name, filter := range map[string]assessment.AuditFilter{
		"newest":      {},
		"deep":        {After: benchEvents / 10},
		"actor":       {ActorID: "018f0000-0000-7000-8000-000000000001", After: benchEvents / 2},
		"rare action": {Actions: []assessment.Action{"create_round"}},
		"actions":     {Actions: []assessment.Action{"create_application", "scored"}, After: benchEvents / 2},
		"application": {ObjectIDs: []string{id, id + "/1", id + "/2"}, Objects: []string{"application", "submission", "review", "seat"}},
		"time":        {From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		"request":     {RequestID: "none"},
	} {
		filter.Limit = 51
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				err := s.View(b.Context(), func(tx assessment.Tx) error {
					_, err := tx.SearchAudit(filter)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
