package assessment_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// appealsUntil is the end of the window of appeals in these tests.
var appealsUntil = opening.AddDate(0, 0, 20)

// shown is an application whose result has been released.
func (o *office) shown(name string) (assessment.Actor, string) {
	o.t.Helper()
	clerk := o.enterprise(name)
	id := o.path(clerk, "2026", assessment.StateDraft, facts())
	o.walk(clerk, id, assessment.StateSubmitted)
	_, err := o.svc.PutReview(o.t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{
		Entries: append(o.agreeAll("skilled_ratio", "equity"), override("skilled_ratio", 300), override("equity", 0)), Complete: true,
	})
	must(o.t, err)
	o.release()
	return clerk, id
}

func (o *office) release() {
	o.t.Helper()
	_, err := o.svc.ReleaseResults(o.t.Context(), by(o.lead), "2026", appealsUntil)
	must(o.t, err)
}

func dispute(indicator string, evidence ...string) assessment.NewAppeal {
	return assessment.NewAppeal{Indicator: indicator, Reason: "名册另有三人", Evidence: evidence}
}

func upheld(entries ...assessment.NewScoreEntry) assessment.NewAppealDecision {
	return assessment.NewAppealDecision{Outcome: assessment.AppealUpheld, Reason: "经核对名册属实", Entries: entries}
}

func rejected() assessment.NewAppealDecision {
	return assessment.NewAppealDecision{Outcome: assessment.AppealRejected, Reason: "名册与社保不符"}
}

func (o *office) total(id string) scoring.Points {
	o.t.Helper()
	ranking, err := o.svc.Ranking(o.t.Context(), o.lead, "2026")
	must(o.t, err)
	for _, row := range ranking.Rows {
		if row.ApplicationID == id {
			return row.OfficialTotal
		}
	}
	o.t.Fatalf("%s is not in the ranking", id)
	return 0
}

func TestAnAppealIsDecidedBySomeoneElse(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk, id := o.shown("甲厂")
		before := o.total(id)
		entriesBefore := o.review(o.lead, id)
		proof := o.add(clerk, id, upload("skilled_ratio", "新名册.pdf", pdf("proof")))
		view, err := o.svc.Appeal(ctx, by(clerk), id, dispute("skilled_ratio", proof.ID))
		must(t, err)
		if a := view.Appeals[0]; a.Score.String() != "3" || a.No != "2.5" || a.Outcome != "" || !view.Open {
			t.Errorf("appeal %+v", a)
		}
		_, err = o.svc.Appeal(ctx, by(clerk), id, dispute("equity"))
		must(t, err)
		skilled, equity := view.Appeals[0].ID, o.appeals(clerk, id).Appeals[1].ID
		o.unchanged(t, func() {
			_, err := o.svc.Appeal(ctx, by(clerk), id, dispute("equity"))
			wantCode(t, err, assessment.KindConflict, assessment.CodeAppealExists)
			for _, n := range []assessment.NewAppealDecision{upheld(agree("skilled_ratio")), rejected()} {
				_, err = o.svc.DecideAppeal(ctx, by(o.reviewer), id, skilled, n)
				wantCode(t, err, assessment.KindForbidden, assessment.CodeReviewedIt)
			}
			_, err = o.svc.DecideAppeal(ctx, by(o.other), id, "none", rejected())
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			for _, bad := range []struct {
				n    assessment.NewAppealDecision
				want []string
			}{
				{assessment.NewAppealDecision{Outcome: "perhaps"}, []string{"value_missing reason", "value_not_allowed outcome"}},
				{upheld(), []string{"appeal_no_entry entries"}},
				{upheld(agree("titles")), []string{"appeal_no_entry entries"}},
				{upheld(override("skilled_ratio", 300)), []string{"appeal_no_gain entries"}},
				{upheld(override("skilled_ratio", 200)), []string{"appeal_no_gain entries"}},
				{upheld(override("skilled_ratio", 900)), []string{"points_out_of_range entries[0].points"}},
				{upheld(correct("skilled_ratio", `{"skilled_workers":260}`)), []string{"agreement_overturned standing.training_ratio"}},
				{assessment.NewAppealDecision{Outcome: assessment.AppealRejected, Reason: "名册与社保不符", Entries: []assessment.NewScoreEntry{agree("skilled_ratio")}}, []string{"not_for_decision entries"}},
			} {
				_, err = o.svc.DecideAppeal(ctx, by(o.other), id, skilled, bad.n)
				got := problems(err)
				if len(got) == 0 || got[0] != bad.want[0] {
					t.Errorf("%+v: %v, want %v", bad.n, got, bad.want)
				}
			}
		})
		_, err = o.svc.DecideAppeal(ctx, by(o.other), id, skilled, upheld(agree("skilled_ratio")))
		must(t, err)
		_, err = o.svc.DecideAppeal(ctx, by(o.other), id, equity, rejected())
		must(t, err) // the entry of the first appeal is no review
		o.unchanged(t, func() {
			_, err = o.svc.DecideAppeal(ctx, by(o.lead), id, skilled, rejected())
			wantCode(t, err, assessment.KindConflict, assessment.CodeAlreadyDecided)
		})
		// The ranking shows it before it is frozen; what was there stays there.
		if got := o.total(id); got != before+100 { // agreeing takes the self score, 4 instead of 3
			t.Errorf("total %s, was %s", got, before)
		}
		after := o.review(o.lead, id)
		if row := rowOf(after, "skilled_ratio"); row.Official.String() != "4" || row.Reviewer != "显示名-other" {
			t.Errorf("row %+v", row)
		}
		if rowOf(entriesBefore, "titles").Reviewer != rowOf(after, "titles").Reviewer || after.Reviewer != "显示名-reviewer" {
			t.Error("the rest of the review has another reviewer")
		}
		ranking, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		if ranking.Rows[0].Reviewer != "显示名-reviewer" {
			t.Errorf("the ranking names %s", ranking.Rows[0].Reviewer)
		}
		// The enterprise reads how and why, not who.
		told := o.appeals(clerk, id)
		if told.Appeals[0].Outcome != assessment.AppealUpheld || told.Appeals[0].NewScore.String() != "4" || told.Appeals[0].Decision != "经核对名册属实" || told.Appeals[0].DecidedBy != "" {
			t.Errorf("told %+v", told.Appeals[0])
		}
		if staff := o.appeals(o.reviewer, id); staff.Appeals[1].DecidedBy != "显示名-other" {
			t.Errorf("staff %+v", staff.Appeals[1])
		}
		list, err := o.svc.RoundAppeals(ctx, o.lead, "2026")
		must(t, err)
		if len(list) != 2 || list[0].Enterprise.Name != "甲厂" {
			t.Errorf("list %+v", list)
		}
		events, err := o.svc.History(ctx, clerk, id)
		must(t, err)
		for _, e := range events {
			if e.Action == assessment.ActionDecideAppeal && (e.ActorID != "" || e.After != nil) || bytes.Contains(e.After, []byte("u-other")) {
				t.Errorf("told %+v", e)
			}
		}
	})
}

func (o *office) appeals(actor assessment.Actor, id string) *assessment.AppealsView {
	o.t.Helper()
	view, err := o.svc.Appeals(o.t.Context(), actor, id)
	must(o.t, err)
	return view
}

// Before the results are released, after the window, in another state, of others:
// nothing.
func TestAppealsHaveTheirWindow(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateReviewed, facts())
		stranger := o.enterprise("乙厂")
		o.unchanged(t, func() {
			_, err := o.svc.Appeal(ctx, by(clerk), id, dispute("equity"))
			wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)
			_, err = o.svc.AddEvidence(ctx, by(clerk), id, upload("equity", "a.pdf", pdf("x")))
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Review(ctx, clerk, id)
			wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)
			now := time.UnixMicro(o.clock.Load()).UTC()
			for until, want := range map[time.Time]string{
				{}: "value_missing appeals_until", now: "time_not_ahead appeals_until", now.AddDate(2, 0, 0): "time_not_ahead appeals_until",
			} {
				_, err = o.svc.ReleaseResults(ctx, by(o.lead), "2026", until)
				same(t, []string{want}, problems(err))
			}
			_, err = o.svc.ReleaseResults(ctx, by(o.lead), "none", appealsUntil)
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		})
		o.release()
		// Shown from now on: the score, not the rank.
		view, err := o.svc.Application(ctx, clerk, id)
		must(t, err)
		if view.Official == nil || view.Rank != 0 {
			t.Errorf("official %v, rank %d", view.Official != nil, view.Rank)
		}
		review := o.review(clerk, id)
		if review.Reviewer != "" || review.Rows[0].Reviewer != "" || review.Liftings != nil {
			t.Error("the enterprise is told who reviewed")
		}
		o.unchanged(t, func() {
			_, err := o.svc.Appeal(ctx, by(stranger), id, dispute("equity"))
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.Appeals(ctx, stranger, id)
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.Appeal(ctx, assessment.Command{Actor: clerk, Version: 1}, id, dispute("equity"))
			wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
			other := o.application(id)
			for _, bad := range []struct {
				n    assessment.NewAppeal
				want []string
			}{
				{assessment.NewAppeal{Indicator: "none"}, []string{"unknown_indicator indicator", "value_missing reason"}},
				{dispute("equity", "none"), []string{"evidence_foreign evidence[0]"}},
				{assessment.NewAppeal{Indicator: "equity", Reason: "不服"}, []string{"value_too_short reason"}},
				{assessment.NewAppeal{Indicator: "equity", Reason: "名册另有三人", Evidence: make([]string, 21)}, []string{"value_too_long evidence"}},
			} {
				_, err = o.svc.Appeal(ctx, by(clerk), other.ID, bad.n)
				same(t, bad.want, problems(err))
			}
			// A finished review changes by an appeal only.
			_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("equity", 400)}})
			wantCode(t, err, assessment.KindConflict, assessment.CodeResultsReleased)
			_, err = o.svc.Rank(ctx, by(o.lead), "2026")
			wantCode(t, err, assessment.KindConflict, assessment.CodeAppealsRunning)
			_, err = o.svc.ReleaseResults(ctx, by(o.lead), "2026", appealsUntil.Add(-time.Hour))
			same(t, []string{"release_shortened appeals_until"}, problems(err))
		})
		proof := o.add(clerk, id, upload("equity", "a.pdf", pdf("x")))
		o.unchanged(t, func() {
			_, err := o.svc.Appeal(ctx, by(clerk), id, dispute("titles", proof.ID))
			same(t, []string{"evidence_foreign evidence[0]"}, problems(err))
			_, err = o.svc.WithdrawEvidence(ctx, by(clerk), id, proof.ID)
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			next := upload("equity", "b.pdf", pdf("y"))
			next.Replaces = proof.ID
			_, err = o.svc.AddEvidence(ctx, by(clerk), id, next)
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		_, err = o.svc.Appeal(ctx, by(clerk), id, dispute("equity", proof.ID))
		must(t, err)
		o.set(appealsUntil) // excluded
		o.unchanged(t, func() {
			_, err := o.svc.Appeal(ctx, by(clerk), id, dispute("titles"))
			wantCode(t, err, assessment.KindConflict, assessment.CodeAppealsClosed)
			_, err = o.svc.AddEvidence(ctx, by(clerk), id, upload("titles", "a.pdf", pdf("x")))
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Rank(ctx, by(o.lead), "2026")
			wantCode(t, err, assessment.KindConflict, assessment.CodeAppealsOpen)
		})
		if view := o.appeals(clerk, id); view.Open || !view.Until.Equal(appealsUntil) {
			t.Errorf("view %+v", view)
		}
		_, err = o.svc.DecideAppeal(ctx, by(o.lead), id, o.appeals(o.lead, id).Appeals[0].ID, upheld(override("equity", 100)))
		must(t, err)
		ranking, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		if line := ranking.Rows[0].Lines; line[len(line)-1].Decision == "" {
			t.Errorf("ranking %+v", ranking.Rows[0])
		}
		// Frozen: the score stays to be seen, the rank comes with publication.
		view, err = o.svc.Application(ctx, clerk, id)
		must(t, err)
		if view.Official == nil || view.Rank != 0 {
			t.Errorf("official %v, rank %d", view.Official != nil, view.Rank)
		}
		events, err := o.svc.History(ctx, clerk, id)
		must(t, err)
		if last := events[len(events)-1]; last.Action == assessment.ActionRank {
			t.Error("told of its ranking before publication")
		}
		_, err = o.svc.DecideAppeal(ctx, by(o.lead), id, o.appeals(o.lead, id).Appeals[0].ID, rejected())
		wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
	})
}

// Who finished the review of a colleague has reviewed it, without an entry.
func TestWhoTookAReviewOverDoesNotDecideItsAppeals(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateInReview, facts())
	_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll()})
	must(t, err)
	must(t, o.svc.DisableUser(ctx, by(o.admin), o.reviewer.Username))
	_, err = o.svc.PutReview(ctx, by(o.other), id, assessment.ReviewUpdate{Complete: true})
	must(t, err)
	o.release()
	view, err := o.svc.Appeal(ctx, by(clerk), id, dispute("equity"))
	must(t, err)
	_, err = o.svc.DecideAppeal(ctx, by(o.other), id, view.Appeals[0].ID, rejected())
	wantCode(t, err, assessment.KindForbidden, assessment.CodeReviewedIt)
}

// What was withdrawn or replaced founds no appeal.
func TestAppealsNameCurrentEvidence(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateDraft, facts())
	withdrawn := o.add(clerk, id, upload("equity", "a.pdf", pdf("a")))
	_, err := o.svc.WithdrawEvidence(ctx, by(clerk), id, withdrawn.ID)
	must(t, err)
	replaced := o.add(clerk, id, upload("equity", "b.pdf", pdf("b")))
	next := upload("equity", "c.pdf", pdf("c"))
	next.Replaces = replaced.ID
	current := o.add(clerk, id, next)
	o.walk(clerk, id, assessment.StateReviewed)
	o.release()
	_, err = o.svc.Appeal(ctx, by(clerk), id, dispute("equity", withdrawn.ID, replaced.ID, current.ID, current.ID))
	same(t, []string{"evidence_foreign evidence[0]", "evidence_foreign evidence[1]", "duplicate_key evidence[3]"}, problems(err))
	_, err = o.svc.Appeal(ctx, by(clerk), id, dispute("equity", current.ID))
	must(t, err)
}

// Nothing is shown while others wait for their review.
func TestResultsAreReleasedTogether(t *testing.T) {
	o := onSQLite(t)
	o.unchanged(t, func() {
		_, err := o.svc.ReleaseResults(t.Context(), by(o.lead), "2026", appealsUntil)
		wantCode(t, err, assessment.KindConflict, assessment.CodeNothingToRank)
	})
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	waiting := o.enterprise("乙厂")
	id := o.path(waiting, "2026", assessment.StateInReview, facts())
	o.unchanged(t, func() {
		_, err := o.svc.ReleaseResults(t.Context(), by(o.lead), "2026", appealsUntil)
		wantCode(t, err, assessment.KindConflict, assessment.CodeUnfinishedReviews)
	})
	// One that was returned does not hold the others up, and is shown when it is done.
	_, err := o.svc.Return(t.Context(), by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
	must(t, err)
	o.release()
	_, err = o.svc.Review(t.Context(), waiting, id)
	wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)
	_, err = o.svc.Submit(t.Context(), by(waiting), id, true)
	must(t, err)
	_, err = o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
	must(t, err)
	if o.review(waiting, id).Official == nil {
		t.Error("not shown")
	}
}

// An appeal lifts a veto only together with a second person.
func TestAnAppealDoesNotLiftAVetoAlone(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateInReview, facts(map[string]any{"arbitration_cases": 11}))
	_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
	must(t, err)
	o.release()
	view, err := o.svc.Appeal(ctx, by(clerk), id, dispute("arbitration"))
	must(t, err)
	appeal, fix := view.Appeals[0].ID, correct("arbitration", `{"arbitration_cases":2}`)
	o.unchanged(t, func() {
		_, err := o.svc.DecideAppeal(ctx, by(o.other), id, appeal, upheld(fix))
		same(t, []string{"veto_second_person entries[0]"}, problems(err))
	})
	review, err := o.svc.ProposeLifting(ctx, by(o.reviewer), id, lifting("2"))
	must(t, err)
	_, err = o.svc.DecideLifting(ctx, by(o.lead), id, review.Liftings[0].ID, true, "已核对")
	must(t, err)
	o.unchanged(t, func() { // who confirmed has had a hand in the review
		_, err := o.svc.DecideAppeal(ctx, by(o.lead), id, appeal, upheld(fix))
		wantCode(t, err, assessment.KindForbidden, assessment.CodeReviewedIt)
	})
	_, err = o.svc.DecideAppeal(ctx, by(o.other), id, appeal, upheld(fix))
	must(t, err)
	if o.review(o.lead, id).Official.Vetoed {
		t.Error("still vetoed")
	}
}

// A list that comes in after the release sends the review back; the appeal waits.
func TestAListDuringAppeals(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk, id := o.shown("甲厂")
	view, err := o.svc.Appeal(ctx, by(clerk), id, dispute("equity"))
	must(t, err)
	_, err = o.imports(o.lead, said("arbitration_cases", true, "甲厂", "4"))
	must(t, err)
	o.unchanged(t, func() {
		_, err := o.svc.DecideAppeal(ctx, by(o.other), id, view.Appeals[0].ID, rejected())
		wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		_, err = o.svc.Review(ctx, clerk, id)
		wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)
	})
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{agree("arbitration")}, Complete: true})
	must(t, err)
	_, err = o.svc.DecideAppeal(ctx, by(o.other), id, view.Appeals[0].ID, rejected())
	must(t, err)
}

// Of many who decide one appeal at the same time, one does.
func TestOneDecisionOfManyCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		clerk, id := o.shown("甲厂")
		view, err := o.svc.Appeal(t.Context(), by(clerk), id, dispute("equity"))
		must(t, err)
		done := make(chan error)
		for i := range 8 {
			decider := o.account(fmt.Sprint("decider", i), assessment.RoleReviewer, "")
			go func() {
				_, err := o.svc.DecideAppeal(t.Context(), by(decider), id, view.Appeals[0].ID, upheld(override("equity", 100)))
				done <- err
			}()
		}
		won := 0
		for range 8 {
			switch err := <-done; {
			case err == nil:
				won++
			case !assessment.IsKind(err, assessment.KindConflict) && !assessment.IsKind(err, assessment.KindStale):
				t.Errorf("error %v", err)
			}
		}
		if counts := o.counts(); won != 1 || counts["appeal_decisions"] != 1 {
			t.Errorf("%d decided, %d stored", won, counts["appeal_decisions"])
		}
	})
}
