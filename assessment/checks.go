package assessment

import (
	"context"
	"strings"
	"time"
)

// Check (初审) passes an application on to the bureau. note may be empty.
func (s *Service) Check(ctx context.Context, cmd Command, id, note string) (*ApplicationView, error) {
	return write(ctx, s, cmd, ActionCheck, func(tx Tx) (*ApplicationView, error) {
		application, err := s.mayCheck(tx, cmd, ActionCheck, id)
		if err != nil {
			return nil, err
		}
		if problems := checkText(note, "reason", 0, maxReason); len(problems) > 0 {
			return nil, invalid(problems)
		}
		err = s.move(tx, cmd, application, ActionCheck, strings.TrimSpace(note), func(a *Application) { a.Unchecked = false })
		if err != nil {
			return nil, err
		}
		for _, kind := range []MessageKind{MessageChecked, MessageArrived} {
			if err := s.tell(tx, cmd, news{kind: kind, application: application}); err != nil {
				return nil, err
			}
		}
		return s.view(tx, cmd.Actor, application)
	})
}

// SendBack returns the whole application to the enterprise before the bureau looks
// at it; dueAt may be zero. It comes back to be checked again.
func (s *Service) SendBack(ctx context.Context, cmd Command, id, reason string, dueAt time.Time) (*ApplicationView, error) {
	return write(ctx, s, cmd, ActionSendBack, func(tx Tx) (*ApplicationView, error) {
		application, err := s.mayCheck(tx, cmd, ActionSendBack, id)
		if err != nil {
			return nil, err
		}
		ret := NewReturn{Reason: reason, DueAt: dueAt}
		if problems := ret.checkTerms(s.time()); len(problems) > 0 {
			return nil, invalid(problems)
		}
		reason := strings.TrimSpace(reason)
		if err := s.move(tx, cmd, application, ActionSendBack, reason, nil); err != nil {
			return nil, err
		}
		err = tx.AddReturn(&Return{
			ApplicationID: application.ID, Revision: application.Submitted, Indicators: []string{},
			Reason: reason, By: cmd.Actor.UserID, At: s.time(), DueAt: microseconds(dueAt),
		})
		if err != nil {
			return nil, wrap(err, "add a return of %s", application.ID)
		}
		err = s.tell(tx, cmd, news{kind: MessageSentBack, application: application, params: []string{"due", dueText(dueAt)}})
		if err != nil {
			return nil, err
		}
		return s.view(tx, cmd.Actor, application)
	})
}

// mayCheck finds an application that waits for its first check.
func (s *Service) mayCheck(tx Tx, cmd Command, action Action, id string) (*Application, error) {
	application, err := findReached(tx, cmd.Actor, action, id)
	if err != nil {
		return nil, err
	}
	round, err := tx.FindRoundByID(application.RoundID)
	if err != nil {
		return nil, wrap(err, "find round %s", application.RoundID)
	}
	if err := s.mayNow(tx, action, application, round); err != nil {
		return nil, err
	}
	return application, guard(cmd, application.Version, application.present())
}
