package assessment_test

import (
	"testing"
	"time"

	"wuxing/assessment"
)

// giveBack returns one indicator with a due date.
func (o *office) giveBack(id string, due time.Time) {
	o.t.Helper()
	_, err := o.svc.Return(o.t.Context(), by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书", DueAt: due})
	must(o.t, err)
}

// Results are not released and the ranking is not frozen while an enterprise still
// has time: by the window, by an extension of it, or by the due date of a return.
// Each alone is enough.
func TestNobodysTimeIsCutShort(t *testing.T) {
	const day = 24 * time.Hour
	closes := opening.Add(30 * day)
	for name, test := range map[string]struct {
		until   time.Time
		promise func(o *office)
	}{
		"window": {closes, func(*office) {}},
		"due date": {closes.Add(5 * day), func(o *office) {
			o.giveBack(o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, facts()), closes.Add(5*day))
		}},
		"extension": {closes.Add(9 * day), func(o *office) {
			o.enterprise("丙厂")
			_, err := o.svc.Extend(o.t.Context(), by(o.lead), "2026", assessment.NewExtension{
				USCC: uscc("丙厂"), Window: assessment.WindowApplication, Until: closes.Add(9 * day), Reason: "系统故障顺延",
			})
			must(o.t, err)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, o *office) {
				o.closes("2026")
				o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
				test.promise(o)
				o.set(test.until.Add(-time.Second))
				o.unchanged(t, func() {
					_, err := o.svc.ReleaseResults(t.Context(), by(o.lead), "2026", test.until.Add(9*day))
					wantCode(t, err, assessment.KindConflict, assessment.CodeDeadlinesRunning)
					_, err = o.svc.Rank(t.Context(), by(o.lead), "2026")
					wantCode(t, err, assessment.KindConflict, assessment.CodeDeadlinesRunning)
				})
				o.set(test.until)
				_, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
				must(t, err)
			})
		})
	}
}

// Whoever has handed in has no use for an extension, and what is overdue holds
// nobody up.
func TestDeadlinesThatConcernNobodyDoNotWait(t *testing.T) {
	const day = 24 * time.Hour
	o := onSQLite(t)
	o.closes("2026")
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	back := o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, facts())
	closes := opening.Add(30 * day)
	o.giveBack(back, opening.Add(2*day))
	_, err := o.svc.Extend(t.Context(), by(o.lead), "2026", assessment.NewExtension{
		USCC: uscc("甲厂"), Window: assessment.WindowApplication, Until: closes.Add(9 * day), Reason: "系统故障顺延",
	})
	must(t, err)
	o.set(closes)
	_, err = o.svc.Rank(t.Context(), by(o.lead), "2026")
	must(t, err)
}
