package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Names beside the database.
const (
	headFile   = "audit.head"   // the signed head
	hashesFile = "audit.hashes" // the hash of each event, 32 bytes each: to say which one is bad
	headLock   = "audit.lock"
)

// Errors of the signed head.
var (
	ErrNoHead       = errors.New("there is no signed head of the audit trail")
	ErrHeadForged   = errors.New("the head of the audit trail is not signed with this office's key")
	ErrTrailCut     = errors.New("the audit trail is shorter than its signed head")
	ErrTrailChanged = errors.New("the audit trail is not the one that was signed")
	ErrTrailForged  = errors.New("the audit trail holds an event that this office's program has not written")
)

// Head says how far the audit trail had come, and is signed: kept outside of the
// database, it shows when the trail is cut or written anew.
type Head struct {
	Seq         int64     `json:"seq"`                    // number of the newest event; 0: none yet
	Hash        string    `json:"hash"`                   // of that event, hexadecimal
	Time        time.Time `json:"time"`                   // when it was signed
	StampedFrom int64     `json:"stamped_from,omitempty"` // number of the first event that has a stamp; 0: signed before there were stamps
	PublicKey   string    `json:"public_key"`
	Signature   string    `json:"signature"` // Ed25519 over the other lines, see signed
}

// signed is what the signature is over. Heads from before there were stamps are signed
// in the first form.
func (h *Head) signed() []byte {
	if h.StampedFrom != 0 {
		return fmt.Appendf(nil, "wuxing-audit-head-2\n%d\n%s\n%s\n%d\n", h.Seq, h.Hash, h.Time.UTC().Format(time.RFC3339), h.StampedFrom)
	}
	return fmt.Appendf(nil, "wuxing-audit-head-1\n%d\n%s\n%s\n", h.Seq, h.Hash, h.Time.UTC().Format(time.RFC3339))
}

// Check tells whether the head is signed with the key (ErrHeadForged).
func (h *Head) Check(key ed25519.PublicKey) error {
	signature, err := base64.StdEncoding.DecodeString(h.Signature)
	if err != nil || h.PublicKey != base64.StdEncoding.EncodeToString(key) || !ed25519.Verify(key, h.signed(), signature) {
		return ErrHeadForged
	}
	return nil
}

// Heads keeps the signed head in a folder outside of the database. Several servers
// may share the folder.
type Heads struct{ folder string }

// NewHeads keeps heads in the folder; with "" there is no place for them (ErrNoFolder).
func NewHeads(folder string) *Heads { return &Heads{folder} }

// Read reads the head without looking at its signature; ErrNoHead where none is.
func (h *Heads) Read() (*Head, error) {
	if h.folder == "" {
		return nil, ErrNoFolder
	}
	return ReadHead(filepath.Join(h.folder, headFile))
}

// ReadHead reads a head, or a copy of one that was kept elsewhere.
func ReadHead(path string) (*Head, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoHead
	}
	if err != nil {
		return nil, fmt.Errorf("read the head of the audit trail: %w", err)
	}
	var head Head
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("%s: %w", path, ErrHeadForged)
	}
	return &head, nil
}

// Advance signs the newest event of the trail, if it is newer than the head, and
// gives the head that stands then. What it signs chains on to the head before: a
// trail that was cut or changed since, or holds an event without its right stamp, is not
// signed (ErrTrailCut, ErrTrailChanged, ErrTrailForged) and the head stays. While another
// process advances, the head stays, too.
func (h *Heads) Advance(ctx context.Context, s *Store) (*Head, error) {
	return h.advanceFrom(ctx, s, &Head{Hash: genesis})
}

// advanceFrom is Advance where there is no head yet: the first one goes on from the one
// given.
func (h *Heads) advanceFrom(ctx context.Context, s *Store, first *Head) (*Head, error) {
	if h.folder == "" {
		return nil, ErrNoFolder
	}
	stamp, err := s.stamps.stamper()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(h.folder, 0o700); err != nil {
		return nil, fmt.Errorf("advance the head: %w", err)
	}
	lock, err := lockFolder(filepath.Join(h.folder, headLock))
	if errors.Is(err, ErrFolderInUse) {
		return h.Read()
	}
	if err != nil {
		return nil, err
	}
	head, err := h.advance(func(from int64, fn func(*auditRow) error) error { return s.eachEvent(ctx, from, fn) }, stamp, first)
	return head, errors.Join(err, lock.Close())
}

// walk gives the events from a number on, in their order.
type walk func(from int64, fn func(*auditRow) error) error

func (h *Heads) advance(trail walk, stamp *stamper, first *Head) (*Head, error) {
	key, err := h.key()
	if err != nil {
		return nil, err
	}
	head, err := h.Read()
	if errors.Is(err, ErrNoHead) {
		head, err = first, nil
	} else if err == nil {
		err = head.Check(key.Public().(ed25519.PublicKey))
	}
	if err != nil {
		return nil, err
	}
	next, hashes, err := trail.following(head, stamp)
	if err == nil && head.Seq == 0 {
		err = h.holdKept(hashes)
	}
	if err != nil {
		return head, err
	}
	if next.Seq == head.Seq && next.StampedFrom == head.StampedFrom && head.Signature != "" {
		return head, nil
	}
	if err := h.appendHashes(trail, head.Seq, hashes); err != nil {
		return head, fmt.Errorf("advance the head: %w", err)
	}
	next.Time = time.Now().UTC().Truncate(time.Second)
	next.PublicKey = base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))
	next.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, next.signed()))
	text, err := json.MarshalIndent(next, "", "  ")
	if err != nil {
		return head, err
	}
	if err := writeDurable(filepath.Join(h.folder, headFile), append(text, '\n'), 0o644); err != nil {
		return head, fmt.Errorf("advance the head: %w", err)
	}
	return next, nil
}

// following walks the events after the head, and gives what the next head is of
// and their hashes.
func (trail walk) following(head *Head, stamp *stamper) (*Head, []byte, error) {
	next := &Head{Seq: head.Seq, Hash: head.Hash, StampedFrom: head.StampedFrom}
	var hashes []byte
	c, met := chainer{}, head.Seq == 0 // whether the head's own event is there
	err := trail(head.Seq, func(r *auditRow) error {
		if r.Seq == head.Seq {
			if met = r.Hash == head.Hash; !met {
				return fmt.Errorf("event %d: %w", r.Seq, ErrTrailChanged)
			}
			return nil
		}
		if !met {
			return fmt.Errorf("event %d: %w", head.Seq, ErrTrailCut)
		}
		if r.Seq != next.Seq+1 || r.Hash != c.hash(next.Hash, r) {
			return fmt.Errorf("event %d: %w", next.Seq+1, ErrTrailChanged)
		}
		if err := next.holdStamp(r, stamp); err != nil {
			return err
		}
		next.Seq, next.Hash = r.Seq, r.Hash
		sum, err := hex.DecodeString(r.Hash)
		hashes = append(hashes, sum...)
		return err
	})
	if err == nil && !met {
		err = fmt.Errorf("event %d: %w", head.Seq, ErrTrailCut)
	}
	if err == nil {
		err = next.settleStamps()
	}
	if err != nil {
		return nil, nil, err
	}
	return next, hashes, nil
}

// holdKept holds the hashes of a whole trail against those that were kept: where the
// head is gone, nothing but what was there is signed anew. A crash before the first head
// leaves hashes, too.
func (h *Heads) holdKept(hashes []byte) error {
	kept, err := os.ReadFile(filepath.Join(h.folder, hashesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the kept hashes: %w", err)
	}
	for at := 0; at+sha256.Size <= len(kept); at += sha256.Size {
		seq := at/sha256.Size + 1
		switch {
		case at+sha256.Size > len(hashes):
			return fmt.Errorf("event %d: %w", seq, ErrTrailCut)
		case !bytes.Equal(kept[at:at+sha256.Size], hashes[at:at+sha256.Size]):
			return fmt.Errorf("event %d: %w", seq, ErrTrailChanged)
		}
	}
	return nil
}

// appendHashes brings the list of hashes from the events up to known to those after.
// A list that has not the right length is written anew.
func (h *Heads) appendHashes(trail walk, known int64, hashes []byte) (err error) {
	file, err := os.OpenFile(filepath.Join(h.folder, hashesFile), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < known*sha256.Size {
		hashes = nil
		known = 0
		err := trail(0, func(r *auditRow) error {
			sum, err := hex.DecodeString(r.Hash)
			hashes = append(hashes, sum...)
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := file.Truncate(known * sha256.Size); err != nil { // what a crash has left behind the head
		return err
	}
	if _, err := file.WriteAt(hashes, known*sha256.Size); err != nil {
		return err
	}
	return file.Sync()
}

// begun tells whether a head was signed here at some time, or there is no telling.
func (h *Heads) begun() bool {
	if _, err := h.Read(); !errors.Is(err, ErrNoHead) {
		return !errors.Is(err, ErrNoFolder)
	}
	_, err := os.Stat(filepath.Join(h.folder, hashesFile))
	return !errors.Is(err, fs.ErrNotExist)
}

// hashes opens the list of hashes; nil where there is none.
func (h *Heads) hashes() (io.ReadCloser, error) {
	file, err := os.Open(filepath.Join(h.folder, hashesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return file, err
}

// Keep advances the head every so often until ctx ends, and tells what went wrong.
func (h *Heads) Keep(ctx context.Context, s *Store, every time.Duration, failed func(error)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if _, err := h.Advance(ctx, s); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}
