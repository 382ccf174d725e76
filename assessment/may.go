package assessment

import (
	"context"
	"slices"
	"time"
)

// Reviewed tells whether an application in the state has its official score.
func Reviewed(state State) bool { return finished(state) }

// MayRound tells whether the table gives the actor's role the action in the state of
// a round, so that a page offers what makes sense. Deadlines and conditions are asked
// by the use case.
func (a Actor) MayRound(action Action, state RoundState) bool {
	if _, ok := grantOf(a.Role, action); !ok {
		return false
	}
	return slices.ContainsFunc(rulebook[action].Rounds, func(edge RoundEdge) bool { return edge.From == state })
}

// Offer is what an actor can do with an application now, and until when.
type Offer struct {
	Actions []Action
	DueAt   time.Time // until when it is to be handed in, or corrected; zero: no deadline
}

// May tells whether the action is among them.
func (o *Offer) May(action Action) bool { return slices.Contains(o.Actions, action) }

// offered are the actions that a page of an application may have a form for.
var offered = []Action{
	ActionPutFacts, ActionSubmit, ActionWithdraw, ActionWithdrawEvidence, ActionCheck, ActionSendBack, ActionAppeal,
	ActionPutReview, ActionReturn, ActionModerate, ActionProposeLifting, ActionDecideLifting,
}

// Offer asks of each of these the very question that its use case asks, so that
// what is offered is not refused. What is typed into the form is asked later.
func (s *Service) Offer(ctx context.Context, actor Actor, id string) (*Offer, error) {
	return read(ctx, s, actor, ActionReadApplication, func(tx Tx) (*Offer, error) {
		application, b, err := findBenched(tx, actor, ActionReadApplication, id)
		if err != nil {
			return nil, err
		}
		offer := &Offer{}
		for _, action := range offered {
			if !reaches(actor, action, application, b) {
				continue
			}
			err := s.permitted(tx, actor, action, application, b)
			switch {
			case err == nil:
				offer.Actions = append(offer.Actions, action)
			case !IsKind(err, KindConflict) && !IsKind(err, KindForbidden):
				return nil, err
			}
		}
		offer.DueAt, err = handInDue(tx, b.round, application)
		return offer, err
	})
}

// permitted refuses an action that the application as it stands, or a date, does not
// allow to the actor, whose right reaches it.
func (s *Service) permitted(tx Tx, actor Actor, action Action, application *Application, b *bench) error {
	switch action {
	case ActionPutReview, ActionReturn:
		return s.mayReview(tx, actor, action, application, b)
	case ActionModerate:
		return maySettle(tx, application, b)
	case ActionProposeLifting:
		if err := s.mayNow(tx, action, application, b.round); err != nil {
			return err
		}
		return b.proposing(actor, application)
	}
	return s.mayNow(tx, action, application, b.round)
}

// mayNow is what permitted asks where it is the same for all whose right it is.
func (s *Service) mayNow(tx Tx, action Action, application *Application, round *Round) error {
	if !application.legal(action) {
		return wrongState(action, application)
	}
	switch action {
	case ActionPutFacts, ActionSubmit:
		if application.State == StateReturned {
			return s.mayCorrect(tx, round, action, application)
		}
		if action == ActionPutFacts && application.State == StateDraft { // may be filled in before the window opens and after it has closed
			return stillOpen(round, action)
		}
		return s.inWindow(tx, round, action, application.Enterprise.ID)
	case ActionWithdraw:
		return s.inWindow(tx, round, action, application.Enterprise.ID)
	case ActionWithdrawEvidence:
		return s.evidenceOpen(tx, application, round)
	}
	if err := stillOpen(round, action); err != nil {
		return err
	}
	if action == ActionAppeal {
		return s.mayAppeal(tx, application)
	}
	return nil
}
