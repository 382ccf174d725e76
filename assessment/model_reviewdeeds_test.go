package assessment_test

import (
	"fmt"
	"maps"
	"slices"

	"wuxing/assessment"
	"wuxing/scoring"
)

// What reviewers do, and the lead where two of them differ.

// reviewTime adds why nothing can be reviewed now.
func (q *sequence) reviewTime(a *attempt) {
	a.because(q.r.state != "open", assessment.CodeRoundRanked)
	a.because(!q.r.reviewOpens.IsZero() && q.now().Before(q.r.reviewOpens), assessment.CodeReviewNotYetOpen)
	a.because(!q.r.reviewCloses.IsZero() && !q.now().Before(q.r.reviewCloses), assessment.CodeReviewClosed)
}

// mine adds that another reviewer has the application, and says whose version counts.
func (q *sequence) mine(a *attempt) {
	a.version = "application"
	if a.app.seatOf(a.by.id()) >= 0 {
		a.version = "seat"
		return
	}
	a.because(a.app.holder != "" && a.app.holder != a.by.id(), assessment.CodeOtherReviewer)
}

// someEntries draws decisions on some indicators, or on all.
func (q *sequence) someEntries(d dice, base modelFacts) (news []assessment.NewScoreEntry, entries []modelEntry, bad bool) {
	for _, indicator := range modelIndicators {
		if d(4) == 3 {
			continue
		}
		entry := modelEntry{indicator: indicator, decision: "agree", base: base[indicator], marker: q.marker()}
		n := assessment.NewScoreEntry{Indicator: indicator, Reason: entry.marker}
		switch choice := d(6); {
		case choice >= 4:
			points := []scoring.Points{0, -100, 300, 500, 1000}[d(5)]
			entry.decision, entry.points, n.Points = "override", points, &points
			bad = bad || indicator == "arbitration" && points > 0 || indicator != "arbitration" && (points < 0 || points > 500)
		case choice == 3 && indicator == "training":
			entry.decision, entry.value = "correct", []int{15, 30}[d(2)]
			n.Facts = fmt.Appendf(nil, `{"trained":%d}`, entry.value)
		}
		n.Decision = assessment.Decision(entry.decision)
		news, entries = append(news, n), append(entries, entry)
	}
	return news, entries, bad
}

// decide adds entries in a lane.
func (q *sequence) decide(app *modelApp, lane int, by string, appeal bool, entries []modelEntry) {
	for _, e := range entries {
		e.lane, e.by, e.appeal, e.revision, e.lists = lane, by, appeal, app.revision, len(q.r.lists)
		app.entries = append(app.entries, e)
	}
}

// with is the application as it would be with more entries.
func (app *modelApp) with(lane int, by string, entries []modelEntry) *modelApp {
	after := *app
	after.entries = slices.Clone(app.entries)
	for _, e := range entries {
		e.lane, e.by = lane, by
		after.entries = append(after.entries, e)
	}
	return &after
}

func (q *sequence) putReview(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionPutReview, p, app)
	update := assessment.ReviewUpdate{Complete: d(3) != 2}
	var entries []modelEntry
	lane, seat := 0, app.seatOf(p.id())
	revise := false
	if ok {
		var bad bool
		update.Entries, entries, bad = q.someEntries(d, q.r.base(app))
		revise = app.state == "reviewed" && !q.r.two && len(entries) > 0
		a.because(!app.cleared() && !revise, assessment.CodeWrongState)
		a.because(revise && q.r.fixed(), assessment.CodeResultsReleased)
		q.reviewTime(a)
		q.mine(a)
		a.because(bad, assessment.CodeInvalidInput)
		lane = app.laneOf(p)
		a.because(update.Complete && !q.r.whole(app.with(lane, p.id(), entries), lane), assessment.CodeReviewIncomplete)
		a.because(q.r.alone(app.with(lane, p.id(), entries), lane), assessment.CodeInvalidInput)
	}
	a.what = fmt.Sprintf("put_review %d complete=%v", len(entries), update.Complete)
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.PutReview(q.ctx, cmd, app.id, update) }
	a.then = func(any) {
		if revise {
			q.total.reached(assessment.ActionReviseReview, p, app.state)
		} else if app.state != "in_review" || lane == 0 && app.holder != p.id() {
			q.total.reached(assessment.ActionTakeReview, p, app.state)
		}
		app.state = "in_review"
		q.decide(app, lane, p.id(), false, entries)
		if lane == 0 {
			app.holder = p.id()
		} else {
			app.seats[seat].done = update.Complete
		}
		if !update.Complete {
			return
		}
		q.total.reached(assessment.ActionCompleteReview, p, app.state)
		switch {
		case lane == 0:
			app.state = "reviewed"
		case app.seats[0].done && app.seats[1].done:
			q.compare(app)
		}
	}
	return a
}

// compare is what becomes of two reviews that are in.
func (q *sequence) compare(app *modelApp) {
	facts1, points1, _ := q.r.official(app, 1)
	facts2, points2, _ := q.r.official(app, 2)
	if !maps.Equal(facts1, facts2) || !maps.Equal(points1, points2) {
		app.state = "moderation"
		return
	}
	app.state = "reviewed"
	q.copyLane(app, 1, "")
}

// copyLane makes a reviewer's decisions the official ones; by somebody else where
// it is the lead.
func (q *sequence) copyLane(app *modelApp, lane int, by string) {
	counting := q.r.counting(app, lane)
	for _, indicator := range modelIndicators {
		e := counting[indicator]
		e.lane, e.lifted = 0, false
		if by != "" {
			e.by = by
		}
		app.entries = append(app.entries, e)
	}
}

func (q *sequence) sendForCorrection(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionReturn, p, app)
	open := [][]string{{"training"}, {"funds", "arbitration"}, {"training", "training"}, {}}[d(4)]
	due := q.due(d)
	if ok {
		a.because(!app.cleared(), assessment.CodeWrongState)
		q.reviewTime(a)
		q.mine(a)
		a.because(len(open) == 0 || len(open) == 2 && open[0] == open[1], assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.Return(q.ctx, cmd, app.id, assessment.NewReturn{Indicators: open, Reason: "请补充证书", DueAt: due})
	}
	a.then = func(any) {
		if app.seatOf(p.id()) < 0 {
			app.holder = p.id()
		}
		app.state, app.open, app.due, app.back = "returned", open, due, q.now()
	}
	return a
}

func (q *sequence) declareLink(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionDeclare, p, nil)
	owner := q.w.of("E")[d(3)]
	linked := d(6) == 5
	app := q.of(owner)
	key := owner.enterprise + p.id()
	if ok {
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(!linked && q.r.linked[key], assessment.CodeRecused)
		if app != nil && linked {
			seat := app.seatOf(p.id())
			a.because(seat >= 0 && (app.seats[seat].done || app.bothIn()), assessment.CodeRecusalTooLate)
			a.because(app.holder == p.id() && app.bothIn(), assessment.CodeRecusalTooLate)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.Declare(q.ctx, cmd, q.r.id, assessment.NewDeclaration{USCC: owner.uscc, Linked: linked, Reason: "如实声明"})
	}
	a.then = func(any) {
		q.r.declared[key] = true
		if !linked {
			return
		}
		q.r.linked[key] = true
		if app == nil {
			return
		}
		if seat := app.seatOf(p.id()); seat >= 0 {
			app.seats[seat] = modelSeat{}
			q.total.reached(assessment.ActionStepBack, p, app.state)
		} else if app.holder == p.id() {
			app.holder = ""
			q.total.reached(assessment.ActionStepBack, p, app.state)
		}
	}
	return a
}

// assign gives an application to one reviewer or two; ordinary rows name as many
// as the round has, and none twice.
func (q *sequence) assign(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionAssign, p, nil)
	reviewers := q.w.of("R")
	first := d(3)
	chosen := []*person{reviewers[first]}
	if q.r.two {
		chosen = append(chosen, reviewers[(first+1+d(2))%3])
	}
	wrong := d(10)
	if wrong == 9 {
		chosen = append(chosen, reviewers[0])
	}
	row := assessment.AssignmentRow{Application: app.id}
	changes := false
	for i, reviewer := range chosen {
		row.Reviewers = append(row.Reviewers, reviewer.actor.Username)
		if q.r.two && i < 2 {
			changes = changes || app.seats[i].who != reviewer.id()
		} else {
			changes = changes || app.holder != reviewer.id()
		}
	}
	if ok {
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(!app.cleared() && (app.state != "returned" || app.unchecked), assessment.CodeInvalidInput)
		a.because(wrong == 9, assessment.CodeInvalidInput)
		for i, reviewer := range chosen {
			a.because(q.r.linked[app.owner.enterprise+reviewer.id()], assessment.CodeInvalidInput)
			if !q.r.two || i > 1 {
				continue
			}
			a.because(app.seats[i].done && app.seats[i].who != reviewer.id(), assessment.CodeInvalidInput)
			a.because(slices.ContainsFunc(app.entries, func(e modelEntry) bool { return e.lane == 2-i && e.by == reviewer.id() }), assessment.CodeInvalidInput)
		}
		a.because(!changes, assessment.CodeNothingToAssign)
		a.because(wrong == 8, assessment.CodePlanChanged)
	}
	new := assessment.NewAssignment{Rows: []assessment.AssignmentRow{row}}
	a.run = func(cmd assessment.Command) (any, error) {
		digest := "sha256:none"
		plan, err := q.w.svc.PreviewAssignment(q.ctx, cmd.Actor, q.r.id, new)
		if err == nil && wrong != 8 {
			digest = plan.Digest
		}
		return q.w.svc.Assign(q.ctx, cmd, q.r.id, new, digest)
	}
	a.then = func(any) {
		if !q.r.two {
			app.holder = chosen[0].id()
			return
		}
		for i, reviewer := range chosen {
			if app.seats[i].who != reviewer.id() {
				app.seats[i] = modelSeat{who: reviewer.id()}
				if app.sat[i] == nil {
					app.sat[i] = make(map[string]bool)
				}
				app.sat[i][reviewer.id()] = true
			}
		}
	}
	return a
}

func (q *sequence) moderate(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionModerate, p, app)
	side := d(2)
	settlement := assessment.Settlement{Rest: &assessment.SettledRest{Take: []assessment.Side{assessment.SideFirst, assessment.SideSecond}[side], Reason: q.marker()}}
	reason := d(6) != 5
	if !reason {
		settlement.Rest.Reason = ""
	}
	a.version = "application"
	if ok {
		a.because(app.state != "moderation" && (app.state != "reviewed" || !q.r.two), assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(app.state == "reviewed" && q.r.fixed(), assessment.CodeResultsReleased)
		a.because(!reason, assessment.CodeInvalidInput)
		if app.in("moderation", "reviewed") && q.r.two {
			_, _, first := q.r.official(app, 1)
			_, _, second := q.r.official(app, 2)
			a.because(first != second, assessment.CodeInvalidInput) // to be settled by itself
			after := *app
			after.entries = slices.Clone(app.entries)
			q.copyLane(&after, side+1, p.id())
			a.because(q.r.alone(&after, 0), assessment.CodeInvalidInput)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Moderate(q.ctx, cmd, app.id, settlement) }
	a.then = func(any) {
		app.state = "reviewed"
		q.copyLane(app, side+1, p.id())
	}
	return a
}

// propose puts a correction forward that lifts the veto of arbitration.
func (q *sequence) propose(p *person, app *modelApp, _ dice) *attempt {
	a, ok := q.start(assessment.ActionProposeLifting, p, app)
	lane := 0
	if ok {
		lane = app.laneOf(p)
		a.because(!app.in("in_review", "reviewed"), assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		q.liftingVersion(a)
		if q.r.two && (p.letter == 'R' || app.state == "in_review") {
			a.because(app.seatOf(p.id()) < 0, assessment.CodeOtherReviewer)
		} else {
			a.because(p.letter == 'R' && app.holder != p.id(), assessment.CodeOtherReviewer)
		}
		_, _, veto := q.r.official(app, lane)
		a.because(!veto, assessment.CodeInvalidInput)
		a.because(slices.ContainsFunc(app.liftings, func(l modelLifting) bool { return !l.decided && (lane == 0 || l.lane == lane) }), assessment.CodeLiftingPending)
	}
	reason := q.marker()
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.ProposeLifting(q.ctx, cmd, app.id, assessment.NewLifting{Indicator: "arbitration", Facts: []byte(`{"cases":2}`), Reason: reason})
	}
	a.then = func(any) {
		app.liftings = append(app.liftings, modelLifting{id: q.newest("liftings", app), by: p.id(), lane: lane})
	}
	return a
}

// liftingVersion says whose version counts: at a seat the seat's.
func (q *sequence) liftingVersion(a *attempt) {
	a.version = "application"
	if a.app.laneOf(a.by) > 0 {
		a.version = "seat"
	}
}

// newest is the id of the application's last row in a table.
func (q *sequence) newest(table string, app *modelApp) (id string) {
	q.must(q.w.query(q.ctx, "SELECT id FROM "+table+" WHERE application_id = ? ORDER BY seq DESC LIMIT 1").QueryRowContext(q.ctx, app.id).Scan(&id))
	return id
}

func (q *sequence) decideLifting(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionDecideLifting, p, app)
	i := len(app.liftings) - 1 - d(max(1, len(app.liftings)))
	lifting := modelLifting{id: "none"}
	if i >= 0 {
		lifting = app.liftings[i]
	}
	confirm := d(3) != 2
	entry := modelEntry{indicator: "arbitration", decision: "correct", value: 2, marker: q.marker()}
	lane := lifting.lane
	if ok {
		a.because(!app.in("in_review", "reviewed"), assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		q.liftingVersion(a)
		told := app.laneOf(p)
		a.because(i < 0 || told > 0 && told != lane, assessment.CodeNotFound)
		a.because(lifting.decided, assessment.CodeAlreadyDecided)
		a.because(lifting.by == p.id(), assessment.CodeSamePerson)
		done := app.state == "reviewed"
		if done {
			lane = 0
		} else if lane > 0 {
			done = app.seats[lane-1].done
		}
		_, _, veto := q.r.official(app, lane)
		entry.base, entry.lifted = q.r.base(app)["arbitration"], true
		a.because(confirm && !veto, assessment.CodeInvalidInput)
		a.because(confirm && done && !q.r.whole(app.with(lane, p.id(), []modelEntry{entry}), lane), assessment.CodeReviewIncomplete)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.DecideLifting(q.ctx, cmd, app.id, lifting.id, confirm, entry.marker)
	}
	a.then = func(any) {
		app.liftings[i].decided = true
		if confirm {
			app.liftings[i].confirmed = q.now()
			q.decide(app, lane, p.id(), false, []modelEntry{entry})
		}
	}
	return a
}
