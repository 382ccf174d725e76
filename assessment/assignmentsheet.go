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
	State       State
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

// SeatFilter narrows an AssignmentBoard.
type SeatFilter struct {
	Lacking bool   // only what lacks a reviewer and can be assigned
	Search  string // words that name or code of the enterprise contain
	After   string // application that the board goes on after; "" or one that is not there: from the beginning
	Limit   int    // rows at most; 0: all
}

// AssignmentBoard is who has what, on a screen.
type AssignmentBoard struct {
	AssignmentSheet                   // with the rows of this page
	Lacking         int               // in the whole round
	Next            string            // the last row's application where the board goes on
	Recused         []DeclarationView // links that were declared, oldest first
}

// AssignmentBoard shows a part of what ExportAssignments gives as a file, to the
// lead who assigns.
func (s *Service) AssignmentBoard(ctx context.Context, actor Actor, roundID string, filter SeatFilter) (*AssignmentBoard, error) {
	return read(ctx, s, actor, ActionReadAssignments, func(tx Tx) (*AssignmentBoard, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		p := newPlanner(tx, round)
		picture, err := s.picture(tx, round)
		if err != nil {
			return nil, err
		}
		if err := p.take(picture); err != nil {
			return nil, err
		}
		board := &AssignmentBoard{AssignmentSheet: AssignmentSheet{RoundID: round.ID, RoundName: round.Name, Reviewers: round.Settings.Reviewers, Loads: p.present()}}
		listed := p.listed()
		for _, application := range listed {
			if p.lacks(application) {
				board.Lacking++
			}
		}
		sought, err := soughtIn(tx, round.ID, filter.Search)
		if err != nil {
			return nil, err
		}
		listed, board.Next = page(listed, filter, func(a *Application) bool {
			return (!filter.Lacking || p.lacks(a)) && (sought == nil || sought[a.ID])
		})
		for _, application := range listed {
			board.Rows = append(board.Rows, p.seated(application))
		}
		board.Recused, err = recusals(tx, picture.declarations)
		return board, err
	})
}

// page is the part of a list after the key that the filter keeps, with the key where it
// goes on. The key is looked for in the whole list: what has just been assigned lacks
// nothing any more, and the next page begins after it all the same.
func page(list []*Application, filter SeatFilter, keeps func(*Application) bool) (rows []*Application, next string) {
	if i := slices.IndexFunc(list, func(a *Application) bool { return a.ID == filter.After }); i >= 0 {
		list = list[i+1:]
	}
	for _, application := range list {
		if !keeps(application) {
			continue
		}
		if filter.Limit > 0 && len(rows) == filter.Limit {
			return rows, rows[filter.Limit-1].ID
		}
		rows = append(rows, application)
	}
	return rows, ""
}

// soughtIn are the applications of a round, by id, that a search finds; nil where nothing
// is searched for. The store knows what it means to contain a word.
func soughtIn(tx Tx, roundID, search string) (map[string]bool, error) {
	filter := ApplicationFilter{RoundID: roundID, Search: search}
	if len(filter.Terms()) == 0 {
		return nil, nil
	}
	heads, err := tx.ListHeads(filter)
	sought := make(map[string]bool, len(heads))
	for i := range heads {
		sought[heads[i].ID] = true
	}
	return sought, wrap(err, "search applications")
}

// recusals are the links among what was declared in a round.
func recusals(tx Tx, declarations []*Declaration) ([]DeclarationView, error) {
	views, names := []DeclarationView{}, &names{tx: tx}
	for _, d := range declarations {
		if !d.Linked {
			continue
		}
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
}

func assignmentSheet(tx Tx, round *Round) (*AssignmentSheet, error) {
	p := newPlanner(tx, round)
	if _, err := p.load(); err != nil {
		return nil, err
	}
	sheet := &AssignmentSheet{RoundID: round.ID, RoundName: round.Name, Reviewers: round.Settings.Reviewers, Loads: p.present()}
	slices.SortFunc(p.all, func(a, b *Application) int {
		return cmp.Or(cmp.Compare(a.Enterprise.Township, b.Enterprise.Township),
			cmp.Compare(a.Enterprise.Name, b.Enterprise.Name), cmp.Compare(a.ID, b.ID))
	})
	for _, application := range p.listed() {
		sheet.Rows = append(sheet.Rows, p.seated(application))
	}
	return sheet, nil
}

// listed are the applications that a sheet has, in their order.
func (p *planner) listed() []*Application {
	list := make([]*Application, 0, len(p.all))
	for _, application := range p.all {
		if application.State != StateDraft && application.State != StateWithdrawn {
			list = append(list, application)
		}
	}
	return list
}

// seated is the row of an application.
func (p *planner) seated(application *Application) SeatedRow {
	row := SeatedRow{
		Application: application.ID, Enterprise: application.Enterprise.Scoring(), State: application.State, Open: application.legal(ActionAssign),
	}
	for _, id := range p.benches[application.ID].holders(application) {
		row.Reviewers = append(row.Reviewers, p.names[id])
	}
	return row
}

// lacks tells whether the application can be assigned and a place of it is empty.
func (p *planner) lacks(application *Application) bool {
	if !application.legal(ActionAssign) {
		return false
	}
	return slices.ContainsFunc(p.benches[application.ID].holders(application), func(id string) bool { return p.names[id] == "" })
}

// present are the loads of the reviewers as they are.
func (p *planner) present() (loads []ReviewerLoad) {
	for _, reviewer := range p.reviewers {
		load := p.loads[reviewer.ID]
		loads = append(loads, ReviewerLoad{Reviewer: reviewer.Username, Name: reviewer.DisplayName, Before: load, After: load})
	}
	return loads
}
