package assessment

import (
	"cmp"
	"maps"
	"slices"
)

// townships counts the applications of each township by state, and what waits for
// its first check.
func (v *survey) townships(o *Overview) error {
	byName := make(map[string]map[State]int)
	unchecked := make(map[string]int)
	township := make(map[string]string) // of those that wait
	for i := range v.rows {
		row := &v.rows[i]
		name := row.Enterprise.Township
		if byName[name] == nil {
			byName[name] = make(map[State]int)
		}
		byName[name][shownState(v.actor, row.State, v.heard)]++
		if row.legal(ActionCheck) {
			unchecked[name]++
			township[row.ID] = name
		}
	}
	oldest, err := v.oldest(township)
	if err != nil {
		return err
	}
	o.Townships = []TownshipProgress{}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		progress := TownshipProgress{Township: name, States: []StateCount{}, Unchecked: unchecked[name]}
		for _, state := range States {
			if count := byName[name][state]; count > 0 {
				progress.Applications += count
				progress.States = append(progress.States, StateCount{state, count})
			}
		}
		if days, waits := oldest[name]; waits {
			progress.OldestDays = &days
		}
		o.Townships = append(o.Townships, progress)
	}
	return nil
}

// oldest is for how many days the oldest application of each township has waited for
// its first check. The days begin when it was submitted: what happens to it since,
// such as an import of lists, does not start them anew.
func (v *survey) oldest(township map[string]string) (map[string]int, error) {
	days := make(map[string]int)
	if len(township) == 0 {
		return days, nil
	}
	waiting, err := v.tx.ListUncheckedSince(v.filter)
	if err != nil {
		return nil, wrap(err, "list what waits for its first check in round %s", v.round.ID)
	}
	for _, w := range waiting {
		name, waits := township[w.ApplicationID]
		if waits {
			days[name] = max(days[name], daysSince(w.Since, v.now))
		}
	}
	return days, nil
}

// stage is how far one reviewer has come with an application.
type stage int

const (
	stageNone stage = iota // it does not lie with reviewers
	stageWaiting
	stageBegun
	stageReturned
	stageDone
)

// stageOf is read from the reviewer's own seat and from what every reader of the
// application is told of its state (bench.cover), never from the other's seat: so a
// blind reviewer's numbers do not move with the other's work.
func (b *bench) stageOf(reviewerID string, application *Application) stage {
	seat := b.seatOf(reviewerID)
	switch state := application.State; {
	case state == StateDraft || state == StateWithdrawn:
		return stageNone
	case state == StateReturned:
		return stageReturned
	case bothIn(state) || seat != nil && seat.Done:
		return stageDone
	case seat != nil && seat.Begun, seat == nil && (state == StateInReview || state == StateResubmitted):
		return stageBegun
	}
	return stageWaiting
}

// add counts an application at a stage.
func (w *Workload) add(at stage, declared bool) {
	switch at {
	case stageNone:
		return
	case stageWaiting:
		w.Waiting++
	case stageBegun:
		w.Begun++
	case stageReturned:
		w.Returned++
	case stageDone:
		w.Done++
	}
	w.Assigned++
	if !declared && at != stageDone {
		w.Undeclared++
	}
}

// place is a reviewer at a seat of an application; lane 0 where there is one
// reviewer.
type place struct {
	reviewerID string
	lane       Lane
}

// places are those of an application, by lane; without a reviewer where nobody has
// been found yet.
func (v *survey) places(row *OverviewRow) []place {
	if v.round.Settings.Reviewers != 2 {
		return []place{{row.ReviewerID, LaneOfficial}}
	}
	list := make([]place, 0, len(lanes))
	b := v.bench(row)
	for _, lane := range lanes {
		p := place{lane: lane}
		if seat := b.seatIn(lane); seat != nil {
			p.reviewerID = seat.ReviewerID
		}
		list = append(list, p)
	}
	return list
}

// hasDeclared tells whether nothing has to be declared any more before the file
// opens.
func (v *survey) hasDeclared(reviewerID string, row *OverviewRow) bool {
	return v.round.Settings.Assignment != AssignmentAssigned || v.declared[declaredOn{reviewerID, row.Enterprise.ID}]
}

// reviewers counts what each reviewer has, at each seat.
func (v *survey) reviewers(o *Overview) error {
	loads := make(map[place]*Workload)
	unassigned := 0
	for i := range v.rows {
		row := &v.rows[i]
		b := v.bench(row)
		for _, p := range v.places(row) {
			if p.reviewerID == "" {
				if row.legal(ActionAssign) {
					unassigned++
				}
				continue
			}
			if loads[p] == nil {
				loads[p] = &Workload{}
			}
			loads[p].add(b.stageOf(p.reviewerID, &row.Application), v.hasDeclared(p.reviewerID, row))
		}
	}
	o.Unassigned, o.Reviewers = &unassigned, []ReviewerProgress{}
	order := slices.SortedFunc(maps.Keys(loads), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.reviewerID, b.reviewerID), cmp.Compare(a.lane, b.lane))
	})
	for _, p := range order {
		if loads[p].Assigned == 0 {
			continue
		}
		name, err := v.names.of(p.reviewerID)
		if err != nil {
			return err
		}
		o.Reviewers = append(o.Reviewers, ReviewerProgress{name, p.lane, *loads[p]})
	}
	slices.SortStableFunc(o.Reviewers, func(a, b ReviewerProgress) int { return cmp.Compare(a.Reviewer, b.Reviewer) })
	return nil
}

// mine tells whether the reviewer who asks has the application. In rounds that leave
// the choice to reviewers it may read the others, but they are not its work.
func (v *survey) mine(row *OverviewRow) bool {
	return slices.ContainsFunc(v.places(row), func(p place) bool { return v.actor.UserID != "" && p.reviewerID == v.actor.UserID })
}

// own counts what the reviewer who asks has, at whichever seat.
func (v *survey) own(o *Overview) error {
	o.Own = &Workload{}
	for i := range v.rows {
		if row := &v.rows[i]; v.mine(row) {
			o.Own.add(v.bench(row).stageOf(v.actor.UserID, &row.Application), v.hasDeclared(v.actor.UserID, row))
		}
	}
	return nil
}
