package assessment

import (
	"context"
	"errors"
	"strings"
	"time"

	"wuxing/scoring"
)

// Lengths of what names a user, in characters.
const (
	minUsername    = 3
	maxUsername    = 64
	maxDisplayName = 64
	maxTownship    = 100 // as of an enterprise
)

// MaxChangeReason bounds why an account or a round is changed, in characters.
const MaxChangeReason = 500

// Logout records the end of a session; ending it is the door's business.
func (s *Service) Logout(ctx context.Context, cmd Command) error {
	_, err := write(ctx, s, cmd, ActionLogout, func(tx Tx) (struct{}, error) {
		return struct{}{}, s.record(tx, cmd, change{action: ActionLogout, object: objectSession, id: cmd.Actor.UserID})
	})
	return err
}

// FindUser is the account behind a session. One that is disabled or gone is
// KindUnauthenticated, so that a session ends with its account.
func (s *Service) FindUser(ctx context.Context, userID string) (*User, error) {
	var user *User
	err := s.store.View(ctx, func(tx Tx) (err error) {
		user, err = tx.FindUserByID(userID)
		return err
	})
	if errors.Is(err, ErrNotFound) || err == nil && user.Disabled {
		return nil, fail(KindUnauthenticated, CodeUnauthenticated)
	}
	if err != nil {
		return nil, wrap(err, "find user %s", userID)
	}
	return user, nil
}

// userStep is what the audit trail keeps of an account.
type userStep struct {
	Role       Role   `json:"role"`
	Enterprise string `json:"enterprise,omitempty"` // id
	Area       string `json:"area,omitempty"`
	Disabled   bool   `json:"disabled,omitempty"`
	Factor     bool   `json:"second_factor,omitempty"` // asked for when signing in
	Mailed     bool   `json:"mailed,omitempty"`        // has an address, which is not told
	Version    int    `json:"version"`

	PasswordUntil time.Time `json:"password_until,omitzero"` // of one that was made up
}

func (u *User) step() userStep {
	return userStep{Role: u.Role, Enterprise: u.EnterpriseID, Area: u.Area, Disabled: u.Disabled, Factor: u.SecondFactor, Mailed: u.Email != "", Version: u.Version, PasswordUntil: u.PasswordUntil}
}

// CreateUser makes an account, and for RoleEnterprise the enterprise where its
// code is new; a known enterprise keeps its name. A name in use is CodeUserExists.
func (s *Service) CreateUser(ctx context.Context, cmd Command, new NewUser) (*User, error) {
	if err := allow(cmd.Actor, ActionCreateUser); err != nil {
		return nil, err
	}
	new.Username, new.Email = normalUsername(new.Username), strings.TrimSpace(new.Email)
	cmd, err := s.withoutSecret(cmd)
	if err != nil {
		return nil, err
	}
	if problems := new.check(); len(problems) > 0 {
		return nil, invalid(problems)
	}
	// Hashing takes its time: outside of the transaction, there is one writer.
	hash, err := s.passwords.hash(ctx, new.Password)
	if err != nil {
		return nil, err
	}
	user, err := write(ctx, s, cmd, ActionCreateUser, func(tx Tx) (*User, error) {
		user, err := s.addUser(tx, new, hash)
		if err != nil {
			return nil, err
		}
		return user, s.record(tx, cmd, change{action: ActionCreateUser, object: objectUser, id: user.ID, after: user.step()})
	})
	if err != nil || user.Username != "" {
		return user, err
	}
	// A stored reply has no names: they are those that the account has by now.
	err = s.store.View(ctx, func(tx Tx) (err error) {
		user, err = tx.FindUserByID(user.ID)
		return err
	})
	if err != nil {
		return nil, wrap(err, "find user again")
	}
	user.PasswordHash = "" // what is repeated tells no secret
	return user, nil
}

// addUser stores a new account.
func (s *Service) addUser(tx Tx, new NewUser, hash string) (*User, error) {
	if _, err := tx.FindUserByUsername(new.Username); !errors.Is(err, ErrNotFound) {
		if err != nil {
			return nil, wrap(err, "find user %s", new.Username)
		}
		return nil, fail(KindConflict, CodeUserExists, "username", new.Username)
	}
	user := &User{
		ID: s.newID(), Username: new.Username, DisplayName: new.DisplayName, Role: new.Role, Area: strings.TrimSpace(new.Area),
		Email: new.Email, PasswordHash: hash, CreatedAt: s.time(), Version: 1,
	}
	if new.made {
		user.PasswordUntil = user.CreatedAt.Add(madePasswordLife)
	}
	if new.Role == RoleEnterprise {
		enterprise, err := s.enterprise(tx, new.Enterprise)
		if err != nil {
			return nil, err
		}
		user.EnterpriseID = enterprise.ID
	}
	if err := tx.CreateUser(user); err != nil {
		if errors.Is(err, ErrDuplicate) {
			return nil, fail(KindConflict, CodeUserExists, "username", new.Username)
		}
		return nil, wrap(err, "create user %s", new.Username)
	}
	return user, nil
}

// enterprise finds an enterprise by its code or makes it.
func (s *Service) enterprise(tx Tx, e *scoring.Enterprise) (*Enterprise, error) {
	known, err := tx.FindEnterpriseByUSCC(e.USCC)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return known, wrap(err, "find enterprise %s", e.USCC)
	}
	enterprise := &Enterprise{ID: s.newID(), Name: strings.TrimSpace(e.Name), USCC: e.USCC, Township: strings.TrimSpace(e.Township), CreatedAt: s.time()}
	return enterprise, wrap(tx.CreateEnterprise(enterprise), "create enterprise %s", e.USCC)
}

// ListUsers lists all accounts of people by username.
func (s *Service) ListUsers(ctx context.Context, actor Actor) ([]*User, error) {
	return read(ctx, s, actor, ActionListUsers, func(tx Tx) ([]*User, error) {
		entries, err := tx.SearchUsers(UserFilter{}) // leaves the console out
		users := make([]*User, len(entries))
		for i, entry := range entries {
			users[i] = maskedUser(actor, entry.User, entry.Enterprise)
		}
		return users, wrap(err, "list users")
	})
}

// SetPassword gives an account a new password, which stays until it is replaced.
func (s *Service) SetPassword(ctx context.Context, cmd Command, username, password string) error {
	return s.setPassword(ctx, cmd, username, password, time.Time{})
}

func (s *Service) setPassword(ctx context.Context, cmd Command, username, password string, until time.Time) error {
	if err := allow(cmd.Actor, ActionSetPassword); err != nil {
		return err
	}
	cmd, err := s.withoutSecret(cmd)
	if err != nil {
		return err
	}
	if err := s.passwordFor(ctx, username, password); err != nil {
		return err
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.changeUser(ctx, cmd, ActionSetPassword, username, func(user *User) bool {
		user.PasswordHash, user.PasswordUntil = hash, until
		return true
	})
}

// passwordFor refuses a password that the account must not have. An account that is not
// there is refused where it would be changed.
func (s *Service) passwordFor(ctx context.Context, username, password string) error {
	var about []string
	err := s.store.View(ctx, func(tx Tx) error {
		user, err := tx.FindUserByUsername(normalUsername(username))
		if err == nil {
			about, err = aboutUser(tx, user)
		} else if errors.Is(err, ErrNotFound) {
			return nil
		}
		return wrap(err, "find out whose password is set")
	})
	if err != nil {
		return err
	}
	if problems := checkPassword(password, "password", about...); len(problems) > 0 {
		return invalid(problems)
	}
	return nil
}

// DisableUser closes an account; its sessions end with their next request.
// Closing a closed one changes nothing.
func (s *Service) DisableUser(ctx context.Context, cmd Command, username string) error {
	return s.changeUser(ctx, cmd, ActionDisableUser, username, func(user *User) bool {
		changed := !user.Disabled
		user.Disabled = true
		return changed
	})
}

// EnableUser opens a closed account again, with its old password. Opening an open one
// changes nothing.
func (s *Service) EnableUser(ctx context.Context, cmd Command, username string) error {
	return s.changeUser(ctx, cmd, ActionEnableUser, username, func(user *User) bool {
		changed := user.Disabled
		user.Disabled = false
		return changed
	})
}

// changeUser alters one account under its version; alter says whether it did.
func (s *Service) changeUser(ctx context.Context, cmd Command, action Action, username string, alter func(*User) bool) error {
	_, err := write(ctx, s, cmd, action, func(tx Tx) (struct{}, error) {
		_, err := s.alterUser(tx, cmd, action, username, func(user *User) error {
			if !alter(user) {
				return errUnchanged
			}
			return nil
		})
		return struct{}{}, changedOrNot(err)
	})
	return err
}

// errUnchanged keeps an account as it is, without an event.
var errUnchanged = errors.New("unchanged")

// changedOrNot takes it that nothing had to change.
func changedOrNot(err error) error {
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// alterUser is changeUser within a transaction; what alter refuses is not done.
func (s *Service) alterUser(tx Tx, cmd Command, action Action, username string, alter func(*User) error) (*User, error) {
	user, err := tx.FindUserByUsername(normalUsername(username))
	if err != nil {
		return nil, found(err, "find a user")
	}
	reason, problems := cmd.reason()
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	before := user.step()
	if err := alter(user); err != nil {
		return nil, err
	}
	if err := tx.UpdateUser(user); err != nil {
		if errors.Is(err, ErrStale) {
			return nil, fail(KindConflict, CodeConcurrentConflict)
		}
		return nil, wrap(err, "update user %s", user.ID)
	}
	return user, s.record(tx, cmd, change{action: action, object: objectUser, id: user.ID, before: before, after: user.step(), reason: reason})
}

// withoutSecret marks the fingerprint of a request that holds a password or a person's
// data: it is stored, and a plain hash of a body gives what is easily guessed away.
// Where there is no key to mark it with, no answer is kept: each request counts.
func (s *Service) withoutSecret(cmd Command) (Command, error) {
	if cmd.IdempotencyKey == "" || s.secrets == nil {
		cmd.IdempotencyKey = ""
		return cmd, nil
	}
	mark, err := s.secrets.Mark(cmd.Fingerprint)
	if err != nil {
		return cmd, wrap(err, "mark a request")
	}
	cmd.Fingerprint = mark
	return cmd, nil
}

func normalUsername(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
