package assessment_test

import (
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// smallRound is a round whose figures can be worked out by hand. The middling facts
// give 44 points: 8 + 21 + 0 + 13 + 2 + 0 + 0.
//
//	       self            official  decided
//	甲厂   44              44        agreed
//	乙厂   46              45        titles 2 → 1
//	丙厂   42              43.5      apprenticeship 1 → 2.5
//	丁厂   9, claimed      8         skilled_ratio 4 → 3; training_funds 4, high_skilled_ratio 2, wage_arrears −1 stay
//	戊厂   vetoed          vetoed    30 arbitration cases
//	己厂   31              31        no skilled workers: four shares not computable (−3 −2 −4 −0), skilled_ratio 0 (−4)
//	子厂   44              44        agreed
//	庚厂   44              –         submitted
//	辛厂   44              –         returned
//
// and a draft and a withdrawn one that count nowhere. The line is at 30 points.
func (o *office) smallRound() map[string]string {
	o.t.Helper()
	ctx := o.t.Context()
	o.setup("2026", func(c *assessment.RoundChange) {
		c.Quota, c.Settings.Excellent, c.Settings.TotalLine = 2, 1, points(3000)
	})
	ids := make(map[string]string)
	reviewed := func(name string, changes map[string]any, entries ...assessment.NewScoreEntry) {
		ids[name] = o.path(o.enterprise(name), "2026", assessment.StateInReview, facts(changes))
		_, err := o.finish(o.reviewer, ids[name], entries...)
		must(o.t, err)
	}
	reviewed("甲厂", nil)
	reviewed("乙厂", map[string]any{"title_level": "national"}, override("titles", 100))
	reviewed("丙厂", map[string]any{"apprentices": 10}, override("apprenticeship", 250))
	ids["丁厂"] = o.printed(o.enterprise("丁厂"))
	_, err := o.finish(o.reviewer, ids["丁厂"], override("training_funds", 400), override("skilled_ratio", 300),
		override("high_skilled_ratio", 200), override("equity", 0), override("wage_arrears", -100))
	must(o.t, err)
	reviewed("戊厂", map[string]any{"arbitration_cases": 30})
	reviewed("己厂", map[string]any{
		"skilled_workers": 0, "trained_workers": 0, "high_skilled_workers": 0, "workers_over_90k": 0, "workers_over_120k": 0,
	})
	reviewed("子厂", nil)
	ids["庚厂"] = o.path(o.enterprise("庚厂"), "2026", assessment.StateSubmitted, facts())
	ids["辛厂"] = o.path(o.enterprise("辛厂"), "2026", assessment.StateReturned, facts())
	o.path(o.enterprise("草稿厂"), "2026", assessment.StateDraft, facts())
	withdrawing := o.enterprise("撤回厂")
	withdrawn := o.path(withdrawing, "2026", assessment.StateSubmitted, facts())
	_, err = o.svc.Withdraw(ctx, by(withdrawing), withdrawn, "另行申报")
	must(o.t, err)
	return ids
}

func (o *office) overview(actor assessment.Actor, round string) *assessment.Overview {
	o.t.Helper()
	overview, err := o.svc.Overview(o.t.Context(), actor, round)
	must(o.t, err)
	return overview
}

func comparison(list []assessment.Comparison, id string) assessment.Comparison {
	for _, c := range list {
		if c.ID == id {
			c.No, c.Name, c.Category, c.Points = "", "", "", 0
			return c
		}
	}
	return assessment.Comparison{}
}

// Every number here was worked out by hand from the table above.
func TestTheOverviewOfASmallRound(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ids := o.smallRound()
		for range 2 { // from the database, then from what is kept of it
			o.smallFigures(t, ids)
		}
		// Frozen, the ranking is what it was.
		o.setup("2026", func(c *assessment.RoundChange) { c.Quota = 3 })
		_, err := o.svc.PutReview(t.Context(), by(o.reviewer), ids["庚厂"], assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
		must(t, err)
		_, err = o.svc.Rank(t.Context(), by(o.lead), "2026")
		must(t, err)
		quota := o.overview(o.lead, "2026").Quota
		same(t, &assessment.QuotaOverview{
			Ranked: 7, Vetoed: 1, Below: 1, Pending: 1, Returned: 1,
			Certified: assessment.QuotaLine{Quota: 3, Within: 4}, Excellent: assessment.QuotaLine{Quota: 1, Within: 1},
			Ties: []assessment.Tie{{
				Line: assessment.LineCertified, Quota: 3, Rank: 2, Places: 2,
				Applications: []string{ids["子厂"], ids["庚厂"], ids["甲厂"]},
			}},
		}, quota)
		var outcomes []assessment.NewOutcome
		for _, name := range []string{"甲厂", "乙厂", "丙厂", "丁厂", "戊厂", "己厂", "子厂", "庚厂"} {
			outcome := assessment.NewOutcome{Application: ids[name], Outcome: assessment.OutcomeNotSelected, Reason: "名额只有三个"}
			switch name {
			case "乙厂":
				outcome.Outcome = assessment.OutcomeExcellent
			case "甲厂", "子厂":
				outcome.Outcome = assessment.OutcomeCertified
			}
			outcomes = append(outcomes, outcome)
		}
		_, err = o.svc.RecordOutcome(t.Context(), by(o.lead), "2026", assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要", Outcomes: outcomes})
		must(t, err)
		// 50,000 CNY and twice 20,000 CNY.
		same(t, &assessment.DecidedOverview{HeldOn: "2026-03-01", Certified: 3, Excellent: 1, NotSelected: 5, AwardFen: 9_000_000}, o.overview(o.auditor, "2026").Quota.Decided)
		// Whoever reads the order first, the counts are for those who may hear of them.
		o.ranks(o.reviewer, "2026", false)
		o.ranks(o.lead, "2026", true)
	})
}

func (o *office) ranks(actor assessment.Actor, round string, counts bool) {
	o.t.Helper()
	order, err := o.svc.Standings(o.t.Context(), actor, round, "", 50)
	must(o.t, err)
	if told := order.Count != nil && order.Count.Decided != nil; told != counts {
		o.t.Errorf("%s is told the counts: %t", actor.Role, told)
	}
}

func (o *office) smallFigures(t *testing.T, ids map[string]string) {
	t.Helper()
	told := o.overview(o.lead, "2026")
	same(t, told, o.overview(o.auditor, "2026"))
	same(t, told, o.overview(o.operator, "2026"))
	same(t, []assessment.TownshipProgress{{
		Township: "织里镇", Applications: 10,
		States: []assessment.StateCount{{assessment.StateSubmitted, 1}, {assessment.StateReturned, 1}, {assessment.StateReviewed, 7}, {assessment.StateWithdrawn, 1}},
	}}, told.Townships)
	same(t, []assessment.ReviewerProgress{{
		Reviewer: "显示名-reviewer", Workload: assessment.Workload{Assigned: 8, Returned: 1, Done: 7},
	}}, told.Reviewers)
	if told.Unassigned == nil || *told.Unassigned != 1 { // 庚厂
		t.Errorf("unassigned %v", told.Unassigned)
	}

	totals := told.Scores.Totals
	// Twelve classes up to 115 points: 己厂 with 31 in the fourth, 丁厂 in the first.
	same(t, 12, len(totals.Classes))
	same(t, assessment.TotalClass{From: 0, To: 1000, Self: 1, Official: 1}, totals.Classes[0])
	same(t, assessment.TotalClass{From: 3000, To: 4000, Self: 1, Official: 1}, totals.Classes[3])
	same(t, assessment.TotalClass{From: 4000, To: 5000, Self: 6, Official: 4}, totals.Classes[4])
	same(t, assessment.TotalClass{From: 11000, To: 11500}, totals.Classes[11])
	// 9 31 42 44 44 44 44 46: places 2, 4, 6.
	same(t, assessment.TotalsSummary{
		Count: 8, Vetoed: 1, Unanswered: 1, Claimed: 1,
		Quartiles: &assessment.Quartiles{Least: 900, First: 3100, Median: 4400, Third: 4400, Most: 4600},
	}, totals.Self)
	// 8 31 43.5 44 44 45: places 2, 3, 5. What 丁厂 left blank stays blank.
	same(t, assessment.TotalsSummary{
		Count: 6, Vetoed: 1, Missing: 2, Unanswered: 1,
		Quartiles: &assessment.Quartiles{Least: 800, First: 3100, Median: 4350, Third: 4400, Most: 4500},
	}, totals.Official)

	none := []assessment.Difference{}
	for _, test := range []struct {
		id   string
		want assessment.Comparison
	}{
		{"titles", assessment.Comparison{
			Facts: assessment.Compared{Applications: 6, Self: 200, Official: 100, Equal: 5, Lower: 1}, Unanswered: assessment.Uncompared{Applications: 1},
			Largest: []assessment.Difference{{Application: ids["乙厂"], Enterprise: "乙厂", Self: 200, Official: 100, Difference: -100}},
		}},
		{"apprenticeship", assessment.Comparison{ // 5 × 3 and 丙厂
			Facts: assessment.Compared{Applications: 6, Self: 1600, Official: 1750, Higher: 1, Equal: 5}, Unanswered: assessment.Uncompared{Applications: 1},
			Largest: []assessment.Difference{{Application: ids["丙厂"], Enterprise: "丙厂", Self: 100, Official: 250, Difference: 150}},
		}},
		{"skilled_ratio", assessment.Comparison{ // 5 × 4, 己厂 0 of 400; 丁厂 claims
			Facts:   assessment.Compared{Applications: 6, Self: 2000, Official: 2000, Equal: 6},
			Claimed: assessment.Compared{Applications: 1, Self: 400, Official: 300, Lower: 1},
			Largest: []assessment.Difference{{Application: ids["丁厂"], Enterprise: "丁厂", Self: 400, Official: 300, Difference: -100}},
		}},
		{"training_ratio", assessment.Comparison{ // 5 × 3; 己厂 has no skilled workers
			Facts: assessment.Compared{Applications: 5, Self: 1500, Official: 1500, Equal: 5}, NotComputable: assessment.Uncompared{Applications: 1},
			Unanswered: assessment.Uncompared{Applications: 1}, Largest: none,
		}},
		{"training_funds", assessment.Comparison{
			Facts:   assessment.Compared{Applications: 6, Self: 2400, Official: 2400, Equal: 6},
			Claimed: assessment.Compared{Applications: 1, Self: 400, Official: 400, Equal: 1}, Largest: none,
		}},
	} {
		t.Run(test.id, func(t *testing.T) {
			test.want.ID = test.id
			same(t, test.want, comparison(told.Scores.Indicators, test.id))
		})
	}
	// 21 for four, 丙厂 19 and 20.5; 己厂 21 − 3 − 4 − 2; 丁厂 3 + 2.
	same(t, assessment.Comparison{
		ID: "cultivation", Facts: assessment.Compared{Applications: 5, Self: 10300, Official: 10450, Higher: 1, Equal: 4},
		NotComputable: assessment.Uncompared{Applications: 1, Official: 1200}, Unanswered: assessment.Uncompared{Applications: 1, Official: 500},
		Largest: []assessment.Difference{{Application: ids["丙厂"], Enterprise: "丙厂", Self: 1900, Official: 2050, Difference: 150}},
	}, comparison(told.Scores.Categories, "cultivation"))

	// 乙厂 45, 甲厂 and 子厂 44, 丙厂 43.5, 己厂 31, 丁厂 8.
	same(t, &assessment.QuotaOverview{
		Ranked: 6, Vetoed: 1, Below: 1, Pending: 2, Returned: 1,
		Certified: assessment.QuotaLine{Quota: 2, Within: 3}, Excellent: assessment.QuotaLine{Quota: 1, Within: 1},
		Ties: []assessment.Tie{{
			Line: assessment.LineCertified, Quota: 2, Rank: 2, Places: 1, Applications: []string{ids["子厂"], ids["甲厂"]},
		}},
	}, told.Quota)
}

// A review that is made anew is not hidden by what was kept of the one before.
func TestTheOverviewFollowsAChangedReview(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	same(t, scoring.Points(4400), o.overview(o.lead, "2026").Scores.Totals.Official.Quartiles.Most)
	_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("titles", 25)}})
	must(t, err)
	if q := o.overview(o.lead, "2026").Scores.Totals.Official; q.Missing != 1 || q.Quartiles != nil {
		t.Errorf("while it is reviewed again: %+v", q)
	}
	_, err = o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Complete: true})
	must(t, err)
	same(t, scoring.Points(4425), o.overview(o.lead, "2026").Scores.Totals.Official.Quartiles.Most)
}

// The last class holds the most that the card gives, and each bound belongs to the
// class above it.
func TestTotalsOnTheBoundsOfClasses(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateInReview, facts(map[string]any{"apprentices": 10})) // 42
	full := o.path(o.enterprise("满分厂"), "2026", assessment.StateInReview, facts())
	var all []assessment.NewScoreEntry
	for _, indicator := range o.card.Indicators() {
		if indicator.Points > 0 {
			all = append(all, override(indicator.ID, indicator.Points))
		}
	}
	_, err := o.finish(o.reviewer, full, all...)
	must(t, err)
	_, err = o.finish(o.reviewer, id, override("apprenticeship", 0), override("school_cooperation", 100)) // 42 − 1 − 1
	must(t, err)
	classes := o.overview(o.lead, "2026").Scores.Totals.Classes
	same(t, assessment.TotalClass{From: 3000, To: 4000}, classes[3])
	same(t, assessment.TotalClass{From: 4000, To: 5000, Self: 2, Official: 1}, classes[4])
	same(t, assessment.TotalClass{From: 11000, To: 11500, Official: 1}, classes[11])
}

// A round without anything has an overview, too.
func TestTheOverviewOfAnEmptyRound(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		told := o.overview(o.lead, "2026")
		if len(told.Townships) != 0 || len(told.Overdue) != 4 || told.Scores.Totals.Self.Quartiles != nil || told.Quota.Ranked != 0 || len(told.Scores.Indicators) != len(o.card.Indicators()) {
			t.Errorf("told %+v", told)
		}
		_, err := o.svc.Overview(t.Context(), o.lead, "none")
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		if at := told.At; !at.Equal(opening.Add(time.Hour)) {
			t.Errorf("told at %s", at)
		}
	})
}
