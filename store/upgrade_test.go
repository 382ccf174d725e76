package store

import (
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testpg"
)

// upTo opens a new database that has the migrations up to one of them only.
func upTo(t *testing.T, address string, migration int64) *Store {
	t.Helper()
	open := openSQLite
	if IsPostgres(address) {
		open = openPostgres
	}
	s, err := open(t.Context(), address, Options{Keys: testpg.Folder(address)})
	if err != nil {
		t.Fatal(err)
	}
	provider, err := s.migrator()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), migration); err != nil {
		t.Fatal(err)
	}
	return s
}

// A database of the first schema keeps every row, whatever later migrations do to
// its tables.
func TestMigrationsKeepTheRowsOfTheFirstSchema(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := upTo(t, address, 1)
		for _, row := range rows {
			exec(t, s, row, "")
		}
		for _, table := range appendOnly {
			switch table.table {
			case "submissions", "score_entries", "returns", "reviews", "rankings":
				exec(t, s, "INSERT "+table.insert, "")
			}
		}
		exec(t, s, "UPDATE applications SET state = 'reviewed', submitted = 1, reviewer_id = 'u1', version = 7", "")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = opened(t, address)
		err := s.View(t.Context(), func(tx assessment.Tx) error {
			a, err := tx.FindApplicationByID("a1")
			if err != nil {
				return err
			}
			if a.State != assessment.StateReviewed || a.Version != 7 || a.ReviewerID != "u1" || a.Submitted != 1 {
				t.Errorf("the application has become %+v", a)
			}
			if user, err := tx.FindUserByID("u1"); err != nil || user.OwesPassword() {
				t.Errorf("the account has become %+v: %v", user, err)
			}
			entries, err := tx.ListScoreEntries("a1")
			if len(entries) != 1 {
				t.Errorf("%d entries", len(entries))
			}
			if err != nil {
				return err
			}
			_, err = tx.FindReview("a1", assessment.LaneOfficial)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		exec(t, s, "UPDATE applications SET state = 'nowhere'", "check constraint")
		exec(t, s, "UPDATE applications SET state = 'withdrawn'", "")
	})
}
