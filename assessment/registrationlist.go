package assessment

import (
	"context"
	"errors"
	"slices"
	"time"

	"wuxing/scoring"
)

// RegistrationStates are the states in the order of the list: what waits first.
var RegistrationStates = []RegistrationState{RegistrationOpen, RegistrationAccepted, RegistrationDeclined}

// RegistrationFilter narrows the registrations of one state.
type RegistrationFilter struct {
	State     RegistrationState
	Township  string // "": of all
	Search    string // in the enterprise's name or code
	AfterTime time.Time
	AfterID   string // only what comes after this one, made at AfterTime; "": from the newest on
	Limit     int    // 0: all
}

// Terms are the words of the search.
func (f *RegistrationFilter) Terms() []string { return termsOf(f.Search) }

// RegistrationQuery is what is asked of the list of registrations.
type RegistrationQuery struct {
	State  RegistrationState // "": of all states
	Search string            // in the enterprise's name or code
	After  string            // the Next of the page before
	Limit  int               // 0: DefaultRegistrationLimit
}

// RegistrationPage is a page of the list; Next is where it goes on, "" at its end.
type RegistrationPage struct {
	Rows []RegistrationView
	Next string
}

// How many registrations a page has.
const (
	DefaultRegistrationLimit = 100
	MaxRegistrationLimit     = 500
)

// Registrations lists what waits and what was decided, open ones first, then the
// newest: a township's those of its area. The key of a row holds the state that it had,
// so that the next page goes on at its place even where it has been decided meanwhile.
func (s *Service) Registrations(ctx context.Context, actor Actor, query RegistrationQuery) (*RegistrationPage, error) {
	return read(ctx, s, actor, ActionListRegistrations, func(tx Tx) (*RegistrationPage, error) {
		filter := RegistrationFilter{Search: query.Search}
		states, err := query.from(&filter)
		if err != nil {
			return nil, err
		}
		if grant, _ := grantOf(actor.Role, ActionListRegistrations); grant.Scope == ScopeArea {
			if filter.Township = actor.Area; filter.Township == "" {
				return &RegistrationPage{Rows: []RegistrationView{}}, nil
			}
		}
		limit := query.Limit
		if limit <= 0 || limit > MaxRegistrationLimit {
			limit = DefaultRegistrationLimit
		}
		var list []*Registration
		for _, filter.State = range states {
			if filter.Limit = limit + 1 - len(list); filter.Limit == 0 {
				break
			}
			some, err := tx.ListRegistrations(filter)
			if err != nil {
				return nil, wrap(err, "list registrations")
			}
			list = append(list, some...)
			filter.AfterTime, filter.AfterID = time.Time{}, ""
		}
		page := &RegistrationPage{}
		if len(list) > limit {
			list = list[:limit]
			page.Next = list[limit-1].key().String()
		}
		page.Rows, err = registrationViews(tx, list, filter.Township)
		return page, err
	})
}

// from tells which states come, and puts the place where the list goes on into the
// filter of the first.
func (q *RegistrationQuery) from(filter *RegistrationFilter) ([]RegistrationState, error) {
	var problems scoring.Problems
	states := RegistrationStates
	if q.State != "" {
		if !slices.Contains(RegistrationStates, q.State) {
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: "state"}, "field", "state", "found", printable(string(q.State)), "choices", joined(RegistrationStates))
		}
		states = []RegistrationState{q.State}
	}
	if q.After != "" {
		key, ok := parseKey(q.After, 3)
		at, err := time.Time{}, error(nil)
		if ok {
			at, err = time.Parse(time.RFC3339Nano, key[1])
			states = states[max(0, slices.Index(states, RegistrationState(key[0]))):]
		}
		if !ok || err != nil || states[0] != RegistrationState(key[0]) {
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: "after"}, "field", "after", "found", printable(q.After), "choices", "next")
		} else {
			filter.AfterTime, filter.AfterID = at, key[2]
		}
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	return states, nil
}

// key is where a registration stands in the list.
func (r *Registration) key() Key {
	return Key{string(r.State), r.CreatedAt.UTC().Format(time.RFC3339Nano), r.ID}
}

// registrationViews are the registrations as they are read; a township hears nothing of
// another's enterprises.
func registrationViews(tx Tx, list []*Registration, township string) ([]RegistrationView, error) {
	views, known, names := make([]RegistrationView, len(list)), make([]string, len(list)), &names{tx: tx}
	for i, r := range list {
		warnings, _ := r.Enterprise.Check("enterprise")
		views[i] = RegistrationView{
			ID: r.ID, Enterprise: r.Enterprise, CodeDoubt: len(warnings) > 0, Contact: maskedName(r.Contact), Phone: maskedContact(r.Phone),
			State: r.State, Reason: r.Reason, DecidedAt: r.DecidedAt, ReceivedAt: r.CreatedAt,
		}
		var err error
		if views[i].DecidedBy, err = names.of(r.DecidedBy); err != nil {
			return nil, err
		}
		e, err := tx.FindEnterpriseByUSCC(r.Enterprise.USCC)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, wrap(err, "find an enterprise")
		}
		if err == nil && (township == "" || e.Township == township) {
			views[i].Known, known[i] = e.Name, e.ID
		}
	}
	holders, err := tx.EnterprisesWithAccounts(slices.DeleteFunc(slices.Clone(known), func(id string) bool { return id == "" }))
	if err != nil {
		return nil, wrap(err, "find accounts of enterprises")
	}
	for i, id := range known {
		views[i].Taken = id != "" && slices.Contains(holders, id)
	}
	return views, nil
}
