package assessment

import (
	"context"
	"slices"

	"wuxing/scoring"
)

// ListApplications lists what the actor may know, in the order of the filter. It is
// filtered, searched, sorted and paged by what is shown (Cover).
func (s *Service) ListApplications(ctx context.Context, actor Actor, filter ApplicationFilter) ([]ApplicationHead, error) {
	return read(ctx, s, actor, ActionListApplications, func(tx Tx) ([]ApplicationHead, error) {
		if err := filter.check(); err != nil {
			return nil, err
		}
		list, err := s.listing(tx, actor)
		if err != nil {
			return nil, err
		}
		return list.heads(filter)
	})
}

// check refuses orders and keys that there are not.
func (f *ApplicationFilter) check() error {
	var problems scoring.Problems
	if _, known := keys[f.Sort]; !known {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "sort"}, "field", "sort", "found", printable(string(f.Sort)), "choices", joined(Sorts))
	} else if _, ok := ParseKey(f.Sort, f.After); f.After != "" && !ok {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "after"}, "field", "after", "found", printable(f.After), "choices", "next")
	}
	if whose := []Whose{WhoseMine, WhoseTodo}; f.Whose != WhoseAll && !slices.Contains(whose, f.Whose) {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "whose"}, "field", "whose", "found", printable(string(f.Whose)), "choices", joined(whose))
	}
	if len(problems) > 0 {
		return invalid(problems)
	}
	return nil
}

// joined lists words for a message.
func joined[T ~string](words []T) (text string) {
	for i, word := range words {
		if i > 0 {
			text += ", "
		}
		text += string(word)
	}
	return text
}

// listing makes lists for one reader.
type listing struct {
	s      *Service
	tx     Tx
	actor  Actor
	veil   *veil
	rounds map[string]*Round
	covers []Cover
	due    *deadlines
}

func (s *Service) listing(tx Tx, actor Actor) (*listing, error) {
	l := &listing{s: s, tx: tx, actor: actor, veil: s.veil(tx, actor), rounds: make(map[string]*Round)}
	l.due = &deadlines{tx: tx, actor: actor, rounds: l.rounds, known: make(map[string]*roundDeadlines)}
	rounds, err := tx.ListRounds()
	if err != nil {
		return nil, wrap(err, "list rounds")
	}
	for _, round := range rounds {
		l.rounds[round.ID] = round
		covers, err := l.coversIn(round)
		if err != nil {
			return nil, err
		}
		l.covers = append(l.covers, covers...)
	}
	return l, nil
}

// coversIn asks the rules themselves, for every way in which an application of the
// round can stand, what the reader is shown of it.
func (l *listing) coversIn(round *Round) (covers []Cover, err error) {
	seats := []string{""}
	if l.actor.Role == RoleReviewer && round.Settings.Reviewers == 2 {
		seats = []string{l.actor.UserID, ""} // the first cover that fits holds
	}
	for _, seat := range seats {
		b := &bench{round: round}
		if seat != "" {
			b.seats = []*Seat{{ReviewerID: seat}}
		}
		for _, state := range States {
			for _, unchecked := range []bool{false, true} {
				application := &Application{RoundID: round.ID, State: state, Unchecked: unchecked}
				shown, err := l.shown(b, application)
				if err != nil {
					return nil, err
				}
				if shown != state {
					covers = append(covers, Cover{RoundID: round.ID, Seat: seat, Standing: Standing{state, unchecked}, Shown: shown})
				}
			}
		}
	}
	return covers, nil
}

// shown is the state that the reader is shown.
func (l *listing) shown(b *bench, application *Application) (State, error) {
	head := b.cover(l.actor, application, ApplicationHead{State: application.State})
	state, err := l.veil.state(application)
	if err != nil || state == application.State {
		return head.State, err
	}
	return state, nil
}

// heads are a page of the list.
func (l *listing) heads(filter ApplicationFilter) ([]ApplicationHead, error) {
	filter, some, err := narrow(l.tx, l.actor, ActionListApplications, filter)
	if err != nil || !some {
		return []ApplicationHead{}, err
	}
	filter.Covers = l.covers
	if filter.Work, some = l.work(filter.Whose); !some {
		return []ApplicationHead{}, nil
	}
	rows, err := l.rows(filter)
	if err != nil {
		return nil, err
	}
	heads := make([]ApplicationHead, len(rows))
	for i := range rows {
		if heads[i], err = l.covered(&rows[i]); err != nil {
			return nil, err
		}
	}
	return heads, nil
}

// listedRow is a row with its head before anything is covered.
type listedRow struct {
	*ListedApplication
	bench *bench
	head  ApplicationHead
}

// rows are those of a page, whichever way they are found.
func (l *listing) rows(filter ApplicationFilter) ([]listedRow, error) {
	if filter.Sort == SortDue {
		return l.byDue(filter)
	}
	if filter.Overdue {
		return l.overdue(filter)
	}
	return l.read(filter)
}

// read is what the store finds.
func (l *listing) read(filter ApplicationFilter) ([]listedRow, error) {
	list, err := l.tx.ListHeads(filter)
	if err != nil {
		return nil, wrap(err, "list applications")
	}
	rows := make([]listedRow, len(list))
	for i := range list {
		if rows[i], err = l.row(&list[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (l *listing) row(stored *ListedApplication) (listedRow, error) {
	row := listedRow{ListedApplication: stored, bench: &bench{round: l.rounds[stored.RoundID]}}
	if stored.Seat != nil {
		row.bench.seats = []*Seat{stored.Seat}
	}
	if l.actor.Role == RoleEnterprise {
		row.head = stored.head(stored.Revision, stored.NewestTotal)
	} else {
		row.head = stored.head(stored.Submitted, stored.SubmittedTotal)
	}
	return row, l.due.put(stored, row.bench, &row.head)
}

// covered is the head as the reader may know it.
func (l *listing) covered(row *listedRow) (ApplicationHead, error) {
	return l.veil.head(&row.Application, row.bench.cover(l.actor, &row.Application, row.head))
}

// work is what the reader has, or what waits for it; some is false where that can be
// nothing.
func (l *listing) work(whose Whose) (work *WorkFilter, some bool) {
	if whose == WhoseAll {
		return nil, true
	}
	if whose == WhoseMine {
		return &WorkFilter{ReviewerID: l.actor.UserID}, l.actor.Role == RoleReviewer
	}
	switch l.actor.Role {
	case RoleReviewer:
		return &WorkFilter{ReviewerID: l.actor.UserID, Waiting: true, Standings: standings(legalBy(ActionTakeReview))}, true
	case RoleTownship:
		return &WorkFilter{Standings: standings(legalBy(ActionCheck))}, true
	case RoleLead:
		return &WorkFilter{Standings: []Standing{{StateModeration, false}, {StateModeration, true}}}, true
	}
	return nil, false
}

// NextApplication is what comes after the key in the reader's order and still waits
// for it; after the end the list begins again. "" where nothing waits but the
// application itself.
func (s *Service) NextApplication(ctx context.Context, actor Actor, filter ApplicationFilter, id string) (*ApplicationHead, error) {
	return read(ctx, s, actor, ActionListApplications, func(tx Tx) (*ApplicationHead, error) {
		if err := filter.check(); err != nil {
			return nil, err
		}
		l, err := s.listing(tx, actor)
		if err != nil {
			return nil, err
		}
		filter.Whose, filter.Limit = WhoseTodo, 2
		for _, after := range []string{filter.After, ""} {
			filter.After = after
			heads, err := l.heads(filter)
			if err != nil {
				return nil, err
			}
			for i := range heads {
				if heads[i].ID != id {
					return &heads[i], nil
				}
			}
		}
		return nil, nil
	})
}

// Townships are the areas that a list can be narrowed to; a township and an
// enterprise have but one.
func (s *Service) Townships(ctx context.Context, actor Actor) ([]string, error) {
	return read(ctx, s, actor, ActionListApplications, func(tx Tx) ([]string, error) {
		if outside(actor) {
			return nil, nil
		}
		list, err := tx.ListTownships()
		return list, wrap(err, "list townships")
	})
}
