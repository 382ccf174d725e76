package assessment_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"wuxing/assessment"
)

// What is done to a whole round: dates, lists, release, appeals, ranking.

func (q *sequence) extend(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionExtend, p, nil)
	owner := q.w.of("E")[d(3)]
	window := []assessment.ExtensionWindow{assessment.WindowApplication, assessment.WindowCorrection}[d(2)]
	until := q.now().Add([]time.Duration{50 * time.Hour, time.Hour, -time.Hour}[d(3)])
	if ok {
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		var present time.Time
		if window == assessment.WindowApplication {
			present = q.r.deadline(owner.enterprise, "application", q.r.closes, time.Time{})
		} else if app := q.of(owner); app != nil && app.state == "returned" {
			present = q.r.deadline(owner.enterprise, "correction", app.due, app.back)
		}
		a.because(!until.After(present) || !until.After(q.now()), assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.Extend(q.ctx, cmd, q.r.id, assessment.NewExtension{USCC: owner.uscc, Window: window, Until: until, Reason: "系统故障顺延"})
	}
	a.then = func(any) { q.r.extended[owner.enterprise+string(window)] = modelExtension{until, q.now()} }
	return a
}

// settings are those of the model's round.
func (r *modelRound) settings() assessment.Settings {
	s := assessment.DefaultSettings()
	s.FirstCheck, s.Blind, s.NoticeDays = r.firstCheck, r.blind, 1
	if r.assigned {
		s.Assignment = assessment.AssignmentAssigned
	}
	if r.two {
		s.Reviewers = 2
	}
	if !r.reviewOpens.IsZero() {
		s.Review.OpensAt = &r.reviewOpens
	}
	if !r.reviewCloses.IsZero() {
		s.Review.ClosesAt = &r.reviewCloses
	}
	return s
}

// setRound prolongs or shortens the window, or changes what decides the path.
func (q *sequence) setRound(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionSetRound, p, nil)
	closes := []time.Time{{}, q.now().Add(2 * time.Hour), opening.Add(100 * time.Hour)}[d(3)]
	change := assessment.RoundChange{OpensAt: q.r.opens, ClosesAt: closes, Quota: 50, Settings: q.r.settings()}
	path := d(4) == 3
	if path {
		change.Settings.FirstCheck = !q.r.firstCheck
	}
	a.version = "round"
	if ok {
		a.because(q.r.state != "open", assessment.CodeWrongState)
		a.because(path && slices.ContainsFunc(q.r.apps, func(app *modelApp) bool { return app.handedIn != nil }), assessment.CodeInvalidInput)
		a.because(!closes.IsZero() && !closes.After(q.r.opens), assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.SetRound(q.ctx, cmd, q.r.id, change) }
	a.then = func(any) { q.r.closes, q.r.firstCheck = closes, change.Settings.FirstCheck }
	return a
}

// createAgain tries to open the round once more.
func (q *sequence) createAgain(p *person, _ dice) *attempt {
	a, ok := q.start(assessment.ActionCreateRound, p, nil)
	if ok {
		a.because(true, assessment.CodeRoundExists)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.CreateRound(q.ctx, cmd, assessment.NewRound{ID: q.r.id, Name: "再来", Year: 2026, CardID: "small"})
	}
	return a
}

// importLists is another department's list, previewed and confirmed.
func (q *sequence) importLists(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionImportAuthority, p, nil)
	list := modelList{complete: d(2) == 1, cases: make(map[string]int), by: p.id()}
	sheet := assessment.AuthoritySheet{Fact: "cases", Name: "年度名单", Department: "区仲裁院", Dated: "2026-03-01", Complete: list.complete}
	for _, owner := range q.w.of("E") {
		if d(2) == 0 {
			cases := []int{12, 0, 5}[d(3)]
			list.cases[owner.enterprise] = cases
			sheet.Rows = append(sheet.Rows, assessment.AuthorityRow{USCC: owner.uscc, Name: owner.enterprise, Value: fmt.Appendf(nil, "%d", cases), Place: "名单!B10"})
		}
	}
	wrong := d(8) == 7
	after := *q.r
	after.lists = append(slices.Clone(q.r.lists), list)
	touched := slices.DeleteFunc(slices.Clone(q.r.apps), func(app *modelApp) bool {
		return app.state == "draft" || q.r.base(app)["arbitration"] == after.base(app)["arbitration"]
	})
	if ok {
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(wrong, assessment.CodeAuthorityMovedOn)
		for _, app := range touched {
			a.because(q.r.base(app)["arbitration"] >= 11 && after.base(app)["arbitration"] < 11 && q.r.speaks(app) && q.r.lists[len(q.r.lists)-1].by == p.id(),
				assessment.CodeVetoSecondPerson)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) {
		digest := "sha256:none"
		preview, err := q.w.svc.PreviewAuthority(q.ctx, cmd, q.r.id, book(sheet))
		if err == nil && !wrong {
			digest = preview.Digest
		}
		return q.w.svc.ImportAuthority(q.ctx, cmd, q.r.id, digest, book(sheet))
	}
	a.then = func(any) {
		q.r.lists = after.lists
		for _, app := range touched {
			q.total.reached(assessment.ActionImportAuthority, p, app.state)
			if app.in("moderation", "reviewed") {
				app.state = "in_review"
			}
			app.seats[0].done, app.seats[1].done = false, false
		}
	}
	return a
}

// speaks tells whether the newest list says anything of the enterprise.
func (r *modelRound) speaks(app *modelApp) bool {
	if len(r.lists) == 0 {
		return false
	}
	newest := r.lists[len(r.lists)-1]
	_, listed := newest.cases[app.owner.enterprise]
	return listed || newest.complete
}

func (q *sequence) release(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionRelease, p, nil)
	until := q.now().Add([]time.Duration{6 * time.Hour, time.Hour, -time.Hour}[d(3)])
	a.version = "round"
	if ok {
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(!until.After(q.now()) || until.Before(q.r.until), assessment.CodeInvalidInput)
		pending, reviewed := q.r.pending()
		a.because(pending > 0, assessment.CodeUnfinishedReviews)
		a.because(reviewed == 0, assessment.CodeNothingToRank)
		a.because(q.r.promised(q.now()), assessment.CodeDeadlinesRunning)
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.ReleaseResults(q.ctx, cmd, q.r.id, until) }
	a.then = func(any) { q.r.until, q.r.releasedAt = until, q.now() }
	return a
}

func (q *sequence) appeal(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionAppeal, p, app)
	indicator := append(slices.Clone(modelIndicators), "nothing")[d(4)]
	a.version = "application"
	if ok {
		a.because(app.state != "reviewed", assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(q.r.releasedAt.IsZero(), assessment.CodeNotReleased)
		a.because(!q.r.releasedAt.IsZero() && !q.now().Before(q.r.until), assessment.CodeAppealsClosed)
		a.because(indicator == "nothing", assessment.CodeInvalidInput)
		a.because(slices.ContainsFunc(app.appeals, func(other modelAppeal) bool { return other.indicator == indicator }), assessment.CodeAppealExists)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.Appeal(q.ctx, cmd, app.id, assessment.NewAppeal{Indicator: indicator, Reason: "名册另有三人"})
	}
	a.then = func(any) {
		app.appeals = append(app.appeals, modelAppeal{id: q.newest("appeals", app), indicator: indicator, at: q.now()})
	}
	return a
}

func (q *sequence) decideAppeal(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionDecideAppeal, p, app)
	i := len(app.appeals) - 1 - d(max(1, len(app.appeals)))
	appeal := modelAppeal{id: "none", indicator: "training"}
	if i >= 0 {
		appeal = app.appeals[i]
	}
	decision := assessment.NewAppealDecision{Outcome: assessment.AppealRejected, Reason: q.marker()}
	entry := modelEntry{indicator: appeal.indicator, decision: "override", points: 500, marker: q.marker()}
	if appeal.indicator == "arbitration" {
		entry.points = 0
	}
	upheld := d(2) == 1
	if upheld {
		decision.Outcome = assessment.AppealUpheld
		decision.Entries = []assessment.NewScoreEntry{{Indicator: appeal.indicator, Decision: assessment.Override, Points: &entry.points, Reason: entry.marker}}
	}
	a.version = "application"
	if ok {
		a.because(app.state != "reviewed", assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(i < 0, assessment.CodeNotFound)
		a.because(appeal.decided, assessment.CodeAlreadyDecided)
		a.because(q.reviewed(p, app), assessment.CodeReviewedIt)
		entry.base = q.r.base(app)[appeal.indicator]
		after := app.with(0, p.id(), []modelEntry{entry})
		_, was, _ := q.r.official(app, 0)
		_, is, _ := q.r.official(after, 0)
		lifted := appeal.indicator == "arbitration" && slices.ContainsFunc(app.liftings, func(l modelLifting) bool {
			return !l.confirmed.IsZero() && !l.confirmed.Before(appeal.at)
		})
		a.because(upheld && is[appeal.indicator] <= was[appeal.indicator] && !lifted, assessment.CodeInvalidInput)
		a.because(upheld && !q.r.whole(after, 0), assessment.CodeReviewIncomplete)
		a.because(upheld && q.r.alone(after, 0), assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.DecideAppeal(q.ctx, cmd, app.id, appeal.id, decision)
	}
	a.then = func(any) {
		app.appeals[i].decided = true
		if upheld {
			q.decide(app, 0, p.id(), true, []modelEntry{entry})
		}
	}
	return a
}

// reviewed tells whether somebody has had a hand in the review.
func (q *sequence) reviewed(p *person, app *modelApp) bool {
	return app.holder == p.id() || app.seatOf(p.id()) >= 0 ||
		slices.ContainsFunc(app.entries, func(e modelEntry) bool { return e.by == p.id() && !e.appeal })
}

func (q *sequence) rank(p *person, _ dice) *attempt {
	a, ok := q.start(assessment.ActionRank, p, nil)
	a.version = "round"
	if ok {
		pending, reviewed := q.r.pending()
		a.because(q.r.state != "open", assessment.CodeWrongState)
		a.because(pending > 0, assessment.CodeUnfinishedReviews)
		a.because(reviewed == 0, assessment.CodeNothingToRank)
		a.because(q.r.promised(q.now()), assessment.CodeDeadlinesRunning)
		a.because(q.now().Before(q.r.until), assessment.CodeAppealsRunning)
		for _, app := range q.r.apps {
			a.because(slices.ContainsFunc(app.appeals, func(one modelAppeal) bool { return !one.decided }), assessment.CodeAppealsOpen)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Rank(q.ctx, cmd, q.r.id) }
	a.then = func(any) {
		q.r.state, q.r.frozen, q.r.stood = "ranked", true, nil
		for _, app := range q.r.apps {
			if app.state == "reviewed" {
				app.state = "ranked"
				q.r.stood = append(q.r.stood, app)
			}
		}
	}
	return a
}

func (q *sequence) moveAll(from, to string) {
	for _, app := range q.r.apps {
		if app.state == from {
			app.state = to
		}
	}
}

// meeting records what the joint meeting decided: nobody, or everybody.
func (q *sequence) meeting(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionDecide, p, nil)
	outcome := []assessment.Outcome{assessment.OutcomeNotSelected, assessment.OutcomeCertified}[d(2)]
	reference := []string{"纪要〔2026〕3号", ""}[d(8)/7]
	new := assessment.NewMeeting{HeldOn: "2026-02-20", Reference: reference}
	a.version = "round"
	if ok {
		a.because(q.r.state != "ranked", assessment.CodeWrongState)
		a.because(reference == "", assessment.CodeInvalidInput)
		for _, app := range q.r.apps {
			if app.state != "ranked" {
				continue
			}
			new.Outcomes = append(new.Outcomes, assessment.NewOutcome{Application: app.id, Outcome: outcome, Reason: "联席会议决定"})
			_, _, veto := q.r.official(app, 0)
			a.because(veto && outcome == assessment.OutcomeCertified, assessment.CodeInvalidInput)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.RecordOutcome(q.ctx, cmd, q.r.id, new) }
	a.then = func(any) {
		q.r.state, q.r.outcome, q.r.chosen = "decided", string(outcome), nil
		if outcome == assessment.OutcomeCertified {
			q.r.chosen = slices.Clone(q.r.stood)
			slices.SortFunc(q.r.chosen, func(a, b *modelApp) int { return cmp.Compare(a.owner.enterprise, b.owner.enterprise) })
		}
	}
	return a
}

func (q *sequence) reopen(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionReopen, p, nil)
	reason := []string{"漏录一件仲裁案件", "误"}[d(6)/5]
	a.version = "round"
	if ok {
		a.because(q.r.state != "ranked" && q.r.state != "decided" && q.r.state != "on_notice", assessment.CodeWrongState)
		a.because(reason == "误", assessment.CodeInvalidInput)
		a.because(q.r.asked == p.id(), assessment.CodeSecondPerson)
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Reopen(q.ctx, cmd, q.r.id, reason) }
	a.then = func(any) {
		if q.r.asked == "" {
			q.r.asked = p.id()
			return
		}
		q.r.asked, q.r.state, q.r.reopenedAt = "", "open", q.now()
		q.moveAll("ranked", "reviewed")
		q.moveAll("on_notice", "reviewed")
	}
	return a
}
