package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// Opening a frozen round again takes two persons and two reasons. What was frozen
// stays on record, and what was decided on it no longer counts.
func TestReopeningTakesTwoPersons(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		second := o.account("second", assessment.RoleLead, "")
		id := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
		const reason = "漏录一件仲裁案件"
		o.unchanged(t, func() {
			_, err := o.svc.Reopen(ctx, by(o.lead), "2026", reason)
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		decide := func() {
			t.Helper()
			_, err := o.svc.RecordOutcome(ctx, by(o.lead), "2026", assessment.NewMeeting{
				HeldOn: "2026-03-01", Reference: "纪要3号", Outcomes: []assessment.NewOutcome{{Application: id, Outcome: assessment.OutcomeCertified}},
			})
			must(t, err)
		}
		decide()
		frozen, err := o.svc.FindSnapshot(ctx, o.lead, "2026")
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.Reopen(ctx, by(o.lead), "2026", " 短 ")
			same(t, []string{"value_too_short reason"}, problems(err))
		})
		asked, err := o.svc.Reopen(ctx, by(o.lead), "2026", reason)
		must(t, err)
		if asked.Reopened || asked.Round.State != assessment.RoundDecided {
			t.Errorf("one person alone: %+v", asked)
		}
		o.unchanged(t, func() {
			_, err := o.svc.Reopen(ctx, by(o.lead), "2026", reason)
			wantCode(t, err, assessment.KindConflict, assessment.CodeSecondPerson)
		})
		opened, err := o.svc.Reopen(ctx, by(second), "2026", "已核实，须更正")
		must(t, err)
		if !opened.Reopened || opened.Round.State != assessment.RoundOpen {
			t.Errorf("two persons: %+v", opened)
		}
		if a := o.application(id); a.State != assessment.StateReviewed || a.Rank != 0 {
			t.Errorf("the application is %s with rank %d", a.State, a.Rank)
		}
		_, err = o.finish(o.reviewer, id, override("titles", 50))
		must(t, err)
		ranking, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		view, err := o.svc.Application(ctx, o.lead, id)
		must(t, err)
		if ranking.Snapshot == frozen.Hash || ranking.Rows[0].Outcome != "" || ranking.Reference != "" || view.Outcome != "" {
			t.Errorf("the old outcome still counts: %+v %q", ranking.Rows[0].Outcome, view.Outcome)
		}
		live, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		if live.Rows[0].Outcome != "" {
			t.Errorf("the old outcome is told: %s", live.Rows[0].Outcome)
		}
		// The next reopening takes two persons again.
		again, err := o.svc.Reopen(ctx, by(second), "2026", reason)
		must(t, err)
		if again.Reopened {
			t.Error("one person was enough the second time")
		}
		decide()
		o.publish("2026")
		o.unchanged(t, func() {
			_, err := o.svc.Reopen(ctx, by(o.lead), "2026", reason)
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		if view, err := o.svc.Application(ctx, o.lead, id); err != nil || view.Outcome != assessment.OutcomeCertified {
			t.Errorf("published with %q (%v)", view.Outcome, err)
		}
	})
}
