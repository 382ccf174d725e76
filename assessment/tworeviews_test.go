package assessment_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// twoBlind makes a round one with two reviewers who are blind to each other.
func (o *office) twoBlind(round string, alter ...func(*assessment.Settings)) {
	o.t.Helper()
	o.setup(round, func(c *assessment.RoundChange) {
		c.Settings.Assignment, c.Settings.Reviewers = assessment.AssignmentAssigned, 2
		for _, fn := range alter {
			fn(&c.Settings)
		}
	})
}

// assign carries a previewed assignment out.
func (o *office) assign(round string, new assessment.NewAssignment) *assessment.AssignmentPlan {
	o.t.Helper()
	plan, err := o.svc.PreviewAssignment(o.t.Context(), o.lead, round, new)
	must(o.t, err)
	done, err := o.svc.Assign(o.t.Context(), by(o.lead), round, new, plan.Digest)
	must(o.t, err)
	return done
}

// give assigns one application and lets its reviewers declare that they have no
// link with the enterprise.
func (o *office) give(round, id string, reviewers ...assessment.Actor) {
	o.t.Helper()
	row := assessment.AssignmentRow{Application: id}
	for _, reviewer := range reviewers {
		row.Reviewers = append(row.Reviewers, reviewer.Username)
	}
	o.assign(round, assessment.NewAssignment{Rows: []assessment.AssignmentRow{row}})
	for _, reviewer := range reviewers {
		o.declare(round, id, reviewer, false)
	}
}

func (o *office) declare(round, id string, reviewer assessment.Actor, linked bool) {
	o.t.Helper()
	_, err := o.svc.Declare(o.t.Context(), by(reviewer), round, assessment.NewDeclaration{
		USCC: o.application(id).Enterprise.USCC, Linked: linked, Reason: "如实声明",
	})
	must(o.t, err)
}

// twoAssigned is a submitted application with both reviewers in their seats.
func (o *office) twoAssigned(clerk assessment.Actor, round string) string {
	o.t.Helper()
	id := o.path(clerk, round, assessment.StateSubmitted, facts())
	o.give(round, id, o.reviewer, o.other)
	return id
}

// finish lets a reviewer agree with everything but the given entries.
func (o *office) finish(reviewer assessment.Actor, id string, entries ...assessment.NewScoreEntry) (*assessment.ReviewView, error) {
	var but []string
	for _, entry := range entries {
		but = append(but, entry.Indicator)
	}
	return o.svc.PutReview(o.t.Context(), by(reviewer), id, assessment.ReviewUpdate{Entries: append(entries, o.agreeAll(but...)...), Complete: true})
}

// apart is an application whose two reviews are in and differ.
func (o *office) apart(clerk assessment.Actor, round string) string {
	o.t.Helper()
	o.twoBlind(round)
	id := o.twoAssigned(clerk, round)
	_, err := o.finish(o.reviewer, id)
	must(o.t, err)
	_, err = o.finish(o.other, id, override("titles", 50), override("leadership", 50))
	must(o.t, err)
	return id
}

// everything is all that a reviewer can read about an application, as text.
func (o *office) everything(actor assessment.Actor, round, id string) string {
	o.t.Helper()
	ctx := o.t.Context()
	var told []any
	view, err := o.svc.Application(ctx, actor, id)
	must(o.t, err)
	review, err := o.svc.Review(ctx, actor, id)
	must(o.t, err)
	events, err := o.svc.History(ctx, actor, id)
	must(o.t, err)
	changes, err := o.svc.Changes(ctx, actor, id)
	must(o.t, err)
	declarations, err := o.svc.Declarations(ctx, actor, round)
	must(o.t, err)
	inbox, err := o.svc.Inbox(ctx, actor, assessment.InboxPage{})
	must(o.t, err)
	told = append(told, view, review, changes, declarations, inbox)
	for _, event := range events {
		event.Seq = 0 // no door tells it
		told = append(told, event)
	}
	tell := func(sheet *assessment.ScoreSheet) {
		told = append(told, sheet.Application, sheet.Facts, sheet.Official, sheet.Rows, sheet.Reviewer, sheet.FilledAt, sheet.ReviewedAt)
	}
	printed, err := o.svc.ExportSheet(ctx, by(actor), id, io.Discard, writesNoSheet)
	must(o.t, err)
	tell(printed)
	form, err := o.svc.ExportForm(ctx, by(actor), id, io.Discard, writesNoSheet)
	must(o.t, err)
	tell(form)
	archive := &collectedSheets{each: tell}
	_, err = o.svc.ExportSheets(ctx, by(actor), round, io.Discard, archive)
	must(o.t, err)
	told = append(told, archive.count)
	evidence, err := o.svc.Evidence(ctx, actor, id)
	must(o.t, err)
	appeals, err := o.svc.Appeals(ctx, actor, id)
	must(o.t, err)
	disputed, err := o.svc.RoundAppeals(ctx, actor, round)
	must(o.t, err)
	lists, err := o.svc.AuthorityLists(ctx, actor, round)
	must(o.t, err)
	overview, err := o.svc.Overview(ctx, actor, round)
	must(o.t, err)
	overview.At = time.Time{} // the clock is nobody's work
	told = append(told, evidence, appeals, disputed, lists, overview)
	for _, state := range append([]assessment.State{""}, assessment.States...) {
		filter := assessment.ApplicationFilter{RoundID: round}
		if state != "" {
			filter.States = []assessment.State{state}
		}
		heads, err := o.svc.ListApplications(ctx, actor, filter)
		must(o.t, err)
		told = append(told, state, heads)
	}
	for _, filter := range lookedThrough(round) {
		heads, err := o.svc.ListApplications(ctx, actor, filter)
		must(o.t, err)
		told = append(told, heads)
	}
	for _, refused := range []error{
		func() error { _, err := o.svc.Ranking(ctx, actor, round); return err }(),
		func() error {
			_, err := o.svc.ExportRanking(ctx, by(actor), round, assessment.ExportLinesCSV, io.Discard, writesNothing)
			return err
		}(),
		func() error { _, err := o.svc.ListExports(ctx, actor, round); return err }(),
		func() error { _, err := o.svc.ExportSource(ctx, by(actor), id); return err }(), // the facts were no workbook
		func() error { _, err := o.svc.Moderation(ctx, actor, id); return err }(),
		func() error {
			stale := by(actor)
			stale.Version = 99
			_, err := o.svc.PutReview(ctx, stale, id, assessment.ReviewUpdate{})
			return err
		}(),
		func() error {
			_, err := o.svc.PutReview(ctx, by(actor), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{{Indicator: "none"}}})
			return err
		}(),
	} {
		if refused == nil {
			o.t.Errorf("%s was not refused", actor.Username)
			continue
		}
		told = append(told, refused.Error())
		told = append(told, refused)
	}
	text, err := json.Marshal(told)
	must(o.t, err)
	return string(text)
}

// Whatever the other reviewer does, nothing that a reviewer can read changes until
// both reviews are in: neither texts nor counts, versions, times, states or lists;
// whether the reader has begun itself or not.
func TestTwoReviewersAreBlindUntilBothAreIn(t *testing.T) {
	for _, begun := range []bool{false, true} {
		t.Run(fmt.Sprint("begun ", begun), func(t *testing.T) {
			onBoth(t, func(t *testing.T, o *office) { o.blind(t, begun) })
		})
	}
}

func (o *office) blind(t *testing.T, begun bool) {
	ctx := t.Context()
	o.twoBlind("2026")
	id := o.twoAssigned(o.enterprise("甲厂"), "2026")
	if begun {
		_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll()[:3]})
		must(t, err)
	}
	before := o.everything(o.reviewer, "2026", id)
	for step, do := range []func() error{
		func() error { _, err := o.svc.PutReview(ctx, by(o.other), id, assessment.ReviewUpdate{}); return err },
		func() error {
			_, err := o.svc.PutReview(ctx, by(o.other), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
				{Indicator: "titles", Decision: assessment.Override, Points: points(25), Reason: "MARKER-理由"},
			}})
			return err
		},
		func() error { _, err := o.finish(o.other, id, override("leadership", 50)); return err },
	} {
		o.set(opening.AddDate(0, 0, 2+step))
		must(t, do())
		same(t, before, o.everything(o.reviewer, "2026", id))
	}
	for _, marker := range []string{"MARKER", o.other.UserID, "显示名-other"} {
		if strings.Contains(before, marker) {
			t.Errorf("%s is told", marker)
		}
	}
	// The one who is in is told no more.
	blind := o.everything(o.other, "2026", id)
	o.set(opening.AddDate(0, 0, 9))
	_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("titles", 0)}})
	must(t, err)
	same(t, blind, o.everything(o.other, "2026", id))
	// Once both are in, they see each other.
	_, err = o.finish(o.reviewer, id, override("titles", 50))
	must(t, err)
	view, err := o.svc.Moderation(ctx, o.reviewer, id)
	must(t, err)
	if view.Application.State != assessment.StateModeration || view.Second.Reviewer != "显示名-other" {
		t.Errorf("told as %+v", view)
	}
	events, err := o.svc.History(ctx, o.reviewer, id)
	must(t, err)
	text, err := json.Marshal(events)
	must(t, err)
	if !strings.Contains(string(text), "MARKER") {
		t.Error("the history still hides the other's part")
	}
}

// A refusal tells no more than an answer: the version in it is the seat's.
func TestRefusalsTellNothingOfTheOther(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026")
	id := o.twoAssigned(o.enterprise("甲厂"), "2026")
	_, err := o.svc.PutReview(ctx, by(o.other), id, assessment.ReviewUpdate{Entries: o.agreeAll()[:3]})
	must(t, err)
	present := func(err error, code string, state assessment.State) {
		t.Helper()
		wantCode(t, err, assessment.KindConflict, code)
		same(t, any(assessment.PresentApplication{ID: id, State: state, Version: 1}), presentOf(t, err))
	}
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Complete: true})
	present(err, assessment.CodeReviewIncomplete, assessment.StateInReview)
	_, err = o.svc.Return(ctx, by(o.other), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
	must(t, err)
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
	present(err, assessment.CodeWrongState, assessment.StateReturned)
	_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
	present(err, assessment.CodeWrongState, assessment.StateReturned)
}

// In a round that is not blind both may look, but each still writes at its own seat.
func TestOpenReviewersSeeEachOther(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026", func(s *assessment.Settings) { s.Blind = false })
	id := o.twoAssigned(o.enterprise("甲厂"), "2026")
	_, err := o.finish(o.other, id, override("titles", 50))
	must(t, err)
	view, err := o.svc.Moderation(ctx, o.reviewer, id)
	must(t, err)
	if row := view.Rows[len(view.Rows)-1]; view.Second.Total == view.First.Total || row.First.Decision != "" {
		t.Errorf("told as %+v", view)
	}
	review, err := o.svc.Review(ctx, o.reviewer, id)
	must(t, err)
	if len(review.Open) != 31 {
		t.Errorf("%d open, want the own 31", len(review.Open))
	}
}

// Two who come to the same have settled it; nothing is left to the lead.
func TestTwoWhoAgreeSettleTheScore(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.twoBlind("2026")
		id := o.twoAssigned(o.enterprise("甲厂"), "2026")
		_, err := o.finish(o.reviewer, id, override("titles", 50))
		must(t, err)
		if state := o.application(id).State; state != assessment.StateInReview {
			t.Errorf("with one review in it is %s", state)
		}
		last, err := o.finish(o.other, id, override("titles", 50))
		must(t, err)
		if last.Application.State != assessment.StateReviewed {
			t.Errorf("with both in it is %s", last.Application.State)
		}
		review, err := o.svc.Review(t.Context(), o.lead, id)
		must(t, err)
		if !review.Complete || review.Official.Total != review.Self.Total+50 || byIndicator(review)["titles"].Reason != "现场核查" {
			t.Errorf("the official score is %+v", review.Official)
		}
		ranking, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
		must(t, err)
		if ranking.Rows[0].OfficialTotal != review.Official.Total {
			t.Errorf("ranked with %v", ranking.Rows[0].OfficialTotal)
		}
	})
}

// Same points by other facts are not the same: facts break ties.
func TestTwoWithOtherFactsAreApart(t *testing.T) {
	o := onSQLite(t)
	o.twoBlind("2026")
	id := o.twoAssigned(o.enterprise("甲厂"), "2026")
	_, err := o.finish(o.reviewer, id)
	must(t, err)
	_, err = o.finish(o.other, id, assessment.NewScoreEntry{
		Indicator: "apprenticeship", Decision: assessment.Correct, Facts: json.RawMessage(`{"apprentices":61}`), Reason: "名册为61人",
	})
	must(t, err)
	view, err := o.svc.Moderation(t.Context(), o.lead, id)
	must(t, err)
	if view.Application.State != assessment.StateModeration || len(view.Apart) != 0 {
		t.Errorf("%s, apart in %v", view.Application.State, view.Apart)
	}
}
