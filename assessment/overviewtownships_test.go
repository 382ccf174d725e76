package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// Every number here was worked out by hand from the table of smallRound: of the seven
// finished reviews 戊厂 is vetoed.
func TestTotalsByTownship(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ids := o.smallRound()
		clerk := o.enterpriseOf("外乡厂", "八里店镇")
		id := o.path(clerk, "2026", assessment.StateInReview, facts())
		_, err := o.finish(o.reviewer, id)
		must(t, err)
		o.path(o.enterpriseOf("未评厂", "道场乡"), "2026", assessment.StateSubmitted, facts())
		same(t, []assessment.TownshipScores{
			{Township: "八里店镇", Totals: assessment.Compared{Applications: 1, Self: 4400, Official: 4400, Equal: 1}, Largest: []assessment.Difference{}},
			{
				// 44 + 46 + 42 + 9 + 31 + 44 against 44 + 45 + 43.5 + 8 + 31 + 44.
				Township: "织里镇", Totals: assessment.Compared{Applications: 6, Self: 21600, Official: 21550, Higher: 1, Equal: 3, Lower: 2},
				Vetoed: 1, Unanswered: 1, Claimed: 1, Largest: []assessment.Difference{
					{Application: ids["丙厂"], Enterprise: "丙厂", Self: 4200, Official: 4350, Difference: 150},
					{Application: ids["乙厂"], Enterprise: "乙厂", Self: 4600, Official: 4500, Difference: -100},
					{Application: ids["丁厂"], Enterprise: "丁厂", Self: 900, Official: 800, Difference: -100},
				},
			},
		}, o.overview(o.lead, "2026").Scores.Townships)
	})
}

// A release is told with the overview, to who leads and who watches.
func TestTheOverviewTellsOfTheRelease(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateInReview, facts())
	_, err := o.finish(o.reviewer, id)
	must(t, err)
	if told := o.overview(o.lead, "2026"); told.Release != nil {
		t.Errorf("released: %+v", told.Release)
	}
	o.set(opening.AddDate(0, 3, 0))
	until := opening.AddDate(0, 3, 10)
	release, err := o.svc.ReleaseResults(t.Context(), by(o.lead), "2026", until)
	must(t, err)
	for _, actor := range []assessment.Actor{o.lead, o.auditor} {
		same(t, release, o.overview(actor, "2026").Release)
	}
	for _, actor := range []assessment.Actor{o.town, o.reviewer} {
		if told := o.overview(actor, "2026"); told.Release != nil {
			t.Errorf("%s is told of the release", actor.Role)
		}
	}
}

// How the scores of published rounds lie is for who may hear of all scores.
func TestTheTrendIsForWhoHearsOfAllScores(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.publishedRound("2024", 2024, map[string]string{"甲厂": "优", "乙厂": "认"})
		told := func(actor assessment.Actor) []assessment.ProgrammeAtRound {
			view, err := o.svc.Programme(t.Context(), actor)
			must(t, err)
			return view.Rounds
		}
		if rounds := told(o.lead); len(rounds) != 0 {
			t.Errorf("before it is published: %+v", rounds)
		}
		o.publish("2024")
		both := &assessment.Quartiles{Least: 4400, First: 4400, Median: 4400, Third: 4400, Most: 4400}
		for range 2 { // from the database, then from what is kept of it
			for _, actor := range []assessment.Actor{o.lead, o.auditor} {
				rounds := told(actor)
				same(t, both, rounds[0].Self)
				same(t, both, rounds[0].Official)
			}
			for _, actor := range []assessment.Actor{o.town, o.reviewer, o.admin} {
				if rounds := told(actor); len(rounds) != 1 || rounds[0].Self != nil || rounds[0].Official != nil || rounds[0].Applications != 2 {
					t.Errorf("%s is told %+v", actor.Role, rounds)
				}
			}
		}
	})
}
