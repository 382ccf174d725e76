package assessment

import (
	"context"
	"errors"
	"time"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Username, Password string
	Address            string // of the client; "": the console, which has no budget
	RequestID          string
}

// Authenticate finds the account of a name and password. Unknown, wrong and
// disabled are one answer (CodeBadCredentials) that takes the same time; each
// attempt is recorded, without the name that was typed, which may be a password.
// Who has registered and types the right password is told that the account is still to
// be confirmed (CodeNotConfirmed).
// Who tries too often is told to wait (CodeTooManyAttempts) before any password is
// looked at. Who types a made up password after its time is told so (CodePasswordOver).
// Where the account has a second factor, nobody is signed in before
// CheckSecondFactor.
func (s *Service) Authenticate(ctx context.Context, in Credentials) (*User, error) {
	tried := attemptOn(in.Username, in.Address)
	var user *User
	waiting := "" // password of a registration, where there is no account
	err := s.store.Update(ctx, func(tx Tx) (err error) {
		if err := s.tryOnce(tx, tried); err != nil {
			return err
		}
		user, err = tx.FindUserByUsername(normalUsername(in.Username))
		if errors.Is(err, ErrNotFound) {
			user = nil
			waiting, err = waitingHash(tx, in.Username)
			return err
		}
		return wrap(err, "find a user to log in")
	})
	if err != nil {
		return nil, err
	}
	stored := waiting
	if user != nil {
		stored = user.PasswordHash
	}
	ok, err := s.passwords.matches(ctx, in.Password, stored)
	if err != nil {
		return nil, err
	}
	renewed := ""
	early := ok && user == nil
	if ok && user != nil && outdated(stored) { // made when hashes were cheaper
		if renewed, err = s.passwords.hash(ctx, in.Password); err != nil {
			return nil, err
		}
	}
	over := false
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		if user, err = sameAccount(tx, user); err != nil {
			return err
		}
		// In between the account may have been closed, or given another password.
		if !ok || user == nil || user.Disabled || user.PasswordHash != stored {
			ok = false
			return s.recordLogin(tx, in.RequestID, user, ActionLoginFailed)
		}
		over = user.passwordOver(s.time())
		if err := s.forgive(tx, tried, !over && !user.SecondFactor); err != nil {
			return err
		}
		if over {
			return s.recordLogin(tx, in.RequestID, user, ActionLoginOver)
		}
		if renewed != "" {
			if user, err = s.alterUser(tx, Command{Actor: user.Actor(), RequestID: in.RequestID}, ActionRenewHash, user.Username, func(user *User) error {
				user.PasswordHash = renewed
				return nil
			}); err != nil {
				return err
			}
		}
		action := ActionLogin
		if user.SecondFactor {
			action = ActionLoginHalf
		}
		return s.recordLogin(tx, in.RequestID, user, action)
	})
	if err != nil {
		return nil, wrap(err, "record a login")
	}
	if early {
		return nil, fail(KindUnauthenticated, CodeNotConfirmed)
	}
	if !ok {
		return nil, fail(KindUnauthenticated, CodeBadCredentials)
	}
	if over {
		return nil, fail(KindUnauthenticated, CodePasswordOver)
	}
	return user, nil
}

// sameAccount reads an account once more; nil stays nil.
func sameAccount(tx Tx, user *User) (*User, error) {
	if user == nil {
		return nil, nil
	}
	again, err := tx.FindUserByID(user.ID)
	return again, wrap(err, "find user %s", user.ID)
}

// recordLogin writes an attempt down; who fails is nobody yet.
func (s *Service) recordLogin(tx Tx, requestID string, user *User, action Action) error {
	cmd, id := Command{RequestID: requestID}, ""
	if user != nil {
		id = user.ID
		if action == ActionLogin {
			cmd.Actor = user.Actor()
		}
	}
	return s.record(tx, cmd, change{action: action, object: objectSession, id: id})
}

// ChangePassword gives the actor's own account another password. The present one is
// asked for, and guessing it is held up like signing in; other sessions end.
func (s *Service) ChangePassword(ctx context.Context, cmd Command, address, present, password string) (*User, error) {
	if err := allow(cmd.Actor, ActionChangePassword); err != nil {
		return nil, err
	}
	cmd, err := s.withoutSecret(cmd)
	if err != nil {
		return nil, err
	}
	if err := s.passwordFor(ctx, cmd.Actor.Username, password); err != nil {
		return nil, err
	}
	tried := attemptOn(cmd.Actor.Username, address)
	var user *User
	done := false
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		if user, err = tx.FindUserByID(cmd.Actor.UserID); err != nil {
			return found(err, "find a user")
		}
		var answered *User // a request that comes again has done its work already
		if done, err = replay(tx, cmd, &answered); err != nil || done {
			return err
		}
		return s.tryOnce(tx, tried)
	})
	if err != nil || done {
		return user, err
	}
	ok, err := s.passwords.matches(ctx, present, user.PasswordHash)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, s.refuseProof(ctx, cmd, objectUser, wrongSecret("present", CodePasswordWrong))
	}
	switch {
	case user.passwordOver(s.time()):
		return nil, fail(KindForbidden, CodePasswordOver)
	case user.OwesPassword() && password == present:
		return nil, wrongSecret("password", CodePasswordKept)
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	was := user.PasswordHash
	return write(ctx, s, cmd, ActionChangePassword, func(tx Tx) (*User, error) {
		if err := s.forgive(tx, tried, true); err != nil {
			return nil, err
		}
		return s.alterUser(tx, cmd, ActionChangePassword, cmd.Actor.Username, func(user *User) error {
			if user.PasswordHash != was {
				return fail(KindConflict, CodeConcurrentConflict)
			}
			user.PasswordHash, user.PasswordUntil = hash, time.Time{}
			return nil
		})
	})
}

// refuseProof writes down that somebody got a secret wrong with which a change of the
// own account begins, and gives the refusal. The change itself leaves nothing.
func (s *Service) refuseProof(ctx context.Context, cmd Command, object string, refusal error) error {
	err := s.store.Update(ctx, func(tx Tx) error {
		return s.record(tx, cmd, change{action: ActionSecretWrong, object: object, id: cmd.Actor.UserID})
	})
	if err != nil {
		return wrap(err, "record a wrong proof")
	}
	return refusal
}

// EndOtherSessions ends every session of the actor's account but the one that asks,
// which is told the new version of the account.
func (s *Service) EndOtherSessions(ctx context.Context, cmd Command) (*User, error) {
	return write(ctx, s, cmd, ActionEndSessions, func(tx Tx) (*User, error) {
		return s.alterUser(tx, cmd, ActionEndSessions, cmd.Actor.Username, func(*User) error { return nil })
	})
}
