package assessment

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"wuxing/scoring"
)

// Lengths of a written reason, in characters.
const (
	minReturnReason = 5
	minEntryReason  = 2
	maxReturnReason = 2000
	maxEntryReason  = 2000
)

// PutFacts adds a revision to a draft or a returned application. Of a returned one
// only facts that a returned indicator reads may differ from what was returned
// (CodeFactNotOpen), and only its claim; the other claims stay (CodeClaimNotOpen).
// The same facts from the same source change nothing.
func (s *Service) PutFacts(ctx context.Context, cmd Command, id string, read ReadAnswers) (*ApplicationView, error) {
	var card *scoring.Card
	var enterprise *Enterprise
	answer, known, err := prepare(ctx, s, cmd, ActionPutFacts, func(tx Tx) (err error) {
		var application *Application
		application, card, err = s.mayPut(tx, cmd, id)
		if err == nil {
			enterprise = &application.Enterprise
		}
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
	return write(ctx, s, cmd, ActionPutFacts, func(tx Tx) (*ApplicationView, error) {
		application, card, err := s.mayPut(tx, cmd, id)
		if err != nil {
			return nil, err
		}
		answers, err := onlyOpen(tx, application, card, answers)
		if err != nil {
			return nil, err
		}
		same, err := sameAsNewest(tx, application, answers)
		if err != nil {
			return nil, err
		}
		if !same || application.State == StateWithdrawn {
			err := s.move(tx, cmd, application, ActionPutFacts, "", func(a *Application) { a.Revision++ })
			if err != nil {
				return nil, err
			}
			if err := s.addSubmission(tx, cmd, application, card, answers); err != nil {
				return nil, err
			}
		}
		return s.viewWith(tx, cmd.Actor, application, answers.Warnings)
	})
}

// mayPut finds an application whose facts the actor may change now.
func (s *Service) mayPut(tx Tx, cmd Command, id string) (*Application, *scoring.Card, error) {
	application, err := findReached(tx, cmd.Actor, ActionPutFacts, id)
	if err != nil {
		return nil, nil, err
	}
	if !application.legal(ActionPutFacts) {
		return nil, nil, wrongState(ActionPutFacts, application)
	}
	round, card, err := s.roundAndCard(tx, application)
	if err != nil {
		return nil, nil, err
	}
	switch application.State {
	case StateReturned:
		err = s.mayCorrect(tx, round, application)
	case StateWithdrawn:
		err = s.inWindow(tx, round, application.Enterprise.ID)
	default:
		err = stillOpen(round)
	}
	if err != nil {
		return nil, nil, err
	}
	return application, card, guard(cmd, application.Version, application.present())
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
		return check(tx)
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

// scoreStep is what the audit trail keeps of a score that was computed and stored,
// apart from the application's own events: an official one is not everyone's to know.
type scoreStep struct {
	Total    scoring.Points `json:"total"`
	Lane     Lane           `json:"lane,omitempty"`
	Revision int            `json:"revision,omitempty"`
	CardHash string         `json:"card_hash,omitempty"`
	SHA256   string         `json:"sha256,omitempty"`          // of what the facts were read from
	Received string         `json:"received_sha256,omitempty"` // see Source
}

// Submit hands the newest revision in, for the first time inside the round's
// window, after a return at any time. pledge is the 真实性承诺.
func (s *Service) Submit(ctx context.Context, cmd Command, id string, pledge bool) (*ApplicationView, error) {
	return write(ctx, s, cmd, ActionSubmit, func(tx Tx) (*ApplicationView, error) {
		application, err := findReached(tx, cmd.Actor, ActionSubmit, id)
		if err != nil {
			return nil, err
		}
		if !application.legal(ActionSubmit) {
			return nil, wrongState(ActionSubmit, application)
		}
		round, _, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		if application.State == StateReturned {
			err = s.mayCorrect(tx, round, application)
		} else {
			err = s.inWindow(tx, round, application.Enterprise.ID)
		}
		if err != nil {
			return nil, err
		}
		if err := guard(cmd, application.Version, application.present()); err != nil {
			return nil, err
		}
		if !pledge {
			return nil, fail(KindInvalid, CodePledgeMissing)
		}
		first, kind := application.State == StateDraft, MessageSubmitted
		if application.State == StateReturned {
			kind = MessageResubmitted
		}
		err = s.move(tx, cmd, application, ActionSubmit, "", func(a *Application) {
			if first {
				a.Unchecked = round.Settings.FirstCheck
			}
			a.Submitted = a.Revision
		})
		if err != nil {
			return nil, err
		}
		if round.Settings.Reviewers == 2 {
			if err := s.reopenSeats(tx, cmd, ActionSubmit, application); err != nil {
				return nil, err
			}
		}
		if err := s.tell(tx, cmd, news{kind: kind, round: round, application: application}); err != nil {
			return nil, err
		}
		return s.view(tx, cmd.Actor, application)
	})
}

// Return (退回补正) sends named indicators back to the enterprise. An application
// that nobody has taken yet is taken by the one who returns it.
func (s *Service) Return(ctx context.Context, cmd Command, id string, ret NewReturn) (*ApplicationView, error) {
	return write(ctx, s, cmd, ActionReturn, func(tx Tx) (*ApplicationView, error) {
		application, b, err := findBenched(tx, cmd.Actor, ActionReturn, id)
		if err != nil {
			return nil, err
		}
		if !application.legal(ActionTakeReview) && !application.legal(ActionReturn) {
			return nil, wrongState(ActionReturn, application).present(b.present(cmd.Actor, application))
		}
		card, err := s.reviewable(tx, cmd, application, b)
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

// checkTerms looks at the reason and the due date.
func (n *NewReturn) checkTerms(now time.Time) (problems scoring.Problems) {
	if !n.DueAt.IsZero() && !n.DueAt.After(now) {
		problems.Add(CodeDueInThePast, scoring.Position{Path: "due_at"}, "found", timeText(n.DueAt))
	}
	return append(problems, checkText(n.Reason, "reason", minReturnReason, maxReturnReason)...)
}
