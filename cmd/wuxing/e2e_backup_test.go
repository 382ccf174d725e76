package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wuxing/internal/testpg"
	"wuxing/store"
)

// An office is backed up while it serves, restored elsewhere, and works there from
// end to end. After the round it is backed up and restored once more: the same trail,
// the same ranking.
func TestARestoredOfficeWorksOn(t *testing.T) {
	for _, database := range []struct {
		name string
		data func(t *testing.T, folder string) string
	}{
		{"SQLite", func(_ *testing.T, folder string) string { return folder }},
		{"PostgreSQL", func(t *testing.T, _ string) string { return testpg.Database(t) }},
	} {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			first := startOffice(t, database.data(t, filepath.Join(t.TempDir(), "first")))
			before := first.signIn(t, "root")
			second := first.moved(t, database.data)
			first.stop(t)
			o := serveOffice(t, second.data, second.files)
			before.office = o
			before.ask("GET", "/session", 401, nil) // who was signed in there is nobody here
			o.playRound(t)
			third := o.moved(t, database.data)
			o.stop(t)
			var hashes []string
			for _, office := range []*testOffice{o, third} {
				out := filepath.Join(t.TempDir(), "2026.json")
				wuxing(t, exitDone, "recompute", "--round", "2026", "--data", office.data, "--files", office.files, "-o", out)
				content, err := os.ReadFile(out)
				if err != nil {
					t.Fatal(err)
				}
				hashes = append(hashes, string(content))
			}
			if hashes[0] != hashes[1] || hashes[0] == "" {
				t.Error("the restored round is another one")
			}
			_, there := verified(t, o.data, "--files", o.files)
			status, here := verified(t, third.data, "--files", third.files)
			if status != exitDone || here.Head.Seq < there.Events-2 || here.Files != there.Files || here.Files == 0 {
				t.Errorf("status %d: restored %+v of %+v", status, here, there)
			}
		})
	}
}

// moved backs an office up, restores it elsewhere and says where.
func (o *testOffice) moved(t *testing.T, data func(t *testing.T, folder string) string) *testOffice {
	t.Helper()
	out := filepath.Join(t.TempDir(), "backup.tar")
	wuxing(t, exitDone, "backup", out, "--data", o.data, "--files", o.files)
	wuxing(t, exitRefused, "backup", out, "--data", o.data, "--files", o.files)
	folder := filepath.Join(t.TempDir(), "moved")
	to := &testOffice{data: data(t, folder), files: folder}
	restore := []string{"restore", out, folder}
	if store.IsPostgres(to.data) {
		wuxing(t, exitRefused, restore...)
		restore = append(restore, "--data", to.data)
	}
	wuxing(t, exitDone, restore...)
	wuxing(t, exitRefused, restore...)
	wuxing(t, exitDone, "restore", "--check", out)
	return to
}

// wuxing runs a command and wants its exit status.
func wuxing(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	status := run(args, &console{ctx: t.Context(), in: strings.NewReader(""), out: &out, errOut: &said})
	if status != want {
		t.Fatalf("wuxing %s: status %d, want %d: %s", strings.Join(args, " "), status, want, said.String())
	}
	return out.String()
}
