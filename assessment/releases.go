package assessment

import (
	"context"
	"errors"
	"time"

	"wuxing/scoring"
)

// releaseStep is what the audit trail keeps of a release.
type releaseStep struct {
	AppealsUntil time.Time `json:"appeals_until"`
}

// ReleaseResults shows every enterprise of an open round its official score and
// opens the window of appeals. Everything that lies with the bureau must be
// reviewed. A later release prolongs the window and never shortens it.
func (s *Service) ReleaseResults(ctx context.Context, cmd Command, roundID string, until time.Time) (*ReleaseView, error) {
	return write(ctx, s, cmd, ActionRelease, func(tx Tx) (*ReleaseView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if err := stillOpen(round, ActionRelease); err != nil {
			return nil, err
		}
		if err := guard(cmd, round.Version, round.present()); err != nil {
			return nil, err
		}
		until = microseconds(until)
		before, err := findRelease(tx, round.ID)
		if err != nil {
			return nil, err
		}
		if problems := s.checkRelease(until, before); len(problems) > 0 {
			return nil, invalid(problems)
		}
		applications, err := roundApplications(tx, round.ID)
		if err != nil {
			return nil, err
		}
		obstacles, err := s.releaseObstacles(tx, round, applications, round.present())
		if err != nil {
			return nil, err
		}
		if len(obstacles) > 0 {
			return nil, obstacles[0]
		}
		release := &Release{RoundID: round.ID, AppealsUntil: until, By: cmd.Actor.UserID, At: s.time()}
		if err := tx.AddRelease(release); err != nil {
			if errors.Is(err, ErrDuplicate) { // two at once
				return nil, fail(KindConflict, CodeConcurrentConflict).present(round.present())
			}
			return nil, wrap(err, "release the results of round %s", round.ID)
		}
		line := change{action: ActionRelease, object: objectRound, id: round.ID, after: releaseStep{until}}
		if before != nil {
			line.before = releaseStep{before.AppealsUntil}
		}
		if err := s.record(tx, cmd, line); err != nil {
			return nil, err
		}
		kind := MessageReleased
		if before != nil {
			kind = MessageAppealsLonger
		}
		return &ReleaseView{Round: round.ID, AppealsUntil: until, At: release.At},
			s.tell(tx, cmd, news{kind: kind, round: round, applications: split(applications).reviewed, params: []string{"due", dueText(until)}})
	})
}

// tellResult tells the enterprise of a review that came in when the results had
// been released already: it can read it from now on.
func (s *Service) tellResult(tx Tx, cmd Command, application *Application) error {
	release, err := findRelease(tx, application.RoundID)
	if err != nil || release == nil {
		return err
	}
	return s.tell(tx, cmd, news{
		kind: MessageReleased, applications: []*Application{application}, params: []string{"due", dueText(release.AppealsUntil)},
	})
}

func (s *Service) checkRelease(until time.Time, before *Release) (problems scoring.Problems) {
	at := scoring.Position{Path: "appeals_until"}
	now := s.time()
	switch {
	case until.IsZero():
		problems.Add(CodeValueMissing, at, "field", "appeals_until")
	case !until.After(now) || until.After(now.Add(longestAppeals)):
		problems.Add(CodeTimeNotAhead, at, "field", "appeals_until", "found", timeText(until))
	case before != nil && until.Before(before.AppealsUntil):
		problems.Add(CodeReleaseShortened, at, "at", timeText(before.AppealsUntil))
	}
	return problems
}

// findRelease is the newest release of a round; nil where there is none.
func findRelease(tx Tx, roundID string) (*Release, error) {
	release, err := tx.FindRelease(roundID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return release, wrap(err, "find the release of round %s", roundID)
}

// released tells whether the actor may see the official score of an application:
// the bureau once it is reviewed, the enterprise and its township once the results
// are released or published.
func released(tx Tx, actor Actor, application *Application) (bool, error) {
	switch {
	case application.State.final():
		return true, nil
	case finished(application.State):
		if !outside(actor) {
			return true, nil
		}
		release, err := findRelease(tx, application.RoundID)
		return release != nil, err
	}
	return false, nil
}

// ranked tells whether the actor may see an application's place in the ranking.
func (a *Application) ranked(actor Actor) bool { return !outside(actor) || a.State.final() }

// mayAppeal refuses what belongs to the window of appeals outside of it.
func (s *Service) mayAppeal(tx Tx, application *Application) error {
	release, err := findRelease(tx, application.RoundID)
	switch {
	case err != nil:
		return err
	case release == nil:
		return fail(KindForbidden, CodeNotReleased)
	case !s.time().Before(release.AppealsUntil):
		return fail(KindConflict, CodeAppealsClosed, "at", timeText(release.AppealsUntil)).present(application.present())
	}
	return nil
}

// unreleased refuses to open a finished review once its result has been shown:
// from then on it changes by an appeal, decided by somebody else, unless two
// persons have opened the ranked round again since.
func unreleased(tx Tx, application *Application) error {
	release, err := findRelease(tx, application.RoundID)
	if err != nil || release == nil {
		return err
	}
	reopening, err := tx.FindReopening(application.RoundID)
	switch {
	case err != nil && !errors.Is(err, ErrNotFound):
		return wrap(err, "find what was asked of round %s", application.RoundID)
	case err == nil && reopening.Confirmed && !reopening.At.Before(release.At):
		return nil
	}
	return fail(KindConflict, CodeResultsReleased).present(application.present())
}

// appealsOver refuses to freeze a ranking while appeals can be brought or wait to be
// decided.
func (s *Service) appealsOver(tx Tx, round *Round, present PresentRound) error {
	release, err := findRelease(tx, round.ID)
	if err != nil || release == nil {
		return err
	}
	if s.time().Before(release.AppealsUntil) {
		return fail(KindConflict, CodeAppealsRunning, "at", timeText(release.AppealsUntil)).present(present)
	}
	appeals, err := tx.ListRoundAppeals(round.ID)
	if err != nil {
		return wrap(err, "list the appeals of round %s", round.ID)
	}
	decisions, err := tx.ListRoundAppealDecisions(round.ID)
	if err != nil {
		return wrap(err, "list the decided appeals of round %s", round.ID)
	}
	if pending := len(appeals) - len(decisions); pending > 0 {
		return fail(KindConflict, CodeAppealsOpen, "pending", itoa(pending)).present(present)
	}
	return nil
}
