package store

import (
	"errors"
	"slices"
	"testing"

	"wuxing/internal/testpg"
)

// What PostgreSQL itself knows to be broken is told, and so is a guard that was taken
// away.
func TestPostgreSQLSaysWhatIsBroken(t *testing.T) {
	s := opened(t, testpg.Database(t))
	hurt := func() (codes []string) {
		results, err := s.VerifyInvariants(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range results {
			if !result.OK {
				codes = append(codes, result.Code)
			}
		}
		return codes
	}
	if codes := hurt(); len(codes) > 0 {
		t.Fatalf("untouched: %v", codes)
	}
	exec := func(statement string) error { return s.writer.Exec(statement).Error }
	if err := errors.Join(exec("CREATE TABLE twice (n int)"), exec("INSERT INTO twice VALUES (1), (1)")); err != nil {
		t.Fatal(err)
	}
	if exec("CREATE UNIQUE INDEX CONCURRENTLY twice_n ON twice (n)") == nil { // fails, and leaves an index that says nothing true
		t.Fatal("an index of what is there twice")
	}
	if codes := hurt(); !slices.Equal(codes, []string{CodeHoldsIntact}) {
		t.Errorf("an index that cannot be relied on: reported %v", codes)
	}
	if err := errors.Join(exec("DROP TABLE twice"), exec("DROP TRIGGER audit_events_no_update ON audit_events")); err != nil {
		t.Fatal(err)
	}
	if codes := hurt(); !slices.Equal(codes, []string{CodeHoldsGuards}) {
		t.Errorf("a guard that is gone: reported %v", codes)
	}
}
