package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testpg"
	"wuxing/store"
)

// smallOffice is one with an account and nothing else.
func smallOffice(t *testing.T, data string) dataFlags {
	t.Helper()
	flags := dataFlags{Data: data, Files: filepath.Join(t.TempDir(), "files")}
	wuxing(t, exitDone, "user", "add", "root", "--role", "admin", "--name", "管理员", "--data", flags.Data, "--files", flags.Files)
	return flags
}

// backupsTold is what the audit trail tells of backups, oldest first.
func backupsTold(t *testing.T, flags dataFlags) (told []string) {
	t.Helper()
	o, err := flags.open(t.Context(), store.Options{Beside: true}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	page, err := o.service.SearchAudit(t.Context(), operator, assessment.AuditQuery{Object: "backup"})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, event := range slices.Backward(page.Events) {
		told = append(told, fmt.Sprintf("%s %s %s %s %s", event.Role, event.Action, event.ObjectID, event.Before, event.After))
	}
	return told
}

func fileSum(t *testing.T, path string) (size int, sum string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(content)
	return len(content), hex.EncodeToString(digest[:])
}

// A backup stands in the audit trail: that it began, which it holds itself, and what
// came of it, with which one can tell later whether a file is that backup.
func TestABackupIsRecorded(t *testing.T) {
	for name, data := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "data") },
		"PostgreSQL": func(t *testing.T) string { return testpg.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flags := smallOffice(t, data(t))
			where := []string{"--data", flags.Data, "--files", flags.Files}
			folder := t.TempDir()
			out := filepath.Join(folder, "office.tar")
			wuxing(t, exitDone, append([]string{"backup", out}, where...)...)
			wuxing(t, exitRefused, append([]string{"backup", out}, where...)...) // never began
			size, sum := fileSum(t, out)
			begun := `operator back_up office.tar  {"backup":"begun","occasion":"by_hand"}`
			want := []string{
				begun,
				fmt.Sprintf(`operator back_up office.tar {"backup":"begun","occasion":"by_hand"} {"backup":"made","occasion":"by_hand","bytes":%d,"sha256":"%s","events":2,"keys":true}`, size, sum),
			}
			if told := backupsTold(t, flags); !slices.Equal(told, want) {
				t.Errorf("told %q, want %q", told, want)
			}
			restored := dataFlags{Data: filepath.Join(folder, "restored"), Files: filepath.Join(folder, "restored")}
			restore := []string{"restore", out, restored.Files}
			if store.IsPostgres(flags.Data) {
				restored.Data = testpg.Database(t)
				restore = append(restore, "--data", restored.Data)
			}
			wuxing(t, exitDone, restore...)
			if told := backupsTold(t, restored); !slices.Equal(told, []string{begun}) {
				t.Errorf("the backup tells of itself %q", told)
			}

			// Each night, and where nothing can be made of it.
			o, err := flags.open(t.Context(), store.Options{Beside: true}, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, nil))
			nightly := (&backupFlags{BackupDir: folder, BackupKeep: 3, BackupHour: 2}).nightly(&flags, o, logger)
			path, err := nightly.Once(t.Context(), time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			size, sum = fileSum(t, path)
			stopped, stop := context.WithCancel(t.Context())
			nightly.Told = &stopsOnce{nightly.Told.(*backupRecord), stop}
			if _, err := nightly.Once(stopped, time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)); err == nil {
				t.Error("a backup that was called off is there")
			}
			if err := o.store.Close(); err != nil {
				t.Fatal(err)
			}
			want = append(want,
				`operator back_up wuxing-20260301T180000Z.tar  {"backup":"begun","occasion":"nightly"}`,
				fmt.Sprintf(`operator back_up wuxing-20260301T180000Z.tar {"backup":"begun","occasion":"nightly"} {"backup":"made","occasion":"nightly","bytes":%d,"sha256":"%s","events":4,"keys":true}`, size, sum),
				`operator back_up wuxing-20260302T180000Z.tar  {"backup":"begun","occasion":"nightly"}`,
				`operator back_up wuxing-20260302T180000Z.tar {"backup":"begun","occasion":"nightly"} {"backup":"failed","occasion":"nightly"}`)
			if told := backupsTold(t, flags); !slices.Equal(told, want) {
				t.Errorf("told %q, want %q", told, want)
			}
			if log.Len() > 0 {
				t.Errorf("logged %s", log.String())
			}
		})
	}
}

// stopsOnce calls a backup off as soon as it has begun.
type stopsOnce struct {
	*backupRecord
	stop context.CancelFunc
}

func (s *stopsOnce) Begun(ctx context.Context, path string) {
	s.backupRecord.Begun(ctx, path)
	s.stop()
}

// An office that cannot be written to is backed up all the same, and that it is in no
// record is said.
func TestAnOfficeThatOnlyReadsIsBackedUp(t *testing.T) {
	for name, test := range map[string]struct {
		data   func(t *testing.T) string
		freeze string
	}{
		"SQLite":     {func(t *testing.T) string { return filepath.Join(t.TempDir(), "data") }, "CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'disk full'); END"},
		"PostgreSQL": {func(t *testing.T) string { return testpg.Database(t) }, "ALTER ROLE CURRENT_USER IN DATABASE %s SET default_transaction_read_only = on"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flags := smallOffice(t, test.data(t))
			frozen(t, flags.Data, test.freeze)
			out := filepath.Join(t.TempDir(), "office.tar")
			var said bytes.Buffer
			c := &console{ctx: t.Context(), in: strings.NewReader(""), out: &bytes.Buffer{}, errOut: &said}
			if status := run([]string{"backup", out, "--data", flags.Data, "--files", flags.Files}, c); status != exitDone {
				t.Fatalf("status %d: %s", status, said.String())
			}
			if !strings.Contains(said.String(), "没有记入审计") {
				t.Errorf("said %q", said.String())
			}
			wuxing(t, exitDone, "restore", "--check", out)
			if told := backupsTold(t, flags); told != nil {
				t.Errorf("told %q", told)
			}
		})
	}
}

// frozen lets nothing more be written into a database, or into its audit trail.
func frozen(t *testing.T, data, statement string) {
	t.Helper()
	driver, address := "sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(data, "wuxing.db"))}).String()
	if store.IsPostgres(data) {
		driver, address = "pgx", data
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(statement, "%s") {
		var name string
		if err := db.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
		statement = fmt.Sprintf(statement, name)
	}
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
