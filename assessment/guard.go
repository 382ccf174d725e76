package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"strconv"
	"time"
)

// Guessing a password is held up in two ways. Under one name the first attempts in
// vain are free; each further one has to wait, twice as long every time: ten in the
// first quarter of an hour, four an hour after that. From one address there is a
// budget. Both are counted before a password is looked at, so that attempts at the
// same moment are counted, too, and both lie in the database. Sessions that are
// there already are not touched by either.
const (
	freeFailures   = 4
	firstDelay     = 15 * time.Second
	longestDelay   = 15 * time.Minute
	addressBudget  = 60
	addressWindow  = 15 * time.Minute
	guardForgotten = 24 * time.Hour // since the last attempt
)

// Guard counts the attempts in vain under one key.
type Guard struct {
	Key      string // kind and SHA-256
	Failures int
	Since    time.Time // the first of them
	Until    time.Time // nothing is tried before
	At       time.Time // the last of them
}

// GuardTx keeps guards.
type GuardTx interface {
	// FindGuard in Update keeps others from the key until the transaction ends, also
	// where there is no guard yet.
	FindGuard(key string) (*Guard, error)
	PutGuard(guard *Guard) error
	RemoveGuard(key string) error
	RemoveOldGuards(before time.Time) error
}

// attempt is somebody's try at a secret.
type attempt struct{ account, address string } // keys; "": is not guarded

// attemptOn makes the keys: of the name that was typed, whether there is such an
// account or not, and of the address, an IPv6 one by its network.
func attemptOn(username, address string) attempt {
	a := attempt{account: guardKey("account", normalUsername(username))}
	if ip, err := netip.ParseAddr(address); err == nil {
		bits := 32
		if ip = ip.Unmap().WithZone(""); ip.Is6() {
			bits = 64
		}
		a.address = guardKey("address", netip.PrefixFrom(ip, bits).Masked().String())
	}
	return a
}

// guardKey hides what is guarded: a name that was typed may be a password.
func guardKey(kind, text string) string {
	sum := sha256.Sum256([]byte("wuxing guard\x00" + kind + "\x00" + text))
	return kind + ":" + hex.EncodeToString(sum[:])
}

// tryOnce counts an attempt as one in vain, or refuses it (CodeTooManyAttempts).
// Addresses come before accounts, so that two attempts never wait for each other.
func (s *Service) tryOnce(tx Tx, a attempt) error {
	now := s.time()
	if err := tx.RemoveOldGuards(now.Add(-guardForgotten)); err != nil {
		return wrap(err, "forget old attempts")
	}
	if a.address != "" {
		g, err := s.guard(tx, a.address)
		if err != nil {
			return err
		}
		if !now.Before(g.Since.Add(addressWindow)) {
			g.Failures, g.Since = 0, now
		}
		if g.Failures >= addressBudget {
			return tooMany(g.Since.Add(addressWindow).Sub(now))
		}
		g.Failures, g.At = g.Failures+1, now
		if err := tx.PutGuard(g); err != nil {
			return wrap(err, "count an attempt")
		}
	}
	if a.account == "" {
		return nil
	}
	g, err := s.guard(tx, a.account)
	if err != nil {
		return err
	}
	if now.Before(g.Until) {
		return tooMany(g.Until.Sub(now))
	}
	g.Failures, g.At = g.Failures+1, now
	g.Until = now.Add(delayAfter(g.Failures))
	return wrap(tx.PutGuard(g), "count an attempt")
}

// guard is the guard of a key; a new one where there is none.
func (s *Service) guard(tx Tx, key string) (*Guard, error) {
	g, err := tx.FindGuard(key)
	if errors.Is(err, ErrNotFound) {
		return &Guard{Key: key, Since: s.time()}, nil
	}
	return g, wrap(err, "find how often was tried")
}

// delayAfter is how long the next attempt waits.
func delayAfter(failures int) time.Duration {
	if failures <= freeFailures {
		return 0
	}
	delay := firstDelay
	for range failures - freeFailures - 1 {
		if delay *= 2; delay >= longestDelay {
			return longestDelay
		}
	}
	return delay
}

// forgive takes back what tryOnce has counted: it was not in vain. Where another step
// is to come the failures before it stand until that, too, was right.
func (s *Service) forgive(tx Tx, a attempt, whole bool) error {
	if a.address != "" {
		g, err := s.guard(tx, a.address)
		if err != nil {
			return err
		}
		if g.Failures = max(0, g.Failures-1); g.Failures == 0 {
			err = tx.RemoveGuard(a.address)
		} else {
			err = tx.PutGuard(g)
		}
		if err != nil {
			return wrap(err, "take an attempt back")
		}
	}
	if a.account == "" {
		return nil
	}
	if whole {
		return wrap(tx.RemoveGuard(a.account), "forget attempts")
	}
	g, err := s.guard(tx, a.account)
	if err != nil {
		return err
	}
	g.Failures, g.Until = max(0, g.Failures-1), s.time()
	return wrap(tx.PutGuard(g), "take an attempt back")
}

func tooMany(wait time.Duration) error {
	seconds := max(1, int64((wait+time.Second-1)/time.Second))
	return fail(KindTooMany, CodeTooManyAttempts, "seconds", strconv.FormatInt(seconds, 10))
}
