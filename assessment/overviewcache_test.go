package assessment_test

import (
	"testing"
	"time"

	"wuxing/assessment"
)

// What is kept of an overview ends with whatever happens, with a deadline and with
// midnight, and tells the time of each look.
func TestTheKeptOverviewIsNeverOld(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		late := opening.AddDate(0, 0, 3).Add(90 * time.Minute)
		o.setup("2026", func(c *assessment.RoundChange) { c.Settings.Review.ClosesAt = &late })
		id := o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts())
		// look gives the overdue reviews with their days, twice the same.
		look := func(at time.Time) (days []int) {
			o.set(at)
			for range 2 {
				days = nil
				told := o.overview(o.lead, "2026")
				if !told.At.Equal(at) {
					t.Errorf("at %s it is told as of %s", at, told.At)
				}
				for _, work := range told.Overdue {
					for _, item := range work.Items {
						days = append(days, item.Days)
					}
				}
			}
			return days
		}
		if days := look(late.Add(-time.Second)); days != nil {
			t.Errorf("before the deadline %v", days)
		}
		same(t, []int{0}, look(late))
		same(t, []int{1}, look(late.Add(24*time.Hour)))
		if before := o.overview(o.auditor, "2026").Reviewers; len(before) != 0 {
			t.Errorf("reviewers %+v", before)
		}
		// The window of reviews is over; it is prolonged, and the review begins.
		longer := late.AddDate(0, 0, 10)
		o.setup("2026", func(c *assessment.RoundChange) { c.Settings.Review.ClosesAt = &longer })
		if days := look(late.Add(25 * time.Hour)); days != nil {
			t.Errorf("after the deadline was put off %v", days)
		}
		_, err := o.finish(o.reviewer, id)
		must(t, err)
		for _, actor := range []assessment.Actor{o.lead, o.auditor, o.operator} {
			if told := o.overview(actor, "2026"); told.Quota.Ranked != 1 || len(told.Reviewers) != 1 {
				t.Errorf("%s is told %+v", actor.Role, told.Quota)
			}
		}
	})
}
