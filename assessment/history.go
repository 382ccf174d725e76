package assessment

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
)

// History is the audit trail of one application, oldest first. The enterprise and
// its township are told what happened, but not who of the bureau did it, nor what was scored before
// it is released.
func (s *Service) History(ctx context.Context, actor Actor, applicationID string) ([]AuditEvent, error) {
	return read(ctx, s, actor, ActionReadHistory, func(tx Tx) ([]AuditEvent, error) {
		application, b, err := findBenched(tx, actor, ActionReadHistory, applicationID)
		if err != nil {
			return nil, err
		}
		events, err := tx.ListAudit(objectApplication, application.ID)
		if err != nil {
			return nil, wrap(err, "list the history of %s", application.ID)
		}
		heard, err := s.hearsOutcome(tx, actor, application.RoundID)
		if err != nil {
			return nil, err
		}
		if !heard {
			events = slices.DeleteFunc(events, func(event AuditEvent) bool {
				return event.Action == ActionDecide || event.Action == ActionBeginNotice
			})
		}
		if !outside(actor) {
			return b.history(tx, actor, application, events)
		}
		shown, err := released(tx, actor, application)
		if err != nil {
			return nil, err
		}
		told := []AuditEvent{}
		for _, event := range events {
			if event, ok := forOutside(event, shown, application.ranked(actor)); ok {
				told = append(told, event)
			}
		}
		return told, nil
	})
}

// history adds what happened at the seats to the events of an application, as far
// as the actor may know it: one of two reviewers is told its own part until both
// reviews are in.
func (b *bench) history(tx Tx, actor Actor, application *Application, events []AuditEvent) ([]AuditEvent, error) {
	own := b.shielded(actor, application)
	blind := b.blind(actor, application)
	told := []AuditEvent{}
	for _, event := range events {
		if !blind || event.Role != RoleReviewer || event.ActorID == actor.UserID {
			told = append(told, event)
			continue
		}
		if event.Action == ActionReturn { // the enterprise knows it, too
			event.ActorID = ""
			told = append(told, event)
		}
	}
	if blind { // versions would tell how much the other has done
		for i := range told {
			told[i].Before, told[i].After = nil, nil
		}
	}
	for _, seat := range b.seats {
		if blind && seat != own {
			continue
		}
		at, err := tx.ListAudit(objectSeat, seatID(application.ID, seat.Lane))
		if err != nil {
			return nil, wrap(err, "list the history of seat %d of %s", seat.Lane, application.ID)
		}
		for _, event := range at {
			if blind && event.Role == RoleReviewer && event.ActorID != actor.UserID { // who sat there before
				continue
			}
			told = append(told, event)
		}
	}
	slices.SortStableFunc(told, func(a, b AuditEvent) int { return cmp.Compare(a.Seq, b.Seq) })
	return told, nil
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

// forOutside is the event as the enterprise and its township may read it, if they
// may.
func forOutside(event AuditEvent, released, ranked bool) (AuditEvent, bool) {
	switch event.Action {
	case ActionCreateApplication, ActionPutFacts, ActionSubmit, ActionWithdraw, ActionAddEvidence, ActionWithdrawEvidence, ActionAppeal:
		event.Before, event.After = withoutReviewer(event.Before), withoutReviewer(event.After)
		return event, true
	case ActionReturn, ActionBeginNotice, ActionPublish, ActionCheck, ActionSendBack, ActionImport, ActionImportSubmit:
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
