package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// A list that changes what two reviewers have decided on opens both seats again,
// whether the two have been settled or not; they stay blind meanwhile.
func TestAListOpensBothSeatsAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		id := o.apart(o.enterprise("甲厂"), "2026")
		if state := o.application(id).State; state != assessment.StateModeration {
			t.Fatalf("before the list it is %s", state)
		}
		preview, err := o.imports(o.lead, said("arbitration_cases", true, "甲厂", "5"))
		must(t, err)
		if len(preview.Changes) != 1 || !preview.Changes[0].Reopens {
			t.Errorf("previewed as %+v", preview.Changes)
		}
		if state := o.application(id).State; state != assessment.StateInReview {
			t.Errorf("with the list it is %s", state)
		}
		for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			review := o.review(reviewer, id)
			same(t, []string{"arbitration"}, review.Open)
			if review.Complete {
				t.Errorf("the review of %s is still in", reviewer.Username)
			}
		}
		before := o.everything(o.reviewer, "2026", id)
		_, err = o.finish(o.other, id)
		must(t, err)
		same(t, before, o.everything(o.reviewer, "2026", id))
		_, err = o.finish(o.reviewer, id)
		must(t, err)
		if state := o.application(id).State; state != assessment.StateReviewed {
			t.Errorf("with both in again it is %s", state)
		}
		// Settled, too, it goes back to both.
		_, err = o.imports(o.lead, said("arbitration_cases", true, "甲厂", "8"))
		must(t, err)
		if state := o.application(id).State; state != assessment.StateInReview {
			t.Errorf("with the newer list it is %s", state)
		}
		for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			_, err = o.finish(reviewer, id)
			must(t, err)
		}
		if line := rowOf(o.review(o.lead, id), "arbitration"); line.Official.String() != "-3" {
			t.Errorf("arbitration comes to %v", line.Official)
		}
	})
}

// What is proposed at one seat is not there at the other, confirmed or not; the lead
// is told of both. What both have had confirmed alike is the official score.
func TestALiftingStaysAtItsSeat(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.twoBlind("2026")
		id := o.twoAssigned(o.enterprise("甲厂"), "2026")
		_, err := o.imports(o.lead, said("arbitration_cases", true, "甲厂", "11"))
		must(t, err)
		_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll("arbitration")})
		must(t, err)
		_, err = o.svc.PutReview(ctx, by(o.other), id, assessment.ReviewUpdate{Entries: o.agreeAll("arbitration")})
		must(t, err)
		before := o.everything(o.other, "2026", id)
		o.unchanged(t, func() {
			_, err := o.svc.ProposeLifting(ctx, by(o.lead), id, lifting("2"))
			wantCode(t, err, assessment.KindConflict, assessment.CodeOtherReviewer)
		})
		proposed, err := o.svc.ProposeLifting(ctx, by(o.reviewer), id, lifting("2"))
		must(t, err)
		proposal := proposed.Liftings[0].ID
		same(t, before, o.everything(o.other, "2026", id))
		o.unchanged(t, func() {
			_, err := o.svc.DecideLifting(ctx, by(o.other), id, proposal, true, "同意")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		})
		if told := o.review(o.lead, id).Liftings; len(told) != 1 {
			t.Errorf("the lead is told %+v", told)
		}
		_, err = o.svc.DecideLifting(ctx, by(o.lead), id, proposal, true, "已与仲裁院核对")
		must(t, err)
		same(t, before, o.everything(o.other, "2026", id))
		if view := o.review(o.reviewer, id); view.Official.Vetoed || len(view.Open) != 0 {
			t.Errorf("lifted at the seat: open %v, vetoed %v", view.Open, view.Official.Vetoed)
		}
		if view := o.review(o.other, id); !view.Official.Vetoed || len(view.Liftings) != 0 {
			t.Errorf("told at the other seat: %+v", view.Liftings)
		}
		// Not even trying the same tells that it was confirmed at the other seat.
		alone := assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{correct("arbitration", `{"arbitration_cases":2}`)}}
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(ctx, by(o.other), id, alone)
			same(t, []string{"veto_second_person entries[0]"}, problems(err))
		})
		proposed, err = o.svc.ProposeLifting(ctx, by(o.other), id, lifting("2"))
		must(t, err)
		_, err = o.svc.DecideLifting(ctx, by(o.lead), id, proposed.Liftings[0].ID, true, "已与仲裁院核对")
		must(t, err)
		for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			_, err = o.svc.PutReview(ctx, by(reviewer), id, assessment.ReviewUpdate{Complete: true})
			must(t, err)
		}
		official := o.review(o.lead, id)
		if o.application(id).State != assessment.StateReviewed || official.Official.Vetoed || rowOf(official, "arbitration").Official.String() != "0" {
			t.Errorf("settled as %+v", rowOf(official, "arbitration"))
		}
	})
}

// A snapshot holds what other departments say and what was claimed, and the same
// comes of it again.
func TestASnapshotHoldsListsAndClaims(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		id := o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts())
		claimed := o.printed(o.enterprise("乙厂"))
		_, err := o.imports(o.lead, said("arbitration_cases", false, "甲厂", "5"))
		must(t, err)
		_, err = o.finish(o.reviewer, id)
		must(t, err)
		_, err = o.finish(o.reviewer, claimed, override("training_funds", 0), override("skilled_ratio", 0),
			override("high_skilled_ratio", 0), override("equity", 0), override("wage_arrears", 0))
		must(t, err)
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		snapshot, err := o.svc.FindSnapshot(ctx, o.auditor, "2026")
		must(t, err)
		var document assessment.SnapshotDocument
		must(t, json.Unmarshal(snapshot.Body, &document))
		for _, a := range document.Applications {
			var self struct{ Total json.Number }
			must(t, json.Unmarshal(a.Self, &self))
			view, err := o.svc.Application(ctx, o.lead, a.ID)
			must(t, err)
			same(t, view.SelfTotal.String(), self.Total.String())
			authority, claims := "", "{"+strings.ReplaceAll(`"equity": 0, "high_skilled_ratio": 2, "skilled_ratio": 4, "training_funds": 4, "wage_arrears": -1`, " ", "")+"}"
			if a.ID == id {
				authority, claims = `{"arbitration_cases":5}`, ""
			}
			same(t, []string{authority, claims}, []string{string(a.Authority), string(a.Claims)})
		}
		_, unaltered, err := o.svc.Recompute(ctx, o.auditor, "2026")
		must(t, err)
		if !unaltered {
			t.Error("another snapshot comes of the same inputs")
		}
	})
}

// What a list says of a claimed indicator is what is agreed with: the claim needs no
// backing any more.
func TestAListAnswersWhatWasClaimed(t *testing.T) {
	o := onSQLite(t)
	id := o.printed(o.enterprise("甲厂"))
	agreed := assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{agree("wage_arrears")}}
	o.unchanged(t, func() {
		_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, agreed)
		same(t, []string{"claim_unbacked entries[0]"}, problems(err))
	})
	_, err := o.imports(o.lead, said("arrears_petitions", true))
	must(t, err)
	view, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, agreed)
	must(t, err)
	if row := rowOf(view, "wage_arrears"); row.Self.String() != "-1" || row.Official.String() != "0" || len(row.Authority) != 1 {
		t.Errorf("agreed with %+v", row)
	}
}

// Whoever has had one of two seats, or has settled the two, does not decide an
// appeal; and once results are told the two are not settled anew.
func TestWhoHadAHandInTwoReviewsDoesNotDecideAppeals(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk, second := o.enterprise("甲厂"), o.account("second", assessment.RoleLead, "")
	id := o.apart(clerk, "2026")
	settle := assessment.Settlement{Rest: &assessment.SettledRest{Take: assessment.SideSecond, Reason: "证书已过期"}}
	_, err := o.settled(id, settle)
	must(t, err)
	o.release()
	view, err := o.svc.Appeal(ctx, by(clerk), id, dispute("titles"))
	must(t, err)
	appeal := view.Appeals[0].ID
	o.unchanged(t, func() {
		for _, hand := range []assessment.Actor{o.reviewer, o.other, o.lead} {
			_, err := o.svc.DecideAppeal(ctx, by(hand), id, appeal, rejected())
			wantCode(t, err, assessment.KindForbidden, assessment.CodeReviewedIt)
		}
		_, err := o.settled(id, settle)
		wantCode(t, err, assessment.KindConflict, assessment.CodeResultsReleased)
	})
	_, err = o.svc.DecideAppeal(ctx, by(second), id, appeal, rejected())
	must(t, err)
}

// Who takes a seat over and finds everything decided has reviewed, too, without an
// entry of its own.
func TestWhoTookASeatOverDoesNotDecideAppeals(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026")
	clerk, third := o.enterprise("甲厂"), o.account("third", assessment.RoleReviewer, "")
	id := o.twoAssigned(clerk, "2026")
	_, err := o.finish(o.reviewer, id)
	must(t, err)
	_, err = o.svc.PutReview(ctx, by(o.other), id, assessment.ReviewUpdate{Entries: o.agreeAll()})
	must(t, err)
	o.assign("2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: id, Reviewers: []string{o.reviewer.Username, third.Username}}}})
	o.declare("2026", id, third, false)
	_, err = o.svc.PutReview(ctx, by(third), id, assessment.ReviewUpdate{Complete: true})
	must(t, err)
	o.release()
	view, err := o.svc.Appeal(ctx, by(clerk), id, dispute("titles"))
	must(t, err)
	_, err = o.svc.DecideAppeal(ctx, by(third), id, view.Appeals[0].ID, rejected())
	wantCode(t, err, assessment.KindForbidden, assessment.CodeReviewedIt)
	_, err = o.svc.DecideAppeal(ctx, by(o.lead), id, view.Appeals[0].ID, rejected())
	must(t, err)
}

// A round that two persons have opened again takes corrections by its reviewers,
// also where results had been told before it was ranked.
func TestAReopenedRoundCanBeReviewedAgain(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	second := o.account("second", assessment.RoleLead, "")
	_, id := o.shown("甲厂")
	change := assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("equity", 100)}, Complete: true}
	refused := func() {
		t.Helper()
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(ctx, by(o.reviewer), id, change)
			wantCode(t, err, assessment.KindConflict, assessment.CodeResultsReleased)
		})
	}
	refused()
	o.set(appealsUntil)
	_, err := o.svc.Rank(ctx, by(o.lead), "2026")
	must(t, err)
	for _, lead := range []assessment.Actor{o.lead, second} {
		_, err := o.svc.Reopen(ctx, by(lead), "2026", "漏录一件仲裁案件")
		must(t, err)
	}
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, change)
	must(t, err)
	o.set(appealsUntil.Add(time.Hour))
	_, err = o.svc.ReleaseResults(ctx, by(o.lead), "2026", appealsUntil.AddDate(0, 0, 5))
	must(t, err)
	refused()
}

// Where one of two has had a veto lifted and the other has not, the lead may take
// the lifting over: a second person has confirmed it.
func TestTheLeadTakesALiftingOver(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026")
	id := o.twoAssigned(o.enterprise("甲厂"), "2026")
	_, err := o.imports(o.lead, said("arbitration_cases", true, "甲厂", "11"))
	must(t, err)
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll("arbitration")})
	must(t, err)
	proposed, err := o.svc.ProposeLifting(ctx, by(o.reviewer), id, lifting("2"))
	must(t, err)
	_, err = o.svc.DecideLifting(ctx, by(o.lead), id, proposed.Liftings[0].ID, true, "已与仲裁院核对")
	must(t, err)
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Complete: true})
	must(t, err)
	_, err = o.finish(o.other, id)
	must(t, err)
	view, err := o.settled(id, assessment.Settlement{Entries: []assessment.SettledEntry{{Indicator: "arbitration", Take: assessment.SideFirst, Reason: "以复函为准"}}})
	must(t, err)
	if official := o.review(o.lead, id); view.Application.State != assessment.StateReviewed || official.Official.Vetoed {
		t.Errorf("settled as %s, vetoed %v", view.Application.State, official.Official.Vetoed)
	}
}
