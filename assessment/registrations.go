package assessment

import (
	"context"
	"errors"
	"slices"
	"strings"

	"wuxing/scoring"
)

// registrationStep is what the audit trail keeps of a registration: nothing personal.
type registrationStep struct {
	State   RegistrationState `json:"state"`
	User    string            `json:"user,omitempty"`
	Version int               `json:"version"`
}

func (r *Registration) step() registrationStep {
	return registrationStep{State: r.State, User: r.UserID, Version: r.Version}
}

// Register takes in that an enterprise wants an account; it takes no account. The
// answer and the work are the same whether the code is known or not, so that nobody
// learns who takes part.
func (s *Service) Register(ctx context.Context, cmd Command, n NewRegistration) (*RegistrationReceipt, error) {
	cmd.Actor = Actor{Role: RolePublic}
	n.Enterprise.USCC = strings.ToUpper(strings.TrimSpace(n.Enterprise.USCC))
	cmd, err := s.withoutSecret(cmd)
	if err != nil {
		return nil, err
	}
	townships, err := s.ConfirmingTownships(ctx)
	if err != nil {
		return nil, err
	}
	if problems := n.check(townships); len(problems) > 0 {
		return nil, invalid(problems)
	}
	hash, err := s.passwords.hash(ctx, n.Password)
	if err != nil {
		return nil, err
	}
	return write(ctx, s, cmd, ActionRegister, func(tx Tx) (*RegistrationReceipt, error) {
		registration := &Registration{
			ID: s.newID(), Contact: strings.TrimSpace(n.Contact), Phone: strings.TrimSpace(n.Phone), PasswordHash: hash,
			Enterprise: scoring.Enterprise{Name: strings.TrimSpace(n.Enterprise.Name), USCC: n.Enterprise.USCC, Township: strings.TrimSpace(n.Enterprise.Township)},
			State:      RegistrationOpen, CreatedAt: s.time(), Version: 1,
		}
		if err := s.forgetDeclined(tx); err != nil {
			return nil, err
		}
		open, err := tx.CountOpenRegistrations()
		if err != nil {
			return nil, wrap(err, "count registrations")
		}
		if open >= maxOpenRegistrations {
			return nil, fail(KindConflict, CodeTooManyRegistrations, "limit", itoa(maxOpenRegistrations))
		}
		if err := tx.CreateRegistration(registration); err != nil {
			return nil, wrap(err, "add a registration")
		}
		err = s.record(tx, cmd, change{action: ActionRegister, object: objectRegistration, id: registration.ID, after: registration.step()})
		if err != nil {
			return nil, err
		}
		return &RegistrationReceipt{ID: registration.ID, ReceivedAt: registration.CreatedAt}, s.tellRegistered(tx, cmd, registration)
	})
}

// tellRegistered tells those who may confirm a registration. A message belongs to a
// round: to the newest one, for which an enterprise would register. Before there is
// any, the list of registrations is all there is.
func (s *Service) tellRegistered(tx Tx, cmd Command, r *Registration) error {
	rounds, err := tx.ListRounds()
	if err != nil || len(rounds) == 0 {
		return wrap(err, "list rounds")
	}
	waiting, err := tx.ListRegistrations(RegistrationFilter{State: RegistrationOpen, Township: r.Enterprise.Township, Limit: toldRegistrations + 1})
	if err != nil {
		return wrap(err, "list registrations")
	}
	if len(waiting) > toldRegistrations {
		return nil
	}
	return s.tell(tx, cmd, news{
		kind: MessageRegistered, round: rounds[0], township: r.Enterprise.Township, params: []string{"enterprise", printable(r.Enterprise.Name)},
	})
}

// ConfirmingTownships are those that have an account in use to confirm their enterprises, in
// order. Anyone may know them: they are the district's.
func (s *Service) ConfirmingTownships(ctx context.Context) (areas []string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		users, err := tx.ListRecipients(RecipientFilter{Role: RoleTownship})
		if err != nil {
			return wrap(err, "list the townships")
		}
		for _, user := range users {
			areas = append(areas, user.Area)
		}
		slices.Sort(areas)
		areas = slices.Compact(areas)
		return nil
	})
	return areas, err
}

// forgetDeclined takes the persons out of what was declined long ago. It runs with
// each registration, so that it needs no clock of its own, and its event pins the rows.
func (s *Service) forgetDeclined(tx Tx) error {
	list, err := tx.ListDeclinedBefore(s.time().Add(-declinedKept))
	if err != nil {
		return wrap(err, "list what was declined")
	}
	return forgetAll(tx, list)
}

func forgetAll(tx Tx, list []*Registration) error {
	for _, r := range list {
		r.forget()
		if err := tx.UpdateRegistration(r); err != nil {
			return wrap(err, "forget who asked for registration %s", r.ID)
		}
	}
	return nil
}

// check finds everything wrong with a registration. A wrong check digit is asked about
// here, where it may be a typing error of the very person who can mend it; who is sure
// goes on, since licences with such a code exist, and the township is told. So is a
// township that nobody here confirms for.
func (n *NewRegistration) check(townships []string) (problems scoring.Problems) {
	problems = checkEnterprise(&n.Enterprise)
	at := scoring.Position{Path: "enterprise.township"}
	switch township := strings.TrimSpace(n.Enterprise.Township); {
	case township == "":
		problems.Add(CodeValueMissing, at, "field", "enterprise.township")
	case !n.Elsewhere && len(townships) > 0 && !slices.Contains(townships, township):
		problems.Add(CodeTownshipUnknown, at, "found", printable(township), "choices", strings.Join(townships, ", "))
	}
	if !n.CodeSure {
		warnings, _ := n.Enterprise.Check("enterprise")
		problems = append(problems, warnings...)
	}
	problems = append(problems, checkText(n.Contact, "contact_name", 1, maxDisplayName)...)
	problems = append(problems, checkText(n.Phone, "phone", 1, maxPhone)...)
	return append(problems, checkPassword(n.Password, "password", n.Enterprise.USCC, n.Enterprise.Name, n.Enterprise.Township, n.Contact, n.Phone)...)
}

// DecideRegistration makes the account that was asked for, under the code as its name,
// or declines it with a reason. An enterprise that has an account gets no second one
// this way (CodeEnterpriseHasAccount): whoever has lost a password asks the
// administrator.
func (s *Service) DecideRegistration(ctx context.Context, cmd Command, id string, accept bool, reason string) (*RegistrationStep, error) {
	return write(ctx, s, cmd, ActionDecideRegistration, func(tx Tx) (*RegistrationStep, error) {
		r, err := s.openRegistration(tx, cmd.Actor, ActionDecideRegistration, id)
		if err != nil {
			return nil, err
		}
		if accept {
			if err := ownTownship(tx, cmd.Actor, r); err != nil {
				return nil, err
			}
		}
		least := 0
		if !accept {
			least = minReason
		}
		if problems := checkText(reason, "reason", least, maxReason); len(problems) > 0 {
			return nil, invalid(problems)
		}
		before, now := r.step(), s.time()
		r.State, r.Reason, r.DecidedBy, r.DecidedAt = RegistrationDeclined, strings.TrimSpace(reason), cmd.Actor.UserID, &now
		if accept {
			r.State = RegistrationAccepted
			if r.UserID, err = s.admitted(tx, cmd, r); err != nil {
				return nil, err
			}
		}
		r.PasswordHash = "" // it stands with the account, or is nobody's
		if err := s.keepRegistration(tx, r); err != nil {
			return nil, err
		}
		err = s.record(tx, cmd, change{action: ActionDecideRegistration, object: objectRegistration, id: id, before: before, after: r.step(), reason: r.Reason})
		return &RegistrationStep{ID: id, State: r.State}, err
	})
}

// ownTownship refuses a township that would open an enterprise of another one to who
// has merely typed its name beside the code: where the code is known, what is stored
// of it counts.
func ownTownship(tx Tx, actor Actor, r *Registration) error {
	if grant, _ := grantOf(actor.Role, ActionDecideRegistration); grant.Scope != ScopeArea {
		return nil
	}
	known, err := tx.FindEnterpriseByUSCC(r.Enterprise.USCC)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return wrap(err, "find an enterprise")
	}
	if known.Township != actor.Area {
		return fail(KindConflict, CodeRegistrationElsewhere)
	}
	return nil
}

// openRegistration is one that waits, for whoever may do the action to it.
func (s *Service) openRegistration(tx Tx, actor Actor, action Action, id string) (*Registration, error) {
	r, err := tx.FindRegistrationByID(id)
	if err != nil {
		return nil, found(err, "find registration %s", id)
	}
	if grant, _ := grantOf(actor.Role, action); grant.Scope == ScopeArea && (actor.Area == "" || actor.Area != r.Enterprise.Township) {
		return nil, fail(KindNotFound, CodeNotFound)
	}
	if r.State != RegistrationOpen {
		return nil, fail(KindConflict, CodeRegistrationDecided)
	}
	return r, nil
}

// keepRegistration stores what was done to one that waits.
func (s *Service) keepRegistration(tx Tx, r *Registration) error {
	err := tx.UpdateRegistration(r)
	if errors.Is(err, ErrStale) {
		return fail(KindConflict, CodeRegistrationDecided)
	}
	return wrap(err, "update registration %s", r.ID)
}

// admitted makes the account of a registration.
func (s *Service) admitted(tx Tx, cmd Command, r *Registration) (userID string, err error) {
	enterprise, err := s.enterprise(tx, &r.Enterprise)
	if err != nil {
		return "", err
	}
	holders, err := tx.EnterprisesWithAccounts([]string{enterprise.ID})
	if err != nil {
		return "", wrap(err, "find accounts of enterprise %s", enterprise.ID)
	}
	if len(holders) > 0 {
		return "", fail(KindConflict, CodeEnterpriseHasAccount)
	}
	user := &User{
		ID: s.newID(), Username: normalUsername(r.Enterprise.USCC), DisplayName: r.Contact, Role: RoleEnterprise, EnterpriseID: enterprise.ID,
		PasswordHash: r.PasswordHash, CreatedAt: s.time(), Version: 1,
	}
	if err := tx.CreateUser(user); err != nil {
		if errors.Is(err, ErrDuplicate) {
			return "", fail(KindConflict, CodeEnterpriseHasAccount)
		}
		return "", wrap(err, "create the user of registration %s", r.ID)
	}
	return user.ID, s.record(tx, cmd, change{action: ActionCreateUser, object: objectUser, id: user.ID, after: user.step()})
}

// MayDecideRegistrations tells whether the actor confirms registrations.
func (a Actor) MayDecideRegistrations() bool {
	return slices.Contains(RolesFor(ActionDecideRegistration), a.Role)
}
