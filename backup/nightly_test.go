package backup

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestNightlyBackupsRotate(t *testing.T) {
	w := newWorkplace(t, "")
	nightly := &Nightly{Office: w.Office, Folder: filepath.Join(t.TempDir(), "backups"), Keep: 3, Hour: 2, Zone: time.FixedZone("", 8*3600)}
	for day := range 5 {
		if _, err := nightly.Once(t.Context(), at.AddDate(0, 0, day)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(nightly.Folder, "wuxing-old.tar"), nil, 0o600); err != nil { // somebody's own
		t.Fatal(err)
	}
	if _, err := nightly.Once(t.Context(), at.AddDate(0, 0, 5)); err != nil {
		t.Fatal(err)
	}
	names, err := nightly.names()
	if want := []string{"wuxing-20260304T080000Z.tar", "wuxing-20260305T080000Z.tar", "wuxing-20260306T080000Z.tar"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("%v %v", names, err)
	}
	if _, err := os.Stat(filepath.Join(nightly.Folder, "wuxing-old.tar")); err != nil {
		t.Error(err)
	}
	// The newest is of 16:00 on the 6th there; the next night begins at 02:00 on the
	// 7th, which is 18:00 of the 6th in UTC.
	for now, want := range map[string]bool{
		"2026-03-06T08:00:01Z": false, "2026-03-06T17:59:59Z": false, "2026-03-06T18:00:00Z": true, "2026-03-09T00:00:00Z": true,
	} {
		moment, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if due, err := nightly.due(t.Context(), moment); err != nil || due != want {
			t.Errorf("%s: due %v %v", now, due, err)
		}
	}
}

// An office without a backup has waited since its first event, not since its server
// started: on a machine that is off at night no server would ever have waited.
func TestAMissedNightIsMadeUpForWithoutAnyBackup(t *testing.T) {
	w := newWorkplace(t, "")
	nightly := &Nightly{Office: w.Office, Folder: filepath.Join(t.TempDir(), "none"), Keep: 3, Hour: 2, Zone: time.FixedZone("", 8*3600)}
	for _, test := range []struct {
		what string
		now  time.Time
		want bool
	}{
		{"an hour after the first event, at 17:00", at.Add(time.Hour), false},
		{"the next morning at 08:00, a minute after the start", at.Add(16*time.Hour + time.Minute), true},
		{"a week later", at.AddDate(0, 0, 7), true},
	} {
		if due, err := nightly.due(t.Context(), test.now); due != test.want || err != nil {
			t.Errorf("%s: due %v %v", test.what, due, err)
		}
	}
	empty := t.TempDir()
	nightly.Office.Store = opened(t, empty, empty)
	if due, err := nightly.due(t.Context(), at.AddDate(0, 0, 7)); due || err != nil {
		t.Errorf("an office without an event: due %v %v", due, err)
	}
}

// What is told of the backups are those with a name of ours, newest first.
func TestNightlyBackupsAreListed(t *testing.T) {
	w := newWorkplace(t, "")
	nightly := &Nightly{Office: w.Office, Folder: filepath.Join(t.TempDir(), "backups"), Keep: 3, Zone: time.UTC}
	if list, err := nightly.List(); err != nil || len(list) != 0 {
		t.Errorf("before the first: %v %v", list, err)
	}
	for day := range 2 {
		if _, err := nightly.Once(t.Context(), at.AddDate(0, 0, day)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(nightly.Folder, "wuxing-old.tar"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := nightly.List()
	if err != nil || len(list) != 2 || !list[0].At.Equal(at.AddDate(0, 0, 1)) || list[1].Bytes == 0 {
		t.Errorf("%v %v", list, err)
	}
}
