package assessment

import (
	"context"
	"strings"
	"time"

	"wuxing/scoring"
)

// Return (退回补正) sends named indicators back to the enterprise. An application
// that nobody has taken yet is taken by the one who returns it.
func (s *Service) Return(ctx context.Context, cmd Command, id string, ret NewReturn) (*ApplicationView, error) {
	return write(ctx, s, cmd, ActionReturn, func(tx Tx) (*ApplicationView, error) {
		application, b, err := findBenched(tx, cmd.Actor, ActionReturn, id)
		if err != nil {
			return nil, err
		}
		card, err := s.reviewable(tx, cmd, ActionReturn, application, b)
		if err != nil {
			return nil, err
		}
		if problems := ret.check(card, s.time()); len(problems) > 0 {
			return nil, invalid(problems)
		}
		if b.two() {
			err = s.sitDown(tx, cmd, application, b)
		} else {
			err = s.take(tx, cmd, application)
		}
		if err != nil {
			return nil, err
		}
		reason := strings.TrimSpace(ret.Reason)
		if err := s.move(tx, cmd, application, ActionReturn, reason, nil); err != nil {
			return nil, err
		}
		err = tx.AddReturn(&Return{
			ApplicationID: application.ID, Revision: application.Submitted, Indicators: ret.Indicators,
			Reason: reason, By: cmd.Actor.UserID, At: s.time(), DueAt: microseconds(ret.DueAt),
		})
		if err != nil {
			return nil, wrap(err, "add a return of %s in round %s", application.ID, application.RoundID)
		}
		err = s.tell(tx, cmd, news{kind: MessageReturned, round: b.round, application: application, params: []string{
			"count", itoa(len(ret.Indicators)), "due", dueText(ret.DueAt),
		}})
		if err != nil {
			return nil, err
		}
		view, err := s.view(tx, cmd.Actor, application)
		if err != nil {
			return nil, err
		}
		view.ApplicationHead = b.cover(cmd.Actor, application, view.ApplicationHead)
		return view, nil
	})
}

// check finds everything wrong with a return.
func (n *NewReturn) check(card *scoring.Card, now time.Time) (problems scoring.Problems) {
	if len(n.Indicators) == 0 {
		problems.Add(CodeValueMissing, scoring.Position{Path: "indicators"}, "field", "indicators")
	}
	seen := make(map[string]bool)
	for i, id := range n.Indicators {
		at := scoring.Position{Path: "indicators[" + itoa(i) + "]"}
		if _, ok := card.Indicator(id); !ok {
			problems.Add(CodeUnknownIndicator, at, "indicator", printable(id))
		} else if seen[id] {
			problems.Add(CodeIndicatorTwice, at, "indicator", id)
		}
		seen[id] = true
	}
	return append(problems, n.checkTerms(now)...)
}

// longestCorrection is how far ahead a correction may be due: anything later is a
// slip of the keyboard.
const longestCorrection = 366 * 24 * time.Hour

// checkTerms looks at the reason and the due date.
func (n *NewReturn) checkTerms(now time.Time) (problems scoring.Problems) {
	if !n.DueAt.IsZero() && !n.DueAt.After(now) {
		problems.Add(CodeDueInThePast, scoring.Position{Path: "due_at"}, "found", timeText(n.DueAt))
	} else if n.DueAt.After(now.Add(longestCorrection)) {
		problems.Add(CodeTimeNotAhead, scoring.Position{Path: "due_at"}, "field", "due_at", "found", timeText(n.DueAt))
	}
	return append(problems, checkText(n.Reason, "reason", minReason, maxReason)...)
}
