package assessment

import (
	"slices"
	"time"
)

// promised refuses what ends a round's correcting or handing in (releasing results,
// freezing the ranking) while somebody still has time for it: the round's window
// and its extensions, and the due dates of what was returned. What was returned
// without a due date, or has let it pass, holds nobody up.
func (s *Service) promised(tx Tx, round *Round, applications []*Application, present PresentRound) error {
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
	due, err := correctionsDue(tx, round, applications)
	if err != nil {
		return time.Time{}, err
	}
	handedIn := make(map[string]bool) // by enterprise
	for _, application := range applications {
		switch application.State {
		case StateDraft, StateWithdrawn:
			continue
		case StateReturned:
			add(due[application.ID])
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

// correctionsDue are the deadlines of what is returned, by application.
func correctionsDue(tx Tx, round *Round, applications []*Application) (map[string]time.Time, error) {
	due := make(map[string]time.Time)
	if !slices.ContainsFunc(applications, func(a *Application) bool { return a.State == StateReturned }) {
		return due, nil
	}
	newest, err := newestExtensions(tx, round.ID, WindowCorrection)
	if err != nil {
		return nil, err
	}
	returns, err := tx.ListOpenReturns(ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return nil, wrap(err, "list what is returned in round %s", round.ID)
	}
	of := make(map[string]*Return, len(returns))
	for _, ret := range returns {
		of[ret.ApplicationID] = ret
	}
	for _, application := range applications {
		if ret := of[application.ID]; application.State == StateReturned && ret != nil {
			due[application.ID] = correctionDue(ret, newest[application.Enterprise.ID])
		}
	}
	return due, nil
}
