package store

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"wuxing/assessment"
)

// What is written over is not left in a corner of the file.
func TestWhatIsWrittenOverIsNotInTheFile(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	user := &assessment.User{
		ID: "u", Username: "zzremnant.user", DisplayName: "张残留", Role: assessment.RoleAuditor, PasswordHash: "zzremnant-hash", CreatedAt: time.Unix(0, 0).UTC(), Version: 1,
	}
	change := func(do func(tx assessment.Tx) error) {
		if err := s.Update(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	change(func(tx assessment.Tx) error { return tx.CreateUser(user) })
	user.Username, user.DisplayName, user.PasswordHash = "e", "e", "e"
	change(func(tx assessment.Tx) error { return tx.UpdateUser(user) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(folder, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []string{"zzremnant", "张残留"} {
		if bytes.Contains(content, []byte(left)) {
			t.Errorf("the file still holds %q", left)
		}
	}
}

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
