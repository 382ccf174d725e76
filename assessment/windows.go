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
	return extended(tx, round, application.Enterprise.ID, WindowCorrection, ret.DueAt, ret.At)
}

// applicationDue is until when an enterprise is to hand in for the first time.
func applicationDue(tx Tx, round *Round, enterpriseID string) (time.Time, error) {
	return extended(tx, round, enterpriseID, WindowApplication, round.ClosesAt, time.Time{})
}

// handInDue is until when an application is to be handed in: for the first time, or
// corrected.
func handInDue(tx Tx, round *Round, application *Application) (time.Time, error) {
	if application.State == StateReturned {
		return findCorrectionDue(tx, round, application)
	}
	return applicationDue(tx, round, application.Enterprise.ID)
}

// extended is the deadline with what the newest extension of the enterprise adds to
// it (lengthen).
func extended(tx Tx, round *Round, enterpriseID string, window ExtensionWindow, deadline, since time.Time) (time.Time, error) {
	if deadline.IsZero() {
		return deadline, nil
	}
	extension, err := tx.FindExtension(round.ID, enterpriseID, window)
	if errors.Is(err, ErrNotFound) {
		return deadline, nil
	}
	if err != nil {
		return deadline, wrap(err, "find an extension in round %s", round.ID)
	}
	return extension.lengthen(deadline, since), nil
}

// lengthen is the deadline with what the extension, nil for none, adds to it; one
// that was granted before since belongs to something earlier. No deadline stays none.
func (e *Extension) lengthen(deadline, since time.Time) time.Time {
	if e == nil || deadline.IsZero() || e.At.Before(since) || !e.Until.After(deadline) {
		return deadline
	}
	return e.Until
}

// OfficeZone is the time of the office, all year the same.
var OfficeZone = time.FixedZone("UTC+8", 8*60*60)

// timeText is a moment as a parameter of a message: as the office's clock shows
// it, the end of a day as 24:00 of that day.
func timeText(t time.Time) string {
	t = t.In(OfficeZone)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.AddDate(0, 0, -1).Format(time.DateOnly) + " 24:00"
	}
	return t.Format("2006-01-02 15:04")
}

// dueText is a due date as a message tells it; a word of the table where there is
// none.
func dueText(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return timeText(t)
}
