package store

import (
	"slices"
	"testing"
)

// Whatever refers to an account is exported with the person.
func TestEveryReferenceToAnAccountIsATrace(t *testing.T) {
	s := opened(t, t.TempDir())
	var found []struct{ Tbl, Col string }
	err := s.reader.Raw(`SELECT m.name AS tbl, f."from" AS col FROM sqlite_master m, pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND f."table" = 'users'`).Scan(&found).Error
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Fatalf("only %d references were found", len(found))
	}
	for _, f := range found {
		if f.Tbl == "second_factors" { // told by the account itself
			continue
		}
		if !slices.ContainsFunc(userColumns, func(c userColumn) bool { return c.table == f.Tbl && c.column == f.Col }) {
			t.Errorf("%s.%s refers to an account and is no trace", f.Tbl, f.Col)
		}
	}
}
