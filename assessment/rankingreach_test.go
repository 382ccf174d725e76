package assessment_test

import (
	"io"
	"slices"
	"testing"

	"wuxing/assessment"
)

// A link that was declared holds after publication, too, and of files that the lead
// gave to others a reviewer reads places and totals.
func TestPublishedRankingKeepsToOwnFiles(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.assigned("2026")
		third := o.account("reviewer3", assessment.RoleReviewer, "")
		ids := o.submittedBy("2026", "甲厂", "乙厂")
		o.declare("2026", ids[0], third, true)
		for i, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			o.give("2026", ids[i], reviewer)
			_, err := o.finish(reviewer, ids[i])
			must(t, err)
		}
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.publish("2026")

		for _, c := range []struct {
			who  assessment.Actor
			want []string
		}{
			{third, []string{"乙厂 closed"}},
			{o.reviewer, []string{"乙厂 closed", "甲厂 open"}},
			{o.lead, []string{"乙厂 open", "甲厂 open"}},
		} {
			asked, err := o.svc.Ranking(ctx, c.who, "2026")
			must(t, err)
			exported, err := o.svc.ExportRanking(ctx, by(c.who), "2026", assessment.ExportLinesCSV, io.Discard, writesNothing)
			must(t, err)
			for _, ranking := range []*assessment.Ranking{asked, exported} {
				var got []string
				for _, row := range ranking.Rows {
					switch {
					case len(row.Lines) > 0 && row.Reviewer != "":
						got = append(got, row.Enterprise.Name+" open")
					case len(row.Lines) == 0 && row.Reviewer == "" && row.Rank > 0 && row.Outcome != "":
						got = append(got, row.Enterprise.Name+" closed")
					default:
						t.Errorf("%s reads %+v", c.who.Username, row)
					}
				}
				slices.Sort(got)
				same(t, c.want, got)
			}
		}
	})
}

// Of two reviewers the ranking names both, and the lead where it has settled.
func TestRankingNamesBothReviewers(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.twoBlind("2026")
		id := o.twoAssigned(o.enterprise("甲厂"), "2026")
		for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			_, err := o.finish(reviewer, id)
			must(t, err)
		}
		apart := o.apart(o.enterprise("乙厂"), "2026")
		_, err := o.settled(apart, assessment.Settlement{Rest: &assessment.SettledRest{Take: assessment.SideFirst, Reason: "以第一人为准"}})
		must(t, err)
		ranking, err := o.svc.Ranking(t.Context(), o.auditor, "2026")
		must(t, err)
		both := "显示名-reviewer、显示名-other"
		for _, row := range ranking.Rows {
			want := []string{both, both}
			if row.ApplicationID == apart {
				want = []string{"显示名-lead", "显示名-lead"}
			}
			same(t, want, []string{row.Reviewer, row.Lines[0].Reviewer})
		}
	})
}
