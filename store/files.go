package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"wuxing/assessment"
)

// ErrNoFolder means that no place for files was named.
var ErrNoFolder = errors.New("no folder for files: beside PostgreSQL it is named with --files")

// Files keeps files in a folder, as assessment.Files says: FOLDER/ab/abcd… by the
// hash of the content. Several servers may share the folder.
type Files struct{ folder string }

// NewFiles keeps files in the folder, which is made when the first file comes;
// with "" every file is refused with ErrNoFolder.
func NewFiles(folder string) *Files { return &Files{folder: folder} }

// incoming begins the names of files that are still being written.
const incoming = "incoming-"

// Put writes, hashes and syncs a file beside its place, then moves it there.
func (f *Files) Put(ctx context.Context, content io.Reader) (assessment.File, error) {
	if f.folder == "" {
		return assessment.File{}, ErrNoFolder
	}
	if err := os.MkdirAll(f.folder, 0o700); err != nil {
		return assessment.File{}, fmt.Errorf("keep a file: %w", err)
	}
	temporary, err := os.CreateTemp(f.folder, incoming)
	if err != nil {
		return assessment.File{}, fmt.Errorf("keep a file: %w", err)
	}
	file, err := f.write(ctx, temporary, content)
	if err != nil {
		return assessment.File{}, errors.Join(fmt.Errorf("keep a file: %w", err), dropped(temporary.Name()))
	}
	return file, nil
}

func (f *Files) write(ctx context.Context, temporary *os.File, content io.Reader) (assessment.File, error) {
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(temporary, sum), untilDone{ctx, content})
	if err == nil {
		err = temporary.Sync()
	}
	if err := errors.Join(err, temporary.Close()); err != nil {
		return assessment.File{}, err
	}
	file := assessment.File{SHA256: hex.EncodeToString(sum.Sum(nil)), Size: size}
	place := f.place(file.SHA256)
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return assessment.File{}, err
	}
	// What lies there already has the same content, or has been damaged since.
	if err := os.Rename(temporary.Name(), place); err != nil {
		return assessment.File{}, err
	}
	for _, folder := range []string{filepath.Dir(place), f.folder, filepath.Dir(f.folder)} {
		if err := syncFolder(folder); err != nil {
			return assessment.File{}, err
		}
	}
	return file, nil
}

// Open opens a kept file.
func (f *Files) Open(_ context.Context, sha256 string) (io.ReadSeekCloser, error) {
	if !isSum(sha256) {
		return nil, assessment.ErrNotFound // also keeps foreign names out of the path
	}
	if f.folder == "" {
		return nil, ErrNoFolder
	}
	file, err := os.Open(f.place(sha256))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, assessment.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("open a kept file: %w", err)
	}
	return file, nil
}

func isSum(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}

func (f *Files) place(sha256 string) string { return filepath.Join(f.folder, sha256[:2], sha256) }

// dropped removes what a failed write has left.
func dropped(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncFolder makes the names in a folder durable. Windows does that by itself and
// opens no folders.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// SyncFolder makes the names in a folder durable.
func SyncFolder(name string) error { return syncFolder(name) }

// untilDone stops reading when the request is given up.
type untilDone struct {
	ctx    context.Context
	reader io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.reader.Read(p)
}
