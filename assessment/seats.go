package assessment

import "errors"

// seatID names a seat in the trail.
func seatID(applicationID string, lane Lane) string { return applicationID + "/" + itoa(int(lane)) }

// seatStep is what the audit trail keeps of a seat.
type seatStep struct {
	Reviewer string `json:"reviewer,omitempty"`
	Begun    bool   `json:"begun,omitempty"`
	Done     bool   `json:"done,omitempty"`
	Version  int    `json:"version"`
}

func (s *Seat) step() seatStep {
	return seatStep{Reviewer: s.ReviewerID, Begun: s.Begun, Done: s.Done, Version: s.Version}
}

// changeSeat alters a seat under its version and records it.
func (s *Service) changeSeat(tx Tx, cmd Command, action Action, application *Application, seat *Seat, alter func(*Seat)) error {
	before := seat.step()
	alter(seat)
	seat.UpdatedAt = s.time()
	if err := tx.UpdateSeat(seat); err != nil {
		if errors.Is(err, ErrStale) {
			return fail(KindConflict, CodeConcurrentConflict)
		}
		return wrap(err, "update seat %d of %s", seat.Lane, application.ID)
	}
	return s.record(tx, cmd, change{
		action: action, object: objectSeat, id: seatID(application.ID, seat.Lane), before: before, after: seat.step(),
	})
}

// reseat gives a seat to another reviewer, or to nobody.
func (s *Service) reseat(tx Tx, cmd Command, action Action, application *Application, seat *Seat, reviewerID string) error {
	return s.changeSeat(tx, cmd, action, application, seat, func(seat *Seat) { seat.ReviewerID, seat.Done = reviewerID, false })
}

// seat makes a seat for a reviewer.
func (s *Service) seat(tx Tx, cmd Command, application *Application, lane Lane, reviewerID string) error {
	seat := &Seat{ApplicationID: application.ID, Lane: lane, ReviewerID: reviewerID, UpdatedAt: s.time(), Version: 1}
	if err := tx.CreateSeat(seat); err != nil {
		if errors.Is(err, ErrDuplicate) {
			return fail(KindConflict, CodeConcurrentConflict)
		}
		return wrap(err, "make seat %d of %s", lane, application.ID)
	}
	return s.record(tx, cmd, change{action: ActionAssign, object: objectSeat, id: seatID(application.ID, lane), after: seat.step()})
}

// sitDown begins the actor's review at its seat, and that of the application with
// the first of two.
func (s *Service) sitDown(tx Tx, cmd Command, application *Application, b *bench) error {
	seat := b.seatOf(cmd.Actor.UserID)
	if application.State != StateInReview {
		if err := s.move(tx, cmd, application, ActionTakeReview, "", nil); err != nil {
			return err
		}
	}
	if seat.Begun {
		return nil
	}
	return s.changeSeat(tx, cmd, ActionTakeReview, application, seat, func(seat *Seat) { seat.Begun = true })
}

// reopenSeats lets both reviewers look again at what was handed in anew, or at what
// another department has said since; what they have decided stays where its facts
// are as they were.
func (s *Service) reopenSeats(tx Tx, cmd Command, action Action, application *Application) error {
	seats, err := tx.ListSeats(application.ID)
	if err != nil {
		return wrap(err, "list the seats of %s", application.ID)
	}
	for _, seat := range seats {
		err := s.changeSeat(tx, cmd, action, application, seat, func(seat *Seat) { seat.Done = false })
		if err != nil {
			return err
		}
	}
	return nil
}
