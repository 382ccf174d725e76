package assessment

// reaches tells whether the actor's right to the action reaches the application.
// What it does not reach is not there for the actor.
func reaches(actor Actor, action Action, application *Application) bool {
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
	case ScopeAssigned, ScopeAll:
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

// findReached finds an application that the actor's right to the action reaches.
func findReached(tx Tx, actor Actor, action Action, id string) (*Application, error) {
	application, err := tx.FindApplicationByID(id)
	if err != nil {
		return nil, found(err, "find application %s", id)
	}
	if !reaches(actor, action, application) {
		return nil, fail(KindNotFound, CodeNotFound)
	}
	return application, nil
}

// narrow limits a filter to what the actor's right to list reaches; some is false
// where that is nothing at all.
func narrow(actor Actor, filter ApplicationFilter) (narrowed ApplicationFilter, some bool) {
	grant, _ := grantOf(actor.Role, ActionListApplications)
	switch grant.Scope {
	case ScopeOwn:
		if actor.EnterpriseID == "" || filter.EnterpriseID != "" && filter.EnterpriseID != actor.EnterpriseID {
			return filter, false
		}
		filter.EnterpriseID = actor.EnterpriseID
		return filter, true
	case ScopeArea:
		if actor.Area == "" || filter.Township != "" && filter.Township != actor.Area {
			return filter, false
		}
		filter.Township = actor.Area
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
	return filter, len(filter.States) > 0
}

// outside tells whether the actor is no part of the bureau: it learns official
// scores only when they are released, and never who gave them.
func outside(actor Actor) bool { return actor.Role == RoleEnterprise || actor.Role == RoleTownship }
