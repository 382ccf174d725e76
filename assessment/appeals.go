package assessment

import (
	"context"
	"slices"
	"strings"

	"wuxing/scoring"
)

// appealStep is what the audit trail keeps of an appeal.
type appealStep struct {
	Appeal    string         `json:"appeal"` // id
	Indicator string         `json:"indicator"`
	Score     scoring.Points `json:"score"`
	Outcome   AppealOutcome  `json:"outcome,omitempty"`
	Evidence  []string       `json:"evidence,omitempty"`
	Version   int            `json:"version,omitempty"` // of the application
}

// Appeal disputes the official score of an indicator of the enterprise's own
// application, once, from the release of the results to the end of the window.
func (s *Service) Appeal(ctx context.Context, cmd Command, id string, n NewAppeal) (*AppealsView, error) {
	return write(ctx, s, cmd, ActionAppeal, func(tx Tx) (*AppealsView, error) {
		application, _, card, err := s.forAppeal(tx, cmd, id, ActionAppeal)
		if err != nil {
			return nil, err
		}
		list, err := loadEvidence(tx, application, card)
		if err != nil {
			return nil, err
		}
		if problems := n.check(card, list); len(problems) > 0 {
			return nil, invalid(problems)
		}
		appeals, err := tx.ListAppeals(id)
		if err != nil {
			return nil, wrap(err, "list the appeals of %s", id)
		}
		if slices.ContainsFunc(appeals, func(a *Appeal) bool { return a.Indicator == n.Indicator }) {
			return nil, fail(KindConflict, CodeAppealExists, "indicator", named(card, n.Indicator)).present(application.present())
		}
		official, err := officialResult(tx, application)
		if err != nil {
			return nil, err
		}
		appeal := &Appeal{
			ID: s.newID(), ApplicationID: id, Seq: len(appeals) + 1, Indicator: n.Indicator, Score: scoreOf(n.Indicator, official),
			Reason: strings.TrimSpace(n.Reason), Evidence: append([]string{}, n.Evidence...), By: cmd.Actor.UserID, At: s.time(),
		}
		application.UpdatedAt = s.time()
		if err := tx.UpdateApplication(application); err != nil {
			return nil, s.lost(tx, cmd, id, err)
		}
		if err := tx.AddAppeal(appeal); err != nil {
			return nil, wrap(err, "add an appeal of %s", id)
		}
		err = s.record(tx, cmd, change{
			action: ActionAppeal, object: objectApplication, id: id, reason: appeal.Reason,
			after: appealStep{appeal.ID, appeal.Indicator, appeal.Score, "", appeal.Evidence, application.Version},
		})
		if err != nil {
			return nil, err
		}
		err = s.tell(tx, cmd, news{kind: MessageAppealFiled, application: application, params: []string{"indicator", named(card, n.Indicator)}})
		if err != nil {
			return nil, err
		}
		return s.appealsView(tx, cmd.Actor, application, card)
	})
}

// check finds everything wrong with an appeal.
func (n *NewAppeal) check(card *scoring.Card, list *evidenceList) (problems scoring.Problems) {
	if _, ok := card.Indicator(n.Indicator); !ok {
		problems.Add(CodeUnknownIndicator, scoring.Position{Path: "indicator"}, "indicator", printable(n.Indicator))
	}
	problems = append(problems, checkText(n.Reason, "reason", minReason, maxReason)...)
	if len(n.Evidence) > maxAppealEvidence {
		problems.Add(CodeValueTooLong, scoring.Position{Path: "evidence"}, "field", "evidence", "limit", itoa(maxAppealEvidence))
		return problems
	}
	for i, id := range n.Evidence {
		at := scoring.Position{Path: "evidence[" + itoa(i) + "]"}
		evidence := list.find(id)
		switch {
		case evidence == nil || evidence.Indicator != n.Indicator || !list.current(evidence):
			problems.Add(CodeEvidenceForeign, at, "found", printable(id), "indicator", named(card, n.Indicator))
		case slices.Index(n.Evidence, id) < i:
			problems.Add(scoring.CodeDuplicateKey, at, "key", printable(id))
		}
	}
	return problems
}

// DecideAppeal ends an appeal in writing. Whoever has reviewed the application
// cannot (CodeReviewedIt). Upheld, its entries are added to the review, which gets
// its result with them; the score must have risen or a veto fallen. What lifts a
// veto has been confirmed by a second person before.
func (s *Service) DecideAppeal(ctx context.Context, cmd Command, id, appealID string, n NewAppealDecision) (*AppealsView, error) {
	return write(ctx, s, cmd, ActionDecideAppeal, func(tx Tx) (*AppealsView, error) {
		application, b, card, err := s.forAppeal(tx, cmd, id, ActionDecideAppeal)
		if err != nil {
			return nil, err
		}
		appeals, decided, err := appealsOf(tx, id)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(appeals, func(a *Appeal) bool { return a.ID == appealID })
		if i < 0 {
			return nil, fail(KindNotFound, CodeNotFound)
		}
		if decided[appealID] != nil {
			return nil, fail(KindConflict, CodeAlreadyDecided).present(application.present())
		}
		if reviewed, err := hasReviewed(tx, cmd.Actor, application, b, decided); err != nil {
			return nil, err
		} else if reviewed {
			return nil, fail(KindForbidden, CodeReviewedIt)
		}
		st, err := s.loadStanding(tx, card, application, b, LaneOfficial)
		if err != nil {
			return nil, err
		}
		decision := &AppealDecision{
			AppealID: appealID, Outcome: n.Outcome, Reason: strings.TrimSpace(n.Reason), By: cmd.Actor.UserID, At: s.time(),
			Score: scoreOf(appeals[i].Indicator, st.official),
		}
		if err := s.carryOut(tx, cmd, application, appeals[i], st, n, decision); err != nil {
			return nil, err
		}
		if err := tx.AddAppealDecision(decision); err != nil {
			return nil, wrap(err, "decide appeal %s", appealID)
		}
		err = s.record(tx, cmd, change{
			action: ActionDecideAppeal, object: objectApplication, id: id, reason: decision.Reason,
			before: appealStep{Appeal: appealID, Indicator: appeals[i].Indicator, Score: appeals[i].Score},
			after:  appealStep{Appeal: appealID, Indicator: appeals[i].Indicator, Score: decision.Score, Outcome: n.Outcome, Version: application.Version},
		})
		if err != nil {
			return nil, err
		}
		err = s.tell(tx, cmd, news{
			kind: MessageAppealDecided, round: b.round, application: application, params: []string{"indicator", named(card, appeals[i].Indicator)},
		})
		if err != nil {
			return nil, err
		}
		return s.appealsView(tx, cmd.Actor, application, card)
	})
}

// carryOut checks a decision and, where the appeal is upheld, adds its entries and
// the review with them.
func (s *Service) carryOut(tx Tx, cmd Command, application *Application, appeal *Appeal, st *standing, n NewAppealDecision, decision *AppealDecision) error {
	problems := n.check(st.card, appeal)
	if n.Outcome != AppealUpheld {
		if len(problems) > 0 {
			return invalid(problems)
		}
		application.UpdatedAt = s.time()
		if err := tx.UpdateApplication(application); err != nil {
			return s.lost(tx, cmd, application.ID, err)
		}
		return nil
	}
	entries, after, found, err := st.decide(n.Entries)
	if err != nil {
		return err
	}
	problems = append(problems, found...)
	if len(problems) > 0 {
		return invalid(problems)
	}
	if len(after.open()) > 0 {
		return incomplete(after, application.present())
	}
	was, is := scoreOf(appeal.Indicator, st.official), scoreOf(appeal.Indicator, after.official)
	freed := vetoes(appeal.Indicator, st.official) && !vetoes(appeal.Indicator, after.official)
	freedBefore, err := liftedSince(tx, application.ID, appeal.Indicator, appeal.At)
	if err != nil {
		return err
	}
	if is <= was && !freed && !freedBefore {
		problems.Add(CodeAppealNoGain, scoring.Position{Path: "entries"}, "indicator", named(st.card, appeal.Indicator), "before", was.String(), "after", is.String())
		return invalid(problems)
	}
	if err := s.addOfficial(tx, cmd, ActionDecideAppeal, application, st, entries); err != nil {
		return err
	}
	decision.Score, decision.FirstEntry, decision.LastEntry = is, entries[0].Seq, entries[len(entries)-1].Seq
	return s.addReview(tx, cmd, application, after)
}

// check finds what is wrong with a decision before its entries are worked out.
func (n *NewAppealDecision) check(card *scoring.Card, appeal *Appeal) scoring.Problems {
	problems := checkText(n.Reason, "reason", minReason, maxReason)
	switch n.Outcome {
	case AppealUpheld:
		if !slices.ContainsFunc(n.Entries, func(e NewScoreEntry) bool { return e.Indicator == appeal.Indicator }) {
			problems.Add(CodeAppealNoEntry, scoring.Position{Path: "entries"}, "indicator", named(card, appeal.Indicator))
		}
	case AppealRejected:
		if len(n.Entries) > 0 {
			problems.Add(CodeNotForDecision, scoring.Position{Path: "entries"}, "field", "entries", "decision", string(n.Outcome), "indicator", named(card, appeal.Indicator))
		}
	default:
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "outcome"}, "field", "outcome", "found", printable(string(n.Outcome)), "choices", "upheld, rejected")
	}
	return problems
}

// forAppeal finds an application to whose appeals the actor may do something now.
func (s *Service) forAppeal(tx Tx, cmd Command, id string, action Action) (*Application, *bench, *scoring.Card, error) {
	application, b, err := findBenched(tx, cmd.Actor, action, id)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := s.mayNow(tx, action, application, b.round); err != nil {
		return nil, nil, nil, err
	}
	card, err := s.cardOf(b.round)
	if err != nil {
		return nil, nil, nil, err
	}
	return application, b, card, guard(cmd, application.Version, application.present())
}

func officialResult(tx Tx, application *Application) (*scoring.Result, error) {
	review, err := tx.FindReview(application.ID, LaneOfficial)
	if err != nil {
		return nil, wrap(err, "find the review of %s", application.ID)
	}
	return storedResult(review.Result, application)
}

// appealsOf are the appeals of an application, and the decisions by what they
// decide.
func appealsOf(tx Tx, applicationID string) ([]*Appeal, map[string]*AppealDecision, error) {
	appeals, err := tx.ListAppeals(applicationID)
	if err != nil {
		return nil, nil, wrap(err, "list the appeals of %s", applicationID)
	}
	decisions, err := tx.ListAppealDecisions(applicationID)
	if err != nil {
		return nil, nil, wrap(err, "list the decided appeals of %s", applicationID)
	}
	return appeals, byAppeal(decisions), nil
}

func byAppeal(decisions []*AppealDecision) map[string]*AppealDecision {
	decided := make(map[string]*AppealDecision, len(decisions))
	for _, d := range decisions {
		decided[d.AppealID] = d
	}
	return decided
}
