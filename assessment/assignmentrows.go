package assessment

import (
	"errors"
	"slices"

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
			p.problems.Add(CodeApplicationTwice, scoring.Position{Path: path}, "enterprise", application.Enterprise.Name)
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
		p.problems.Add(CodeUnknownApplication, scoring.Position{Path: path}, "found", printable(named))
		return nil, nil
	}
	return application, nil
}

func (p *planner) byRow(application *Application, row AssignmentRow, path string) error {
	if !application.legal(ActionAssign) {
		p.problems.Add(CodeNotAssignable, scoring.Position{Path: path}, "enterprise", application.Enterprise.Name, "state", string(application.State))
		return nil
	}
	b, found := p.benches[application.ID], len(p.problems)
	if len(row.Reviewers) != p.round.Settings.Reviewers {
		p.problems.Add(CodeReviewerCount, scoring.Position{Path: path + ".reviewers"}, "found", itoa(len(row.Reviewers)), "wanted", itoa(p.round.Settings.Reviewers))
		return nil
	}
	var reviewers []*User
	for i, username := range row.Reviewers {
		at := path + ".reviewers[" + itoa(i) + "]"
		user := p.reviewer(username, at)
		if user == nil {
			continue
		}
		if b.linked[user.ID] {
			p.problems.Add(CodeReviewerLinked, scoring.Position{Path: at}, "reviewer", user.Username, "enterprise", application.Enterprise.Name)
		}
		if slices.Contains(reviewers, user) {
			p.problems.Add(CodeReviewerTwice, scoring.Position{Path: at}, "reviewer", user.Username)
		}
		reviewers = append(reviewers, user)
	}
	if len(p.problems) == found {
		if err := p.seatable(application, b, reviewers, path); err != nil {
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
func (p *planner) seatable(application *Application, b *bench, reviewers []*User, path string) error {
	if !b.two() {
		return nil
	}
	entries, err := p.tx.ListScoreEntries(application.ID)
	if err != nil {
		return wrap(err, "list the entries of %s", application.ID)
	}
	for i, lane := range lanes {
		seat, at := b.seatIn(lane), scoring.Position{Path: path + ".reviewers[" + itoa(i) + "]"}
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
