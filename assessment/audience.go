package assessment

import (
	"cmp"
	"slices"
)

// told is one who is told, and of which application.
type told struct {
	user        *User
	application *Application
}

// audience is whom a line of the table names, by user id, without the actor.
func (s *Service) audience(tx Tx, cmd Command, telling Telling, n news) (list []told, err error) {
	var of map[string]*Application // by enterprise
	var users []*User
	if telling.To == ToEnterprises {
		of, users, err = n.concerned(tx, telling.If)
	} else if holds, failed := n.holds(tx, telling.If, n.application); failed != nil || holds {
		if err = failed; err == nil {
			users, err = n.recipients(tx, telling.To)
		}
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(users, func(a, b *User) int { return cmp.Compare(a.ID, b.ID) })
	users = slices.CompactFunc(users, func(a, b *User) bool { return a.ID == b.ID })
	for _, user := range users {
		if user.ID == cmd.Actor.UserID {
			continue
		}
		application := n.application
		if telling.To == ToEnterprises {
			application = of[user.EnterpriseID]
		}
		list = append(list, told{user, application})
	}
	return list, nil
}

// holds tells whether a condition of the table holds for an application.
func (n *news) holds(tx Tx, condition Condition, application *Application) (bool, error) {
	switch condition {
	case "":
		return true, nil
	case IfCleared:
		return !application.Unchecked, nil
	case IfReleased:
		return released(tx, Actor{Role: RoleEnterprise, EnterpriseID: application.Enterprise.ID}, application)
	case IfOnNotice:
		notice, err := currentNotice(tx, n.round)
		return notice != nil && notice.begun(n.now), err
	}
	return false, nil
}

// filter is where the members of an audience are looked for.
func (n *news) filter(tx Tx, to Audience) (filter RecipientFilter, err error) {
	switch to {
	case ToDesk:
		if n.application.Unchecked {
			return RecipientFilter{Role: RoleTownship, Area: n.application.Enterprise.Township}, nil
		}
		filter.IDs, err = holders(tx, n.application)
	case ToReviewers, ToProposer:
		filter.IDs = n.users
	case ToLeads:
		filter.Role = RoleLead
	case ToEnterprise:
		filter.Enterprises = []string{n.enterprise}
		if n.application != nil {
			filter.Enterprises = []string{n.application.Enterprise.ID}
		}
	}
	return filter, err
}

// recipients are the accounts in use of an audience. Where nobody is there to whom
// the application could lie, the leads are.
func (n *news) recipients(tx Tx, to Audience) ([]*User, error) {
	switch to {
	case ToConfirmers:
		return entitled(tx, ActionDecideLifting, n.application, n.mayConfirm)
	case ToJudges:
		return judgesOf(tx, n.application)
	case ToTownship:
		return n.clerks(tx)
	case ToConfirming:
		users, err := n.clerks(tx)
		if err != nil || len(users) > 0 {
			return users, err
		}
		return tx.ListRecipients(RecipientFilter{Role: RoleAdmin})
	case ToNewDesk:
		users, err := n.clerks(tx)
		if err != nil || len(users) > 0 {
			return users, err
		}
		return tx.ListRecipients(RecipientFilter{Role: RoleLead})
	}
	filter, err := n.filter(tx, to)
	if err != nil {
		return nil, err
	}
	var users []*User
	if filter.Role != RoleTownship || filter.Area != "" { // an enterprise may name no township
		if users, err = tx.ListRecipients(filter); err != nil {
			return nil, err
		}
	}
	named := to == ToReviewers && len(filter.IDs) > 0
	if len(users) == 0 && (to == ToDesk || named) {
		return tx.ListRecipients(RecipientFilter{Role: RoleLead})
	}
	return users, nil
}

// clerks are the accounts in use of the township that the step names; a step may name
// none.
func (n *news) clerks(tx Tx) ([]*User, error) {
	if n.township == "" {
		return nil, nil
	}
	return tx.ListRecipients(RecipientFilter{Role: RoleTownship, Area: n.township})
}

// concerned are the accounts of the enterprises whose results are shown, where the
// condition holds, and the applications of these.
func (n *news) concerned(tx Tx, condition Condition) (map[string]*Application, []*User, error) {
	of := make(map[string]*Application)
	var filter RecipientFilter
	known := make(map[State]bool) // in one round the condition depends on the state alone
	for _, application := range n.applications {
		holds, ok := known[application.State]
		if !ok {
			var err error
			if holds, err = n.holds(tx, condition, application); err != nil {
				return nil, nil, err
			}
			known[application.State] = holds
		}
		if holds {
			of[application.Enterprise.ID] = application
			filter.Enterprises = append(filter.Enterprises, application.Enterprise.ID)
		}
	}
	users, err := tx.ListRecipients(filter)
	return of, users, err
}

// holders are the reviewers who have an application.
func holders(tx Tx, application *Application) (ids []string, err error) {
	b, err := loadBench(tx, application)
	if err != nil {
		return nil, err
	}
	if !b.two() {
		if application.ReviewerID != "" {
			ids = append(ids, application.ReviewerID)
		}
		return ids, nil
	}
	for _, seat := range b.seats {
		if seat.ReviewerID != "" {
			ids = append(ids, seat.ReviewerID)
		}
	}
	return ids, nil
}

// entitled are the accounts in use whose right to an action reaches the
// application, and whom may lets pass.
func entitled(tx Tx, action Action, application *Application, may func(*bench, Actor) (bool, error)) (users []*User, err error) {
	b, err := loadBench(tx, application)
	if err != nil {
		return nil, err
	}
	for _, role := range RolesFor(action) {
		some, err := tx.ListRecipients(RecipientFilter{Role: role})
		if err != nil {
			return nil, err
		}
		for _, user := range some {
			actor := user.Actor()
			if !reaches(actor, action, application, b) || actor.Role == RoleReviewer && b.mustDeclare(actor) {
				continue
			}
			if ok, err := may(b, actor); err != nil {
				return nil, err
			} else if ok {
				users = append(users, user)
			}
		}
	}
	return users, nil
}

// mayConfirm tells whether the actor hears of a proposed lifting: somebody else's,
// at a place that it reads.
func (n *news) mayConfirm(b *bench, actor Actor) (bool, error) {
	return n.lifting.By != actor.UserID && n.lifting.tells(b.laneFor(actor, n.application)), nil
}

// judgesOf are those who may decide appeals of an application.
func judgesOf(tx Tx, application *Application) ([]*User, error) {
	_, decided, err := appealsOf(tx, application.ID)
	if err != nil {
		return nil, err
	}
	return entitled(tx, ActionDecideAppeal, application, func(b *bench, actor Actor) (bool, error) {
		reviewed, err := hasReviewed(tx, actor, application, b, decided)
		return !reviewed, err
	})
}

// ended are the reviewers whose finished review of an application is opened again
// by somebody else.
func ended(application *Application, seats []*Seat) (ids []string) {
	for _, seat := range seats {
		if seat.Done && seat.ReviewerID != "" {
			ids = append(ids, seat.ReviewerID)
		}
	}
	if len(seats) == 0 && application.State == StateReviewed && application.ReviewerID != "" {
		ids = append(ids, application.ReviewerID)
	}
	return ids
}
