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
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"wuxing/store"
)

// maxManifest bounds the list of entries that is held in memory, in bytes.
const maxManifest = 512 << 20

// Verify reads a backup to its end and holds every byte against its sums. A backup
// that is not whole is ErrDamaged, one that this program cannot restore ErrNewer.
func Verify(ctx context.Context, path string) (*Manifest, error) {
	return unpack(ctx, path, func(string, io.Reader) error { return nil })
}

// unpack verifies the whole file and only then gives its entries one by one; take
// need not read them.
func unpack(ctx context.Context, path string, take func(name string, content io.Reader) error) (_ *Manifest, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the backup: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	body, err := checkSum(ctx, file)
	if err != nil {
		return nil, err
	}
	manifest, found, err := entries(ctx, io.NewSectionReader(file, 0, body), take)
	if err != nil {
		return nil, err
	}
	if manifest == nil || !slices.Equal(manifest.Entries, found) {
		return nil, fmt.Errorf("its list does not name what is in it: %w", ErrDamaged)
	}
	if manifest.Format > format || manifest.Store.Schema > store.NewestSchema() {
		return nil, fmt.Errorf("format %d, schema %d: %w", manifest.Format, manifest.Store.Schema, ErrNewer)
	}
	return manifest, nil
}

// checkSum holds the file against its last entry, and gives the length of what is
// before that.
func checkSum(ctx context.Context, file *os.File) (body int64, err error) {
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("read the backup: %w", err)
	}
	body = info.Size() - int64(len(tail(make([]byte, sha256.Size), time.Unix(0, 0))))
	if body <= 0 {
		return 0, fmt.Errorf("it is too short: %w", ErrDamaged)
	}
	end := make([]byte, info.Size()-body)
	if _, err := file.ReadAt(end, body); err != nil {
		return 0, fmt.Errorf("read the backup: %w", err)
	}
	header, err := tar.NewReader(bytes.NewReader(end)).Next()
	if err != nil || header.Name != sumName {
		return 0, fmt.Errorf("its end is missing: %w", ErrDamaged)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, reader{ctx, io.NewSectionReader(file, 0, body)}); err != nil {
		return 0, fmt.Errorf("read the backup: %w", err)
	}
	if !bytes.Equal(end, tail(sum.Sum(nil), header.ModTime)) {
		return 0, fmt.Errorf("its bytes are not those that were written: %w", ErrDamaged)
	}
	return body, nil
}

// entries walks the tar.
func entries(ctx context.Context, body io.Reader, take func(name string, content io.Reader) error) (manifest *Manifest, found []Entry, err error) {
	archive := tar.NewReader(reader{ctx, body})
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return manifest, found, nil
		}
		switch {
		case ctx.Err() != nil:
			return nil, nil, ctx.Err()
		case err != nil || manifest != nil: // nothing comes behind the list
			return nil, nil, fmt.Errorf("it cannot be read: %w", ErrDamaged)
		case header.Name == manifestName && header.Size <= maxManifest:
			text, err := io.ReadAll(archive)
			if err == nil {
				err = json.Unmarshal(text, &manifest)
			}
			if err != nil || manifest == nil {
				return nil, nil, fmt.Errorf("its list cannot be read: %w", ErrDamaged)
			}
			continue
		case header.Typeflag != tar.TypeReg || !allowed.MatchString(header.Name):
			return nil, nil, fmt.Errorf("it holds %q: %w", header.Name, ErrDamaged)
		}
		sum := sha256.New()
		content := io.TeeReader(archive, sum)
		if err := take(header.Name, content); err != nil {
			return nil, nil, err
		}
		if _, err := io.Copy(io.Discard, content); err != nil {
			return nil, nil, fmt.Errorf("%s cannot be read: %w", header.Name, ErrDamaged)
		}
		found = append(found, Entry{header.Name, header.Size, hex.EncodeToString(sum.Sum(nil))})
	}
}

// reader stops when the command is given up.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// Restore takes an office out of a backup. The folder must not be there, or be
// empty; for a PostgreSQL backup the address must be of a database without tables,
// else it must be "". The whole backup is verified before anything is written, and
// the folder appears at once or not at all.
func Restore(ctx context.Context, in, folder, address string) (_ *Manifest, err error) {
	manifest, err := Verify(ctx, in)
	if err != nil {
		return nil, err
	}
	if (manifest.Store.Engine == "postgres") != (address != "") {
		return nil, fmt.Errorf("%s: %w", manifest.Store.Engine, ErrEngine)
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, err
	}
	if err := mustBeEmpty(ctx, folder, address); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	staging, err := os.MkdirTemp(filepath.Dir(folder), ".restore-")
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(staging)) }()
	manifest, err = unpack(ctx, in, func(name string, content io.Reader) error { return put(staging, name, content) })
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	dump := filepath.Join(staging, store.DumpFile)
	if address == "" {
		if err := store.CheckFile(filepath.Join(staging, store.DatabaseFile)); err != nil {
			return nil, fmt.Errorf("restore: %w", err)
		}
	} else if err := loadDump(ctx, address, dump); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(dump); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := syncFolders(staging); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := os.Remove(folder); err != nil && !errors.Is(err, os.ErrNotExist) { // empty, as was seen
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(staging, folder); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return manifest, store.SyncFolder(filepath.Dir(folder))
}

// put writes one entry below the folder.
func put(folder, name string, content io.Reader) (err error) {
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// syncFolders makes every name below a folder durable, and its own.
func syncFolders(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return store.SyncFolder(path)
	})
}

// mustBeEmpty refuses a target that holds anything.
func mustBeEmpty(ctx context.Context, folder, address string) error {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("look at the target: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s: %w", folder, ErrNotEmpty)
	}
	if address == "" {
		return nil
	}
	empty, err := store.Empty(ctx, address)
	if err == nil && !empty {
		err = fmt.Errorf("the database has tables: %w", ErrNotEmpty)
	}
	return err
}
