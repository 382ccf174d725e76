package assessment

import (
	"cmp"
	"slices"
	"time"
)

// overdueOfAll tells of everything overdue, with the reviewers who have not finished.
func (v *survey) overdueOfAll(o *Overview) error {
	named := func(row *OverviewRow, item *OverdueItem) error {
		item.State = row.State
		return nil
	}
	reviews, err := v.overdueReviews(v.unfinished, func(row *OverviewRow, item *OverdueItem) (err error) {
		item.State = row.State
		item.Reviewers, err = v.unfinishedNames(row)
		return err
	})
	if err != nil {
		return err
	}
	corrections, err := v.overdueCorrections(func(*OverviewRow) bool { return true }, named)
	if err != nil {
		return err
	}
	checks, err := v.overdueChecks(named)
	if err != nil {
		return err
	}
	appeals, err := v.overdueAppeals()
	if err != nil {
		return err
	}
	o.Overdue = []OverdueWork{corrections, checks, reviews, appeals}
	return nil
}

// overdueOfArea tells a township of what its enterprises and itself are late with.
func (v *survey) overdueOfArea(o *Overview) error {
	corrections, err := v.overdueCorrections(func(*OverviewRow) bool { return true }, nil)
	if err != nil {
		return err
	}
	checks, err := v.overdueChecks(nil)
	o.Overdue = []OverdueWork{corrections, checks}
	return err
}

// overdueOfReviewer tells a reviewer of what it has itself.
func (v *survey) overdueOfReviewer(o *Overview) error {
	corrections, err := v.overdueCorrections(v.mine, nil)
	if err != nil {
		return err
	}
	reviews, err := v.overdueReviews(func(row *OverviewRow) bool { return v.mine(row) && v.late(v.actor.UserID, row) }, nil)
	o.Overdue = []OverdueWork{corrections, reviews}
	return err
}

// overdueWork gathers the items of a kind.
type overdueWork struct {
	v     *survey
	items []OverdueItem
}

// add adds an item if due is over; zero is no deadline.
func (w *overdueWork) add(row *OverviewRow, due time.Time, more func(*OverviewRow, *OverdueItem) error) error {
	if due.IsZero() {
		return nil
	}
	if w.v.now.Before(due) {
		if w.v.next.IsZero() || due.Before(w.v.next) {
			w.v.next = due
		}
		return nil
	}
	item := OverdueItem{
		Application: row.ID, Enterprise: row.Enterprise.Name, Township: row.Enterprise.Township, DueAt: due,
		Days: daysSince(due.Add(-time.Microsecond), w.v.now), // the last moment in time belongs to the last day
	}
	w.items = append(w.items, item)
	if more == nil {
		return nil
	}
	return more(row, &w.items[len(w.items)-1])
}

func (w *overdueWork) of(kind OverdueKind) OverdueWork {
	slices.SortStableFunc(w.items, func(a, b OverdueItem) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.Application, b.Application))
	})
	work := OverdueWork{Kind: kind, Count: len(w.items), Items: []OverdueItem{}}
	work.Items = append(work.Items, w.items[:min(len(w.items), maxOverdue)]...)
	return work
}

// overdueCorrections are the returned applications whose due date is over.
func (v *survey) overdueCorrections(of func(*OverviewRow) bool, more func(*OverviewRow, *OverdueItem) error) (OverdueWork, error) {
	work := &overdueWork{v: v}
	returned := slices.ContainsFunc(v.rows, func(row OverviewRow) bool { return row.State == StateReturned })
	if v.round.State != RoundOpen || !returned {
		return work.of(OverdueCorrection), nil
	}
	list, err := v.tx.ListOpenReturns(v.filter)
	if err != nil {
		return OverdueWork{}, wrap(err, "list what is returned in round %s", v.round.ID)
	}
	returns := make(map[string]*Return)
	for _, ret := range list {
		returns[ret.ApplicationID] = ret
	}
	err = v.each(WindowCorrection, func(row *OverviewRow, extension *Extension) error {
		ret := returns[row.ID]
		if row.State != StateReturned || ret == nil || !of(row) {
			return nil
		}
		return work.add(row, correctionDue(ret, extension), more)
	})
	return work.of(OverdueCorrection), err
}

// overdueChecks are what waits for a first check although the window in which
// enterprises hand in is over.
func (v *survey) overdueChecks(more func(*OverviewRow, *OverdueItem) error) (OverdueWork, error) {
	work := &overdueWork{v: v}
	if v.round.State != RoundOpen || v.round.ClosesAt.IsZero() {
		return work.of(OverdueFirstCheck), nil
	}
	err := v.each(WindowApplication, func(row *OverviewRow, extension *Extension) error {
		if !row.legal(ActionCheck) {
			return nil
		}
		return work.add(row, checkDue(v.round, extension), more)
	})
	return work.of(OverdueFirstCheck), err
}

// each goes over the rows with the newest extension of the window that the
// enterprise has, nil for none.
func (v *survey) each(window ExtensionWindow, do func(*OverviewRow, *Extension) error) error {
	newest, err := newestExtensions(v.tx, v.round.ID, window)
	if err != nil {
		return err
	}
	for i := range v.rows {
		if err := do(&v.rows[i], newest[v.rows[i].Enterprise.ID]); err != nil {
			return err
		}
	}
	return nil
}

// overdueReviews are reviews that are not in although the round's dates for them are
// over.
func (v *survey) overdueReviews(of func(*OverviewRow) bool, more func(*OverviewRow, *OverdueItem) error) (OverdueWork, error) {
	work := &overdueWork{v: v}
	closes := reviewDue(v.round)
	if v.round.State != RoundOpen || closes.IsZero() {
		return work.of(OverdueReview), nil
	}
	for i := range v.rows {
		if of(&v.rows[i]) {
			if err := work.add(&v.rows[i], closes, more); err != nil {
				return OverdueWork{}, err
			}
		}
	}
	return work.of(OverdueReview), nil
}

// unfinished tells whether the bureau still has to give an application its official
// score.
func (v *survey) unfinished(row *OverviewRow) bool { return row.awaitsReview() }

// late tells whether a reviewer still has to decide.
func (v *survey) late(reviewerID string, row *OverviewRow) bool {
	at := v.bench(row).stageOf(reviewerID, &row.Application)
	return at == stageWaiting || at == stageBegun
}

// unfinishedNames are the reviewers who still have to decide.
func (v *survey) unfinishedNames(row *OverviewRow) (list []string, err error) {
	for _, p := range v.places(row) {
		if p.reviewerID == "" || !v.late(p.reviewerID, row) {
			continue
		}
		name, err := v.names.of(p.reviewerID)
		if err != nil {
			return nil, err
		}
		list = append(list, name)
	}
	return list, nil
}

// overdueAppeals are those that are not decided although no more can be brought.
func (v *survey) overdueAppeals() (OverdueWork, error) {
	work := &overdueWork{v: v}
	release, err := findRelease(v.tx, v.round.ID)
	if err != nil || release == nil || v.round.State != RoundOpen {
		return work.of(OverdueAppeal), err
	}
	appeals, err := v.tx.ListRoundAppeals(v.round.ID)
	if err != nil {
		return OverdueWork{}, wrap(err, "list the appeals of round %s", v.round.ID)
	}
	decisions, err := v.tx.ListRoundAppealDecisions(v.round.ID)
	if err != nil {
		return OverdueWork{}, wrap(err, "list the decided appeals of round %s", v.round.ID)
	}
	decided := make(map[string]bool)
	for _, decision := range decisions {
		decided[decision.AppealID] = true
	}
	rows := make(map[string]*OverviewRow)
	for i := range v.rows {
		rows[v.rows[i].ID] = &v.rows[i]
	}
	for _, appeal := range appeals {
		row := rows[appeal.ApplicationID]
		if row == nil || decided[appeal.ID] {
			continue
		}
		err := work.add(row, release.AppealsUntil, func(row *OverviewRow, item *OverdueItem) error {
			item.State, item.Appeal, item.Indicator = row.State, appeal.ID, appeal.Indicator
			return nil
		})
		if err != nil {
			return OverdueWork{}, err
		}
	}
	return work.of(OverdueAppeal), nil
}
