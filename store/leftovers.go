package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ClearIncoming removes files that a process which was killed had not yet written to
// their end. What was written to since a moment stays: another server may share the folder.
func (f *Files) ClearIncoming(before time.Time) (removed int, err error) {
	if f.folder == "" {
		return 0, nil
	}
	return ClearLeftovers(f.folder, incoming, before)
}

// ClearLeftovers removes what a killed process has left in a folder of ours: files and
// folders with a name that os.CreateTemp and os.MkdirTemp give for the prefix, into
// which nothing has been written since a moment. Nothing else is touched.
func ClearLeftovers(folder, prefix string, before time.Time) (removed int, err error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look for leftovers: %w", err)
	}
	for _, entry := range entries {
		number, ours := strings.CutPrefix(entry.Name(), prefix)
		if !ours || number == "" || strings.Trim(number, "0123456789") != "" || !entry.IsDir() && !entry.Type().IsRegular() {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		written, err := lastWritten(path)
		if err != nil {
			return removed, fmt.Errorf("look for leftovers: %w", err)
		}
		if !written.Before(before) {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return removed, fmt.Errorf("remove a leftover: %w", err)
		}
		removed++
	}
	return removed, nil
}

// lastWritten is the newest time of a file, or of anything in a folder; that of what
// has gone meanwhile does not count.
func lastWritten(path string) (newest time.Time, err error) {
	err = filepath.WalkDir(path, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil {
			var info fs.FileInfo
			if info, err = entry.Info(); err == nil && info.ModTime().After(newest) {
				newest = info.ModTime()
			}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	return newest, err
}
