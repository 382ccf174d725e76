package assessment

import "time"

// promised refuses what ends a round's correcting or handing in (releasing results,
// freezing the ranking) while somebody still has time for it: the round's window
// and its extensions, and the due dates of what was returned. What was returned
// without a due date, or has let it pass, holds nobody up.
func (s *Service) promised(tx Tx, round *Round, present PresentRound) error {
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return wrap(err, "list the applications of round %s", round.ID)
	}
	latest, err := s.lastPromise(tx, round, applications)
	if err != nil || latest.IsZero() {
		return err
	}
	return fail(KindConflict, CodeDeadlinesRunning, "at", timeText(latest)).present(present)
}

// lastPromise is the latest end of what still runs for somebody; zero for nothing.
func (s *Service) lastPromise(tx Tx, round *Round, applications []*Application) (latest time.Time, err error) {
	now := s.time()
	add := func(deadline time.Time) {
		if now.Before(deadline) {
			latest = later(latest, deadline)
		}
	}
	handedIn := make(map[string]bool) // by enterprise
	for _, application := range applications {
		switch application.State {
		case StateDraft, StateWithdrawn:
			continue
		case StateReturned:
			due, err := findCorrectionDue(tx, round, application)
			if err != nil {
				return time.Time{}, err
			}
			add(due)
		}
		handedIn[application.Enterprise.ID] = true
	}
	extensions, err := tx.ListExtensions(round.ID)
	if err != nil {
		return time.Time{}, wrap(err, "list the extensions of round %s", round.ID)
	}
	add(round.ClosesAt)
	for _, extension := range extensions {
		if extension.Window == WindowApplication && !handedIn[extension.EnterpriseID] {
			add(extension.lengthen(round.ClosesAt, time.Time{}))
		}
	}
	return latest, nil
}
