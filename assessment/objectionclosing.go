package assessment

import (
	"context"
	"errors"
	"slices"
	"strings"

	"wuxing/scoring"
)

// LinkObjection says which application of the ranking an objection concerns, and
// maybe which indicator. A later link takes its place.
func (s *Service) LinkObjection(ctx context.Context, cmd Command, roundID, id, applicationID, indicator string) (*ObjectionStep, error) {
	return write(ctx, s, cmd, ActionLinkObjection, func(tx Tx) (*ObjectionStep, error) {
		round, objection, before, err := openObjection(tx, roundID, id)
		if err != nil {
			return nil, err
		}
		ranking, err := tx.FindRanking(round.ID)
		if err != nil {
			return nil, wrap(err, "ranking of round %s", round.ID)
		}
		card, err := s.cardOf(round)
		if err != nil {
			return nil, err
		}
		var problems scoring.Problems
		if !slices.ContainsFunc(ranking.Rows, func(row RankingRow) bool { return row.ApplicationID == applicationID }) {
			problems.Add(CodeUnknownApplication, scoring.Position{Path: "application"}, "found", printable(applicationID))
		}
		if _, ok := card.Indicator(indicator); indicator != "" && !ok {
			problems.Add(CodeUnknownIndicator, scoring.Position{Path: "indicator"}, "indicator", printable(indicator))
		}
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		link := &ObjectionLink{ObjectionID: id, ApplicationID: applicationID, Indicator: indicator, By: cmd.Actor.UserID, At: s.time()}
		if err := tx.AddObjectionLink(link); err != nil {
			return nil, wrap(err, "link objection %s", id)
		}
		after := objection.step(link, nil)
		return &after, s.recordObjection(tx, cmd, ActionLinkObjection, objection, before, after)
	})
}

// CloseObjection ends an objection in writing, for good. Whoever has reviewed the
// application of its row, or the one it is linked with, cannot (CodeReviewedObjected).
func (s *Service) CloseObjection(ctx context.Context, cmd Command, roundID, id string, n NewObjectionClosing) (*ObjectionStep, error) {
	return write(ctx, s, cmd, ActionCloseObjection, func(tx Tx) (*ObjectionStep, error) {
		_, objection, before, err := openObjection(tx, roundID, id)
		if err != nil {
			return nil, err
		}
		for _, applicationID := range []string{objection.ApplicationID, before.Application} {
			reviewed, err := hasReviewedID(tx, cmd.Actor, applicationID)
			if err != nil {
				return nil, err
			}
			if reviewed {
				return nil, fail(KindForbidden, CodeReviewedObjected)
			}
		}
		problems := checkText(n.Answer, "answer", minReason, maxReason)
		switch n.Result {
		case ObjectionFounded, ObjectionUnfounded, ObjectionWithdrawn:
		default:
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: "result"}, "field", "result", "found", printable(string(n.Result)), "choices", "founded, unfounded, withdrawn")
		}
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		closing := &ObjectionClosing{ObjectionID: id, Result: n.Result, Answer: strings.TrimSpace(n.Answer), By: cmd.Actor.UserID, At: s.time()}
		if err := tx.AddObjectionClosing(closing); err != nil {
			if errors.Is(err, ErrDuplicate) { // two at once
				return nil, fail(KindConflict, CodeObjectionClosed)
			}
			return nil, wrap(err, "close objection %s", id)
		}
		after := before
		after.Result = n.Result
		return &after, s.recordObjection(tx, cmd, ActionCloseObjection, objection, before, after)
	})
}

// openObjection finds an objection of the round that is not closed, as it stands.
func openObjection(tx Tx, roundID, id string) (*Round, *Objection, ObjectionStep, error) {
	var none ObjectionStep
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, nil, none, found(err, "find round %s", roundID)
	}
	objection, err := tx.FindObjection(id)
	if err != nil {
		return nil, nil, none, found(err, "find objection %s", id)
	}
	if objection.RoundID != round.ID {
		return nil, nil, none, fail(KindNotFound, CodeNotFound)
	}
	links, closings, err := aboutObjections(tx, round.ID)
	if err != nil {
		return nil, nil, none, err
	}
	if closings[id] != nil {
		return nil, nil, none, fail(KindConflict, CodeObjectionClosed)
	}
	return round, objection, objection.step(links[id], nil), nil
}

func (s *Service) recordObjection(tx Tx, cmd Command, action Action, o *Objection, before, after ObjectionStep) error {
	kept := func(step ObjectionStep) objectionStep {
		return objectionStep{Round: o.RoundID, Notice: o.Notice, No: o.No, Application: step.Application, Indicator: step.Indicator, Result: step.Result}
	}
	return s.record(tx, cmd, change{action: action, object: objectObjection, id: o.ID, before: kept(before), after: kept(after)})
}
