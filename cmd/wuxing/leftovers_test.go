package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A server begins by removing what one that was killed has left half written.
func TestAServerRemovesLeftovers(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	left := []string{filepath.Join(data, "files", "incoming-1"), filepath.Join(data, "backups", ".backup-1")}
	for _, path := range left {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.WriteFile(left[0], nil, 0o600), os.Mkdir(left[1], 0o700)); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * leftoverAge)
	for _, path := range left {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	o := startOffice(t, data)
	for _, path := range left {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
	o.stop(t)
}
