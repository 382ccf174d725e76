package assessment

import (
	"context"
	"strings"

	"wuxing/scoring"
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
	round, card, err := s.roundAndCard(tx, application)
	if err != nil {
		return nil, nil, err
	}
	if err := s.mayNow(tx, ActionPutFacts, application, round); err != nil {
		return nil, nil, err
	}
	return application, card, guard(cmd, application.Version, application.present())
}

// Submit hands the newest revision in, for the first time inside the round's
// window, after a return until the correction is due. pledge is the 真实性承诺.
func (s *Service) Submit(ctx context.Context, cmd Command, id string, pledge bool) (*ApplicationView, error) {
	return write(ctx, s, cmd, ActionSubmit, func(tx Tx) (*ApplicationView, error) {
		application, err := findReached(tx, cmd.Actor, ActionSubmit, id)
		if err != nil {
			return nil, err
		}
		round, _, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		if err := s.mayNow(tx, ActionSubmit, application, round); err != nil {
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
			a.Submitted, a.SubmittedAt = a.Revision, s.time()
		})
		if err != nil {
			return nil, err
		}
		if err := s.countGaps(tx, application); err != nil {
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

// Withdraw takes an application back before its review, inside of the round's
// window: as long as the enterprise could hand it in again.
func (s *Service) Withdraw(ctx context.Context, cmd Command, id, reason string) (*ApplicationView, error) {
	return write(ctx, s, cmd, ActionWithdraw, func(tx Tx) (*ApplicationView, error) {
		application, err := findReached(tx, cmd.Actor, ActionWithdraw, id)
		if err != nil {
			return nil, err
		}
		round, err := tx.FindRoundByID(application.RoundID)
		if err != nil {
			return nil, wrap(err, "find round %s", application.RoundID)
		}
		if err := s.mayNow(tx, ActionWithdraw, application, round); err != nil {
			return nil, err
		}
		if err := guard(cmd, application.Version, application.present()); err != nil {
			return nil, err
		}
		if problems := checkText(reason, "reason", 0, maxReason); len(problems) > 0 {
			return nil, invalid(problems)
		}
		if err := s.move(tx, cmd, application, ActionWithdraw, strings.TrimSpace(reason), nil); err != nil {
			return nil, err
		}
		if err := s.tell(tx, cmd, news{kind: MessageWithdrawn, round: round, application: application}); err != nil {
			return nil, err
		}
		return s.view(tx, cmd.Actor, application)
	})
}
