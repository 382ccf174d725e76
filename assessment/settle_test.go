package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// settled runs Moderate on the present version.
func (o *office) settled(id string, s assessment.Settlement) (*assessment.ModerationView, error) {
	cmd := by(o.lead)
	cmd.Version = o.application(id).Version
	return o.svc.Moderate(o.t.Context(), cmd, id, s)
}

// Differences are flagged over the thresholds, and the lead settles each with a
// reason; nothing becomes the mean of two.
func TestTheLeadSettlesWhatDiffers(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.twoBlind("2026", func(s *assessment.Settings) {
			s.Apart = assessment.Apart{Indicator: points(25), Total: points(75)}
		})
		clerk := o.enterprise("甲厂")
		id := o.twoAssigned(clerk, "2026")
		_, err := o.finish(o.reviewer, id, override("titles", 25)) // the self score is 0
		must(t, err)
		_, err = o.finish(o.other, id, override("leadership", 150)) // the self score is 200
		must(t, err)
		view, err := o.svc.Moderation(ctx, o.lead, id)
		must(t, err)
		same(t, []string{"leadership", "titles"}, view.Apart)
		if view.Difference != 75 || view.Flagged || view.Settled || view.First.Reviewer != "显示名-reviewer" {
			t.Errorf("side by side: %+v %+v %v %v", view.First, view.Second, view.Difference, view.Flagged)
		}
		rows := make(map[string]assessment.ModerationRow)
		for _, row := range view.Rows {
			rows[row.Indicator] = row
		}
		if r := rows["leadership"]; r.Difference != 50 || !r.Flagged || r.First.Score != 200 || r.Second.Score != 150 || r.Official != nil {
			t.Errorf("leadership: %+v", r)
		}
		if r := rows["titles"]; r.Difference != 25 || r.Flagged || !r.Apart {
			t.Errorf("titles: %+v", r)
		}

		rest := &assessment.SettledRest{Take: assessment.SideFirst, Reason: "差异在取整"}
		leadership := assessment.SettledEntry{Indicator: "leadership", Take: assessment.SideSecond, Reason: "会议记录只有一次"}
		for _, bad := range []struct {
			settlement assessment.Settlement
			want       []string
		}{
			{assessment.Settlement{}, []string{"not_settled settled.leadership", "not_settled settled.titles"}},
			{assessment.Settlement{Rest: rest}, []string{"flagged_apart settled.leadership"}},
			{assessment.Settlement{Entries: []assessment.SettledEntry{leadership}}, []string{"not_settled settled.titles"}},
			{assessment.Settlement{Entries: []assessment.SettledEntry{leadership}, Rest: &assessment.SettledRest{Take: "third"}}, []string{"value_not_allowed rest.take", "value_missing rest.reason"}},
			{
				assessment.Settlement{Entries: []assessment.SettledEntry{{Indicator: "leadership", Take: "first"}, {Indicator: "none", Reason: "x"}}, Rest: rest},
				[]string{"reason_missing entries[0].reason", "unknown_indicator entries[1].indicator"},
			},
			{
				assessment.Settlement{Entries: []assessment.SettledEntry{{Indicator: "leadership", Points: points(30), Reason: "取中"}, leadership}, Rest: rest},
				[]string{"points_not_quarter entries[0].points", "indicator_twice entries[1].indicator"},
			},
			{
				assessment.Settlement{Entries: []assessment.SettledEntry{{Indicator: "leadership", Take: "first", Points: points(25), Reason: "取中"}}, Rest: rest},
				[]string{"take_with_points entries[0].take"},
			},
			{assessment.Settlement{Entries: []assessment.SettledEntry{{Indicator: "leadership", Reason: "取中"}}, Rest: rest}, []string{"points_missing entries[0].points"}},
		} {
			o.unchanged(t, func() {
				_, err := o.settled(id, bad.settlement)
				same(t, bad.want, problems(err))
			})
		}
		o.unchanged(t, func() {
			_, err := o.svc.Rank(ctx, by(o.lead), "2026")
			wantCode(t, err, assessment.KindConflict, assessment.CodeUnfinishedReviews)
			stale := by(o.lead)
			stale.Version = 1
			_, err = o.svc.Moderate(ctx, stale, id, assessment.Settlement{})
			wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
		})

		done, err := o.settled(id, assessment.Settlement{Entries: []assessment.SettledEntry{leadership}, Rest: rest})
		must(t, err)
		if done.Application.State != assessment.StateReviewed || !done.Settled {
			t.Errorf("settled as %+v", done.Application)
		}
		review, err := o.svc.Review(ctx, o.lead, id)
		must(t, err)
		official := byIndicator(review)
		if *official["leadership"].Official != 150 || *official["titles"].Official != 25 || review.Official.Total != review.Self.Total-25 {
			t.Errorf("official: leadership %v, titles %v, total %v", *official["leadership"].Official, *official["titles"].Official, review.Official.Total)
		}
		if official["leadership"].Reason != "会议记录只有一次" || official["titles"].Reason != "差异在取整" || review.Reviewer != "显示名-lead" {
			t.Errorf("the lead's reasons are missing: %+v", official["leadership"])
		}
		_, err = o.svc.Review(ctx, clerk, id)
		wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)

		// Settled anew: added, not edited.
		_, err = o.settled(id, assessment.Settlement{Entries: []assessment.SettledEntry{
			{Indicator: "leadership", Points: points(175), Reason: "补充了第二次记录"}, {Indicator: "titles", Take: assessment.SideSecond, Reason: "证书无效"},
		}})
		must(t, err)
		ranking, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		if want := review.Self.Total - 25; ranking.Rows[0].OfficialTotal != want || ranking.Rows[0].Reviewer != "显示名-lead" {
			t.Errorf("ranked with %v by %s, want %v", ranking.Rows[0].OfficialTotal, ranking.Rows[0].Reviewer, want)
		}
		for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			_, err := o.finish(reviewer, id)
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Ranking(ctx, reviewer, "2026")
			wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)
		}
		o.notice("2026")
		_, err = o.svc.Ranking(ctx, o.reviewer, "2026")
		wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)
		o.publish("2026")
		_, err = o.svc.Ranking(ctx, o.reviewer, "2026")
		must(t, err)
	})
}

// A return opens the facts for both; what both have decided stays, but each has to
// finish again.
func TestAReturnReopensBothSeats(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026")
	clerk := o.enterprise("甲厂")
	id := o.twoAssigned(clerk, "2026")
	_, err := o.finish(o.other, id)
	must(t, err)
	_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"apprenticeship"}, Reason: "人数与名册不符"})
	must(t, err)
	_, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"apprentices": 20}), nil))
	must(t, err)
	_, err = o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	review, err := o.svc.Review(ctx, o.other, id)
	must(t, err)
	same(t, []string{"apprenticeship"}, review.Open)
	if review.Complete || review.Application.State != assessment.StateInReview {
		t.Errorf("after the return: complete %v, %s", review.Complete, review.Application.State)
	}
	_, err = o.finish(o.reviewer, id)
	must(t, err)
	if state := o.application(id).State; state != assessment.StateInReview {
		t.Fatalf("one review is open, yet it is %s", state)
	}
	cmd := by(o.other)
	cmd.Version = review.Application.Version
	_, err = o.svc.PutReview(ctx, cmd, id, assessment.ReviewUpdate{Complete: true, Entries: []assessment.NewScoreEntry{{Indicator: "apprenticeship", Decision: assessment.Agree}}})
	must(t, err)
	if state := o.application(id).State; state != assessment.StateReviewed {
		t.Errorf("both agree, yet it is %s", state)
	}
}
