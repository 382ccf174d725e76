package assessment_test

import (
	"testing"
	"time"

	"wuxing/assessment"
)

// lookedThrough are the ways to look through the list of a round: each order both
// ways, whole and by its first row, each kind of work, a search.
func lookedThrough(round string) (filters []assessment.ApplicationFilter) {
	for _, by := range append([]assessment.Sort{assessment.SortID}, assessment.Sorts...) {
		for _, descending := range []bool{false, true} {
			for _, limit := range []int{0, 1} {
				filters = append(filters, assessment.ApplicationFilter{RoundID: round, Sort: by, Descending: descending, Limit: limit})
			}
		}
	}
	for _, whose := range []assessment.Whose{assessment.WhoseMine, assessment.WhoseTodo} {
		filters = append(filters, assessment.ApplicationFilter{RoundID: round, Whose: whose}, assessment.ApplicationFilter{RoundID: round, Whose: whose, Sort: assessment.SortState})
	}
	return append(filters, assessment.ApplicationFilter{RoundID: round, Overdue: true}, assessment.ApplicationFilter{RoundID: round, Search: "厂"})
}

// Of two enterprises the blind reviewer has decided none, the other reviewer has
// finished one: neither order nor filter nor work tells which.
func TestListsDoNotTellOfTheOtherReviewer(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		one, two := o.enterprise("甲厂"), o.enterprise("乙厂")
		o.twoBlind("2026")
		ids := []string{o.twoAssigned(one, "2026"), o.twoAssigned(two, "2026")}
		read := func() (lists [][]assessment.ApplicationHead) {
			for _, filter := range lookedThrough("2026") {
				heads, err := o.svc.ListApplications(t.Context(), o.reviewer, filter)
				must(t, err)
				lists = append(lists, heads)
			}
			return lists
		}
		before := read()
		_, err := o.finish(o.other, ids[1])
		must(t, err)
		same(t, before, read())
		_, err = o.finish(o.reviewer, ids[0])
		must(t, err)
		heads, err := o.svc.ListApplications(t.Context(), o.reviewer, assessment.ApplicationFilter{RoundID: "2026", Whose: assessment.WhoseTodo})
		must(t, err)
		same(t, 1, len(heads))
		same(t, ids[1], heads[0].ID)
	})
}

// What is late comes first, what has no deadline last, and the list goes on after a
// key like any other.
func TestListsByDeadline(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		closes := o.now().AddDate(0, 0, 5)
		o.setup("2026", func(c *assessment.RoundChange) { c.Settings.Review.ClosesAt = &closes })
		ids := o.submittedBy("2026", "甲厂", "乙厂", "丙厂", "丁厂", "戊厂")
		_, err := o.svc.Withdraw(t.Context(), by(o.known("戊厂")), ids[4], "数据有误")
		must(t, err)
		now := o.now()
		for i, days := range []int{9, 3} {
			_, err := o.svc.Return(t.Context(), by(o.reviewer), ids[i], assessment.NewReturn{
				Indicators: []string{"titles"}, Reason: "请补充证书", DueAt: now.AddDate(0, 0, days),
			})
			must(t, err)
		}
		list := func(filter assessment.ApplicationFilter) (got []string) {
			filter.RoundID = "2026"
			for {
				heads, err := o.svc.ListApplications(t.Context(), o.lead, filter)
				must(t, err)
				for _, head := range heads {
					got = append(got, head.ID)
				}
				if len(heads) == 0 || filter.Limit == 0 {
					return got
				}
				filter.After = heads[len(heads)-1].Key(filter.Sort).String()
			}
		}
		byDue := assessment.ApplicationFilter{Sort: assessment.SortDue, Limit: 1}
		same(t, []string{ids[1], ids[2], ids[3], ids[0], ids[4]}, list(byDue))
		byDue.Limit = 2
		same(t, []string{ids[1], ids[2], ids[3], ids[0], ids[4]}, list(byDue))
		byDue.Descending = true
		same(t, []string{ids[0], ids[3], ids[2], ids[1], ids[4]}, list(byDue))
		same(t, []string(nil), list(assessment.ApplicationFilter{Overdue: true}))
		o.set(now.AddDate(0, 0, 3).Add(-time.Microsecond))
		same(t, []string(nil), list(assessment.ApplicationFilter{Overdue: true}))
		o.set(now.AddDate(0, 0, 3))
		for _, by := range []assessment.Sort{assessment.SortID, assessment.SortDue, assessment.SortName} {
			same(t, []string{ids[1]}, list(assessment.ApplicationFilter{Overdue: true, Sort: by, Limit: 1}))
		}
		o.set(closes)
		same(t, []string{ids[1], ids[2], ids[3]}, list(assessment.ApplicationFilter{Overdue: true, Sort: assessment.SortDue, Limit: 1}))
		same(t, []string{ids[1], ids[2], ids[3]}, list(assessment.ApplicationFilter{Overdue: true, Limit: 1}))
	})
}
