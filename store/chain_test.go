package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"wuxing/assessment"
	"wuxing/internal/testpg"
)

// Every table either is pinned by the trail or is known to need it not, and the
// keys are the schema's.
func TestEveryTableIsSealedOrKnownNotToBe(t *testing.T) {
	s := opened(t, t.TempDir())
	var tables []string
	if err := s.reader.Raw("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		entry := sealed(table)
		if (entry == nil) == !slices.Contains(unsealedTables, table) {
			t.Errorf("%s must stand in sealedTables or in unsealedTables of store/seal.go", table)
		}
		if entry == nil {
			continue
		}
		var key []string
		if err := s.reader.Raw("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table).Scan(&key).Error; err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(key, entry.key) {
			t.Errorf("the key of %s is %v, not %v", table, key, entry.key)
		}
	}
	if len(tables) != len(sealedTables)+len(unsealedTables) {
		t.Errorf("%d tables, %d entered", len(tables), len(sealedTables)+len(unsealedTables))
	}
}

// writeSome writes a few rows with their events, as use cases do.
func writeSome(t *testing.T, s *Store, from, to int) {
	t.Helper()
	at := time.Date(2026, 3, 1, 8, 0, 0, 123456000, time.UTC)
	for i := from; i < to; i++ {
		err := s.Update(t.Context(), func(tx assessment.Tx) error {
			user := &assessment.User{ID: fmt.Sprintf("u%02d", i), Username: fmt.Sprintf("user%02d", i), DisplayName: "张三", Role: assessment.RoleReviewer, PasswordHash: "x", CreatedAt: at, Version: 1}
			if err := tx.CreateUser(user); err != nil {
				return err
			}
			return tx.Record(assessment.AuditEvent{
				At: at, ActorID: "root", Role: assessment.RoleAdmin, Action: assessment.ActionCreateUser, Object: "user", ObjectID: user.ID,
				After: json.RawMessage(`{"role":"reviewer","version":1}`), Reason: "新到岗", RequestID: "r",
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func verifiedAs(t *testing.T, s *Store, options AuditOptions, codes ...string) *AuditReport {
	t.Helper()
	report, err := s.VerifyAudit(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, p := range report.Problems {
		found = append(found, p.Code)
	}
	if !slices.Equal(found, codes) {
		t.Errorf("found %v, want %v: %+v", found, codes, report.Problems)
	}
	return report
}

// unguarded lets a statement past the triggers, as somebody with the file could.
func unguarded(t *testing.T, s *Store, statement string) {
	t.Helper()
	if s.engine == enginePostgres {
		for _, table := range sealedTables {
			exec(t, s, "ALTER TABLE IF EXISTS "+table.name+" DISABLE TRIGGER USER", "")
		}
		exec(t, s, "ALTER TABLE audit_events DISABLE TRIGGER USER", "")
		exec(t, s, statement, "")
		return
	}
	var triggers []string
	if err := s.writer.Raw("SELECT name FROM sqlite_master WHERE type = 'trigger'").Scan(&triggers).Error; err != nil {
		t.Fatal(err)
	}
	for _, trigger := range triggers {
		exec(t, s, "DROP TRIGGER "+trigger, "")
	}
	exec(t, s, statement, "")
}

func TestTheTrailIsOneChain(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		heads := NewHeads(filepath.Join(t.TempDir(), "beside"))
		options := AuditOptions{Heads: heads}
		verifiedAs(t, s, options, CodeAuditNoHead)
		writeSome(t, s, 0, 3)
		head, err := heads.Advance(t.Context(), s)
		if err != nil || head.Seq != 3 {
			t.Fatalf("%+v %v", head, err)
		}
		writeSome(t, s, 3, 5)
		report := verifiedAs(t, s, options)
		if report.Events != 5 || report.Rows != 5 || len(report.Notices) != 1 || report.Notices[0].Code != CodeAuditUnsigned {
			t.Errorf("%+v", report)
		}
		if head, err = heads.Advance(t.Context(), s); err != nil || head.Seq != 5 || head.Hash != report.Hash {
			t.Errorf("%+v %v", head, err)
		}
		// An event that has its hash keeps it, and nobody writes one without.
		exec(t, s, "UPDATE audit_events SET hash = '"+strings.Repeat("1", 64)+"' WHERE seq = 2", "append-only")
		exec(t, s, "INSERT INTO audit_events (seq, at, actor_id, role, action, object, object_id, before, after, reason, request_id, stamp) "+
			"VALUES (6, '2026-01-01 00:00:00+00:00', '', '', '', '', '', '', '', '', '', '"+strings.Repeat("1", 64)+"')", "append-only")
		// Somebody with the database itself.
		unguarded(t, s, "UPDATE audit_events SET reason = '' WHERE seq = 4")
		report = verifiedAs(t, s, options, CodeAuditRowChanged)
		if report.First.Seq != 4 {
			t.Errorf("first %+v", report.First)
		}
		// What is wrong is not signed, and the head stays.
		writeSomeUnchained(t, s)
		if again, err := heads.Advance(t.Context(), s); !errors.Is(err, ErrTrailChanged) || again.Seq != 5 {
			t.Errorf("%+v %v", again, err)
		}
	})
}

// writeSomeUnchained appends an event whose hash does not fit.
func writeSomeUnchained(t *testing.T, s *Store) {
	t.Helper()
	exec(t, s, "INSERT INTO audit_events (seq, at, actor_id, role, action, object, object_id, before, after, reason, request_id, hash) "+
		"VALUES (6, '2026-01-01 00:00:00+00:00', '', '', '', '', '', '', '', '', '', '"+strings.Repeat("1", 64)+"')", "")
}

func TestRowsThatAreNotTheTrails(t *testing.T) {
	for name, test := range map[string]struct {
		statement string
		code      string
	}{
		"a column that no event tells": {"UPDATE users SET display_name = '李四' WHERE id = 'u01'", CodeAuditTableChanged},
		"a column that events tell":    {"UPDATE users SET disabled = true WHERE id = 'u01'", CodeAuditValueDiffers},
		"a row that is gone":           {"DELETE FROM users WHERE id = 'u01'", CodeAuditTableMissing},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, address string) {
				s := opened(t, address)
				writeSome(t, s, 0, 3)
				verifiedAs(t, s, AuditOptions{})
				unguarded(t, s, test.statement)
				if report := verifiedAs(t, s, AuditOptions{}, test.code); report.First.Params["key"] != "u01" {
					t.Errorf("first %+v", report.First)
				}
			})
		})
	}
	each(t, func(t *testing.T, address string) { // one that came without an event
		s := opened(t, address)
		exec(t, s, rows[1], "")
		verifiedAs(t, s, AuditOptions{}, CodeAuditReplayUnknown, CodeAuditTableUnknown)
	})
}

// A database from before the chain is chained when it is opened, and what is in it
// is pinned; nothing of it changes.
func TestAnOldTrailIsChainedOnce(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := migratedTo(t, address, chainSchema-1)
		for _, row := range rows {
			exec(t, s, row, "")
		}
		for seq := 1; seq <= 1200; seq++ {
			exec(t, s, fmt.Sprintf("INSERT INTO audit_events VALUES (%d, '2026-01-01 00:00:00.5+00:00', 'u1', 'lead', 'rank', 'ranking', 'r1', '', '', '中文 %d', 'x')", seq, seq), "")
		}
		// A migration has moved this one on without an event.
		exec(t, s, `INSERT INTO audit_events VALUES (1201, '2026-01-01 00:00:00+00:00', 'u1', 'lead', 'submit', 'application', 'a1', '', '{"state":"submitted","version":1,"revision":1}', '', 'x')`, "")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = opened(t, address)
		report := verifiedAs(t, s, AuditOptions{}, CodeAuditReplayUnknown, CodeAuditReplayUnknown) // those rows had no events
		if report.Events != 1203 || report.Rows != 4 {
			t.Errorf("%+v", report)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = opened(t, address)
		if again := verifiedAs(t, s, AuditOptions{}, CodeAuditReplayUnknown, CodeAuditReplayUnknown); again.Hash != report.Hash {
			t.Error("the trail was chained again")
		}
	})
}

// migratedTo opens a database at an older schema.
func migratedTo(t *testing.T, address string, version int64) *Store {
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
	if _, err := provider.UpTo(t.Context(), version); err != nil && !errors.Is(err, goose.ErrVersionNotFound) {
		t.Fatal(err)
	}
	return s
}

// A migration that changes rows pins them anew, but nothing that was wrong before.
func TestAMigrationPinsWhatItChangesAndHidesNothing(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		writeSome(t, s, 0, 3)
		unguarded(t, s, "UPDATE users SET display_name = 'other' WHERE id = 'u00'")
		before, err := s.beforeMigration(t.Context(), chainSchema, chainSchema+1)
		if err != nil || len(before) != 1 {
			t.Fatalf("%v %v", before, err)
		}
		exec(t, s, "ALTER TABLE users ADD COLUMN unit text NOT NULL DEFAULT ''", "")
		if err := s.forgetPlans(); err != nil {
			t.Fatal(err)
		}
		verifiedAs(t, s, AuditOptions{}, CodeAuditTableChanged) // an empty column changes no digest
		exec(t, s, "UPDATE users SET unit = '局'", "")
		verifiedAs(t, s, AuditOptions{}, CodeAuditTableChanged, CodeAuditTableChanged, CodeAuditTableChanged)
		if err := s.reseal(t.Context(), before, "a migration"); err != nil {
			t.Fatal(err)
		}
		if report := verifiedAs(t, s, AuditOptions{}, CodeAuditTableChanged); report.First.Params["key"] != "u00" {
			t.Errorf("first %+v", report.First)
		}
	})
}

func TestTheSignedHead(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	heads := NewHeads(folder)
	writeSome(t, s, 0, 4)
	old, err := heads.Advance(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(folder, keyFolder, privateKey)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	path := filepath.Join(folder, headFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put := func(content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, forged := range []string{
		strings.Replace(string(text), `"seq": 4`, `"seq": 3`, 1),
		strings.Replace(string(text), old.Signature[:4], "AAAA", 1),
		strings.Replace(string(text), old.PublicKey[:4], "AAAA", 1),
		"{}", "no JSON",
	} {
		put(forged)
		verifiedAs(t, s, AuditOptions{Heads: heads}, CodeAuditHeadForged)
		if _, err := heads.Advance(t.Context(), s); !errors.Is(err, ErrHeadForged) {
			t.Errorf("%q was built upon: %v", forged, err)
		}
	}
	put(string(text))
	verifiedAs(t, s, AuditOptions{Heads: heads})

	// An older head is a prefix, one kept elsewhere counts as well.
	writeSome(t, s, 4, 6)
	if _, err := heads.Advance(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	verifiedAs(t, s, AuditOptions{Heads: heads, Kept: []*Head{old}})
	verifiedAs(t, s, AuditOptions{Heads: heads, Kept: []*Head{{Seq: 4, Hash: strings.Repeat("1", 64)}}}, CodeAuditRewritten)
	verifiedAs(t, s, AuditOptions{Heads: heads, Kept: []*Head{{Seq: 7, Hash: strings.Repeat("1", 64)}}}, CodeAuditCut)

	// The list of hashes is a help, not the proof.
	if err := os.Truncate(filepath.Join(folder, hashesFile), 40); err != nil {
		t.Fatal(err)
	}
	verifiedAs(t, s, AuditOptions{Heads: heads})
	writeSome(t, s, 6, 7)
	if _, err := heads.Advance(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(folder, hashesFile)); err != nil || info.Size() != 7*32 {
		t.Errorf("%v %v", info.Size(), err)
	}

	// A trail that was cut is not signed.
	unguarded(t, s, "DELETE FROM audit_events WHERE seq > 5")
	if _, err := heads.Advance(t.Context(), s); !errors.Is(err, ErrTrailCut) {
		t.Errorf("error %v", err)
	}
	if report, err := s.VerifyAudit(t.Context(), AuditOptions{Heads: heads}); err != nil || report.First.Code != CodeAuditCut || report.First.Seq != 6 {
		t.Errorf("%+v %v", report, err)
	}
}

// Two processes that sign at once leave one head, one list and one key.
func TestManySignersLeaveOneHead(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	done := make(chan error)
	for i := range 4 {
		go func() {
			for n := range 10 {
				writeSome(t, s, 10*i+n, 10*i+n+1)
				if _, err := NewHeads(folder).Advance(context.WithoutCancel(t.Context()), s); err != nil && !errors.Is(err, ErrNoHead) {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	head, err := NewHeads(folder).Advance(t.Context(), s)
	if err != nil || head.Seq != 40 {
		t.Errorf("%+v %v", head, err)
	}
	if report := verifiedAs(t, s, AuditOptions{Heads: NewHeads(folder)}); len(report.Notices) > 0 {
		t.Errorf("%+v", report.Notices)
	}
}

// Two servers on one database, or a server and a command, append to one chain.
func TestManyWritersMakeOneChain(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		first := opened(t, address)
		second, err := Open(t.Context(), address, Options{Beside: true, Keys: testpg.Folder(address)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		const writers, writes = 4, 10
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() { writeSome(t, []*Store{first, second}[w%2], w*writes, (w+1)*writes) })
		}
		group.Wait()
		if report := verifiedAs(t, first, AuditOptions{}); report.Events != writers*writes || report.Rows != writers*writes {
			t.Errorf("%+v", report)
		}
	})
}
