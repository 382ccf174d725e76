package assessment_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// enterpriseOf makes an enterprise of a township with its clerk.
func (o *office) enterpriseOf(name, township string) assessment.Actor {
	o.t.Helper()
	e := &assessment.Enterprise{ID: "e-" + name, Name: name, USCC: uscc(name), Township: township, CreatedAt: opening}
	must(o.t, o.store.Update(o.t.Context(), func(tx assessment.Tx) error { return tx.CreateEnterprise(e) }))
	return o.account("clerk-"+name, assessment.RoleEnterprise, e.ID)
}

func (o *office) day(n int) { o.set(opening.AddDate(0, 0, n)) }

// overdue is the overdue work as "kind count: name days reviewers; …".
func overdue(told *assessment.Overview) []string {
	list := []string{}
	for _, work := range told.Overdue {
		if work.Count != len(work.Items) {
			list = append(list, "count differs")
		}
		for _, item := range work.Items {
			line := []string{string(work.Kind), item.Enterprise, strconv.Itoa(item.Days)}
			list = append(list, strings.Join(append(append(line, item.Reviewers...), item.Indicator), " "))
		}
	}
	return list
}

// What is late is told against the server's clock, with extensions, and to each only
// what is its own. The office's day begins at 16:00 UTC, the round's at 8:00 there.
func TestOverdueWork(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.closes("2026")
		ctx := t.Context()
		balidian := o.township("balidian", "八里店镇")
		o.firstCheck("2026") // applications until day 30
		o.setup("2026", func(c *assessment.RoundChange) {
			c.Settings.Review.ClosesAt = moment(opening.AddDate(0, 0, 49).Add(16 * time.Hour))
		}) // 24:00 of the day before
		submit := func(name, township string) string {
			return o.path(o.enterpriseOf(name, township), "2026", assessment.StateSubmitted, facts())
		}
		o.day(2)
		submit("待查厂", "织里镇")
		o.day(5)
		submit("延期厂", "八里店镇")
		_, err := o.svc.Extend(ctx, by(o.lead), "2026", assessment.NewExtension{
			USCC: uscc("延期厂"), Window: assessment.WindowApplication, Until: opening.AddDate(0, 0, 45), Reason: "厂区搬迁中",
		})
		must(t, err)
		back := submit("退回厂", "织里镇")
		_, err = o.svc.SendBack(ctx, by(o.town), back, "登记地址不在本镇", opening.AddDate(0, 0, 35))
		must(t, err)
		for _, name := range []string{"候审厂", "在审厂", "补正厂"} {
			_, err = o.svc.Check(ctx, by(o.town), submit(name, "织里镇"), "")
			must(t, err)
		}
		_, err = o.svc.PutReview(ctx, by(o.reviewer), o.idOf("在审厂"), assessment.ReviewUpdate{})
		must(t, err)
		_, err = o.svc.Return(ctx, by(o.reviewer), o.idOf("补正厂"), assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书", DueAt: opening.AddDate(0, 0, 40)})
		must(t, err)
		// What departments say changes an application; it does not wait anew.
		o.day(10)
		_, err = o.imports(o.lead, said("arbitration_cases", false, "待查厂", "4"))
		must(t, err)

		o.set(opening.AddDate(0, 0, 30).Add(-time.Microsecond))
		same(t, []string{}, overdue(o.overview(o.lead, "2026")))
		o.day(30) // 8:00 of the day that the window ends on
		same(t, []string{"first_check 待查厂 0 "}, overdue(o.overview(o.lead, "2026")))
		o.set(opening.AddDate(0, 0, 30).Add(16 * time.Hour)) // midnight has passed
		same(t, []string{"first_check 待查厂 1 "}, overdue(o.overview(o.lead, "2026")))

		o.day(41)
		same(t, []string{"correction 退回厂 6 ", "correction 补正厂 1 ", "first_check 待查厂 11 "}, overdue(o.overview(o.lead, "2026")))
		same(t, []string{"correction 退回厂 6 ", "correction 补正厂 1 ", "first_check 待查厂 11 "}, overdue(o.overview(o.town, "2026")))
		same(t, []string{}, overdue(o.overview(balidian, "2026")))
		same(t, []string{"correction 补正厂 1 "}, overdue(o.overview(o.reviewer, "2026")))
		same(t, []string{}, overdue(o.overview(o.other, "2026")))
		days := map[string]int{}
		for _, township := range o.overview(o.lead, "2026").Townships {
			days[township.Township] = *township.OldestDays
			same(t, 1, township.Unchecked)
		}
		same(t, map[string]int{"织里镇": 39, "八里店镇": 36}, days)

		o.day(51)
		late := []string{"correction 退回厂 16 ", "correction 补正厂 11 ", "first_check 待查厂 21 ", "first_check 延期厂 6 ", "review 候审厂 2 ", "review 在审厂 2 显示名-reviewer "}
		same(t, late, overdue(o.overview(o.lead, "2026")))
		same(t, []string{"correction 补正厂 11 ", "review 在审厂 2 "}, overdue(o.overview(o.reviewer, "2026")))
		same(t, []string{"first_check 延期厂 6 "}, overdue(o.overview(balidian, "2026")))
		same(t, []string{}, overdue(o.overview(o.other, "2026")))
	})
}

// idOf is the application of an enterprise.
func (o *office) idOf(name string) (id string) {
	o.t.Helper()
	heads, err := o.svc.ListApplications(o.t.Context(), o.lead, assessment.ApplicationFilter{EnterpriseID: "e-" + name})
	must(o.t, err)
	return heads[0].ID
}

func TestOverdueAppeals(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		clerk, id := o.shown("甲厂")
		for _, indicator := range []string{"skilled_ratio", "titles"} {
			_, err := o.svc.Appeal(t.Context(), by(clerk), id, dispute(indicator))
			must(t, err)
		}
		appeals := o.appeals(o.lead, id)
		_, err := o.svc.DecideAppeal(t.Context(), by(o.other), id, appeals.Appeals[1].ID, rejected())
		must(t, err)
		o.set(appealsUntil.Add(-time.Microsecond))
		same(t, []string{}, overdue(o.overview(o.lead, "2026")))
		o.set(appealsUntil.AddDate(0, 0, 3))
		same(t, []string{"appeal 甲厂 3 skilled_ratio"}, overdue(o.overview(o.lead, "2026")))
		same(t, appeals.Appeals[0].ID, o.overview(o.lead, "2026").Overdue[3].Items[0].Appeal)
		// Nobody else hears of it, and a township of no score although they are released.
		for _, actor := range []assessment.Actor{o.town, o.reviewer, o.other} {
			told := o.overview(actor, "2026")
			if len(overdue(told)) != 0 || told.Scores != nil || told.Quota != nil {
				t.Errorf("%s is told %+v", actor.Username, told)
			}
		}
	})
}

// A township's overview holds its area's numbers and nothing else: no other
// township, no reviewer, no score. A reviewer's holds its own.
func TestOverviewsKeepToTheirReach(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.setup("2026", func(c *assessment.RoundChange) {
			c.Settings.Review.ClosesAt = moment(opening.AddDate(0, 0, 40))
		})
		here := o.path(o.enterpriseOf("本镇厂", "织里镇"), "2026", assessment.StateInReview, facts())
		there := o.path(o.enterpriseOf("外镇标记厂", "外镇标记"), "2026", assessment.StateInReview, facts(map[string]any{"title_level": "national"}))
		o.path(o.enterpriseOf("草稿标记厂", "草稿标记"), "2026", assessment.StateDraft, facts())
		_, err := o.svc.PutReview(ctx, by(o.other), o.path(o.enterpriseOf("他审标记厂", "外镇标记"), "2026", assessment.StateSubmitted, facts()), assessment.ReviewUpdate{})
		must(t, err)
		o.path(o.enterpriseOf("无人标记厂", "织里镇"), "2026", assessment.StateSubmitted, facts())
		o.day(45)
		text := func(actor assessment.Actor) string {
			body, err := json.Marshal(o.overview(actor, "2026"))
			must(t, err)
			return string(body)
		}
		mustNot := func(told string, markers ...string) {
			t.Helper()
			for _, marker := range markers {
				if strings.Contains(told, marker) {
					t.Errorf("%q is in %s", marker, told)
				}
			}
		}
		all := text(o.lead)
		for _, marker := range []string{"外镇标记厂", "他审标记厂", "无人标记厂", "显示名-other", there, here, `"scores"`, `"quota"`} {
			if !strings.Contains(all, marker) {
				t.Errorf("the lead is not told %q", marker) // then its absence below would prove nothing
			}
		}
		mustNot(all, "草稿标记")
		told := o.overview(o.town, "2026")
		same(t, []assessment.TownshipProgress{{
			Township: "织里镇", Applications: 2, States: []assessment.StateCount{{assessment.StateSubmitted, 1}, {assessment.StateInReview, 1}},
		}}, told.Townships)
		mustNot(text(o.town), "标记厂", "外镇", "显示名", there, "score", "total", "quota", "reviewer", "unassigned", "points", `"own"`)
		mustNot(text(assessment.Actor{UserID: "u-x", Role: assessment.RoleTownship}), "织里", "外镇", "厂")
		mustNot(text(o.reviewer), "他审", "无人", "草稿", "显示名", "township\":[", "townships", "reviewers", "score", "total", "quota", "unassigned")
		same(t, &assessment.Workload{Assigned: 2, Begun: 2}, o.overview(o.reviewer, "2026").Own)
		same(t, &assessment.Workload{Assigned: 1, Begun: 1}, o.overview(o.other, "2026").Own)
		mustNot(text(o.other), there, here, "本镇厂", "外镇标记厂")
	})
}

// Where there are two reviewers, each hears of the own seat alone.
func TestTheOverviewOfABlindReviewerDoesNotMove(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.twoBlind("2026", func(c *assessment.Settings) { c.Review.ClosesAt = moment(opening.AddDate(0, 0, 20)) })
		var ids []string
		for _, name := range []string{"甲厂", "乙厂", "丙厂"} {
			ids = append(ids, o.twoAssigned(o.enterprise(name), "2026"))
		}
		undeclared := o.path(o.enterprise("丁厂"), "2026", assessment.StateSubmitted, facts())
		o.assign("2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: undeclared, Reviewers: []string{"reviewer", "other"}}}})
		_, err := o.finish(o.reviewer, ids[1])
		must(t, err)
		_, err = o.svc.PutReview(t.Context(), by(o.reviewer), ids[2], assessment.ReviewUpdate{})
		must(t, err)
		want := &assessment.Workload{Assigned: 4, Waiting: 2, Begun: 1, Done: 1, Undeclared: 1}
		before := o.overview(o.reviewer, "2026")
		same(t, want, before.Own)
		for _, step := range []func() error{
			func() error {
				_, err := o.svc.PutReview(t.Context(), by(o.other), ids[0], assessment.ReviewUpdate{})
				return err
			},
			func() error { _, err := o.finish(o.other, ids[0], override("titles", 50)); return err },
			func() error { _, err := o.finish(o.other, ids[2]); return err },
			func() error {
				_, err := o.svc.Declare(t.Context(), by(o.other), "2026", assessment.NewDeclaration{USCC: uscc("丁厂"), Linked: true, Reason: "亲属在该厂任职"})
				return err
			},
		} {
			must(t, step())
			same(t, before, o.overview(o.reviewer, "2026"))
		}
		// The lead is told of each seat, and of the one that is empty now.
		told := o.overview(o.lead, "2026")
		same(t, []assessment.ReviewerProgress{
			{Reviewer: "显示名-other", Seat: 2, Workload: assessment.Workload{Assigned: 3, Waiting: 1, Done: 2}},
			{Reviewer: "显示名-reviewer", Seat: 1, Workload: *want},
		}, told.Reviewers)
		if *told.Unassigned != 1 {
			t.Errorf("unassigned %d", *told.Unassigned)
		}
		o.day(21)
		same(t, []string{"review 丁厂 1 ", "review 丙厂 1 ", "review 甲厂 1 "}, slices.Sorted(slices.Values(overdue(o.overview(o.reviewer, "2026")))))
		same(t, []string{
			"review 丁厂 1 显示名-reviewer ", "review 丙厂 1 显示名-reviewer ", "review 乙厂 1 显示名-other ", "review 甲厂 1 显示名-reviewer ",
		}, slices.Sorted(slices.Values(overdue(o.overview(o.lead, "2026")))))
	})
}
