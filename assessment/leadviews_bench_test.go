package assessment_test

import (
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

// BenchmarkLeadViews reads what the lead's pages show of a round of 10,000
// enterprises.
func BenchmarkLeadViews(b *testing.B) {
	folder := b.TempDir()
	s, err := store.Open(b.Context(), folder, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err := manyRows(b, s); err != nil {
		b.Fatal(err)
	}
	service := assessment.NewService(s, store.NewFiles(folder), scoring.Cards(), func() time.Time { return opening.AddDate(0, 1, 0) }, func() string { return "id" })
	lead := assessment.Actor{UserID: "u-lead", Role: assessment.RoleLead}
	for name, read := range map[string]func() error{
		"assignments": func() error {
			board, err := service.AssignmentBoard(b.Context(), lead, "2026", assessment.SeatFilter{Limit: 50})
			if err == nil && len(board.Rows) != 50 {
				b.Fatal(len(board.Rows))
			}
			return err
		},
		"readiness": func() error {
			_, err := service.Readiness(b.Context(), lead, "2026")
			return err
		},
		"appeals": func() error {
			_, err := service.RoundAppeals(b.Context(), lead, "2026")
			return err
		},
		"authority": func() error {
			_, err := service.AuthorityLists(b.Context(), lead, "2026")
			return err
		},
		"moderation": func() error {
			_, err := service.ListApplications(b.Context(), lead, assessment.ApplicationFilter{RoundID: "2026", States: []assessment.State{assessment.StateModeration}, Limit: 21})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
