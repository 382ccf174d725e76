package assessment_test

import (
	"slices"
	"testing"
	"time"

	"wuxing/assessment"
)

// What standings tell is what the ranking tells, to everybody and at each station, and
// by pages as at once.
func TestStandingsAreTheRanking(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		var ids []string
		for _, e := range []struct {
			name  string
			facts map[string]any
		}{
			{"丁厂", map[string]any{"arbitration_cases": 11}},
			{"丙厂", map[string]any{"title_level": "province"}},
			{"乙厂", map[string]any{"title_level": "national"}},
			{"甲厂", map[string]any{"title_level": "national"}},
			{"己厂", nil},
		} {
			ids = append(ids, o.path(o.enterprise(e.name), "2026", assessment.StateReviewed, facts(e.facts)))
		}
		o.path(o.enterprise("草稿"), "2026", assessment.StateDraft, facts())
		o.path(o.enterprise("退回"), "2026", assessment.StateReturned, facts())
		o.setup("2026", func(c *assessment.RoundChange) { c.Quota, c.Settings.Excellent = 3, 1 })
		check := func(station string) {
			t.Helper()
			for _, actor := range []assessment.Actor{o.lead, o.auditor, o.reviewer} {
				ranking, err := o.svc.Ranking(ctx, actor, "2026")
				must(t, err)
				view, err := o.svc.Standings(ctx, actor, "2026", "", 0)
				must(t, err)
				if view.Snapshot != ranking.Snapshot || view.HeldOn != ranking.HeldOn || view.Round.State != ranking.State {
					t.Errorf("%s: %s is told %q %q %s, in the ranking %q %q %s", station, actor.Role, view.Snapshot, view.HeldOn, view.Round.State, ranking.Snapshot, ranking.HeldOn, ranking.State)
				}
				same(t, ranking.Ties, append([]assessment.Tie(nil), view.Ties...))
				var rows []assessment.RankingRow
				for i, row := range view.Rows {
					want := ranking.Rows[i]
					row.Lines, row.Reviewer, row.VetoSources = want.Lines, want.Reviewer, want.VetoSources
					if len(row.Vetoes) == 0 {
						row.Vetoes = want.Vetoes
					}
					rows = append(rows, row.RankingRow)
				}
				same(t, ranking.Rows, rows)
				var paged []string
				after := ""
				for {
					page, err := o.svc.Standings(ctx, actor, "2026", after, 2)
					must(t, err)
					for _, row := range page.Rows {
						paged = append(paged, row.ApplicationID)
					}
					if !page.More {
						break
					}
					after = paged[len(paged)-1]
				}
				var all []string
				for _, row := range view.Rows {
					all = append(all, row.ApplicationID)
				}
				same(t, all, paged)
			}
		}
		check("open")
		view, err := o.svc.Standings(ctx, o.lead, "2026", "", 0)
		must(t, err)
		var lines []string
		for _, row := range view.Rows {
			for _, line := range row.Passed {
				lines = append(lines, row.Enterprise.Name+" "+string(line))
			}
		}
		same(t, []string{"丙厂 excellent", "己厂 certified"}, lines)
		if view.Rows[0].Shared != 2 || view.Rows[1].Shared != 2 || view.Rows[2].Shared != 1 || view.Rows[4].Shared != 0 || len(view.Rows[4].Vetoes) != 1 {
			t.Errorf("shared and vetoed: %+v", view.Rows)
		}
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		check("ranked")
		_, err = o.svc.RecordOutcome(ctx, by(o.lead), "2026", assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要", Outcomes: []assessment.NewOutcome{
			{Application: ids[0], Outcome: "not_selected"},
			{Application: ids[1], Outcome: "certified"},
			{Application: ids[2], Outcome: "excellent"},
			{Application: ids[3], Outcome: "certified", Reason: "会议议定，按先后"},
			{Application: ids[4], Outcome: "not_selected"},
		}})
		must(t, err)
		check("decided")
		o.publish("2026")
		check("published")
		for _, actor := range []assessment.Actor{o.town, {Role: assessment.RolePublic}} {
			_, err := o.svc.Standings(ctx, actor, "2026", "", 0)
			wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
		}
	})
}

// Readiness lists all that freezing would be refused with, and freezing is refused
// with the first of them.
func TestReadinessTellsEverything(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	listed := func() []string {
		t.Helper()
		view, err := o.svc.Readiness(ctx, o.lead, "2026")
		must(t, err)
		codes := []string{}
		for _, e := range view.InTheWay {
			codes = append(codes, e.Code)
		}
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		if len(codes) > 0 {
			wantCode(t, err, assessment.KindConflict, codes[0])
		} else {
			must(t, err)
		}
		return codes
	}
	same(t, []string{assessment.CodeNothingToRank}, listed())
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	submitted := o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, facts())
	o.path(o.enterprise("草稿"), "2026", assessment.StateDraft, facts())
	o.setup("2026", func(c *assessment.RoundChange) { c.ClosesAt = opening.AddDate(0, 1, 0) })
	same(t, []string{assessment.CodeUnfinishedReviews, assessment.CodeDeadlinesRunning}, listed())
	view, err := o.svc.Readiness(ctx, o.lead, "2026")
	must(t, err)
	same(t, []assessment.StateCount{{State: assessment.StateSubmitted, Count: 1}}, view.Waiting)
	same(t, []assessment.StateCount{{State: assessment.StateDraft, Count: 1}}, view.Behind)
	_, err = o.svc.PutReview(ctx, by(o.reviewer), submitted, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
	must(t, err)
	o.set(opening.AddDate(0, 1, 1))
	same(t, []string{}, listed())
	_, err = o.svc.Readiness(ctx, o.reviewer, "2026")
	wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
	if view, err = o.svc.Readiness(ctx, o.lead, "2026"); err != nil || len(view.InTheWay) > 0 || view.Ranked > 0 {
		t.Errorf("of a frozen round: %+v %v", view, err)
	}
}

// A notice runs as it was planned, what was asked waits for the other lead, and what
// stands in the way of publishing is told at once.
func TestEndingTellsWhoIsToConfirm(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	o.setup("2026", func(c *assessment.RoundChange) { c.Settings.Holidays = []string{"2026-03-04"} })
	_, err := o.svc.Rank(ctx, by(o.lead), "2026")
	must(t, err)
	meeting := assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要", Outcomes: []assessment.NewOutcome{{Application: id, Outcome: assessment.OutcomeExcellent}}}
	o.unchanged(t, func() {
		preview, err := o.svc.PreviewOutcome(ctx, o.lead, "2026", meeting)
		must(t, err)
		same(t, &assessment.DecidedOverview{HeldOn: "2026-03-01", Certified: 1, Excellent: 1, AwardFen: 5000000}, preview)
		_, err = o.svc.PreviewOutcome(ctx, o.lead, "2026", assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要"})
		same(t, []string{"outcome_missing outcomes." + id}, problems(err))
	})
	_, err = o.svc.RecordOutcome(ctx, by(o.lead), "2026", meeting)
	must(t, err)
	plan, err := o.svc.PlanNotice(ctx, o.lead, "2026", "")
	must(t, err)
	notice, err := o.svc.BeginNotice(ctx, by(o.lead), "2026", "")
	must(t, err)
	if !plan.EndsAt.Equal(notice.EndsAt) || plan.StartsOn != notice.StartsOn || plan.Rows != len(notice.Rows) || !slices.Equal(plan.Special, []string{"2026-03-04"}) {
		t.Errorf("planned %+v, begun %+v", plan, notice)
	}
	_, err = o.svc.Object(ctx, assessment.Command{Actor: assessment.Actor{Role: assessment.RolePublic}}, "2026", assessment.NewObjection{Name: "张三", Contact: "1", Text: "名单与事实不符，请核实"})
	must(t, err)
	ending := func(actor assessment.Actor) *assessment.Ending {
		t.Helper()
		view, err := o.svc.Ending(ctx, actor, "2026")
		must(t, err)
		return view
	}
	var codes []string
	for _, e := range ending(o.lead).InTheWay {
		codes = append(codes, e.Code)
	}
	same(t, []string{assessment.CodeNoticeRunning, assessment.CodeObjectionsOpen}, codes)
	_, err = o.svc.Reopen(ctx, by(o.lead), "2026", "一家企业的名称写错了")
	must(t, err)
	if asked := ending(o.lead).Reopening; asked == nil || !asked.Own || asked.Reason != "一家企业的名称写错了" {
		t.Errorf("who asked is told %+v", asked)
	}
	if asked := ending(o.auditor).Reopening; asked == nil || asked.Own || asked.By == "" {
		t.Errorf("the auditor is told %+v", asked)
	}
	view, err := o.svc.Objections(ctx, o.lead, "2026")
	must(t, err)
	_, err = o.svc.CloseObjection(ctx, by(o.lead), "2026", view.Objections[0].ID, assessment.NewObjectionClosing{Result: assessment.ObjectionUnfounded, Answer: "经核查，情况不属实"})
	must(t, err)
	o.set(notice.EndsAt.Add(time.Minute))
	if list := ending(o.lead).InTheWay; len(list) > 0 {
		t.Errorf("after the notice there stands in the way: %v", list)
	}
	_, err = o.svc.Publish(ctx, by(o.lead), "2026", "公示期满，无异议")
	must(t, err)
	if asked := ending(o.lead).Publishing; asked == nil || !asked.Own {
		t.Errorf("who asked to publish is told %+v", asked)
	}
}
