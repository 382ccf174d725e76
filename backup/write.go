package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"wuxing/store"
)

// Office is what is backed up.
type Office struct {
	Store   *store.Store
	Heads   *store.Heads
	Address string // of the database, for pg_dump
	Files   string // folder of files
	Cards   string // folder of published cards
	Version string // of the program
}

// Options of Write.
type Options struct {
	WithoutKey bool     // leave the private signing key out
	Told       Recorder // hears of the backup; nil: nobody does
}

// Recorder hears that a backup begins, once nothing but the making of it can fail and
// before the database is copied, and then what came of it; nil: nothing.
type Recorder interface {
	Begun(ctx context.Context, path string)
	Ended(ctx context.Context, path string, made *Manifest, err error)
}

// unfinished begins the names of folders in which a backup is being made.
const unfinished = ".backup-"

// Write makes a backup while the office goes on working, and reads it again before
// it takes its name. Where the audit trail does not fit its signed head, or a kept
// file is damaged, the backup is made all the same, and the error of store.Copy or
// ErrFileOther comes back beside the manifest.
func Write(ctx context.Context, o Office, out string, options Options) (made *Manifest, err error) {
	if _, err := os.Lstat(out); err == nil {
		return nil, fmt.Errorf("%s: %w", out, ErrExists)
	}
	folder := filepath.Dir(out)
	staging, err := os.MkdirTemp(folder, unfinished)
	if err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(staging)) }()
	copied := filepath.Join(staging, "copy")
	if err := os.Mkdir(copied, 0o700); err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	manifest := &Manifest{Format: format, MadeAt: time.Now().UTC().Truncate(time.Second), Version: o.Version, Store: o.Store.Info(), Key: !options.WithoutKey}
	held, err := store.HoldFiles(o.Files) // what the copy names is not erased before it is packed
	if err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	if options.Told != nil {
		options.Told.Begun(ctx, out)
		defer func() { options.Told.Ended(ctx, out, made, err) }()
	}
	// The database comes first: every file that it names was kept before.
	head, unfit := o.Store.Copy(ctx, copied, o.Heads, dumper(o.Address))
	if unfit != nil && !suspicious(unfit) {
		return nil, fmt.Errorf("back up: %w", unfit)
	}
	manifest.Head = head
	partial := filepath.Join(staging, "backup.tar")
	if err := pack(ctx, partial, manifest, copied, o, options); err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	if _, err := Verify(ctx, partial); err != nil {
		return nil, fmt.Errorf("read the backup again: %w", err)
	}
	if err := os.Link(partial, out); err != nil { // does not take the name of another
		return nil, fmt.Errorf("back up: %w", err)
	}
	if err := store.SyncFolder(folder); err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	for _, name := range manifest.Damaged {
		unfit = errors.Join(unfit, fmt.Errorf("%s: %w", name, ErrFileOther))
	}
	return manifest, unfit
}

// suspicious tells whether only the audit trail is to blame.
func suspicious(err error) bool {
	return errors.Is(err, store.ErrTrailCut) || errors.Is(err, store.ErrTrailChanged) || errors.Is(err, store.ErrTrailForged) || errors.Is(err, store.ErrHeadForged)
}

// pack writes the tar.
func pack(ctx context.Context, out string, manifest *Manifest, copied string, o Office, options Options) (err error) {
	file, err := os.OpenFile(out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	p := &packer{ctx: ctx, file: file, sum: sha256.New(), at: manifest.MadeAt}
	p.tar = tar.NewWriter(io.MultiWriter(file, p.sum))
	err = p.folder(copied, "", func(name string) bool { return name != privateName && name != secretsName || !options.WithoutKey })
	if err == nil {
		err = p.folder(o.Cards, "cards", func(string) bool { return true })
	}
	if err == nil {
		err = p.folder(o.Files, "files", func(string) bool { return true })
	}
	if err != nil {
		return err
	}
	manifest.Entries, manifest.Damaged = p.entries, p.damaged
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	if err := p.text(manifestName, append(text, '\n')); err != nil {
		return err
	}
	if err := p.tar.Flush(); err != nil { // no end yet: the sum comes behind
		return err
	}
	if _, err := io.MultiWriter(file, p.sum).Write(tail(p.sum.Sum(nil), p.at)); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	manifest.Size, manifest.SHA256 = info.Size(), hex.EncodeToString(p.sum.Sum(nil))
	return file.Sync()
}

// packer writes entries and keeps the list of them.
type packer struct {
	ctx     context.Context
	file    *os.File
	tar     *tar.Writer
	sum     hash.Hash
	at      time.Time
	entries []Entry
	damaged []string
}

// folder adds the files below a folder, by name; one that is not there has none.
// What has no place in a backup, such as a file that is still being written, stays
// outside.
func (p *packer) folder(folder, prefix string, wanted func(name string) bool) error {
	if folder == "" {
		return nil
	}
	return filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}
		name := path.Join(prefix, filepath.ToSlash(relative))
		if !allowed.MatchString(name) || !wanted(name) {
			return p.ctx.Err()
		}
		return p.add(name, file)
	})
}

// add puts one file in, and remembers a kept file that is not what its name says.
func (p *packer) add(name, file string) (err error) {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if err := p.tar.WriteHeader(header(name, info.Size(), p.at)); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(p.tar, sum), in); err != nil {
		return err
	}
	entry := Entry{name, info.Size(), hex.EncodeToString(sum.Sum(nil))}
	if path.Dir(path.Dir(name)) == "files" && path.Base(name) != entry.SHA256 {
		p.damaged = append(p.damaged, name)
	}
	p.entries = append(p.entries, entry)
	return nil
}

func (p *packer) text(name string, content []byte) error {
	if err := p.tar.WriteHeader(header(name, int64(len(content)), p.at)); err != nil {
		return err
	}
	_, err := p.tar.Write(content)
	return err
}

// header is all that an entry says of itself: the same for the same content.
func header(name string, size int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: at, Format: tar.FormatUSTAR}
}

// tail is the last entry, over everything before it, and the tar's end.
func tail(sum []byte, at time.Time) []byte {
	var out tailBuffer
	w := tar.NewWriter(&out)
	text := hex.EncodeToString(sum) + "\n"
	// Writing to memory does not fail.
	_ = w.WriteHeader(header(sumName, int64(len(text)), at))
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return out
}

type tailBuffer []byte

func (b *tailBuffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}
