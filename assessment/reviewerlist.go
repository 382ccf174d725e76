package assessment

import "slices"

// listForReviewer lists what a reviewer has. What is covered from it must not come
// through the filter either, so states are compared after they are covered, and
// pages are cut last: a reviewer has a few hundred applications at most, or the
// whole round where reviewers take what comes.
func (s *Service) listForReviewer(tx Tx, actor Actor, filter ApplicationFilter) ([]ApplicationHead, error) {
	heads := []ApplicationHead{}
	wanted, limit := filter.States, filter.Limit
	filter.States, filter.Limit = nil, 0
	filter, some, err := narrow(tx, actor, ActionListApplications, filter)
	if err != nil || !some {
		return heads, err
	}
	applications, err := tx.ListApplications(filter)
	if err != nil {
		return nil, wrap(err, "list applications")
	}
	totals, err := tx.ListTotals(filter)
	if err != nil {
		return nil, wrap(err, "list self totals")
	}
	benches, err := loadBenches(tx)
	if err != nil {
		return nil, err
	}
	veil := s.veil(tx, actor)
	for i, application := range applications {
		head := application.head(application.Submitted, totals[i].Submitted)
		head = benches.of(application).cover(actor, application, head)
		if head, err = veil.head(application, head); err != nil {
			return nil, err
		}
		if len(wanted) > 0 && !slices.Contains(wanted, head.State) {
			continue
		}
		if heads = append(heads, head); len(heads) == limit {
			break
		}
	}
	return heads, nil
}

// benches are the settings and seats of every round, for lists.
type benches struct {
	rounds map[string]*Round
	seats  map[string][]*Seat // by application
}

func loadBenches(tx Tx) (*benches, error) {
	rounds, err := tx.ListRounds()
	if err != nil {
		return nil, wrap(err, "list rounds")
	}
	all := &benches{make(map[string]*Round), make(map[string][]*Seat)}
	for _, round := range rounds {
		all.rounds[round.ID] = round
		if round.Settings.Reviewers != 2 {
			continue
		}
		seats, err := tx.ListRoundSeats(round.ID)
		if err != nil {
			return nil, wrap(err, "list the seats of round %s", round.ID)
		}
		for _, seat := range seats {
			all.seats[seat.ApplicationID] = append(all.seats[seat.ApplicationID], seat)
		}
	}
	return all, nil
}

// of is the bench of an application without what was declared.
func (a *benches) of(application *Application) *bench {
	return &bench{round: a.rounds[application.RoundID], seats: a.seats[application.ID]}
}
