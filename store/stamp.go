package store

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"sync"
)

// How an event is hashed is public, so whoever can write into the database beside the
// program can append an event with the right hash. Therefore each event also carries a
// stamp, made in the transaction that writes it: an HMAC-SHA256 over its number and its
// hash, under a key that is derived from the office's signing key and lies, like that,
// outside of the database. The hash is over all events before, so the first stamp that
// there is vouches for those that have none.

// stampTag begins what is stamped. Another encoding takes another tag.
const stampTag = "wuxing-audit-stamp-1"

// stampUse is what the key for stamps is derived for, and nothing else.
const stampUse = "wuxing audit stamps"

// stamps are those of one office. The key is read when it is first needed, and looked
// for again while it is not there: it may be put back beside a running server.
type stamps struct {
	heads *Heads

	mu      sync.Mutex
	key     []byte
	refused error // why nothing may be stamped although there is a key
}

func newStamps(folder string) *stamps { return &stamps{heads: NewHeads(folder)} }

// stamper makes and checks stamps, for one goroutine.
type stamper struct {
	mac    hash.Hash
	buffer []byte
	sum    []byte
}

// stamper gives ErrNoFolder, ErrKeyGone or ErrOtherKey where there is no key.
func (s *stamps) stamper() (*stamper, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refused != nil {
		return nil, s.refused
	}
	if s.key == nil {
		signing, err := s.heads.keptKey()
		if err != nil {
			return nil, err
		}
		if s.key, err = hkdf.Key(sha256.New, signing.Seed(), nil, stampUse, sha256.Size); err != nil {
			return nil, fmt.Errorf("derive the key for stamps: %w", err)
		}
	}
	return &stamper{mac: hmac.New(sha256.New, s.key)}, nil
}

// refuse lets nothing be stamped any more.
func (s *stamps) refuse(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = err
}

// of is the stamp of the event with this number and hash.
func (s *stamper) of(seq int64, hash string) string { return hex.EncodeToString(s.raw(seq, hash)) }

// holds tells whether an event has its right stamp.
func (s *stamper) holds(r *auditRow) bool {
	stamp, err := hex.DecodeString(r.Stamp)
	return err == nil && hmac.Equal(stamp, s.raw(r.Seq, r.Hash))
}

// raw is good until the next call.
func (s *stamper) raw(seq int64, hash string) []byte {
	s.buffer = append(s.buffer[:0], stampTag...)
	s.buffer = binary.BigEndian.AppendUint64(s.buffer, uint64(seq))
	s.buffer = append(s.buffer, hash...)
	s.mac.Reset()
	s.mac.Write(s.buffer)
	s.sum = s.mac.Sum(s.sum[:0])
	return s.sum
}

// holdStamp takes in the next event behind a head: from the first stamp on each event
// must have its own.
func (h *Head) holdStamp(r *auditRow, stamp *stamper) error {
	switch {
	case h.StampedFrom == 0 && r.Stamp == "", r.Seq < h.StampedFrom: // from before there were stamps, or by a lost key
	case !stamp.holds(r):
		return fmt.Errorf("event %d: %w", r.Seq, ErrTrailForged)
	case h.StampedFrom == 0:
		h.StampedFrom = r.Seq
	}
	return nil
}

// settleStamps says from where on there are stamps once all events were taken in. A
// trail without any is not this program's, which stamps what it finds when it opens a
// database.
func (h *Head) settleStamps() error {
	switch {
	case h.StampedFrom != 0:
	case h.Seq == 0:
		h.StampedFrom = 1
	default:
		return fmt.Errorf("event %d has no stamp: %w", h.Seq, ErrTrailForged)
	}
	return nil
}
