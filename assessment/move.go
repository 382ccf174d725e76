package assessment

import "errors"

// guard refuses a command whose caller has read an older version.
func guard(cmd Command, version int, present any) error {
	if cmd.Version == 0 || cmd.Version == version {
		return nil
	}
	return fail(KindStale, CodeVersionMovedOn, "found", itoa(cmd.Version), "present", itoa(version)).present(present)
}

// wrongState refuses an action that the state does not allow.
func wrongState(action Action, application *Application) *Error {
	return fail(KindConflict, CodeWrongState, "action", string(action), "state", string(application.State)).present(application.present())
}

func (a *Application) present() PresentApplication {
	return PresentApplication{ID: a.ID, State: a.State, Version: a.Version}
}

func (r *Round) present() PresentRound {
	return PresentRound{ID: r.ID, State: r.State, Version: r.Version}
}

// step is what the audit trail keeps of an application before and after a change.
type step struct {
	State    State  `json:"state"`
	Version  int    `json:"version"`
	Revision int    `json:"revision,omitempty"`
	Reviewer string `json:"reviewer,omitempty"`
	Rank     int    `json:"rank,omitempty"`
}

func (a *Application) step() step {
	return step{State: a.State, Version: a.Version, Revision: a.Revision, Reviewer: a.ReviewerID, Rank: a.Rank}
}

// move makes one legal step: alter changes the application further, then it is
// stored under a new version and the step is recorded.
func (s *Service) move(tx Tx, cmd Command, application *Application, action Action, reason string, alter func(*Application), holding ...Condition) error {
	if err := allow(cmd.Actor, action); err != nil {
		return err
	}
	to, ok := application.next(action, holding...)
	if !ok {
		return wrongState(action, application)
	}
	before := application.step()
	application.State = to
	application.UpdatedAt = s.time()
	if alter != nil {
		alter(application)
	}
	if err := tx.UpdateApplication(application); err != nil {
		return s.lost(tx, cmd, application.ID, err)
	}
	return s.record(tx, cmd, change{
		action: action, object: objectApplication, id: application.ID, at: application.UpdatedAt,
		before: before, after: application.step(), reason: reason,
	})
}

// moveRound changes a round's state under its version and records it. It also
// gives the state before, which is the present one should the rest be refused.
func (s *Service) moveRound(tx Tx, cmd Command, roundID string, action Action) (*Round, PresentRound, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, PresentRound{}, found(err, "find round %s", roundID)
	}
	present, before := round.present(), round.step()
	to, ok := round.next(action)
	if !ok {
		return nil, present, fail(KindConflict, CodeWrongState, "action", string(action), "state", string(round.State)).present(present)
	}
	if err := guard(cmd, round.Version, present); err != nil {
		return nil, present, err
	}
	round.State = to
	if err := tx.UpdateRound(round); err != nil {
		if errors.Is(err, ErrStale) {
			return nil, present, fail(KindConflict, CodeConcurrentConflict).present(present)
		}
		return nil, present, wrap(err, "update round %s", round.ID)
	}
	return round, present, s.record(tx, cmd, change{action: action, object: objectRound, id: round.ID, before: before, after: round.step()})
}

// lost says what a write has met that came too late.
func (s *Service) lost(tx Tx, cmd Command, id string, err error) error {
	if !errors.Is(err, ErrStale) {
		return wrap(err, "update application %s", id)
	}
	present, findErr := tx.FindApplicationByID(id)
	if findErr != nil {
		return wrap(findErr, "find application %s again", id)
	}
	return fail(KindStale, CodeVersionMovedOn, "found", itoa(cmd.Version), "present", itoa(present.Version)).present(present.present())
}
