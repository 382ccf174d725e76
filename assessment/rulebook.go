package assessment

import "slices"

// rulebook finds a rule by its action.
var rulebook = func() map[Action]*Rule {
	book := make(map[Action]*Rule, len(rules))
	for i := range rules {
		book[rules[i].Action] = &rules[i]
	}
	return book
}()

// Rules lists the whole table.
func Rules() []Rule { return slices.Clone(rules) }

// RulesFor lists the rule of the action and those of what it may do on its way.
func RulesFor(action Action) []Rule {
	rule := rulebook[action]
	if rule == nil {
		return nil
	}
	list := []Rule{*rule}
	for _, with := range rule.With {
		list = append(list, *rulebook[with])
	}
	return list
}

// RolesFor lists the roles that may do the action with an account or at the
// console; what anyone may do, and what any account may do, has none.
func RolesFor(action Action) []Role {
	rule := rulebook[action]
	if rule == nil || action == ActionSession || Anyone(action) {
		return nil
	}
	roles := make([]Role, len(rule.Who))
	for i, grant := range rule.Who {
		roles[i] = grant.Role
	}
	return roles
}

// Anyone tells whether the action takes no account.
func Anyone(action Action) bool {
	_, ok := grantOf(RolePublic, action)
	return ok
}

// allow is the first question of every use case. An operator at the console and
// the public have no account, everyone else needs one.
func allow(actor Actor, action Action) error {
	if actor.Role == "" || actor.UserID == "" && actor.Role != RoleOperator && actor.Role != RolePublic {
		return fail(KindUnauthenticated, CodeUnauthenticated)
	}
	if _, ok := grantOf(actor.Role, action); !ok {
		return fail(KindForbidden, CodeForbidden)
	}
	return nil
}

// grantOf is the right of a role to an action.
func grantOf(role Role, action Action) (Grant, bool) {
	if rule := rulebook[action]; rule != nil {
		for _, grant := range rule.Who {
			if grant.Role == role {
				return grant, true
			}
		}
	}
	return Grant{}, false
}

// legal tells whether the action may be done to the application as it stands.
func (a *Application) legal(by Action, holding ...Condition) bool {
	_, ok := a.next(by, holding...)
	return ok
}

// next is the state that the action leads the application to, if it is legal.
// holding are conditions that the application does not show itself.
func (a *Application) next(by Action, holding ...Condition) (State, bool) {
	rule := rulebook[by]
	if rule == nil {
		return a.State, false
	}
	for _, edge := range rule.States {
		if edge.From == a.State && (a.meets(edge.If) || slices.Contains(holding, edge.If)) {
			return edge.To, true
		}
	}
	return a.State, false
}

// meets tells whether the condition of an edge holds.
func (a *Application) meets(condition Condition) bool {
	switch condition {
	case "":
		return true
	case IfUnchecked:
		return a.Unchecked
	case IfCleared:
		return !a.Unchecked
	}
	return false
}

// next is the state that the action leads the round to, if it is legal.
func (r *Round) next(by Action) (RoundState, bool) {
	for _, edge := range rulebook[by].Rounds {
		if edge.From == r.State {
			return edge.To, true
		}
	}
	return r.State, false
}
