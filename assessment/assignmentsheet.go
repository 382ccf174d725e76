package assessment

import (
	"cmp"
	"context"
	"io"
	"slices"

	"wuxing/scoring"
)

// AssignmentSheet is who has what in a round, for the lead to edit and send back.
type AssignmentSheet struct {
	RoundID   string
	RoundName string
	Reviewers int            // an application has, 1 or 2
	Rows      []SeatedRow    // by township and name
	Loads     []ReviewerLoad // of every reviewer whose account is in use, by username
}

// SeatedRow is one application with who has it.
type SeatedRow struct {
	Application string
	Enterprise  scoring.Enterprise
	Reviewers   []string // usernames by seat; "" for an empty one
	Open        bool     // it can be assigned as it stands
}

// ExportAssignments has write put the assignment of a round, as it is, into out and
// records it, as ExportRanking does. Drafts and what was withdrawn are left out.
func (s *Service) ExportAssignments(ctx context.Context, cmd Command, roundID string, out io.Writer, write func(io.Writer, *AssignmentSheet) error) (*AssignmentSheet, error) {
	sheet, err := read(ctx, s, cmd.Actor, ActionExportAssignments, func(tx Tx) (*AssignmentSheet, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		return assignmentSheet(tx, round)
	})
	if err != nil {
		return nil, err
	}
	return sheet, s.exportList(ctx, cmd, ActionExportAssignments, roundID, exported{Kind: ExportAssigned, Rows: len(sheet.Rows)}, out,
		func(w io.Writer) error { return write(w, sheet) })
}

func assignmentSheet(tx Tx, round *Round) (*AssignmentSheet, error) {
	p := newPlanner(tx, round)
	if _, err := p.load(); err != nil {
		return nil, err
	}
	sheet := &AssignmentSheet{RoundID: round.ID, RoundName: round.Name, Reviewers: round.Settings.Reviewers}
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return nil, wrap(err, "list the applications of round %s", round.ID)
	}
	for _, application := range applications {
		if application.State == StateDraft || application.State == StateWithdrawn {
			continue
		}
		b := p.benches[application.ID]
		row := SeatedRow{Application: application.ID, Enterprise: application.Enterprise.Scoring(), Open: b != nil}
		if b == nil {
			if b, err = loadBench(tx, application); err != nil {
				return nil, err
			}
		}
		for _, id := range b.holders(application) {
			row.Reviewers = append(row.Reviewers, p.names[id])
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	slices.SortFunc(sheet.Rows, func(a, b SeatedRow) int {
		return cmp.Or(cmp.Compare(a.Enterprise.Township, b.Enterprise.Township),
			cmp.Compare(a.Enterprise.Name, b.Enterprise.Name), cmp.Compare(a.Application, b.Application))
	})
	for _, reviewer := range p.reviewers {
		load := p.loads[reviewer.ID]
		sheet.Loads = append(sheet.Loads, ReviewerLoad{Reviewer: reviewer.Username, Name: reviewer.DisplayName, Before: load, After: load})
	}
	return sheet, nil
}
