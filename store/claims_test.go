package store

import (
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testpg"
)

// TestSubmissionsBeforeClaimsStay: what was handed in before there were claims has
// none, and its row could not have been touched.
func TestSubmissionsBeforeClaimsStay(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		open := openSQLite
		if IsPostgres(address) {
			open = openPostgres
		}
		s, err := open(t.Context(), address, Options{Keys: testpg.Folder(address)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		provider, err := s.migrator()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := provider.UpTo(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			exec(t, s, row, "")
		}
		exec(t, s, "INSERT "+appendOnly[0].insert, "")
		if err := s.migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		err = s.View(t.Context(), func(tx assessment.Tx) error {
			submission, err := tx.FindSubmission("a1", 1)
			if err == nil && (submission.Claims != nil || submission.Total != 8725) {
				t.Errorf("got %+v", submission)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
