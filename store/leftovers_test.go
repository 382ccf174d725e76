package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"wuxing/store"
)

// What a killed upload has left goes once it is old; what is being written, and what
// is not ours, stays.
func TestLeftoversOfUploadsGo(t *testing.T) {
	folder := t.TempDir()
	now := time.Now()
	put := func(name string, age time.Duration) {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	put("incoming-123", 2*time.Hour)
	put("incoming-456", time.Minute)
	put("incoming-list.txt", 2*time.Hour)
	put("incoming-", 2*time.Hour)
	put("my-incoming-1", 2*time.Hour)
	put("held", 2*time.Hour)
	removed, err := store.NewFiles(folder).ClearIncoming(now.Add(-time.Hour))
	if err != nil || removed != 1 {
		t.Errorf("%d %v", removed, err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if want := []string{"held", "incoming-", "incoming-456", "incoming-list.txt", "my-incoming-1"}; !slices.Equal(names, want) {
		t.Errorf("left: %v", names)
	}
	for _, nowhere := range []string{"", filepath.Join(folder, "none")} {
		if removed, err := store.NewFiles(nowhere).ClearIncoming(now); removed != 0 || err != nil {
			t.Errorf("%q: %d %v", nowhere, removed, err)
		}
	}
}
