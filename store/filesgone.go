package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// erasing begins the name that a file has for the moment in which it is removed.
const erasing = "erasing-"

// Erase removes files, as assessment.Files says. It waits for nobody: while a backup
// reads the files all of them are left.
func (f *Files) Erase(ctx context.Context, sums []string, before time.Time) (left int, err error) {
	if f.folder == "" {
		return 0, ErrNoFolder
	}
	if _, err := os.Stat(f.folder); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	lock, err := lockFolder(heldName(f.folder))
	if errors.Is(err, ErrFolderInUse) {
		return len(sums), nil
	}
	if err != nil {
		return 0, fmt.Errorf("remove files: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	for _, sum := range sums {
		if err := ctx.Err(); err != nil {
			return left, err
		}
		stays, err := f.erase(sum, before)
		if err != nil {
			return left, fmt.Errorf("remove a file: %w", err)
		}
		if stays {
			left++
		}
	}
	return left, nil
}

// erase takes the file's name away before it looks how old it is: whoever keeps the
// same content anew in that moment puts it under the name again.
func (f *Files) erase(sum string, before time.Time) (stays bool, err error) {
	if !isSum(sum) {
		return false, nil
	}
	place := f.place(sum)
	if info, err := os.Stat(place); errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
		return err == nil, dropped(underErasure(place))
	}
	if err := os.Rename(place, underErasure(place)); err != nil {
		return false, err
	}
	info, err := os.Stat(underErasure(place))
	if err != nil {
		return false, err
	}
	if !info.ModTime().Before(before) {
		return true, os.Rename(underErasure(place), place)
	}
	return false, errors.Join(os.Remove(underErasure(place)), syncFolder(filepath.Dir(place)))
}

// underErasure is the name of a file while it is removed.
func underErasure(place string) string {
	return filepath.Join(filepath.Dir(place), erasing+filepath.Base(place))
}

// heldName is the lock of a folder of files, beside it.
func heldName(folder string) string { return filepath.Clean(folder) + ".lock" }

// HoldFiles keeps every file of a folder until the answer is closed, for whoever reads
// the rows first and the files later. Many may hold it at once.
func HoldFiles(folder string) (io.Closer, error) {
	if folder == "" {
		return io.NopCloser(nil), nil
	}
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) { // no file has come yet
		return io.NopCloser(nil), nil
	}
	return lockShared(heldName(folder))
}
