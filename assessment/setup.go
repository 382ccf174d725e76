package assessment

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// SetupLasts is how long the code for the first account is good.
const SetupLasts = time.Hour

// setupLetters of base32 are 100 bits: not to be guessed in an hour.
const setupLetters = 20

// SetupTx keeps the one code for the first account.
type SetupTx interface {
	PutSetupCode(hash string, expires time.Time) error // in place of the one before
	FindSetupCode() (hash string, expires time.Time, err error)
	RemoveSetupCode() error
}

// FirstAccount is what makes the office's first administrator.
type FirstAccount struct {
	Code                            string
	Username, DisplayName, Password string
	Address, RequestID              string
}

// BeginSetup gives an office without any account a code for its first one: whoever
// reads it on the server's console is the administrator. It is kept as a hash; the
// one before is worth nothing from now on. With accounts there is none ("").
func (s *Service) BeginSetup(ctx context.Context) (code string, err error) {
	drawn := rand.Text()[:setupLetters]
	err = s.store.Update(ctx, func(tx Tx) error {
		if none, err := unpeopled(tx); err != nil || !none {
			return err
		}
		for i := 0; i < setupLetters; i += 5 {
			code += "-" + drawn[i:i+5]
		}
		return wrap(tx.PutSetupCode(setupHash(code), s.time().Add(SetupLasts)), "keep the code for the first account")
	})
	return strings.TrimPrefix(code, "-"), err
}

// NeedsSetup tells whether nobody has an account yet.
func (s *Service) NeedsSetup(ctx context.Context) (none bool, err error) {
	err = s.store.View(ctx, func(tx Tx) (err error) {
		none, err = unpeopled(tx)
		return err
	})
	return none, err
}

// unpeopled tells whether there is no account, but the console's own.
func unpeopled(tx Tx) (bool, error) {
	users, err := tx.ListUsers()
	if err != nil {
		return false, wrap(err, "look for accounts")
	}
	for _, user := range users {
		if user.Role != RoleOperator {
			return false, nil
		}
	}
	return true, nil
}

// SetUp makes the first administrator for whoever has the code, once. In an office
// with accounts there is no such thing (KindNotFound), whatever the code.
func (s *Service) SetUp(ctx context.Context, first FirstAccount) (*User, error) {
	new := NewUser{Username: normalUsername(first.Username), DisplayName: strings.TrimSpace(first.DisplayName), Role: RoleAdmin, Password: first.Password}
	tried := attempt{address: attemptOn("", first.Address).address} // the code is too long to be guessed; nobody shall hold up its owner
	wrong := false
	err := s.store.Update(ctx, func(tx Tx) error {
		if err := s.tryOnce(tx, tried); err != nil {
			return err
		}
		err := s.checkSetup(tx, first.Code)
		if wrong = IsKind(err, KindInvalid); wrong {
			// The attempt stays counted and goes on record.
			cmd := Command{Actor: Actor{Role: RolePublic}, RequestID: first.RequestID}
			return s.record(tx, cmd, change{action: ActionSecretWrong, object: objectUser})
		}
		if err != nil {
			return err
		}
		return s.forgive(tx, tried, false)
	})
	if err != nil {
		return nil, err
	}
	if wrong {
		return nil, wrongSecret("code", CodeSetupCodeWrong)
	}
	if problems := new.check(); len(problems) > 0 {
		return nil, invalid(problems)
	}
	hash, err := s.passwords.hash(ctx, new.Password)
	if err != nil {
		return nil, err
	}
	var user *User
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := s.checkSetup(tx, first.Code); err != nil { // of two at once one is first
			return err
		}
		var err error
		if user, err = s.addUser(tx, new, hash); err != nil {
			return err
		}
		if err := tx.RemoveSetupCode(); err != nil {
			return wrap(err, "use up the code for the first account")
		}
		cmd := Command{Actor: user.Actor(), RequestID: first.RequestID}
		return s.record(tx, cmd, change{action: ActionSetUp, object: objectUser, id: user.ID, after: user.step()})
	})
	if err != nil {
		return nil, err
	}
	return user, nil
}

// checkSetup refuses a code that is not the present one; unknown, used up and too
// old are one answer.
func (s *Service) checkSetup(tx Tx, code string) error {
	hash, expires, err := tx.FindSetupCode()
	if err != nil && !errors.Is(err, ErrNotFound) {
		return wrap(err, "find the code for the first account")
	}
	none, lookErr := unpeopled(tx)
	if lookErr != nil {
		return lookErr
	}
	if !none {
		return fail(KindNotFound, CodeNotFound)
	}
	if err != nil || !s.time().Before(expires) || subtle.ConstantTimeCompare([]byte(hash), []byte(setupHash(code))) != 1 {
		return wrongSecret("code", CodeSetupCodeWrong)
	}
	return nil
}

// setupHash forgives small letters, spaces and hyphens. A code is as long as a key,
// so it needs no slow hash.
func setupHash(code string) string {
	plain := strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(code))
	sum := sha256.Sum256([]byte("wuxing setup\x00" + plain))
	return hex.EncodeToString(sum[:])
}
