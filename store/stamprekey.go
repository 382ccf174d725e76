package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"wuxing/assessment"
)

// ErrKeyHolds means that the office's key is there and fits: there is nothing to replace.
var ErrKeyHolds = errors.New("the office's key is in its place and fits the audit trail")

// Rekey lets an office go on whose key is lost for good: it makes another one, records
// that with the reason, and signs a head which says that the stamps begin there. What
// the lost key has stamped is checked by nobody any more, so it asks for a trail that is
// still one chain and comes to the head that the lost key has signed, where that and the
// public key are there; both are kept under names with the old fingerprint.
func (s *Store) Rekey(ctx context.Context, heads *Heads, reason string) (*Head, error) {
	if s.CheckKey() == nil && heads.saysStamped() {
		return nil, ErrKeyHolds
	}
	if err := s.holdsTo(ctx, heads); err != nil {
		return nil, err
	}
	if err := heads.putAside(); err != nil {
		return nil, fmt.Errorf("put the old key aside: %w", err)
	}
	if _, err := heads.key(); err != nil {
		return nil, err
	}
	s.stamps.refuse(nil)
	err := s.update(ctx, func(t *tx) error {
		t.sealed = append(t.sealed, "") // it names no rows
		t.events = append(t.events, assessment.AuditEvent{
			At: time.Now(), Role: assessment.RoleOperator, Action: assessment.ActionSealed, Object: assessment.ObjectRows, Reason: "new key: " + reason,
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	last, err := lastStamp(s.reader.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	return heads.advanceFrom(ctx, s, &Head{Hash: genesis, StampedFrom: last.Seq})
}

// holdsTo tells whether the trail is one chain and comes to the head, if there is one,
// which must be signed where the public key is there. Stamps are not looked at.
func (s *Store) holdsTo(ctx context.Context, heads *Heads) error {
	head, err := heads.Read()
	if errors.Is(err, ErrNoHead) {
		head, err = &Head{}, nil
	} else if err == nil {
		var key ed25519.PublicKey
		if key, err = heads.PublicKey(); err == nil {
			err = head.Check(key)
		} else if errors.Is(err, ErrNoHead) {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	met, prev, seq, c := head.Seq == 0, genesis, int64(0), chainer{}
	err = s.eachEvent(ctx, 0, func(r *auditRow) error {
		seq++
		if r.Seq != seq || r.Hash != c.hash(prev, r) {
			return fmt.Errorf("event %d: %w", seq, ErrTrailChanged)
		}
		prev = r.Hash
		if r.Seq == head.Seq {
			if met = r.Hash == head.Hash; !met {
				return fmt.Errorf("event %d: %w", seq, ErrTrailChanged)
			}
		}
		return nil
	})
	if err == nil && !met {
		err = fmt.Errorf("event %d: %w", head.Seq, ErrTrailCut)
	}
	return err
}

// putAside renames what belongs to a key that is gone.
func (h *Heads) putAside() error {
	if _, err := h.keptKey(); !errors.Is(err, ErrKeyGone) {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(h.folder, keyFolder), 0o700); err != nil {
		return err
	}
	of := "lost"
	if fingerprint := h.Fingerprint(); fingerprint != "" {
		of = fingerprint[:16]
	}
	for _, name := range []string{headFile, filepath.Join(keyFolder, publicKey)} { // the public key last: by it this is done again after a crash
		path := filepath.Join(h.folder, name)
		if err := os.Rename(path, path+"."+of); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return errors.Join(syncFolder(filepath.Join(h.folder, keyFolder)), syncFolder(h.folder))
}
