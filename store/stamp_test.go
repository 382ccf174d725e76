package store

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testpg"
)

// folderOf is where an office at the address has its keys.
func folderOf(address string) string {
	if IsPostgres(address) {
		return testpg.Folder(address)
	}
	return address
}

// forged is the event that comes next, with the right hash: everybody can work it out.
func forged(t *testing.T, s *Store, stamp func(*auditRow) string) string {
	t.Helper()
	last, prev, err := lastEvent(s.reader)
	if err != nil {
		t.Fatal(err)
	}
	r := &auditRow{
		Seq: last + 1, At: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), ActorID: "u01", Role: "lead", Action: "rank",
		Object: "ranking", ObjectID: "2026", Reason: "forged", RequestID: "r",
	}
	r.Hash = (&chainer{}).hash(prev, r)
	return fmt.Sprintf("INSERT INTO audit_events (seq, at, actor_id, role, action, object, object_id, before, after, reason, request_id, hash, stamp) "+
		"VALUES (%d, '2026-04-01 00:00:00+00:00', 'u01', 'lead', 'rank', 'ranking', '2026', '', '', 'forged', 'r', '%s', '%s')", r.Seq, r.Hash, stamp(r))
}

// Somebody with the database, but not with the key, appends an event by the rules. It is
// named, and it is not signed, also when the office has gone on behind it.
func TestAForgedEventAtTheEndIsFound(t *testing.T) {
	stampOf := func(s *Store, seq int64) (stamp string) {
		s.reader.Raw("SELECT stamp FROM audit_events WHERE seq = ?", seq).Scan(&stamp)
		return stamp
	}
	for name, test := range map[string]struct {
		stamp func(s *Store, r *auditRow) string
		code  string
	}{
		"no stamp":           {func(*Store, *auditRow) string { return "" }, CodeAuditUnstamped},
		"any stamp":          {func(*Store, *auditRow) string { return strings.Repeat("5a", 32) }, CodeAuditForged},
		"no number":          {func(*Store, *auditRow) string { return strings.Repeat("x", 64) }, CodeAuditForged},
		"another's stamp":    {func(s *Store, _ *auditRow) string { return stampOf(s, 3) }, CodeAuditForged},
		"another key's":      {func(_ *Store, r *auditRow) string { return ofAnotherKey(t, r) }, CodeAuditForged},
		"its hash for stamp": {func(_ *Store, r *auditRow) string { return r.Hash }, CodeAuditForged},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, address string) {
				s := opened(t, address)
				heads := NewHeads(folderOf(address))
				writeSome(t, s, 0, 3)
				if _, err := heads.Advance(t.Context(), s); err != nil {
					t.Fatal(err)
				}
				if report := verifiedAs(t, s, AuditOptions{Heads: heads}); report.Stamped != 3 || report.StampedFrom != 1 {
					t.Errorf("%+v", report)
				}
				unguarded(t, s, forged(t, s, func(r *auditRow) string { return test.stamp(s, r) }))
				for i := range 2 {
					for _, options := range []AuditOptions{{Heads: heads}, {}} { // the head is needed for neither
						if report := verifiedAs(t, s, options, test.code); report.First.Seq != 4 {
							t.Errorf("first %+v", report.First)
						}
					}
					if head, err := heads.Advance(t.Context(), s); !errors.Is(err, ErrTrailForged) || head.Seq != 3 {
						t.Errorf("signed: %+v %v", head, err)
					}
					if _, err := s.Copy(t.Context(), t.TempDir(), heads, noDump); !errors.Is(err, ErrTrailForged) {
						t.Errorf("copied: %v", err)
					}
					writeSome(t, s, 4+i, 5+i)
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					s = opened(t, address) // a start blesses nothing either
				}
			})
		})
	}
}

func noDump(context.Context, string, string) error { return nil }

func ofAnotherKey(t *testing.T, r *auditRow) string {
	t.Helper()
	other := newStamps(t.TempDir())
	if _, err := other.heads.key(); err != nil {
		t.Fatal(err)
	}
	stamp, err := other.stamper()
	if err != nil {
		t.Fatal(err)
	}
	return stamp.of(r.Seq, r.Hash)
}

// The guards of both databases hold stamps as they hold events.
func TestStampsAreWrittenOnce(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		writeSome(t, s, 0, 2)
		exec(t, s, forged(t, s, func(*auditRow) string { return "" }), "append-only")
		exec(t, s, "UPDATE audit_events SET stamp = '"+strings.Repeat("1", 64)+"' WHERE seq = 2", "append-only")
		exec(t, s, "UPDATE audit_events SET stamp = '' WHERE seq = 2", "append-only")
		verifiedAs(t, s, AuditOptions{})
	})
}

// oldOffice is a database from before there were stamps, with a trail and the head that
// was signed then, and an event behind that.
func oldOffice(t *testing.T, address string) *Heads {
	t.Helper()
	s := migratedTo(t, address, stampSchema-1)
	heads := NewHeads(folderOf(address))
	key, err := heads.key()
	if err != nil {
		t.Fatal(err)
	}
	prev, c := genesis, chainer{}
	for seq := int64(1); seq <= 5; seq++ {
		at := time.Date(2026, 1, 1, 0, 0, int(seq), 0, time.UTC)
		r := &auditRow{Seq: seq, At: at, ActorID: "u1", Role: "lead", Action: "rank", Object: "ranking", ObjectID: "r1", RequestID: "x"}
		prev = c.hash(prev, r)
		exec(t, s, fmt.Sprintf("INSERT INTO audit_events (seq, at, actor_id, role, action, object, object_id, before, after, reason, request_id, hash) "+
			"VALUES (%d, '%s', 'u1', 'lead', 'rank', 'ranking', 'r1', '', '', '', 'x', '%s')", seq, at.Format("2006-01-02 15:04:05+00:00"), prev), "")
		if seq == 4 {
			head := &Head{Seq: seq, Hash: prev, Time: at, PublicKey: base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))}
			head.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, head.signed()))
			text, err := json.Marshal(head)
			if err == nil {
				err = os.WriteFile(filepath.Join(heads.folder, headFile), text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return heads
}

// An upgrade stamps the trail that is there as a whole, once; a head from before stands.
func TestAnOldTrailIsStampedOnce(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		heads := oldOffice(t, address)
		for range 2 {
			s := opened(t, address)
			if report := verifiedAs(t, s, AuditOptions{Heads: heads}); report.Events != 6 || report.StampedFrom != 6 || report.Stamped != 1 {
				t.Errorf("%+v", report)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		s := opened(t, address)
		head, err := heads.Advance(t.Context(), s)
		if err != nil || head.Seq != 6 || head.StampedFrom != 6 {
			t.Errorf("%+v %v", head, err)
		}
		writeSome(t, s, 0, 2)
		if report := verifiedAs(t, s, AuditOptions{Heads: heads}); report.Stamped != 3 {
			t.Errorf("%+v", report)
		}
	})
}

// What was changed before the upgrade, behind the head, stands in what was there; what
// the head knows does not.
func TestAnUpgradeHidesNoRewriting(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		heads := oldOffice(t, address)
		s := migratedTo(t, address, stampSchema-1)
		unguarded(t, s, "UPDATE audit_events SET reason = 'other' WHERE seq = 2")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = opened(t, address)
		if report := verifiedAs(t, s, AuditOptions{Heads: heads}, CodeAuditRowChanged); report.First.Seq != 2 {
			t.Errorf("%+v", report.First)
		}
	})
}

// undone are statements that take back what migrations after one have made.
func undone(t *testing.T, after int) (statements []string) {
	t.Helper()
	files, err := fs.Glob(migrations, "migrations/sqlite/*.sql") // both databases have the same names
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`(?m)^CREATE (INDEX|UNIQUE INDEX|TABLE) (\w+)|^ALTER TABLE (\w+) ADD COLUMN (\w+)`)
	for _, file := range files {
		number, err := strconv.Atoi(filepath.Base(file)[:4])
		if err != nil {
			t.Fatal(err)
		}
		text, err := migrations.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if number <= after {
			continue
		}
		for _, found := range made.FindAllStringSubmatch(string(text), -1) {
			if found[1] != "" {
				statements = append(statements, "DROP "+strings.TrimPrefix(found[1], "UNIQUE ")+" IF EXISTS "+found[2])
			} else {
				statements = append(statements, "ALTER TABLE "+found[3]+" DROP COLUMN "+found[4])
			}
		}
	}
	return statements
}

// Whoever wipes the stamps, all of them or those at the end, or takes the database back to
// where it had none, is found: the signed head says that there are stamps.
func TestStampsThatWereWiped(t *testing.T) {
	back := append(undone(t, stampSchema), "ALTER TABLE audit_events DROP COLUMN stamp", fmt.Sprintf("DELETE FROM goose_db_version WHERE version_id >= %d", stampSchema))
	for name, test := range map[string]struct {
		statements []string
		codes      []string
	}{
		"one":                        {[]string{"UPDATE audit_events SET stamp = '' WHERE seq = 3"}, []string{CodeAuditUnstamped}},
		"all":                        {[]string{"UPDATE audit_events SET stamp = ''"}, []string{CodeAuditUnstamped, CodeAuditUnstamped, CodeAuditUnstamped}},
		"the schema, too":            {back, []string{CodeAuditUnstamped, CodeAuditUnstamped, CodeAuditUnstamped}},
		"the schema, and an event":   {append([]string{"forged"}, back...), []string{CodeAuditUnstamped, CodeAuditUnstamped, CodeAuditUnstamped, CodeAuditUnstamped}},
		"all but a stamp at the end": {[]string{"UPDATE audit_events SET stamp = '' WHERE seq < 3"}, []string{CodeAuditUnstamped, CodeAuditUnstamped}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, address string) {
				s := opened(t, address)
				heads := NewHeads(folderOf(address))
				writeSome(t, s, 0, 3)
				if _, err := heads.Advance(t.Context(), s); err != nil {
					t.Fatal(err)
				}
				for _, statement := range test.statements {
					if statement == "forged" {
						statement = forged(t, s, func(*auditRow) string { return "" })
					}
					unguarded(t, s, statement)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = opened(t, address)
				report := verifiedAs(t, s, AuditOptions{Heads: heads}, test.codes...)
				if first := slices.Index(test.codes, CodeAuditUnstamped); first != 0 || report.First.Seq == 0 || report.Events > 4 {
					t.Errorf("%+v", report)
				}
			})
		})
	}
}

// Without the key everything else is still looked at, nothing is recorded, and no other
// key is made; with the key in its place again the office goes on.
func TestWithoutTheKeyNothingIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		heads := NewHeads(folderOf(address))
		writeSome(t, s, 0, 3)
		if _, err := heads.Advance(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		keys := filepath.Join(heads.folder, keyFolder)
		for _, gone := range []string{filepath.Join(keys, privateKey), keys} {
			if err := os.Rename(gone, gone+".away"); err != nil {
				t.Fatal(err)
			}
			s = opened(t, address)
			if gone != keys { // the public one is there
				report := verifiedAs(t, s, AuditOptions{Heads: heads})
				if len(report.Notices) != 1 || report.Notices[0].Code != CodeAuditStampsUnchecked || report.Stamped != 0 {
					t.Errorf("%+v", report)
				}
			}
			if err := s.Update(t.Context(), someEvent); !errors.Is(err, ErrKeyGone) || !errors.Is(s.CheckKey(), ErrKeyGone) {
				t.Errorf("recorded: %v", err)
			}
			if _, err := heads.Advance(t.Context(), s); !errors.Is(err, ErrKeyGone) {
				t.Errorf("signed: %v", err)
			}
			if _, err := os.Stat(filepath.Join(keys, privateKey)); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("another key: %v", err)
			}
			_ = os.Remove(keys)
			if err := os.Rename(gone+".away", gone); err != nil {
				t.Fatal(err)
			}
			if err := s.Update(t.Context(), someEvent); err != nil {
				t.Errorf("with the key again: %v", err)
			}
			verifiedAs(t, s, AuditOptions{Heads: heads})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func someEvent(tx assessment.Tx) error {
	return tx.Record(assessment.AuditEvent{At: time.Now(), ActorID: "u01", Role: assessment.RoleLead, Action: "rank", Object: "ranking", ObjectID: "2026"})
}

// Servers on one PostgreSQL share the key: one with another key, or none, records nothing.
func TestAServerWithAnotherKey(t *testing.T) {
	address := testpg.Database(t)
	s := opened(t, address)
	writeSome(t, s, 0, 2)
	folder := t.TempDir()
	if _, err := NewHeads(folder).key(); err != nil {
		t.Fatal(err)
	}
	for keys, want := range map[string]error{folder: ErrOtherKey, t.TempDir(): ErrKeyGone, "": ErrNoFolder} {
		other, err := Open(t.Context(), address, Options{Beside: true, Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = other.Close() })
		if err := other.Update(t.Context(), someEvent); !errors.Is(err, want) || !errors.Is(other.CheckKey(), want) {
			t.Errorf("recorded, or for another reason than %v: %v", want, err)
		}
		if _, err := NewHeads(t.TempDir()).Advance(t.Context(), other); !errors.Is(err, want) {
			t.Errorf("signed, or for another reason than %v: %v", want, err)
		}
		if report := verifiedAs(t, other, AuditOptions{}); len(report.Notices) != 1 || report.Notices[0].Code != CodeAuditStampsUnchecked {
			t.Errorf("%+v", report)
		}
	}
	verifiedAs(t, s, AuditOptions{})
}

// An office whose key is lost goes on with another one: what it records from then on is
// stamped and signed, what was there before stands as one chain behind the new head.
func TestANewKeyForOneThatIsLost(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		heads := NewHeads(folderOf(address))
		writeSome(t, s, 0, 3)
		if _, err := heads.Advance(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		writeSome(t, s, 3, 4)
		if _, err := s.Rekey(t.Context(), heads, "lost"); !errors.Is(err, ErrKeyHolds) {
			t.Errorf("a key that is there was replaced: %v", err)
		}
		if err := errors.Join(s.Close(), os.Remove(filepath.Join(heads.folder, keyFolder, privateKey))); err != nil {
			t.Fatal(err)
		}
		fingerprint := heads.Fingerprint()
		s = opened(t, address)
		head, err := s.Rekey(t.Context(), heads, "lost")
		if err != nil || head.Seq != 5 || head.StampedFrom != 5 || heads.Fingerprint() == fingerprint {
			t.Fatalf("%+v %v", head, err)
		}
		old, err := ReadHead(filepath.Join(heads.folder, headFile+"."+fingerprint[:16]))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			writeSome(t, s, int(s.events(t)), int(s.events(t))+1)
			if _, err := heads.Advance(t.Context(), s); err != nil {
				t.Error(err)
			}
			report := verifiedAs(t, s, AuditOptions{Heads: heads, Kept: []*Head{old}})
			if len(report.Notices) != 1 || report.Notices[0].Code != CodeAuditStampsLost || report.Notices[0].Seq != 5 || report.Stamped != report.Events-4 {
				t.Errorf("%+v", report)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = opened(t, address)
		}
		unguarded(t, s, forged(t, s, func(*auditRow) string { return strings.Repeat("5a", 32) }))
		verifiedAs(t, s, AuditOptions{Heads: heads}, CodeAuditForged)
	})
}

func (s *Store) events(t *testing.T) (n int64) {
	t.Helper()
	if err := s.reader.Raw("SELECT count(*) FROM audit_events").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// A new key is no way around a trail that does not come to what the lost one has signed.
func TestANewKeyBlessesNoTamperedTrail(t *testing.T) {
	for statement, want := range map[string]error{
		"UPDATE audit_events SET reason = 'other' WHERE seq = 2": ErrTrailChanged,
		"DELETE FROM audit_events WHERE seq = 3":                 ErrTrailCut,
	} {
		each(t, func(t *testing.T, address string) {
			s := opened(t, address)
			heads := NewHeads(folderOf(address))
			writeSome(t, s, 0, 3)
			if _, err := heads.Advance(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			unguarded(t, s, statement)
			private := filepath.Join(heads.folder, keyFolder, privateKey)
			if err := errors.Join(s.Close(), os.Remove(private)); err != nil {
				t.Fatal(err)
			}
			s = opened(t, address)
			if _, err := s.Rekey(t.Context(), heads, "lost"); !errors.Is(err, want) {
				t.Errorf("error %v, want %v", err, want)
			}
			if _, err := os.Stat(private); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a key was made: %v", err)
			}
		})
	}
}

// On PostgreSQL an office may be set up before the folder of its keys is named: the
// first opening with it stamps what is there, and from then on nothing goes without.
func TestAnOfficeIsSetUpBeforeItsFolderIsNamed(t *testing.T) {
	address := testpg.Database(t)
	set := func(keys string, from, to int) *Store {
		t.Helper()
		s, err := Open(t.Context(), address, Options{Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		writeSome(t, s, from, to)
		return s
	}
	verifiedAs(t, set("", 0, 2), AuditOptions{})
	folder := folderOf(address)
	if _, err := NewHeads(folder).key(); err != nil { // as the server makes it when it starts
		t.Fatal(err)
	}
	s := set(folder, 2, 3)
	if report := verifiedAs(t, s, AuditOptions{}); report.Events != 4 || report.Stamped != 2 {
		t.Errorf("%+v", report)
	}
	err := set("", 0, 0).Update(t.Context(), func(tx assessment.Tx) error {
		return tx.Record(assessment.AuditEvent{At: time.Now(), Action: "x"})
	})
	if !errors.Is(err, ErrNoFolder) {
		t.Errorf("recorded without the folder: %v", err)
	}
}
