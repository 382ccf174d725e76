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
	return write(ctx, s, cmd, ActionCreateApplication, func(tx Tx) (*ApplicationView, error) {
		round, card, enterprise, err := s.mayCreate(tx, cmd, roundID)
		if err != nil {
			return nil, err
		}
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
		err = s.record(tx, cmd, change{
			action: ActionCreateApplication, object: objectApplication, id: application.ID, after: application.step(),
		})
		if err != nil {
			return nil, err
		}
		return s.viewWith(tx, cmd.Actor, application, answers.Warnings)
	})
}

// mayCreate checks the round and that the enterprise has no application in it.
func (s *Service) mayCreate(tx Tx, cmd Command, roundID string) (*Round, *scoring.Card, *Enterprise, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, nil, nil, found(err, "find round %s", roundID)
	}
	if err := s.inWindow(round); err != nil {
		return nil, nil, nil, err
	}
	enterprise, err := tx.FindEnterpriseByID(cmd.Actor.EnterpriseID)
	if err != nil {
		return nil, nil, nil, wrap(err, "find the enterprise %s of user %s", cmd.Actor.EnterpriseID, cmd.Actor.UserID)
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

// ListApplications lists what the actor may know, by id.
func (s *Service) ListApplications(ctx context.Context, actor Actor, filter ApplicationFilter) ([]ApplicationHead, error) {
	return read(ctx, s, actor, ActionListApplications, func(tx Tx) ([]ApplicationHead, error) {
		heads := []ApplicationHead{}
		filter, some := known(actor, filter)
		if !some {
			return heads, nil
		}
		applications, err := tx.ListApplications(filter)
		if err != nil {
			return nil, wrap(err, "list applications")
		}
		totals, err := tx.ListTotals(filter)
		if err != nil {
			return nil, wrap(err, "list self totals")
		}
		for i, application := range applications {
			revision, total := application.Revision, totals[i].Newest
			if staff(actor) {
				revision, total = application.Submitted, totals[i].Submitted
			}
			heads = append(heads, application.head(revision, total))
		}
		return heads, nil
	})
}

// known narrows a filter to what the actor may know; some is false where that is
// nothing at all.
func known(actor Actor, filter ApplicationFilter) (narrowed ApplicationFilter, some bool) {
	if actor.Role == RoleEnterprise {
		if actor.EnterpriseID == "" || filter.EnterpriseID != "" && filter.EnterpriseID != actor.EnterpriseID {
			return filter, false
		}
		filter.EnterpriseID = actor.EnterpriseID
		return filter, true
	}
	wanted := filter.States
	if len(wanted) == 0 {
		wanted = States
	}
	filter.States = nil
	for _, state := range wanted {
		if state != StateDraft {
			filter.States = append(filter.States, state)
		}
	}
	return filter, len(filter.States) > 0
}

// Application is one application as the actor may see it.
func (s *Service) Application(ctx context.Context, actor Actor, id string) (*ApplicationView, error) {
	return read(ctx, s, actor, ActionReadApplication, func(tx Tx) (*ApplicationView, error) {
		application, err := findKnown(tx, actor, id)
		if err != nil {
			return nil, err
		}
		return s.view(tx, actor, application)
	})
}

// head is the application with the revision that the reader sees.
func (a *Application) head(revision int, total scoring.Points) ApplicationHead {
	return ApplicationHead{
		ID: a.ID, Round: a.RoundID, Enterprise: a.Enterprise.Scoring(), State: a.State,
		Revision: revision, Version: a.Version, SelfTotal: total, UpdatedAt: a.UpdatedAt,
	}
}

// shown is the revision that the actor sees: the enterprise its newest, the bureau
// what was submitted last.
func (a *Application) shown(actor Actor) int {
	if staff(actor) {
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
		Card:            submission.CardID, Facts: submission.Facts, Source: submission.Source,
	}
	if view.Result, err = storedResult(submission.Result, application); err != nil {
		return nil, err
	}
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
		review, err := tx.FindReview(application.ID)
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

// History is the audit trail of one application, oldest first. The enterprise is
// told what happened to it, but not who of the bureau did it, nor what was scored
// before it is published.
func (s *Service) History(ctx context.Context, actor Actor, applicationID string) ([]AuditEvent, error) {
	return read(ctx, s, actor, ActionReadHistory, func(tx Tx) ([]AuditEvent, error) {
		application, err := findKnown(tx, actor, applicationID)
		if err != nil {
			return nil, err
		}
		events, err := tx.ListAudit(objectApplication, application.ID)
		if err != nil {
			return nil, wrap(err, "list the history of %s", application.ID)
		}
		if staff(actor) {
			return events, nil
		}
		shown, err := released(tx, actor, application)
		if err != nil {
			return nil, err
		}
		told := []AuditEvent{}
		for _, event := range events {
			if event, ok := forEnterprise(event, shown, application.ranked(actor)); ok {
				told = append(told, event)
			}
		}
		return told, nil
	})
}

// withoutReviewer takes the reviewer's id out of what the trail keeps of a step:
// the same id under two files would tell that they have the same reviewer.
func withoutReviewer(kept json.RawMessage) json.RawMessage {
	var s map[string]json.RawMessage
	if json.Unmarshal(kept, &s) != nil {
		return nil
	}
	delete(s, "reviewer")
	text, err := json.Marshal(s)
	if err != nil {
		return nil
	}
	return text
}

// forEnterprise is the event as the enterprise may read it, if it may.
func forEnterprise(event AuditEvent, released, ranked bool) (AuditEvent, bool) {
	switch event.Action {
	case ActionCreateApplication, ActionPutFacts, ActionSubmit, ActionAddEvidence, ActionWithdrawEvidence, ActionAppeal:
		event.Before, event.After = withoutReviewer(event.Before), withoutReviewer(event.After)
		return event, true
	case ActionReturn, ActionPublish:
	case ActionCompleteReview, ActionDecideAppeal, ActionRank:
		if !released || event.Action == ActionRank && !ranked {
			return event, false
		}
	default:
		return event, false
	}
	event.ActorID = ""
	event.Before, event.After = nil, nil
	return event, true
}
