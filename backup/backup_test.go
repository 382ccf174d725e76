package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testpg"
	"wuxing/store"
)

var at = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// workplace is an office with one application that takes evidence.
type workplace struct {
	Office
	folder string
	files  *store.Files
	next   atomic.Int64
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(t *testing.T, w *workplace)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newWorkplace(t, "")) })
	t.Run("postgres", func(t *testing.T) { test(t, newWorkplace(t, testpg.Database(t))) })
}

func newWorkplace(t *testing.T, address string) *workplace {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "office")
	if err := os.MkdirAll(filepath.Join(folder, "cards"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "cards", "wuxing-2026.yaml"), []byte("id: wuxing-2026\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := &workplace{folder: folder, files: store.NewFiles(filepath.Join(folder, "files"))}
	if address == "" {
		address = folder
	}
	s := opened(t, address, folder)
	w.Office = Office{
		Store: s, Heads: store.NewHeads(folder), Address: address, Version: "test",
		Files: filepath.Join(folder, "files"), Cards: filepath.Join(folder, "cards"),
	}
	update(t, s, func(tx assessment.Tx) error {
		enterprise := &assessment.Enterprise{ID: "e1", Name: "企业", USCC: "91330502MA2B00001R", Township: "织里镇", CreatedAt: at}
		user := &assessment.User{ID: "u1", Username: "clerk", Role: assessment.RoleReviewer, PasswordHash: "x", CreatedAt: at, Version: 1}
		round := &assessment.Round{ID: "2026", Name: "批次", CardID: "c", CardHash: "h", State: assessment.RoundOpen, CreatedAt: at, Version: 1}
		application := &assessment.Application{ID: "a1", RoundID: "2026", Enterprise: *enterprise, State: assessment.StateDraft, Revision: 1, CreatedAt: at, UpdatedAt: at, Version: 1}
		submission := &assessment.Submission{
			ApplicationID: "a1", Revision: 1, Facts: []byte("{}"), Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: "x"}, CardID: "c", CardHash: "h",
			Result: []byte("{}"), By: "u1", At: at,
		}
		return errors.Join(
			tx.CreateEnterprise(enterprise), tx.CreateUser(user), tx.CreateRound(round), tx.CreateApplication(application), tx.AddSubmission(submission),
			record(tx, "create_user", "user", "u1", `{"role":"reviewer","version":1}`),
			record(tx, "create_round", "round", "2026", `{"state":"open","version":1}`),
			record(tx, "create_application", "application", "a1", `{"state":"draft","version":1,"revision":1}`),
			record(tx, "scored", "submission", "a1/1", `{"total":0,"sha256":"x"}`),
		)
	})
	return w
}

func opened(t *testing.T, address, folder string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Keys: folder})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func update(t *testing.T, s *store.Store, fn func(assessment.Tx) error) {
	t.Helper()
	if err := s.Update(context.WithoutCancel(t.Context()), fn); err != nil {
		t.Error(err)
	}
}

func record(tx assessment.Tx, action, object, id, after string) error {
	event := assessment.AuditEvent{At: at, ActorID: "u1", Role: assessment.RoleReviewer, Action: assessment.Action(action), Object: object, ObjectID: id, After: json.RawMessage(after)}
	return tx.Record(event)
}

// add keeps a file and names it in a row, as uploads do.
func (w *workplace) add(t *testing.T) {
	t.Helper()
	n := w.next.Add(1)
	file, err := w.files.Put(context.WithoutCancel(t.Context()), strings.NewReader(strings.Repeat(fmt.Sprintf("证书 %d\n", n), 50)))
	if err != nil {
		t.Error(err)
		return
	}
	update(t, w.Store, func(tx assessment.Tx) error {
		if _, err := tx.FindApplicationByID("a1"); err != nil { // one after the other on PostgreSQL, too
			return err
		}
		list, err := tx.ListEvidence("a1")
		if err != nil {
			return err
		}
		id := fmt.Sprintf("v%06d", n)
		evidence := &assessment.Evidence{
			ID: id, ApplicationID: "a1", Seq: len(list) + 1, Document: id, Version: 1, Indicator: "i", Name: "证书.pdf", Type: "pdf",
			Size: file.Size, SHA256: file.SHA256, By: "u1", Role: assessment.RoleReviewer, At: at,
		}
		return errors.Join(tx.AddEvidence(evidence), record(tx, "add_evidence", "application", "a1", `{"evidence":"`+id+`"}`))
	})
}

// target is where to restore to: a new folder, and a database for PostgreSQL.
func (w *workplace) target(t *testing.T) (folder, address string) {
	folder = filepath.Join(t.TempDir(), "restored")
	if store.IsPostgres(w.Address) {
		address = testpg.Database(t)
	}
	return folder, address
}

// holds opens what was restored and holds it against its own trail, head and files.
func holds(t *testing.T, folder, address string) *store.AuditReport {
	t.Helper()
	if address == "" {
		address = folder
	}
	s := opened(t, address, folder)
	report, err := s.VerifyAudit(t.Context(), store.AuditOptions{Heads: store.NewHeads(folder), Files: store.NewFiles(filepath.Join(folder, "files"))})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Problems) > 0 || report.Head.Seq != report.Events {
		t.Errorf("restored: %+v", report)
	}
	results, err := s.VerifyInvariants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, held := range results {
		if !held.OK && held.Code != store.CodeHoldsScoreSum && held.Code != store.CodeHoldsSelfTotal { // the submission above has no result
			t.Errorf("restored: %+v", held)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return report
}

// Backups are whole while four writers go on: each restores, and its trail, rows and
// files account for each other to the last event.
func TestBackupsUnderWritersAreWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, w *workplace) {
		stop := make(chan struct{})
		var writers sync.WaitGroup
		for range 4 {
			writers.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(25 * time.Millisecond): // the trail of all of them is verified each time
						w.add(t)
					}
				}
			})
		}
		folder, last := t.TempDir(), int64(0)
		for i := range 10 {
			out := filepath.Join(folder, fmt.Sprintf("%d.tar", i))
			manifest, err := Write(t.Context(), w.Office, out, Options{})
			if err != nil {
				t.Fatal(err)
			}
			restored, address := w.target(t)
			if _, err := Restore(t.Context(), out, restored, address); err != nil {
				t.Fatal(err)
			}
			report := holds(t, restored, address)
			if report.Events != manifest.Head.Seq || report.Events < last || report.Files == 0 && i > 0 {
				t.Errorf("backup %d: %d events, head %d, %d files, the one before had %d events", i, report.Events, manifest.Head.Seq, report.Files, last)
			}
			last = report.Events
		}
		close(stop)
		writers.Wait()
		t.Logf("%d files were written meanwhile", w.next.Load())
	})
}

// One bit is enough, wherever it is; and nothing is left of what was refused: the
// sound backup goes into the same target after all of them.
func TestADamagedBackupIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, w *workplace) {
		for range 5 {
			w.add(t)
		}
		out := filepath.Join(t.TempDir(), "backup.tar")
		if _, err := Write(t.Context(), w.Office, out, Options{}); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		damaged := filepath.Join(t.TempDir(), "damaged.tar")
		target, address := w.target(t)
		refused := func(what string, content []byte) {
			t.Helper()
			if err := os.WriteFile(damaged, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Restore(t.Context(), damaged, target, address); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: error %v", what, err)
			}
			if left, err := os.ReadDir(filepath.Dir(target)); err != nil || len(left) > 0 {
				t.Errorf("%s: left %v %v", what, left, err)
			}
		}
		random := rand.New(rand.NewPCG(1, 2))
		for i := range 100 {
			flipped := slices.Clone(content)
			place := random.IntN(len(flipped))
			if i < 20 { // the end is short, and must not be left out
				place = len(flipped) - 1 - random.IntN(2048)
			}
			flipped[place] ^= 1 << random.IntN(8)
			refused(fmt.Sprintf("a bit of byte %d", place), flipped)
		}
		refused("half of it", content[:len(content)/2])
		refused("without its end", content[:len(content)-1])
		refused("something behind", append(slices.Clone(content), 0))
		refused("nothing", nil)
		refused("text", bytes.Repeat([]byte("no backup\n"), 1000))
		if _, err := Restore(t.Context(), out, target, address); err != nil {
			t.Errorf("the sound one: %v", err)
		}
		holds(t, target, address)
	})
}

// repacked is a backup whose sums are right, but not its content.
func repacked(t *testing.T, in string, edit func(m *Manifest, entries map[string][]byte)) string {
	t.Helper()
	entries, names := make(map[string][]byte), []string{}
	manifest, err := unpack(t.Context(), in, func(name string, content io.Reader) (err error) {
		names = append(names, name)
		entries[name], err = io.ReadAll(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	edit(manifest, entries)
	for name := range entries {
		if !slices.Contains(names, name) {
			names = append(names, name)
			sum := sha256.Sum256(entries[name])
			manifest.Entries = append(manifest.Entries, Entry{name, int64(len(entries[name])), hex.EncodeToString(sum[:])})
		}
	}
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	text, err := json.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	entries[manifestName] = text
	for _, name := range append(names, manifestName) {
		if err := w.WriteHeader(header(name, int64(len(entries[name])), at)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(entries[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(out.Bytes())
	path := filepath.Join(t.TempDir(), "repacked.tar")
	if err := os.WriteFile(path, append(out.Bytes(), tail(sum[:], at)...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBackupsThatAreNotOurs(t *testing.T) {
	w := newWorkplace(t, "")
	w.add(t)
	out := filepath.Join(t.TempDir(), "backup.tar")
	if _, err := Write(t.Context(), w.Office, out, Options{}); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		edit func(m *Manifest, entries map[string][]byte)
		want error
	}{
		"as it was":             {func(*Manifest, map[string][]byte) {}, nil},
		"a newer schema":        {func(m *Manifest, _ map[string][]byte) { m.Store.Schema = store.NewestSchema() + 1 }, ErrNewer},
		"a newer format":        {func(m *Manifest, _ map[string][]byte) { m.Format++ }, ErrNewer},
		"another database":      {func(m *Manifest, _ map[string][]byte) { m.Store.Engine = "postgres" }, ErrEngine},
		"a name that leads out": {func(_ *Manifest, e map[string][]byte) { e["../evil"] = []byte("x") }, ErrDamaged},
		"an absolute name":      {func(_ *Manifest, e map[string][]byte) { e["/tmp/evil"] = []byte("x") }, ErrDamaged},
		"a file nobody lists":   {func(m *Manifest, _ map[string][]byte) { m.Entries = m.Entries[1:] }, ErrDamaged},
		"a file that is gone":   {func(m *Manifest, _ map[string][]byte) { m.Entries = append(m.Entries, Entry{Name: "cards/x.yaml"}) }, ErrDamaged},
		"other content":         {func(_ *Manifest, e map[string][]byte) { e["cards/wuxing-2026.yaml"][0] ^= 1 }, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			if _, err := Restore(t.Context(), repacked(t, out, test.edit), filepath.Join(parent, "restored"), ""); !errors.Is(err, test.want) {
				t.Errorf("error %v", err)
			}
			if left, err := os.ReadDir(parent); err != nil || test.want != nil && len(left) > 0 {
				t.Errorf("left %v %v", left, err)
			}
		})
	}
}

func TestTargetsThatHoldSomething(t *testing.T) {
	onBoth(t, func(t *testing.T, w *workplace) {
		out := filepath.Join(t.TempDir(), "backup.tar")
		if _, err := Write(t.Context(), w.Office, out, Options{}); err != nil {
			t.Fatal(err)
		}
		if _, err := Write(t.Context(), w.Office, out, Options{}); !errors.Is(err, ErrExists) {
			t.Errorf("written over: %v", err)
		}
		folder, address := w.target(t)
		if _, err := Restore(t.Context(), out, w.folder, address); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("a folder with an office: %v", err)
		}
		if address != "" {
			if _, err := Restore(t.Context(), out, folder, w.Address); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("a database with an office: %v", err)
			}
		}
		if err := os.Mkdir(folder, 0o700); err != nil { // empty is fine
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), out, folder, address); err != nil {
			t.Error(err)
		}
		if card, err := os.ReadFile(filepath.Join(folder, "cards", "wuxing-2026.yaml")); err != nil || len(card) == 0 {
			t.Errorf("the card: %v", err)
		}
	})
}

// The private key can stay behind. Then nothing is signed until it is back.
func TestABackupWithoutTheKey(t *testing.T) {
	w := newWorkplace(t, "")
	out, folder := filepath.Join(t.TempDir(), "backup.tar"), filepath.Join(t.TempDir(), "restored")
	if _, err := Write(t.Context(), w.Office, out, Options{WithoutKey: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), out, folder, ""); err != nil {
		t.Fatal(err)
	}
	holds(t, folder, "")
	s := opened(t, folder, folder)
	if _, err := store.NewHeads(folder).Advance(t.Context(), s); !errors.Is(err, store.ErrKeyGone) {
		t.Errorf("error %v", err)
	}
	key, err := os.ReadFile(filepath.Join(w.folder, "keys", "audit.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "keys", "audit.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.NewHeads(folder).Advance(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// What is wrong in the office is backed up as it is, and said.
func TestAnOfficeWithDamageIsBackedUpAllTheSame(t *testing.T) {
	w := newWorkplace(t, "")
	w.add(t)
	files, err := filepath.Glob(filepath.Join(w.Files, "*", "*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.WriteFile(files[0], []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	nightly := &Nightly{Office: w.Office, Folder: filepath.Join(t.TempDir(), "backups"), Keep: 1, Zone: time.UTC}
	for i := range 2 {
		path, err := nightly.Once(t.Context(), at.AddDate(0, 0, i))
		if !errors.Is(err, ErrFileOther) {
			t.Errorf("error %v", err)
		}
		if manifest, err := Verify(t.Context(), path); err != nil || len(manifest.Damaged) != 1 {
			t.Errorf("%+v %v", manifest, err)
		}
	}
	if names, err := nightly.names(); err != nil || len(names) != 2 {
		t.Errorf("an older backup was removed: %v %v", names, err)
	}
}

// What a backup that was killed has left goes with the next start; one that is being
// written stays, however long ago it began.
func TestLeftoversOfBackupsGo(t *testing.T) {
	nightly := &Nightly{Folder: t.TempDir()}
	now := time.Now()
	for name, age := range map[string]time.Duration{".backup-1": 2 * time.Hour, ".backup-2": time.Minute} {
		staging := filepath.Join(nightly.Folder, name)
		if err := os.MkdirAll(filepath.Join(staging, "copy"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(staging, "backup.tar"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		old := now.Add(-3 * time.Hour)
		for path, at := range map[string]time.Time{"copy": old, "backup.tar": now.Add(-age), "": old} {
			if err := os.Chtimes(filepath.Join(staging, path), at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	if removed, err := nightly.ClearUnfinished(now.Add(-time.Hour)); removed != 1 || err != nil {
		t.Errorf("%d %v", removed, err)
	}
	if _, err := os.Stat(filepath.Join(nightly.Folder, ".backup-1")); !os.IsNotExist(err) {
		t.Errorf("the old one: %v", err)
	}
	if _, err := os.Stat(filepath.Join(nightly.Folder, ".backup-2", "backup.tar")); err != nil {
		t.Errorf("the one under way: %v", err)
	}
}
