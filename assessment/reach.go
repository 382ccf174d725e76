package assessment

// reaches tells whether the actor's right to the action reaches the application,
// which has the bench. What it does not reach is not there for the actor.
func reaches(actor Actor, action Action, application *Application, b *bench) bool {
	grant, ok := grantOf(actor.Role, action)
	if !ok {
		return false
	}
	if grant.Scope == ScopeOwn {
		return actor.EnterpriseID != "" && application.Enterprise.ID == actor.EnterpriseID
	}
	if application.State == StateDraft {
		return false
	}
	switch grant.Scope {
	case ScopeArea:
		return actor.Area != "" && application.Enterprise.Township == actor.Area
	case ScopeAssigned:
		return b.admits(actor, application)
	case ScopeAll:
		return true
	}
	return false
}

// reachesEnterprise is reaches for what concerns an enterprise and no application.
func reachesEnterprise(actor Actor, action Action, enterprise *Enterprise) bool {
	grant, ok := grantOf(actor.Role, action)
	switch {
	case !ok:
		return false
	case grant.Scope == ScopeOwn:
		return actor.EnterpriseID != "" && enterprise.ID == actor.EnterpriseID
	case grant.Scope == ScopeArea:
		return actor.Area != "" && enterprise.Township == actor.Area
	}
	return true
}

// findReached finds an application that the actor's right to the action reaches. A
// reviewer who has not declared yet does not get it open (CodeDeclarationMissing).
func findReached(tx Tx, actor Actor, action Action, id string) (*Application, error) {
	application, _, err := findBenched(tx, actor, action, id)
	return application, err
}

// findBenched is findReached with the bench.
func findBenched(tx Tx, actor Actor, action Action, id string) (*Application, *bench, error) {
	application, err := tx.FindApplicationByID(id)
	if err != nil {
		return nil, nil, found(err, "find application %s", id)
	}
	b, err := loadBench(tx, application)
	if err != nil {
		return nil, nil, err
	}
	if !reaches(actor, action, application, b) {
		return nil, nil, fail(KindNotFound, CodeNotFound)
	}
	if actor.Role == RoleReviewer && b.mustDeclare(actor) {
		return nil, nil, fail(KindConflict, CodeDeclarationMissing, "enterprise", application.Enterprise.Name)
	}
	return application, b, nil
}

// narrow limits a filter to what the actor's right to the action reaches; some is
// false where that is nothing at all.
func narrow(tx Tx, actor Actor, action Action, filter ApplicationFilter) (narrowed ApplicationFilter, some bool, err error) {
	grant, ok := grantOf(actor.Role, action)
	if !ok {
		return filter, false, nil
	}
	switch grant.Scope {
	case ScopeOwn:
		if actor.EnterpriseID == "" || filter.EnterpriseID != "" && filter.EnterpriseID != actor.EnterpriseID {
			return filter, false, nil
		}
		filter.EnterpriseID = actor.EnterpriseID
		return filter, true, nil
	case ScopeArea:
		if actor.Area == "" || filter.Township != "" && filter.Township != actor.Area {
			return filter, false, nil
		}
		filter.Township = actor.Area
	case ScopeAssigned:
		rounds, err := tx.ListRounds()
		if err != nil {
			return filter, false, wrap(err, "list rounds")
		}
		filter.Reviewer = &ReviewerFilter{ID: actor.UserID}
		for _, round := range rounds {
			if round.Settings.Assignment == AssignmentFree {
				filter.Reviewer.Free = append(filter.Reviewer.Free, round.ID)
			}
		}
	}
	wanted := filter.States
	if len(wanted) == 0 {
		wanted = States
	}
	filter.States = nil
	for _, state := range wanted {
		if state != StateDraft {
			filter.States = append(filter.States, state)
		}
	}
	return filter, len(filter.States) > 0, nil
}

// outside tells whether the actor is no part of the bureau: it learns official
// scores only when they are released, and never who gave them.
func outside(actor Actor) bool { return actor.Role == RoleEnterprise || actor.Role == RoleTownship }
