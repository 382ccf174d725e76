package assessment

import "errors"

// parts are the applications of a round that can be ranked, that wait for the bureau,
// and that were sent back and have not come back; drafts and what was withdrawn are
// none of these.
type parts struct{ reviewed, waiting, returned []*Application }

func split(applications []*Application) (p parts) {
	for _, application := range applications {
		switch application.State {
		case StateDraft, StateWithdrawn:
		case StateReviewed:
			p.reviewed = append(p.reviewed, application)
		case StateReturned:
			p.returned = append(p.returned, application)
		default:
			p.waiting = append(p.waiting, application)
		}
	}
	return p
}

// releaseObstacles is everything that stands in the way of releasing results, in the
// order in which it is told. What lies with the bureau must be finished; what was
// returned and has not come back holds the others up only while its due date runs.
func (s *Service) releaseObstacles(tx Tx, round *Round, applications []*Application, present PresentRound) (list []*Error, err error) {
	p := split(applications)
	if len(p.waiting) > 0 {
		list = append(list, fail(KindConflict, CodeUnfinishedReviews, "pending", itoa(len(p.waiting))).present(present))
	} else if len(p.reviewed) == 0 {
		list = append(list, fail(KindConflict, CodeNothingToRank).present(present))
	}
	return obstacle(list, s.promised(tx, round, applications, present))
}

// rankingObstacles is everything that stands in the way of freezing a ranking: what
// would stand in the way of a release, and then the appeals.
func (s *Service) rankingObstacles(tx Tx, round *Round, applications []*Application, present PresentRound) ([]*Error, error) {
	list, err := s.releaseObstacles(tx, round, applications, present)
	if err != nil {
		return nil, err
	}
	return obstacle(list, s.appealsOver(tx, round, present))
}

// obstacle adds a refusal to the list; any other error ends the looking.
func obstacle(list []*Error, err error) ([]*Error, error) {
	var refused *Error
	if errors.As(err, &refused) {
		return append(list, refused), nil
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}
