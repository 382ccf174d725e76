package assessment

import (
	"cmp"
	"slices"
	"time"
)

// Deadlines follow from rows of several kinds, by rules that stand in this package and
// in no database. But only few applications have one of their own: what was returned
// and what waits for a township. All reviews of a round are due together, and the rest
// has no deadline. So the first are read whole, the others by their key.

// standings are how an application may stand for a condition to hold.
func standings(holds func(*Application) bool) (list []Standing) {
	for _, state := range States {
		for _, unchecked := range []bool{false, true} {
			if holds(&Application{State: state, Unchecked: unchecked}) {
				list = append(list, Standing{state, unchecked})
			}
		}
	}
	return list
}

func legalBy(action Action) func(*Application) bool {
	return func(a *Application) bool { return a.legal(action) }
}

// ownDeadline tells whether an application may have a deadline of its own.
func (a *Application) ownDeadline() bool { return a.State == StateReturned || a.legal(ActionCheck) }

// together are the standings whose deadline is the round's, and that deadline; ok is
// false where it is not the same for all of them, since one of two reviewers has
// nothing more to do about what it has finished.
func (l *listing) together(filter ApplicationFilter) (list []Standing, due time.Time, ok bool) {
	round := l.rounds[filter.RoundID]
	if round == nil || round.State != RoundOpen || l.actor.Role == RoleEnterprise || l.actor.Role == RoleReviewer && round.Settings.Reviewers == 2 {
		return nil, due, false
	}
	list = standings(func(a *Application) bool { return a.awaitsReview() && !a.ownDeadline() })
	if due = reviewDue(round); due.IsZero() {
		return nil, due, true
	}
	return list, due, true
}

// order compares keys of deadlines; what has none comes last in both directions.
func dueOrder(descending bool) func(a, b Key) int {
	return func(a, b Key) int {
		if (a[0] == farthest) != (b[0] == farthest) {
			return cmp.Compare(a[0], b[0])
		}
		if descending {
			a, b = b, a
		}
		return slices.Compare(a, b)
	}
}

// byDue is a page in the order of deadlines, put together from those who have their
// own, those who share the round's and those who have none.
func (l *listing) byDue(filter ApplicationFilter) ([]listedRow, error) {
	order := dueOrder(filter.Descending)
	after, some := ParseKey(SortDue, filter.After)
	plain := filter
	plain.Sort, plain.After, plain.Limit = SortID, "", 0

	shared, due, ok := l.together(filter)
	var rows []listedRow
	if ok {
		plain.Standings = standings((*Application).ownDeadline)
	}
	rows, err := l.read(plain)
	if err != nil {
		return nil, err
	}
	if ok {
		rest := standings(func(a *Application) bool {
			return !a.ownDeadline() && !slices.Contains(shared, Standing{a.State, a.Unchecked})
		})
		for _, part := range []struct {
			standings []Standing
			due       time.Time
		}{{shared, due}, {rest, time.Time{}}} {
			first := (&ApplicationHead{DueAt: part.due}).Key(SortDue)
			plain.Standings, plain.After, plain.Limit = part.standings, "", filter.Limit
			if some && first[0] == after[0] {
				plain.After = after[1]
			} else if some && order(first, Key{after[0], ""}) < 0 {
				continue
			}
			if len(part.standings) == 0 || filter.Overdue && (part.due.IsZero() || l.s.time().Before(part.due)) {
				continue
			}
			more, err := l.read(plain)
			if err != nil {
				return nil, err
			}
			rows = append(rows, more...)
		}
	}
	key := func(row *listedRow) Key { return row.head.Key(SortDue) }
	rows = slices.DeleteFunc(rows, func(row listedRow) bool {
		return filter.Overdue && !l.late(&row) || some && order(key(&row), after) <= 0
	})
	slices.SortFunc(rows, func(a, b listedRow) int { return order(key(&a), key(&b)) })
	if filter.Limit > 0 && len(rows) > filter.Limit {
		rows = rows[:filter.Limit]
	}
	return rows, nil
}

// late tells whether the row's deadline is over.
func (l *listing) late(row *listedRow) bool {
	return !row.head.DueAt.IsZero() && !l.s.time().Before(row.head.DueAt)
}

// stride is how many rows are looked at in one go for those that are late.
const stride = 500

// overdue is a page of what is late, in another order: the list is walked from key to
// key over what can be late at all.
func (l *listing) overdue(filter ApplicationFilter) ([]listedRow, error) {
	limit := filter.Limit
	filter.Limit = stride
	if shared, due, ok := l.together(filter); ok {
		filter.Standings = standings((*Application).ownDeadline)
		if !l.s.time().Before(due) {
			filter.Standings = append(filter.Standings, shared...)
		}
	}
	var late []listedRow
	for {
		rows, err := l.read(filter)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if !l.late(&rows[i]) {
				continue
			}
			if late = append(late, rows[i]); len(late) == limit {
				return late, nil
			}
		}
		if len(rows) < stride {
			return late, nil
		}
		head, err := l.covered(&rows[len(rows)-1])
		if err != nil {
			return nil, err
		}
		filter.After = head.Key(filter.Sort).String()
	}
}
