package assessment

import (
	"context"
	"crypto/rand"
	"slices"
	"time"
)

// madePasswordLife is how long a password that the program has made up is good. Who gave
// it on knows it, too, so it is for the first sign-in alone.
const madePasswordLife = 7 * 24 * time.Hour

// madePassword is a password for somebody to be given: 80 bits in 16 letters and digits.
func madePassword() string { return rand.Text()[:16] }

// CreateUserWithPassword is CreateUser with a password that is made up, and given back
// this once. Its owner has to replace it within a week.
func (s *Service) CreateUserWithPassword(ctx context.Context, cmd Command, new NewUser) (*User, string, error) {
	new.Password, new.made = madePassword(), true
	cmd.IdempotencyKey = "" // a repeated answer could not tell the password
	user, err := s.CreateUser(ctx, cmd, new)
	return user, new.Password, err
}

// MakePassword gives an account a password that is made up, and gives it back this once.
// Its owner has to replace it within a week.
func (s *Service) MakePassword(ctx context.Context, cmd Command, username string) (string, error) {
	password := madePassword()
	cmd.IdempotencyKey = ""
	return password, s.setPassword(ctx, cmd, username, password, s.time().Add(madePasswordLife))
}

// OwesPassword tells whether the account has a password that was made up: until its
// owner has replaced it, nothing else is open to the account.
func (u *User) OwesPassword() bool { return u != nil && !u.PasswordUntil.IsZero() }

// passwordOver tells whether a password that was made up has lasted its time.
func (u *User) passwordOver(now time.Time) bool {
	return u.OwesPassword() && !now.Before(u.PasswordUntil)
}

// beforeOwnPassword is what an account with a made up password may do: see who it is,
// replace the password, leave.
var beforeOwnPassword = []Action{ActionPublic, ActionSession, ActionLogout, ActionChangePassword}

// beforeFactor is what an account may do that has to enrol a second factor first.
var beforeFactor = append([]Action{ActionEnrolFactor, ActionEndSessions}, beforeOwnPassword...)

// Admits refuses an action to an account that has something else to do first: to
// replace a password that was made up, then to enrol a second factor. nil is nobody's
// account, and has nothing to do.
func (s *Service) Admits(user *User, action Action) error {
	switch {
	case user.OwesPassword() && !slices.Contains(beforeOwnPassword, action):
		return fail(KindForbidden, CodePasswordOwed)
	case s.LacksFactor(user) && !slices.Contains(beforeFactor, action):
		return fail(KindForbidden, CodeFactorMissing)
	}
	return nil
}
