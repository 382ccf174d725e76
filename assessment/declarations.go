package assessment

import (
	"context"
	"errors"
	"strings"
	"time"

	"wuxing/scoring"
)

// Declaration says whether a reviewer is linked with an enterprise (回避). Added,
// never edited; a link that was declared stays.
type Declaration struct {
	RoundID      string
	EnterpriseID string
	ReviewerID   string
	Linked       bool
	Reason       string
	At           time.Time
}

// DeclarationView is a declaration as it is told.
type DeclarationView struct {
	Enterprise scoring.Enterprise `json:"enterprise"`
	Reviewer   string             `json:"reviewer"` // display name
	Linked     bool               `json:"linked"`
	Reason     string             `json:"reason"`
	At         time.Time          `json:"at"`
}

// NewDeclaration is what a reviewer declares; a link needs a reason.
type NewDeclaration struct {
	USCC   string
	Linked bool
	Reason string
}

// declarationStep is what the audit trail keeps of a declaration.
type declarationStep struct {
	Enterprise string `json:"enterprise"` // id
	Linked     bool   `json:"linked"`
}

// Declare says whether the actor is linked with an enterprise. Where the lead
// assigns, no file of it opens before. Whoever is linked loses the application, is
// not assigned it and does not know it; what was decided before counts no more. A
// review that is in stays (CodeRecusalTooLate): then the lead must be told.
func (s *Service) Declare(ctx context.Context, cmd Command, roundID string, new NewDeclaration) (*DeclarationView, error) {
	return write(ctx, s, cmd, ActionDeclare, func(tx Tx) (*DeclarationView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if err := stillOpen(round, ActionDeclare); err != nil {
			return nil, err
		}
		var problems scoring.Problems
		enterprise, err := tx.FindEnterpriseByUSCC(new.USCC)
		if errors.Is(err, ErrNotFound) {
			problems.Add(CodeUnknownEnterprise, scoring.Position{Path: "uscc"}, "found", printable(new.USCC))
		} else if err != nil {
			return nil, wrap(err, "find an enterprise by its code")
		}
		least := 0
		if new.Linked {
			least = minEntryReason
		}
		problems = append(problems, checkText(new.Reason, "reason", least, maxEntryReason)...)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		declaration := &Declaration{
			RoundID: round.ID, EnterpriseID: enterprise.ID, ReviewerID: cmd.Actor.UserID,
			Linked: new.Linked, Reason: strings.TrimSpace(new.Reason), At: s.time(),
		}
		if err := s.stepBack(tx, cmd, round, declaration); err != nil {
			return nil, err
		}
		if err := tx.AddDeclaration(declaration); err != nil {
			return nil, wrap(err, "add a declaration in round %s", round.ID)
		}
		err = s.record(tx, cmd, change{
			action: ActionDeclare, object: objectRound, id: round.ID, reason: declaration.Reason,
			after: declarationStep{enterprise.ID, declaration.Linked},
		})
		if err != nil {
			return nil, err
		}
		names := &names{tx: tx}
		return declaration.view(enterprise, names)
	})
}

// stepBack takes the application of the enterprise from a reviewer who is linked.
func (s *Service) stepBack(tx Tx, cmd Command, round *Round, d *Declaration) error {
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, EnterpriseID: d.EnterpriseID, Limit: 1})
	if err != nil {
		return wrap(err, "list the applications of enterprise %s", d.EnterpriseID)
	}
	if len(applications) == 0 {
		return notTakenBack(tx, round, d)
	}
	application, err := tx.FindApplicationByID(applications[0].ID) // locked from here on
	if err != nil {
		return wrap(err, "find application %s", applications[0].ID)
	}
	b, err := loadBench(tx, application)
	if err != nil {
		return err
	}
	if !d.Linked {
		return notTakenBack(tx, round, d)
	}
	if seat := b.seatOf(d.ReviewerID); seat != nil {
		if seat.Done || bothIn(application.State) {
			return fail(KindConflict, CodeRecusalTooLate)
		}
		if err := s.reseat(tx, cmd, ActionStepBack, application, seat, ""); err != nil {
			return err
		}
		return s.tell(tx, cmd, news{kind: MessageRecused, round: round, application: application})
	}
	if application.ReviewerID != d.ReviewerID {
		return nil
	}
	if bothIn(application.State) {
		return fail(KindConflict, CodeRecusalTooLate)
	}
	if err := s.move(tx, cmd, application, ActionStepBack, "", func(a *Application) { a.ReviewerID = "" }); err != nil {
		return err
	}
	return s.tell(tx, cmd, news{kind: MessageRecused, round: round, application: application})
}

// notTakenBack refuses to say that there is no link after one was declared, whether
// the enterprise has applied yet or not.
func notTakenBack(tx Tx, round *Round, d *Declaration) error {
	declarations, err := tx.ListDeclarations(round.ID, d.EnterpriseID)
	if err != nil {
		return wrap(err, "list the declarations on %s", d.EnterpriseID)
	}
	for _, earlier := range declarations {
		if earlier.ReviewerID == d.ReviewerID && earlier.Linked && !d.Linked {
			return fail(KindConflict, CodeRecused)
		}
	}
	return nil
}

func (d *Declaration) view(enterprise *Enterprise, names *names) (*DeclarationView, error) {
	reviewer, err := names.of(d.ReviewerID)
	return &DeclarationView{Enterprise: enterprise.Scoring(), Reviewer: reviewer, Linked: d.Linked, Reason: d.Reason, At: d.At}, err
}

// Declarations lists what was declared in a round, oldest first; a reviewer is told
// its own.
func (s *Service) Declarations(ctx context.Context, actor Actor, roundID string) ([]DeclarationView, error) {
	return read(ctx, s, actor, ActionListDeclarations, func(tx Tx) ([]DeclarationView, error) {
		if _, err := tx.FindRoundByID(roundID); err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		list := func() ([]*Declaration, error) { return tx.ListDeclarations(roundID, "") }
		if grant, _ := grantOf(actor.Role, ActionListDeclarations); grant.Scope != ScopeAll {
			list = func() ([]*Declaration, error) { return tx.ListDeclarationsBy(roundID, actor.UserID) }
		}
		declarations, err := list()
		if err != nil {
			return nil, wrap(err, "list the declarations of round %s", roundID)
		}
		views, names := []DeclarationView{}, &names{tx: tx}
		for _, d := range declarations {
			enterprise, err := tx.FindEnterpriseByID(d.EnterpriseID)
			if err != nil {
				return nil, wrap(err, "find enterprise %s", d.EnterpriseID)
			}
			view, err := d.view(enterprise, names)
			if err != nil {
				return nil, err
			}
			views = append(views, *view)
		}
		return views, nil
	})
}
