package assessment

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Erased stands where a name or an address was.
const Erased = "已删除"

// maxErasureReason is in characters.
const maxErasureReason = 500

// erase takes from the account what names the person, and closes it.
func (u *User) erase() {
	u.Username, u.DisplayName, u.Email, u.PasswordHash = "erased-"+u.ID, Erased, "", ""
	u.SecondFactor, u.Disabled = false, true
}

// ErasePerson takes name, user name, address, password and second factor of an
// account away for good and closes it, also whom to reach in the registration that it
// came from. Its id stays: what the person decided for the
// office stays decided by somebody, and the audit trail, which knows ids alone,
// stays whole. Nobody erases the own account.
func (s *Service) ErasePerson(ctx context.Context, cmd Command, username, reason string) error {
	reason = strings.TrimSpace(reason)
	cmd, err := s.withoutSecret(cmd)
	if err != nil {
		return err
	}
	_, err = write(ctx, s, cmd, ActionErasePerson, func(tx Tx) (struct{}, error) {
		none := struct{}{}
		if problems := checkText(reason, "reason", 1, maxErasureReason); len(problems) > 0 {
			return none, invalid(problems)
		}
		user, asked, err := erasable(tx, cmd.Actor, username)
		if err != nil {
			return none, err
		}
		if err := s.dropFactor(tx, user.ID); err != nil {
			return none, err
		}
		if err := forgetAll(tx, asked); err != nil {
			return none, err
		}
		before := user.step()
		user.erase()
		if err := tx.UpdateUser(user); err != nil {
			if errors.Is(err, ErrStale) {
				return none, fail(KindConflict, CodeConcurrentConflict)
			}
			return none, wrap(err, "erase user %s", user.ID)
		}
		return none, s.record(tx, cmd, change{
			action: ActionErasePerson, object: objectUser, id: user.ID, before: before, after: user.step(), reason: reason,
		})
	})
	return err
}

// erasable finds an account that the actor may erase, and the registrations that it
// came from.
func erasable(tx Tx, actor Actor, username string) (*User, []*Registration, error) {
	user, err := tx.FindUserByUsername(normalUsername(username))
	if err != nil {
		return nil, nil, found(err, "find a user")
	}
	if user.ID == actor.UserID {
		return nil, nil, fail(KindConflict, CodeEraseSelf)
	}
	asked, err := tx.ListRegistrationsOf(user.ID)
	return user, asked, wrap(err, "list the registrations of user %s", user.ID)
}

// PersonErasure is what erasing one person would take away, and what it would leave under
// the account's id.
type PersonErasure struct {
	User    *User
	Goes    []string // fields of the account, in the words of the table of messages
	Contact bool     // also whom to reach, as the registration has it
	Records int      // rows of the office's work that name the account
	Events  int      // of the audit trail
}

// PreviewErasure tells what ErasePerson would do; it changes and records nothing.
func (s *Service) PreviewErasure(ctx context.Context, actor Actor, username string) (*PersonErasure, error) {
	return read(ctx, s, actor, ActionErasePerson, func(tx Tx) (*PersonErasure, error) {
		user, asked, err := erasable(tx, actor, username)
		if err != nil {
			return nil, err
		}
		erased := *user
		erased.erase()
		e := &PersonErasure{User: user}
		for _, field := range []struct {
			name string
			goes bool
		}{
			{"username", user.Username != erased.Username},
			{"display_name", user.DisplayName != erased.DisplayName},
			{"email", user.Email != erased.Email},
			{"password", user.PasswordHash != erased.PasswordHash},
			{"second_factor", user.SecondFactor != erased.SecondFactor},
		} {
			if field.goes {
				e.Goes = append(e.Goes, field.name)
			}
		}
		e.Contact = slices.ContainsFunc(asked, func(r *Registration) bool { return r.Contact != Erased || r.Phone != Erased })
		traces, err := tx.CountTraces(user.ID)
		if err != nil {
			return nil, wrap(err, "count the traces of user %s", user.ID)
		}
		for table, rows := range traces {
			if table != tableSessions { // they end with the account
				e.Records += rows
			}
		}
		e.Events, err = tx.CountEventsOf(user.ID)
		return e, wrap(err, "count the events of user %s", user.ID)
	})
}

// tableSessions is the table of what ends with every change of its account.
const tableSessions = "sessions"
