package assessment

import (
	"errors"
	"time"
)

// Deadlines are held against the server's clock; the first moment after them is
// too late.

// stillOpen refuses what the action's rule does not allow in a round that has been
// ranked.
func stillOpen(round *Round, action Action) error {
	if _, ok := round.next(action); !ok {
		return fail(KindConflict, CodeRoundRanked, "round", round.ID).present(round.present())
	}
	return nil
}

// inWindow refuses first submissions outside of the round's window, which an
// extension may have lengthened for the enterprise.
func (s *Service) inWindow(tx Tx, round *Round, action Action, enterpriseID string) error {
	if err := stillOpen(round, action); err != nil {
		return err
	}
	now := s.time()
	if now.Before(round.OpensAt) {
		return fail(KindConflict, CodeRoundNotYetOpen, "round", round.ID, "at", timeText(round.OpensAt)).present(round.present())
	}
	closes, err := applicationDue(tx, round, enterpriseID)
	if err != nil {
		return err
	}
	if !closes.IsZero() && !now.Before(closes) {
		return fail(KindConflict, CodeRoundClosed, "round", round.ID, "at", timeText(closes)).present(round.present())
	}
	return nil
}

// inReviewWindow refuses reviewing outside of the round's dates for it.
func (s *Service) inReviewWindow(round *Round, action Action) error {
	if err := stillOpen(round, action); err != nil {
		return err
	}
	now, window := s.time(), round.Settings.Review
	if window.OpensAt != nil && now.Before(*window.OpensAt) {
		return fail(KindConflict, CodeReviewNotYetOpen, "at", timeText(*window.OpensAt)).present(round.present())
	}
	if window.ClosesAt != nil && !now.Before(*window.ClosesAt) {
		return fail(KindConflict, CodeReviewClosed, "at", timeText(*window.ClosesAt)).present(round.present())
	}
	return nil
}

// mayCorrect refuses corrections after the due date of the newest return.
func (s *Service) mayCorrect(tx Tx, round *Round, action Action, application *Application) error {
	if err := stillOpen(round, action); err != nil {
		return err
	}
	due, err := findCorrectionDue(tx, round, application)
	if err != nil {
		return err
	}
	if !due.IsZero() && !s.time().Before(due) {
		return fail(KindConflict, CodeCorrectionOverdue, "at", timeText(due)).present(application.present())
	}
	return nil
}

// findCorrectionDue is correctionDue of the newest return of an application.
func findCorrectionDue(tx Tx, round *Round, application *Application) (time.Time, error) {
	ret, err := tx.FindReturn(application.ID)
	if err != nil {
		return time.Time{}, wrap(err, "find the return of %s", application.ID)
	}
	if ret.DueAt.IsZero() {
		return time.Time{}, nil
	}
	extension, err := newestExtension(tx, round, application.Enterprise.ID, WindowCorrection)
	return correctionDue(ret, extension), err
}

// applicationDue is until when an enterprise is to hand in for the first time.
func applicationDue(tx Tx, round *Round, enterpriseID string) (time.Time, error) {
	if round.ClosesAt.IsZero() {
		return time.Time{}, nil
	}
	extension, err := newestExtension(tx, round, enterpriseID, WindowApplication)
	return extension.lengthen(round.ClosesAt, time.Time{}), err
}

// handInDue is until when an application is to be handed in: for the first time, or
// corrected.
func handInDue(tx Tx, round *Round, application *Application) (time.Time, error) {
	if application.State == StateReturned {
		return findCorrectionDue(tx, round, application)
	}
	return applicationDue(tx, round, application.Enterprise.ID)
}

// newestExtension is what an enterprise was given last of the kind; nil for nothing.
func newestExtension(tx Tx, round *Round, enterpriseID string, window ExtensionWindow) (*Extension, error) {
	extension, err := tx.FindExtension(round.ID, enterpriseID, window)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return extension, wrap(err, "find an extension in round %s", round.ID)
}

// lengthen is the deadline with what the extension, nil for none, adds to it; one
// that was granted before since belongs to something earlier. No deadline stays none.
func (e *Extension) lengthen(deadline, since time.Time) time.Time {
	if e == nil || deadline.IsZero() || e.At.Before(since) || !e.Until.After(deadline) {
		return deadline
	}
	return e.Until
}
