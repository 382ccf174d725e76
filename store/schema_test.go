package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testpg"
)

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, t.TempDir()) })
	t.Run("postgres", func(t *testing.T) { test(t, testpg.Database(t)) })
}

func opened(t *testing.T, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, Options{Keys: testpg.Folder(address)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// rows for every append-only table, in the order of their references; %d is the
// next number.
var rows = []string{
	`INSERT INTO enterprises VALUES ('e1', '企业', '91330502MA2B00001R', '织里镇', '2026-01-01 00:00:00+00:00')`,
	`INSERT INTO users (id, username, display_name, role, enterprise_id, password_hash, disabled, created_at, version) VALUES ('u1', 'user', '', 'reviewer', NULL, 'x', false, '2026-01-01 00:00:00+00:00', 1)`,
	`INSERT INTO rounds (id, name, year, card_id, card_hash, opens_at, closes_at, quota, state, created_at, version) VALUES ('r1', '一', 2026, 'c', 'h', NULL, NULL, 0, 'open', '2026-01-01 00:00:00+00:00', 1)`,
	`INSERT INTO applications (id, round_id, enterprise_id, state, revision, submitted, reviewer_id, rank, created_at, updated_at, version) VALUES ('a1', 'r1', 'e1', 'draft', 1, 0, NULL, 0, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', 1)`,
}

var appendOnly = []struct{ table, insert, change string }{
	{"submissions", `INTO submissions (application_id, revision, facts, source_kind, source_name, source_sha256, card_id, card_hash, result, total, submitted_by, created_at) VALUES ('a1', 1, '{}', 'json', '', 'x', 'c', 'h', '{}', 8725, 'u1', '2026-01-01 00:00:00+00:00')`, "total = 9000"},
	{"score_entries", `INTO score_entries (id, application_id, seq, revision, indicator, decision, facts, points, score, reason, reviewer_id, created_at) VALUES ('s1', 'a1', 1, 1, 'i', 'agree', NULL, NULL, 100, '', 'u1', '2026-01-01 00:00:00+00:00')`, "score = 0"},
	{"returns", `INTO returns (application_id, seq, revision, indicators, reason, returned_by, created_at) VALUES ('a1', 1, 1, '[]', 'x', 'u1', '2026-01-01 00:00:00+00:00')`, "reason = ''"},
	{"reviews", `INTO reviews (application_id, seq, revision, facts, result, reviewer_id, created_at) VALUES ('a1', 1, 1, '{}', '{}', 'u1', '2026-01-01 00:00:00+00:00')`, "result = ''"},
	{"rankings", `INTO rankings VALUES ('r1', 1, '{}', 'u1', '2026-01-01 00:00:00+00:00')`, "body = ''"},
	{"extensions", `INTO extensions VALUES ('r1', 1, 'e1', 'application', '2026-01-01 00:00:00+00:00', 'x', 'u1', '2026-01-01 00:00:00+00:00')`, "reason = ''"},
	{"meetings", `INTO meetings VALUES ('r1', 1, '{}', 'u1', '2026-01-01 00:00:00+00:00')`, "body = ''"},
	{"reopenings", `INTO reopenings VALUES ('r1', 1, false, 'x', 'u1', '2026-01-01 00:00:00+00:00')`, "confirmed = true"},
	{"snapshots", `INTO snapshots VALUES ('r1', 1, '{}', 'sha256:00', 'u1', '2026-01-01 00:00:00+00:00')`, "body = ''"},
	{"declarations", `INTO declarations VALUES ('r1', 1, 'e1', 'u1', true, 'x', '2026-01-01 00:00:00+00:00')`, "linked = false"},
	{"replies", `INTO replies VALUES ('u1', 'k', 'f', '{}', '2026-01-01 00:00:00+00:00')`, "answer = ''"},
	{"evidence", `INTO evidence VALUES ('v1', 'a1', 1, 'v1', 1, 'i', '', 'n.pdf', 'pdf', 1, 'x', 'u1', 'enterprise', '2026-01-01 00:00:00+00:00')`, "name = ''"},
	{"evidence_withdrawals", `INTO evidence_withdrawals VALUES ('v1', 'u1', '2026-01-01 00:00:00+00:00')`, "withdrawn_by = ''"},
	{"authority_lists", `INTO authority_lists VALUES ('l1', 'r1', 1, 'f', 'n', 'd', '2026-01-01', true, 'n', 'x', 'x', NULL, '2026-01-01 00:00:00+00:00')`, "department = ''"},
	{"authority_rows", `INTO authority_rows VALUES ('l1', '91330502MA2B00001R', 'n', '0', 'A1')`, "value = '1'"},
	{"liftings", `INTO liftings VALUES ('f1', 'a1', 1, 1, 0, 'i', '{}', 'r', 'u1', '2026-01-01 00:00:00+00:00')`, "reason = ''"},
	{"lifting_decisions", `INTO lifting_decisions VALUES ('f1', true, 1, 'r', 'u1', '2026-01-01 00:00:00+00:00')`, "reason = ''"},
	{"releases", `INTO releases VALUES ('r1', 1, '2026-01-01 00:00:00+00:00', 'u1', '2026-01-01 00:00:00+00:00')`, "released_by = ''"},
	{"appeals", `INTO appeals VALUES ('p1', 'a1', 1, 'i', 100, 'r', '[]', 'u1', '2026-01-01 00:00:00+00:00')`, "reason = ''"},
	{"appeal_decisions", `INTO appeal_decisions VALUES ('p1', 'upheld', 'r', 100, 1, 1, 'u1', '2026-01-01 00:00:00+00:00')`, "reason = ''"},
	{"notices", `INTO notices VALUES ('r1', 1, 'sha256:00', '{}', 'u1', '2026-01-01 00:00:00+00:00')`, "body = ''"},
	{"publications", `INTO publications VALUES ('r1', 1, 1, false, 'x', 'u1', '2026-01-01 00:00:00+00:00')`, "confirmed = true"},
	{"objections", `INTO objections VALUES ('o1', 'r1', 1, 1, 0, NULL, 'n', 'c', 't', '2026-01-01', NULL, '2026-01-01 00:00:00+00:00')`, "text = ''"},
	{"objection_links", `INTO objection_links VALUES ('o1', 1, 'a1', '', 'u1', '2026-01-01 00:00:00+00:00')`, "indicator = 'i'"},
	{"objection_closings", `INTO objection_closings VALUES ('o1', 'founded', 'a', 'u1', '2026-01-01 00:00:00+00:00')`, "result = 'unfounded'"},
	{"messages", `INTO messages VALUES ('m1', 'u1', 1, 'r1', 'a1', 'k', '{}', '2026-01-01 00:00:00+00:00')`, "params = ''"},
	{"message_reads", `INTO message_reads VALUES ('m1', '2026-01-01 00:00:00+00:00')`, "created_at = '2026-01-02 00:00:00+00:00'"},
	{"erasures", `INTO erasures VALUES ('r1', 1, 'evidence', 'v1', 'x', 'years=1', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')`, "rule = ''"},
	{"corrections", `INTO corrections VALUES ('c1', 'enterprise', 'e1', 'n', 't', 'm', 't', 'u1', '2026-01-01 00:00:00+00:00')`, "name_before = ''"},
	{"audit_events", `INTO audit_events VALUES (1, '2026-01-01 00:00:00+00:00', 'u1', 'lead', 'rank', 'round', 'r1', '', '', '', '', '', '` + strings.Repeat("0", 64) + `', '` + strings.Repeat("0", 64) + `')`, "reason = 'other'"},
}

func TestAppendOnlyTablesRefuseEveryChange(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		for _, row := range rows {
			exec(t, s, row, "")
		}
		for _, table := range appendOnly {
			exec(t, s, "INSERT "+table.insert, "")
			const refused = "append-only"
			exec(t, s, "UPDATE "+table.table+" SET "+table.change, refused)
			exec(t, s, "DELETE FROM "+table.table, refused)
			if s.engine == enginePostgres {
				exec(t, s, "TRUNCATE "+table.table+" CASCADE", refused)
				exec(t, s, "INSERT "+table.insert+" ON CONFLICT DO NOTHING", map[bool]string{true: refused}[table.table == "audit_events"])
				continue
			}
			exec(t, s, "INSERT OR REPLACE "+table.insert, refused)
			exec(t, s, "REPLACE "+table.insert, refused)
		}
		// A number that is not the next one: a gap, or one that is taken.
		for _, seq := range []int{0, 1, 3, -1} {
			exec(t, s, strings.Replace("INSERT "+appendOnly[len(appendOnly)-1].insert, "(1,", fmt.Sprintf("(%d,", seq), 1), "append-only")
		}
		// What others refer to stays.
		for _, parent := range []string{"enterprises", "users", "rounds", "applications"} {
			if err := s.writer.Exec("DELETE FROM " + parent).Error; err == nil {
				t.Errorf("rows of %s could be deleted", parent)
			}
		}
	})
}

// A tool that opens the file by itself sets no pragmas; the triggers hold still.
func TestReplaceIsRefusedWithoutOurPragmas(t *testing.T) {
	s := opened(t, t.TempDir())
	for _, row := range rows {
		exec(t, s, row, "")
	}
	exec(t, s, "PRAGMA recursive_triggers = 0", "")
	for _, table := range appendOnly {
		exec(t, s, "INSERT "+table.insert, "")
		exec(t, s, "INSERT OR REPLACE "+table.insert, "append-only")
	}
	// Another number, but an id that is taken, would replace by the id.
	exec(t, s, strings.Replace("INSERT OR REPLACE "+appendOnly[1].insert, "'a1', 1, 1", "'a1', 2, 1", 1), "append-only")
}

func exec(t *testing.T, s *Store, statement, refusal string) {
	t.Helper()
	err := s.writer.WithContext(t.Context()).Exec(statement).Error
	switch {
	case refusal == "" && err != nil:
		t.Fatalf("%s: %v", statement, err)
	case refusal != "" && (err == nil || !strings.Contains(err.Error(), refusal)):
		t.Errorf("%s: error %v, want one with %q", statement, err, refusal)
	}
}

func TestANewerSchemaIsRefusedUntouched(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		exec(t, s, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)", "")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), address, Options{}); !errors.Is(err, ErrNewerSchema) {
			t.Errorf("error %v, want %v", err, ErrNewerSchema)
		}
	})
}

// newestMigration is the number of the last migration in the program.
func newestMigration(t *testing.T) (newest int64) {
	t.Helper()
	files, err := migrations.ReadDir("migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscanf(files[len(files)-1].Name(), "%04d_", &newest); err != nil {
		t.Fatal(err)
	}
	return newest
}

func TestOpenAgainChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		for range 3 {
			s := opened(t, address)
			if info := s.Info(); info.Schema != newestMigration(t) || info.Version == "" || info.Engine == "" {
				t.Errorf("info %+v", info)
			}
			if err := s.Check(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := s.Check(context.Background()); err == nil {
				t.Error("a closed store is ready")
			}
		}
	})
}

func TestMigrationsAreNumberedWithoutGapsAndAlike(t *testing.T) {
	for _, folder := range []string{"sqlite", "postgres"} {
		files, err := migrations.ReadDir("migrations/" + folder)
		if err != nil {
			t.Fatal(err)
		}
		for i, file := range files {
			if !strings.HasPrefix(file.Name(), fmt.Sprintf("%04d_", i+1)) {
				t.Errorf("%s: file %d is %s", folder, i+1, file.Name())
			}
			if _, err := migrations.ReadFile("migrations/sqlite/" + file.Name()); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestAFolderBelongsToOneProcess(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "数据 100%?#")
	first := opened(t, folder)
	if _, err := Open(t.Context(), folder, Options{}); !errors.Is(err, ErrFolderInUse) {
		t.Errorf("error %v, want %v", err, ErrFolderInUse)
	}
	if err := first.Check(t.Context()); err != nil {
		t.Errorf("the first is disturbed: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, databaseFile)); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(folder)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	opened(t, folder)
}

// A command may look and write beside a server of the same version, and must not
// change the schema under it.
func TestACommandOpensBesideAServer(t *testing.T) {
	folder := t.TempDir()
	if Exists(folder) {
		t.Error("an empty folder has a database")
	}
	server := opened(t, folder)
	if !Exists(folder) {
		t.Error("the database is not found")
	}
	command, err := Open(t.Context(), folder, Options{Beside: true})
	if err != nil {
		t.Fatal(err)
	}
	insert := func(s *Store, id string) {
		t.Helper()
		user := &assessment.User{ID: id, Username: id, Role: assessment.RoleAdmin, CreatedAt: time.Now(), Version: 1}
		if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.CreateUser(user) }); err != nil {
			t.Error(err)
		}
	}
	insert(command, "beside")
	insert(server, "served")
	if err := command.Close(); err != nil {
		t.Error(err)
	}
	for _, schema := range []struct {
		present, newest int64
		beside          bool
		want            error
	}{
		{0, 2, false, nil},
		{1, 2, false, nil},
		{2, 2, false, nil},
		{3, 2, false, ErrNewerSchema},
		{0, 2, true, nil},
		{1, 2, true, ErrOtherSchema},
		{2, 2, true, nil},
		{3, 2, true, ErrNewerSchema},
	} {
		if err := mayMigrate(schema.present, schema.newest, schema.beside); !errors.Is(err, schema.want) {
			t.Errorf("%+v: error %v", schema, err)
		}
	}
	if err := server.Check(t.Context()); err != nil {
		t.Errorf("the server is disturbed: %v", err)
	}
}

// What keeps acknowledged writes over a power cut is set on each connection.
func TestSQLiteSettings(t *testing.T) {
	s := opened(t, t.TempDir())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000", "recursive_triggers": "1",
	} {
		var value string
		if err := s.writer.Raw("PRAGMA " + pragma).Scan(&value).Error; err != nil || value != want {
			t.Errorf("%s is %q, want %q (%v)", pragma, value, want, err)
		}
	}
	if err := s.reader.Exec("DELETE FROM users").Error; err == nil {
		t.Error("a reading connection writes")
	}
}

func TestOldSQLiteIsRefused(t *testing.T) {
	for version, fine := range map[string]bool{
		"3.45.1": false, "3.51.2": false, "3.51.3": true, "3.52.0": true, "3.51": false, "4.0.0": true, "2.99.99": false, "": false,
	} {
		if err := checkSQLiteVersion(version); (err == nil) != fine {
			t.Errorf("%q: %v", version, err)
		}
	}
}

func TestAddressesThatCannotBeOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{file, "postgres://nobody:secret@127.0.0.1:1/none?connect_timeout=1", "postgres://%zz"} {
		_, err := Open(t.Context(), address, Options{})
		if err == nil {
			t.Errorf("%s was opened", address)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is told: %v", err)
		}
	}
}

func TestTokensAreNotKept(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		if err := s.Sessions().CommitCtx(t.Context(), "secret-token", []byte("x"), noonTomorrow()); err != nil {
			t.Fatal(err)
		}
		var row sessionRow
		if err := s.writer.Take(&row).Error; err != nil {
			t.Fatal(err)
		}
		if strings.Contains(row.TokenHash, "secret") || len(row.TokenHash) != 64 {
			t.Errorf("kept as %q", row.TokenHash)
		}
	})
}

func noonTomorrow() time.Time { return time.Now().Add(24 * time.Hour) }
