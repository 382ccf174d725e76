package assessment

import (
	"context"
	"errors"

	"wuxing/scoring"
)

// ImportOutcome is what became of one workbook.
type ImportOutcome string

// A workbook starts an application, adds a revision to a draft, or is the one that
// the newest revision was read from.
const (
	ImportCreated   ImportOutcome = "created"
	ImportRevised   ImportOutcome = "revised"
	ImportUnchanged ImportOutcome = "unchanged"
)

// ImportOptions say how far an import goes.
type ImportOptions struct {
	Submit bool // hand the application in; the office vouches for the enterprise's pledge
	DryRun bool // check everything, keep nothing
}

// Imported tells what became of one workbook.
type Imported struct {
	Outcome     ImportOutcome
	Submitted   bool // by this import
	Application ApplicationHead
	Warnings    scoring.Problems
}

// errDryRun ends the transaction of an import that is only tried.
var errDryRun = errors.New("dry run")

// Import makes the workbook of an enterprise its draft in a round, for the office
// that collects workbooks. The enterprise is the one whose code the workbook names
// and is made where it is new; one that is known keeps its name. A draft gets a
// new revision; an application that was handed in is refused (CodeWrongState). The
// same workbook again changes nothing. The round's window holds as for the
// enterprise itself.
func (s *Service) Import(ctx context.Context, cmd Command, roundID string, read ReadAnswers, options ImportOptions) (*Imported, error) {
	if err := allow(cmd.Actor, ActionImport); err != nil {
		return nil, err
	}
	var card *scoring.Card
	err := s.store.View(ctx, func(tx Tx) (err error) {
		_, card, err = s.importRound(tx, roundID)
		return err
	})
	if err != nil {
		return nil, err
	}
	answers, problems := read(card)
	if len(problems) == 0 {
		problems = answers.namesEnterprise()
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	if !options.DryRun {
		if err := s.keep(ctx, answers); err != nil {
			return nil, err
		}
	}
	var imported *Imported
	_, err = write(ctx, s, cmd, ActionImport, func(tx Tx) (struct{}, error) {
		done, err := s.importAnswers(tx, cmd, roundID, answers, options)
		imported = done
		if err == nil && options.DryRun {
			err = errDryRun
		}
		return struct{}{}, err
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	imported.Warnings = answers.Warnings
	return imported, nil
}

// importRound is a round that is still open, with its card. Until when an enterprise
// may hand in is asked when it is known which one it is.
func (s *Service) importRound(tx Tx, roundID string) (*Round, *scoring.Card, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, nil, found(err, "find round %s", roundID)
	}
	if err := stillOpen(round, ActionImport); err != nil {
		return nil, nil, err
	}
	card, err := s.cardOf(round)
	return round, card, err
}

// namesEnterprise asks for name and code, in the places where they are missing.
func (a *Answers) namesEnterprise() scoring.Problems {
	enterprise := a.Enterprise
	if enterprise == nil {
		enterprise = &scoring.Enterprise{}
	}
	problems := checkEnterprise(enterprise)
	for i := range problems {
		problems[i].Position = a.place(problems[i].Path)
	}
	return problems
}

func (s *Service) importAnswers(tx Tx, cmd Command, roundID string, answers *Answers, options ImportOptions) (*Imported, error) {
	round, card, err := s.importRound(tx, roundID)
	if err != nil {
		return nil, err
	}
	if err := s.console(tx, cmd); err != nil {
		return nil, err
	}
	enterprise, err := s.enterprise(tx, answers.Enterprise)
	if err != nil {
		return nil, err
	}
	if err := s.inWindow(tx, round, ActionImport, enterprise.ID); err != nil {
		return nil, err
	}
	answers.Warnings = append(answers.Warnings, answers.differing(enterprise)...)
	others, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, EnterpriseID: enterprise.ID, Limit: 1})
	if err != nil {
		return nil, wrap(err, "list the applications of enterprise %s", enterprise.ID)
	}
	imported := &Imported{Outcome: ImportCreated}
	var application *Application
	if len(others) == 0 {
		application, err = s.begin(tx, cmd, ActionImport, round, enterprise, card, answers)
	} else {
		application, imported.Outcome, err = s.importAgain(tx, cmd, others[0].ID, card, answers)
	}
	if err != nil {
		return nil, err
	}
	if options.Submit && application.State == StateDraft {
		err := s.move(tx, cmd, application, ActionImportSubmit, importPledge, func(a *Application) {
			a.Unchecked, a.Submitted, a.SubmittedAt = round.Settings.FirstCheck, a.Revision, s.time()
		})
		if err != nil {
			return nil, err
		}
		if err := s.countGaps(tx, application); err != nil {
			return nil, err
		}
		if err := s.tell(tx, cmd, news{kind: MessageSubmitted, round: round, application: application}); err != nil {
			return nil, err
		}
		imported.Submitted = true
	}
	newest, err := tx.FindSubmission(application.ID, application.Revision)
	if err != nil {
		return nil, wrap(err, "find submission %d of %s", application.Revision, application.ID)
	}
	imported.Application = application.head(newest.Revision, newest.Total)
	return imported, nil
}

// importAgain adds a revision to an application that is there, unless it says the
// same from the same workbook.
func (s *Service) importAgain(tx Tx, cmd Command, id string, card *scoring.Card, answers *Answers) (*Application, ImportOutcome, error) {
	application, err := tx.FindApplicationByID(id)
	if err != nil {
		return nil, "", wrap(err, "find application %s", id)
	}
	same, err := sameAsNewest(tx, application, answers)
	if err != nil || same {
		return application, ImportUnchanged, err
	}
	err = s.move(tx, cmd, application, ActionImport, "", func(a *Application) { a.Revision++ })
	if err != nil {
		return nil, "", err
	}
	return application, ImportRevised, s.addSubmission(tx, cmd, application, card, answers)
}

// consoleID is the account that stands for whoever works at the server's console.
// It is closed: nobody signs in with it.
const consoleID = "operator"

// author is the account that a submission names.
func author(actor Actor) string {
	if actor.Role == RoleOperator {
		return consoleID
	}
	return actor.UserID
}

// importPledge is the reason on record where the office hands in for an
// enterprise.
const importPledge = "企业已书面作出真实性承诺"

// console makes that account when the console first hands something in, since
// each submission names an account.
func (s *Service) console(tx Tx, cmd Command) error {
	if cmd.Actor.Role != RoleOperator {
		return nil
	}
	_, err := tx.FindUserByID(consoleID)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return wrap(err, "find the console's account")
	}
	user := &User{
		ID: consoleID, Username: "console:" + consoleID, // no account of people has a colon
		DisplayName: consoleName, Role: RoleOperator, PasswordHash: "none", Disabled: true, CreatedAt: s.time(), Version: 1,
	}
	err = tx.CreateUser(user)
	if errors.Is(err, ErrDuplicate) { // another console has just made it
		return fail(KindConflict, CodeConcurrentConflict)
	}
	if err != nil {
		return wrap(err, "make the console's account")
	}
	return s.record(tx, cmd, change{action: ActionCreateUser, object: objectUser, id: user.ID, after: user.step()})
}
