package assessment

import (
	"context"
	"encoding/json"
	"errors"

	"wuxing/scoring"
)

// CreateApplication opens an enterprise's application in a round with its first
// facts: revision 1, a draft with its self score. An enterprise has one
// application in a round (CodeApplicationExists).
func (s *Service) CreateApplication(ctx context.Context, cmd Command, roundID string, read ReadAnswers) (*ApplicationView, error) {
	// Reading a workbook takes its time: outside of the transaction, there is one
	// writer. What was checked before is checked again inside.
	var card *scoring.Card
	var enterprise *Enterprise
	answer, known, err := prepare(ctx, s, cmd, ActionCreateApplication, func(tx Tx) (err error) {
		_, card, enterprise, err = s.mayCreate(tx, cmd, roundID)
		return err
	})
	if err != nil || known {
		return answer, err
	}
	answers, err := readFor(card, enterprise, read)
	if err != nil {
		return nil, err
	}
	if err := s.keep(ctx, answers); err != nil {
		return nil, err
	}
	return write(ctx, s, cmd, ActionCreateApplication, func(tx Tx) (*ApplicationView, error) {
		round, card, enterprise, err := s.mayCreate(tx, cmd, roundID)
		if err != nil {
			return nil, err
		}
		application, err := s.begin(tx, cmd, ActionCreateApplication, round, enterprise, card, answers)
		if err != nil {
			return nil, err
		}
		return s.viewWith(tx, cmd.Actor, application, answers.Warnings)
	})
}

// begin makes an application with its first facts.
func (s *Service) begin(tx Tx, cmd Command, action Action, round *Round, enterprise *Enterprise, card *scoring.Card, answers *Answers) (*Application, error) {
	now := s.time()
	application := &Application{
		ID: s.newID(), RoundID: round.ID, Enterprise: *enterprise, State: StateDraft,
		Revision: 1, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if err := tx.CreateApplication(application); err != nil {
		if errors.Is(err, ErrDuplicate) {
			return nil, fail(KindConflict, CodeApplicationExists)
		}
		return nil, wrap(err, "create an application in round %s", round.ID)
	}
	if err := s.addSubmission(tx, cmd, application, card, answers); err != nil {
		return nil, err
	}
	return application, s.record(tx, cmd, change{
		action: action, object: objectApplication, id: application.ID, after: application.step(),
	})
}

// mayCreate checks the round and that the enterprise has no application in it.
func (s *Service) mayCreate(tx Tx, cmd Command, roundID string) (*Round, *scoring.Card, *Enterprise, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, nil, nil, found(err, "find round %s", roundID)
	}
	enterprise, err := tx.FindEnterpriseByID(cmd.Actor.EnterpriseID)
	if err != nil {
		return nil, nil, nil, wrap(err, "find the enterprise %s of user %s", cmd.Actor.EnterpriseID, cmd.Actor.UserID)
	}
	if err := s.inWindow(tx, round, ActionCreateApplication, enterprise.ID); err != nil {
		return nil, nil, nil, err
	}
	others, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, EnterpriseID: enterprise.ID, Limit: 1})
	if err != nil {
		return nil, nil, nil, wrap(err, "list the applications of enterprise %s", enterprise.ID)
	}
	if len(others) > 0 {
		return nil, nil, nil, fail(KindConflict, CodeApplicationExists).present(others[0].present())
	}
	card, err := s.cardOf(round)
	return round, card, enterprise, err
}

// Application is one application as the actor may see it.
func (s *Service) Application(ctx context.Context, actor Actor, id string) (*ApplicationView, error) {
	return read(ctx, s, actor, ActionReadApplication, func(tx Tx) (*ApplicationView, error) {
		application, b, err := findBenched(tx, actor, ActionReadApplication, id)
		if err != nil {
			return nil, err
		}
		view, err := s.view(tx, actor, application)
		if err != nil {
			return nil, err
		}
		view.ApplicationHead = b.cover(actor, application, view.ApplicationHead)
		return view, nil
	})
}

// head is the application with the revision that the reader sees.
func (a *Application) head(revision int, total scoring.Points) ApplicationHead {
	return ApplicationHead{
		ID: a.ID, Round: a.RoundID, Enterprise: a.Enterprise.Scoring(), State: a.State,
		Revision: revision, Version: a.Version, SelfTotal: total, UpdatedAt: a.UpdatedAt, SubmittedAt: a.SubmittedAt,
	}
}

// shown is the revision that the actor sees: the enterprise its newest, everyone
// else what was submitted last.
func (a *Application) shown(actor Actor) int {
	if actor.Role != RoleEnterprise {
		return a.Submitted
	}
	return a.Revision
}

// view shows the application as the actor may see it.
func (s *Service) view(tx Tx, actor Actor, application *Application) (*ApplicationView, error) {
	submission, err := tx.FindSubmission(application.ID, application.shown(actor))
	if err != nil {
		return nil, wrap(err, "find submission %d of %s", application.shown(actor), application.ID)
	}
	view := &ApplicationView{
		ApplicationHead: application.head(submission.Revision, submission.Total),
		Card:            submission.CardID, Facts: submission.Facts, Claims: submission.Claims, Source: submission.Source,
	}
	if view.ApplicationHead, err = s.veil(tx, actor).head(application, view.ApplicationHead); err != nil {
		return nil, err
	}
	if view.Result, err = storedResult(submission.Result, application); err != nil {
		return nil, err
	}
	view.Unbacked = view.Result.Unbacked() > 0
	if application.State == StateReturned {
		if view.Returned, err = tx.FindReturn(application.ID); err != nil {
			return nil, wrap(err, "find the return of %s", application.ID)
		}
	}
	shown, err := released(tx, actor, application)
	if err != nil {
		return nil, err
	}
	if shown {
		review, err := tx.FindReview(application.ID, LaneOfficial)
		if err != nil {
			return nil, wrap(err, "find the review of %s", application.ID)
		}
		if view.Official, err = storedResult(review.Result, application); err != nil {
			return nil, err
		}
		if application.ranked(actor) {
			view.Rank = application.Rank
		}
	}
	if !application.State.frozen() {
		return view, nil
	}
	if heard, err := s.hearsOutcome(tx, actor, application.RoundID); err != nil || !heard {
		return view, err
	}
	meeting, err := findMeeting(tx, application.RoundID)
	if err != nil {
		return nil, err
	}
	view.Outcome = meeting.of(application.ID)
	return view, nil
}

// viewWith is the view with the warnings of what was just read.
func (s *Service) viewWith(tx Tx, actor Actor, application *Application, warnings scoring.Problems) (*ApplicationView, error) {
	view, err := s.view(tx, actor, application)
	if err != nil {
		return nil, err
	}
	view.Warnings = warnings
	return view, nil
}

func (v *ApplicationView) warnings() scoring.Problems {
	if v == nil {
		return nil
	}
	return v.Warnings
}

// storedResult reads a result as it was stored and names its enterprise.
func storedResult(text json.RawMessage, application *Application) (*scoring.Result, error) {
	result := &scoring.Result{}
	if err := json.Unmarshal(text, result); err != nil {
		return nil, wrap(err, "read a stored result of %s", application.ID)
	}
	enterprise := application.Enterprise.Scoring()
	result.Enterprise = &enterprise
	return result, nil
}

// roundAndCard is the round of an application and the card it pinned.
func (s *Service) roundAndCard(tx Tx, application *Application) (*Round, *scoring.Card, error) {
	round, err := tx.FindRoundByID(application.RoundID)
	if err != nil {
		return nil, nil, wrap(err, "find round %s", application.RoundID)
	}
	card, err := s.cardOf(round)
	return round, card, err
}

// prepare is the part of a command before its body is read: the right, a stored
// reply, and what can be checked without the body.
func prepare(ctx context.Context, s *Service, cmd Command, action Action, check func(Tx) error) (answer *ApplicationView, known bool, err error) {
	if err := allow(cmd.Actor, action); err != nil {
		return nil, false, err
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		if known, err = replay(tx, cmd, &answer); err != nil || known {
			return err
		}
		if err := check(tx); err != nil {
			return s.veil(tx, cmd.Actor).refusal(err)
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return answer, known, nil
}

// addSubmission scores the answers and stores them as the application's revision.
func (s *Service) addSubmission(tx Tx, cmd Command, application *Application, card *scoring.Card, answers *Answers) error {
	facts, err := answers.Facts.MarshalJSON()
	if err != nil {
		return wrap(err, "write down facts")
	}
	source := answers.Source
	source.Name = printable(source.Name) // a client's word, stored and shown
	var claims json.RawMessage
	if len(answers.Claims) > 0 {
		if claims, err = json.Marshal(answers.Claims); err != nil {
			return wrap(err, "write down claims")
		}
	}
	self := card.ScoreClaimed(answers.Facts, answers.Claims)
	result, err := json.Marshal(self)
	if err != nil {
		return wrap(err, "write down a result")
	}
	err = tx.AddSubmission(&Submission{
		ApplicationID: application.ID, Revision: application.Revision, Facts: facts, Claims: claims, Source: source,
		CardID: card.ID, CardHash: card.Hash(), Result: result, Total: self.Total, By: author(cmd.Actor), At: s.time(),
	})
	if err != nil {
		return wrap(err, "add submission %d of %s", application.Revision, application.ID)
	}
	return s.record(tx, cmd, change{
		action: ActionScored, object: objectSubmission, id: application.ID + "/" + itoa(application.Revision),
		after: scoreStep{Total: self.Total, CardHash: card.Hash(), SHA256: source.SHA256, Received: source.ReceivedSHA256},
	})
}
