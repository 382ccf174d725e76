package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

// One enterprise that never answers a return does not hold up the others.
func TestReturnedApplicationsAreLeftOutOfTheRanking(t *testing.T) {
	o := onSQLite(t)
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	silent := o.path(o.enterprise("乙厂"), "2026", assessment.StateReturned, facts())
	ranking, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
	must(t, err)
	if ranking.Pending != 1 || ranking.Returned != 1 || len(ranking.Rows) != 1 {
		t.Errorf("%d pending, %d returned, %d rows; want 1 each", ranking.Pending, ranking.Returned, len(ranking.Rows))
	}
	view, err := o.svc.Application(t.Context(), o.lead, silent)
	must(t, err)
	if view.State != assessment.StateReturned {
		t.Errorf("the returned application is %s", view.State)
	}
}

// An application is its reviewer's until that account is closed; then another one
// goes on, and the trail says so.
func TestApplicationsOfAClosedAccountAreTakenOver(t *testing.T) {
	for _, state := range []assessment.State{assessment.StateInReview, assessment.StateReviewed} {
		o := onSQLite(t)
		id := o.path(o.enterprise("甲厂"), "2026", state, facts())
		update := assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{{Indicator: "leadership", Decision: assessment.Agree}}}
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(t.Context(), by(o.other), id, update)
			wantCode(t, err, assessment.KindConflict, assessment.CodeOtherReviewer)
		})
		must(t, o.svc.DisableUser(t.Context(), by(o.admin), o.reviewer.Username))
		review, err := o.svc.PutReview(t.Context(), by(o.other), id, update)
		must(t, err)
		if review.Reviewer != "显示名-other" {
			t.Errorf("from %s: the reviewer is %q", state, review.Reviewer)
		}
		events, err := o.svc.History(t.Context(), o.lead, id)
		must(t, err)
		last := assessment.Action("")
		for _, event := range events {
			if event.ActorID == o.other.UserID && event.Action != assessment.ActionPutReview {
				last = event.Action
			}
		}
		want := map[assessment.State]assessment.Action{
			assessment.StateInReview: assessment.ActionTakeReview, assessment.StateReviewed: assessment.ActionReviseReview,
		}[state]
		if last != want {
			t.Errorf("from %s: the trail says %q, want %q", state, last, want)
		}
	}
}

// Until publication nothing that an enterprise can read names who reviews it.
func TestEnterprisesDoNotLearnWhoReviews(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateResubmitted, facts())
	_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{})
	must(t, err)
	events, err := o.svc.History(t.Context(), clerk, id)
	must(t, err)
	view, err := o.svc.Application(t.Context(), clerk, id)
	must(t, err)
	for _, told := range []any{events, view} {
		text, err := json.Marshal(told)
		must(t, err)
		for _, marker := range []string{o.reviewer.UserID, o.lead.UserID, "显示名-reviewer"} {
			if strings.Contains(string(text), marker) {
				t.Errorf("%s is told: %s", marker, text)
			}
		}
	}
	if len(events) < 4 {
		t.Errorf("only %d events are told", len(events))
	}
}

// A reason that nobody can see is none.
func TestInvisibleReasonsAreRefused(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateInReview, facts())
	points := scoring.Points(25)
	for _, reason := range []string{"\u200b\u200b\u200b", "  \u00ad ", "\u2060"} {
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
				{Indicator: "training_funds", Decision: assessment.Override, Points: &points, Reason: reason},
			}})
			wantCode(t, err, assessment.KindInvalid, assessment.CodeInvalidInput)
		})
	}
}
