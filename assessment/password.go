package assessment

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
)

// Cost of one argon2id hash: 19 MiB and two passes, about 30 ms (OWASP's
// smallest recommended setting).
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonSalt    = 16 // bytes
	argonKey     = 32 // bytes
)

// maxHashing is how many hashes are computed at once: a flood of logins must
// take neither the memory nor all cores of a small server.
const maxHashing = 2

// maxWaiting is how many may wait for that; whoever comes then is told to come
// again (CodeSignInBusy) and holds nothing here.
const maxWaiting = 64

// passwords hashes and compares passwords, a few at a time.
type passwords struct {
	slots   chan struct{}
	inside  atomic.Int64 // at work or waiting
	checked atomic.Int64
	dummy   string // the hash that an unknown account is compared with
}

func newPasswords() *passwords {
	p := &passwords{slots: make(chan struct{}, maxHashing)}
	p.dummy = encodeHash(make([]byte, argonSalt), make([]byte, argonKey), argonMemory, argonTime, argonThreads)
	return p
}

// hash is the PHC string to store. It waits for its turn as long as ctx allows.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", wrap(err, "draw a salt")
	}
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	return encodeHash(salt, key, argonMemory, argonTime, argonThreads), nil
}

// matches compares a password with a stored hash, in constant time. An empty
// hash (no such account) costs the same and never matches.
func (p *passwords) matches(ctx context.Context, password, stored string) (bool, error) {
	known := stored != ""
	if !known {
		stored = p.dummy
	}
	salt, key, memory, time, threads, err := decodeHash(stored)
	if err != nil {
		return false, wrap(err, "read a stored password hash")
	}
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	p.checked.Add(1)
	got := argon2.IDKey([]byte(password), salt, time, memory, threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1 && known, nil
}

func (p *passwords) enter(ctx context.Context) error {
	if p.inside.Add(1) > maxHashing+maxWaiting {
		p.inside.Add(-1)
		return fail(KindTooMany, CodeSignInBusy)
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		p.inside.Add(-1)
		return wrap(ctx.Err(), "wait to check a password")
	}
}

func (p *passwords) leave() {
	<-p.slots
	p.inside.Add(-1)
}

// PasswordChecks is how many passwords were held against a hash since the start.
func (s *Service) PasswordChecks() int64 { return s.passwords.checked.Load() }

// outdated tells whether a hash is cheaper than those that are made now.
func outdated(stored string) bool {
	salt, key, memory, time, _, err := decodeHash(stored)
	return err == nil && (memory < argonMemory || time < argonTime || len(salt) < argonSalt || len(key) < argonKey)
}

func encodeHash(salt, key []byte, memory, time uint32, threads uint8) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, memory, time, threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decodeHash(stored string) (salt, key []byte, memory, time uint32, threads uint8, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return nil, nil, 0, 0, 0, fmt.Errorf("not an argon2id hash of version %d", argon2.Version)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return nil, nil, 0, 0, 0, fmt.Errorf("parameters %q: %w", parts[3], err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return nil, nil, 0, 0, 0, fmt.Errorf("salt: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return nil, nil, 0, 0, 0, fmt.Errorf("key: %w", err)
	}
	return salt, key, memory, time, threads, nil
}
