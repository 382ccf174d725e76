package assessment

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Erased stands where a name or an address was.
const Erased = "已删除"

// maxErasureReason is in characters.
const maxErasureReason = 500

// PersonTx reads what is kept of one account, whichever table it lies in.
type PersonTx interface {
	// ListTraces lists every row that names the account, table by table, without what
	// is about enterprises and not about the person (facts, results, frozen documents).
	ListTraces(userID string) ([]Traces, error)
	// ListEventsOf lists the events of the audit trail that the account caused or that
	// are about it, oldest first.
	ListEventsOf(userID string) ([]AuditEvent, error)
}

// Traces are the rows of one table that name an account.
type Traces struct {
	Table string              `json:"table"`
	Rows  []map[string]string `json:"rows"`
}

// PersonExport is everything that is kept of one person with an account. Passwords
// and secrets are kept as hashes or sealed, and told as being there only.
type PersonExport struct {
	MadeAt       time.Time     `json:"made_at"`
	ID           string        `json:"id"`
	Username     string        `json:"username"`
	DisplayName  string        `json:"display_name"`
	Role         Role          `json:"role"`
	EnterpriseID string        `json:"enterprise_id,omitempty"`
	Area         string        `json:"area,omitempty"`
	Email        string        `json:"email,omitempty"`
	Password     bool          `json:"password"`
	SecondFactor bool          `json:"second_factor"`
	Disabled     bool          `json:"disabled"`
	CreatedAt    time.Time     `json:"created_at"`
	Traces       []Traces      `json:"traces"`
	Events       []PersonEvent `json:"events"`
}

// PersonEvent is one event of the audit trail.
type PersonEvent struct {
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
	Action   Action    `json:"action"`
	Object   string    `json:"object"`
	ObjectID string    `json:"object_id"`
	Reason   string    `json:"reason,omitempty"`
}

// ExportPerson gives everything about one person, and writes down that it did.
func (s *Service) ExportPerson(ctx context.Context, cmd Command, username string) (*PersonExport, error) {
	cmd.IdempotencyKey = "" // an answer that is kept would be one more copy of it all
	return write(ctx, s, cmd, ActionExportPerson, func(tx Tx) (*PersonExport, error) {
		user, err := tx.FindUserByUsername(normalUsername(username))
		if err != nil {
			return nil, found(err, "find a user")
		}
		export := &PersonExport{
			MadeAt: s.time(), ID: user.ID, Username: user.Username, DisplayName: user.DisplayName, Role: user.Role, EnterpriseID: user.EnterpriseID,
			Area: user.Area, Email: user.Email, Password: user.PasswordHash != "", SecondFactor: user.SecondFactor, Disabled: user.Disabled,
			CreatedAt: user.CreatedAt, Events: []PersonEvent{},
		}
		if export.Traces, err = tx.ListTraces(user.ID); err != nil {
			return nil, wrap(err, "list the traces of user %s", user.ID)
		}
		events, err := tx.ListEventsOf(user.ID)
		if err != nil {
			return nil, wrap(err, "list the events of user %s", user.ID)
		}
		for _, e := range events {
			export.Events = append(export.Events, PersonEvent{e.Seq, e.At, e.Action, e.Object, e.ObjectID, e.Reason})
		}
		return export, s.record(tx, cmd, change{action: ActionExportPerson, object: objectUser, id: user.ID, after: user.step()})
	})
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
		user, err := tx.FindUserByUsername(normalUsername(username))
		if err != nil {
			return none, found(err, "find a user")
		}
		if user.ID == cmd.Actor.UserID {
			return none, fail(KindConflict, CodeEraseSelf)
		}
		if err := s.dropFactor(tx, user.ID); err != nil {
			return none, err
		}
		asked, err := tx.ListRegistrationsOf(user.ID)
		if err != nil {
			return none, wrap(err, "list the registrations of user %s", user.ID)
		}
		if err := forgetAll(tx, asked); err != nil {
			return none, err
		}
		before := user.step()
		user.Username, user.DisplayName, user.Email, user.PasswordHash = "erased-"+user.ID, Erased, "", ""
		user.SecondFactor, user.Disabled = false, true
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
