package assessment

import (
	"context"
	"time"
)

// PersonTx reads what is kept of one account, whichever table it lies in.
type PersonTx interface {
	// ListTraces lists every row that names the account, table by table, without what
	// is about enterprises and not about the person (facts, results, frozen documents).
	ListTraces(userID string) ([]Traces, error)
	// CountTraces counts the same rows by table, without reading them.
	CountTraces(userID string) (map[string]int, error)
	// ListEventsOf lists the events of the audit trail that the account caused or that
	// are about it, oldest first.
	ListEventsOf(userID string) ([]AuditEvent, error)
	// CountEventsOf counts them.
	CountEventsOf(userID string) (int, error)
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
