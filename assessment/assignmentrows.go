package assessment

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"wuxing/scoring"
)

// byRows takes the rows as they were given and reports everything against them.
func (p *planner) byRows(rows []AssignmentRow) error {
	if len(rows) == 0 {
		p.problems.Add(CodeValueMissing, scoring.Position{Path: "rows"}, "field", "rows")
	}
	seen := make(map[string]bool)
	for i, row := range rows {
		path := "rows[" + itoa(i) + "]"
		application, err := p.application(row, path)
		if err != nil {
			return err
		}
		if application == nil {
			continue
		}
		if seen[application.ID] {
			p.problems.Add(CodeApplicationTwice, row.place(path, 0), "enterprise", application.Enterprise.Name)
			continue
		}
		seen[application.ID] = true
		if err := p.byRow(application, row, path); err != nil {
			return err
		}
	}
	return nil
}

// application finds the application that a row names; nil with a problem for none.
func (p *planner) application(row AssignmentRow, path string) (*Application, error) {
	id, named := row.Application, row.Application
	if id == "" {
		named = row.USCC
		enterprise, err := p.tx.FindEnterpriseByUSCC(row.USCC)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, wrap(err, "find an enterprise by its code")
		}
		if enterprise != nil {
			list, err := p.tx.ListApplications(ApplicationFilter{RoundID: p.round.ID, EnterpriseID: enterprise.ID, Limit: 1})
			if err != nil {
				return nil, wrap(err, "list the applications of enterprise %s", enterprise.ID)
			}
			if len(list) > 0 {
				id = list[0].ID
			}
		}
	}
	application, err := p.tx.FindApplicationByID(id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, wrap(err, "find application %s", id)
	}
	if err != nil || application.RoundID != p.round.ID || application.State == StateDraft {
		p.problems.Add(CodeUnknownApplication, row.place(path, 0), "found", printable(named))
		return nil, nil
	}
	if row.Application != "" && row.USCC != "" && row.At != nil && row.USCC != application.Enterprise.USCC {
		p.problems.Add(CodeUSCCOther, row.place(path, 0), "found", printable(row.USCC), "wanted", application.Enterprise.USCC, "enterprise", application.Enterprise.Name)
		return nil, nil
	}
	return application, nil
}

func (p *planner) byRow(application *Application, row AssignmentRow, path string) error {
	if row.At != nil && p.stays(application, row) {
		return nil
	}
	if !application.legal(ActionAssign) {
		p.problems.Add(CodeNotAssignable, row.place(path, 0), "enterprise", application.Enterprise.Name, "state", string(application.State))
		return nil
	}
	b, found := p.benches[application.ID], len(p.problems)
	if wanted := p.round.Settings.Reviewers; len(row.Reviewers) != wanted || row.At != nil && row.named() != wanted {
		given := len(row.Reviewers)
		if named := row.named(); row.At != nil && named != wanted {
			given = named
		}
		p.problems.Add(CodeReviewerCount, row.all(path), "found", itoa(given), "wanted", itoa(wanted))
		return nil
	}
	var reviewers []*User
	for i, username := range row.Reviewers {
		at := row.place(path, i+1)
		user := p.reviewer(username, at)
		if user == nil {
			continue
		}
		if b.linked[user.ID] {
			p.problems.Add(CodeReviewerLinked, at, "reviewer", user.Username, "enterprise", application.Enterprise.Name)
		}
		if slices.Contains(reviewers, user) {
			p.problems.Add(CodeReviewerTwice, at, "reviewer", user.Username)
		}
		reviewers = append(reviewers, user)
	}
	if len(p.problems) == found {
		if err := p.seatable(application, b, reviewers, row, path); err != nil {
			return err
		}
	}
	if len(p.problems) == found {
		p.put(application, b, reviewers)
	}
	return nil
}

// seatable refuses to take a finished review from a seat, and to show a reviewer
// what the other side of an own review has decided.
func (p *planner) seatable(application *Application, b *bench, reviewers []*User, row AssignmentRow, path string) error {
	if !b.two() {
		return nil
	}
	entries, err := p.tx.ListScoreEntries(application.ID)
	if err != nil {
		return wrap(err, "list the entries of %s", application.ID)
	}
	for i, lane := range lanes {
		seat, at := b.seatIn(lane), row.place(path, i+1)
		if seat != nil && seat.Done && seat.ReviewerID != reviewers[i].ID {
			p.problems.Add(CodeSeatTaken, at, "enterprise", application.Enterprise.Name, "reviewer", p.names[seat.ReviewerID])
		}
		// The official score names those whose entries it was taken from.
		elsewhere := slices.ContainsFunc(entries, func(e *ScoreEntry) bool {
			return e.ReviewerID == reviewers[i].ID && e.Lane != lane && e.Lane != LaneOfficial
		})
		if elsewhere {
			p.problems.Add(CodeOtherSeat, at, "enterprise", application.Enterprise.Name, "reviewer", reviewers[i].Username)
		}
	}
	return nil
}

// stays tells whether the row of a file says who has the application already.
func (p *planner) stays(application *Application, row AssignmentRow) bool {
	holders := p.benches[application.ID].holders(application)
	if len(row.Reviewers) > len(holders) {
		return false
	}
	for i, id := range holders {
		given := ""
		if i < len(row.Reviewers) {
			given = normalUsername(row.Reviewers[i])
		}
		if given != p.names[id] {
			return false
		}
	}
	return true
}

// named is how many reviewers the row names.
func (r *AssignmentRow) named() (count int) {
	for _, username := range r.Reviewers {
		if username != "" {
			count++
		}
	}
	return count
}

// byCell orders the problems of one sheet as it is read.
func byCell(a, b scoring.Problem) int {
	aColumn, aRow := splitCell(a.Cell)
	bColumn, bRow := splitCell(b.Cell)
	return cmp.Or(cmp.Compare(len(aRow), len(bRow)), cmp.Compare(aRow, bRow), cmp.Compare(len(aColumn), len(bColumn)), cmp.Compare(aColumn, bColumn))
}

// splitCell is B12 as its letters and digits.
func splitCell(cell string) (column, row string) {
	digits := strings.IndexAny(cell, "0123456789")
	if digits < 0 {
		return cell, ""
	}
	return cell[:digits], cell[digits:]
}
