package assessment_test

import (
	"testing"
	"time"

	"wuxing/assessment"
)

// closing is when the office's rounds close.
var closing = opening.Add(30 * 24 * time.Hour)

func TestAnExtensionIsForOneEnterpriseOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.closes("2026")
		ctx := t.Context()
		late, other := o.enterprise("甲厂"), o.enterprise("乙厂")
		mine := o.path(late, "2026", assessment.StateDraft, facts())
		theirs := o.path(other, "2026", assessment.StateDraft, facts())
		o.set(closing)
		extension := assessment.NewExtension{USCC: uscc("甲厂"), Window: assessment.WindowApplication, Until: closing.Add(48 * time.Hour), Reason: "厂房受灾，材料需重开"}
		o.unchanged(t, func() {
			_, err := o.svc.Submit(ctx, by(late), mine, true)
			wantCode(t, err, assessment.KindConflict, assessment.CodeRoundClosed)
			bad := extension
			bad.USCC, bad.Window, bad.Reason = "none", "appeal", " 短 "
			_, err = o.svc.Extend(ctx, by(o.lead), "2026", bad)
			same(t, []string{"unknown_enterprise uscc", "value_not_allowed window", "value_too_short reason"}, problems(err))
			for _, until := range []time.Time{closing, closing.Add(-time.Hour), {}} {
				bad := extension
				bad.Until = until
				_, err = o.svc.Extend(ctx, by(o.lead), "2026", bad)
				same(t, []string{"extension_not_later until"}, problems(err))
			}
			_, err = o.svc.Extend(ctx, by(o.lead), "none", extension)
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		})
		view, err := o.svc.Extend(ctx, by(o.lead), "2026", extension)
		must(t, err)
		if view.Enterprise.Name != "甲厂" || !view.Until.Equal(extension.Until) || view.Reason != extension.Reason {
			t.Errorf("told as %+v", view)
		}
		o.unchanged(t, func() {
			_, err := o.svc.Extend(ctx, by(o.lead), "2026", extension) // no later than what is granted
			same(t, []string{"extension_not_later until"}, problems(err))
			_, err = o.svc.Submit(ctx, by(other), theirs, true)
			wantCode(t, err, assessment.KindConflict, assessment.CodeRoundClosed)
		})
		for actor, want := range map[assessment.Actor]int{late: 1, other: 0, o.town: 1, o.township("balidian", "八里店镇"): 0, o.lead: 1, o.auditor: 1} {
			told, err := o.svc.Extensions(ctx, actor, "2026")
			must(t, err)
			if len(told) != want {
				t.Errorf("%s is told %d extensions, want %d", actor.Username, len(told), want)
			}
		}
		o.set(extension.Until.Add(-time.Microsecond))
		_, err = o.svc.Submit(ctx, by(late), mine, true)
		must(t, err)
	})
}

func TestCorrectionsHaveADueDate(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateInReview, facts())
	due := opening.AddDate(0, 0, 40)
	ret := assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书", DueAt: opening}
	o.unchanged(t, func() {
		_, err := o.svc.Return(ctx, by(o.reviewer), id, ret)
		same(t, []string{"due_in_the_past due_at"}, problems(err))
		ret.DueAt = opening.AddDate(2, 0, 0)
		_, err = o.svc.Return(ctx, by(o.reviewer), id, ret)
		same(t, []string{"time_not_ahead due_at"}, problems(err))
	})
	ret.DueAt = due
	view, err := o.svc.Return(ctx, by(o.reviewer), id, ret)
	must(t, err)
	if !view.Returned.DueAt.Equal(due) {
		t.Errorf("due at %v, want %v", view.Returned.DueAt, due)
	}
	o.set(due)
	overdue := func() {
		t.Helper()
		o.unchanged(t, func() {
			_, err := o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"title_level": "national"}), nil))
			wantCode(t, err, assessment.KindConflict, assessment.CodeCorrectionOverdue)
			_, err = o.svc.Submit(ctx, by(clerk), id, true)
			wantCode(t, err, assessment.KindConflict, assessment.CodeCorrectionOverdue)
		})
	}
	overdue()
	_, err = o.svc.Extend(ctx, by(o.lead), "2026", assessment.NewExtension{
		USCC: uscc("甲厂"), Window: assessment.WindowCorrection, Until: due.AddDate(0, 0, 10), Reason: "证书在邮寄途中",
	})
	must(t, err)
	o.set(due.AddDate(0, 0, 9))
	_, err = o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	// An extension belongs to the return it was granted for.
	ret.DueAt = due.AddDate(0, 0, 9).Add(time.Hour)
	_, err = o.svc.Return(ctx, by(o.reviewer), id, ret)
	must(t, err)
	o.set(ret.DueAt)
	overdue()
}
