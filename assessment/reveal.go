package assessment

import (
	"context"
	"strings"

	"wuxing/scoring"
)

// RevealKind is whose name and contact are asked for.
type RevealKind string

// The kinds.
const (
	RevealObjector     RevealKind = "objection"    // who brought an objection
	RevealRegistration RevealKind = "registration" // whom to reach about an account that was asked for
	RevealAccount      RevealKind = "account"      // whose an account is
)

// NewReveal asks for one person's name and contact in full.
type NewReveal struct {
	Kind   RevealKind
	ID     string
	Reason string // goes to the audit trail
}

// Revealed is what a list masks, in full. It is kept nowhere.
type Revealed struct {
	Kind    RevealKind `json:"kind"`
	ID      string     `json:"id"`
	Name    string     `json:"name,omitempty"`
	Contact string     `json:"contact,omitempty"` // telephone or whatever was given
	Email   string     `json:"email,omitempty"`
}

// Bounds of the reason, in characters.
const (
	minRevealReason = 2
	maxRevealReason = 500
)

// Reveal shows one person in full whom a list masks: to those whose work needs it, for
// a reason, each time written down with who asked and whose it was.
func (s *Service) Reveal(ctx context.Context, cmd Command, n NewReveal) (*Revealed, error) {
	cmd.IdempotencyKey = "" // every look counts, and no answer is kept
	return write(ctx, s, cmd, ActionReveal, func(tx Tx) (*Revealed, error) {
		problems := checkText(n.Reason, "reason", minRevealReason, maxRevealReason)
		look := revealing[n.Kind]
		if look.find == nil {
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: "kind"}, "field", "kind", "found", printable(string(n.Kind)),
				"choices", strings.Join([]string{string(RevealObjector), string(RevealRegistration), string(RevealAccount)}, ", "))
		}
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		if err := allow(cmd.Actor, look.action); err != nil {
			return nil, err
		}
		revealed, err := look.find(tx, cmd.Actor, n.ID)
		if err != nil {
			return nil, found(err, "find %s %s", n.Kind, n.ID)
		}
		revealed.Kind, revealed.ID = n.Kind, n.ID
		return revealed, s.record(tx, cmd, change{action: look.action, object: look.object, id: n.ID, reason: strings.TrimSpace(n.Reason)})
	})
}

// revealing says of each kind by which right it is shown, and where it stands.
var revealing = map[RevealKind]struct {
	action Action
	object string
	find   func(tx Tx, actor Actor, id string) (*Revealed, error)
}{
	RevealObjector: {ActionRevealObjector, objectObjection, func(tx Tx, _ Actor, id string) (*Revealed, error) {
		objection, err := tx.FindObjection(id)
		if err != nil {
			return nil, err
		}
		return &Revealed{Name: objection.Name, Contact: objection.Contact}, nil
	}},
	RevealRegistration: {ActionRevealRegistration, objectRegistration, func(tx Tx, actor Actor, id string) (*Revealed, error) {
		r, err := tx.FindRegistrationByID(id)
		if err != nil {
			return nil, err
		}
		if grant, _ := grantOf(actor.Role, ActionRevealRegistration); grant.Scope == ScopeArea && (actor.Area == "" || actor.Area != r.Enterprise.Township) {
			return nil, ErrNotFound
		}
		return &Revealed{Name: r.Contact, Contact: r.Phone}, nil
	}},
	RevealAccount: {ActionRevealAccount, objectUser, func(tx Tx, _ Actor, id string) (*Revealed, error) {
		user, err := tx.FindUserByID(id)
		if err != nil {
			return nil, err
		}
		if user.Role == RoleOperator { // the console is nobody
			return nil, ErrNotFound
		}
		return &Revealed{Name: user.DisplayName, Email: user.Email}, nil
	}},
}

// MayReveal tells whether the actor may see persons of a kind in full.
func (a Actor) MayReveal(kind RevealKind) bool {
	_, may := grantOf(a.Role, revealing[kind].action)
	return may
}
