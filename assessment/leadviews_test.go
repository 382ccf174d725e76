package assessment_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// The board shows what the file of assignments says, page by page, and counts what
// lacks a reviewer over the whole round.
func TestAssignmentBoard(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.twoBlind("2026")
		ids := o.submittedBy("2026", "甲厂", "乙厂", "丙厂")
		o.path(o.enterprise("丁厂"), "2026", assessment.StateDraft, facts())
		o.give("2026", ids[0], o.reviewer, o.other)
		o.declare("2026", ids[1], o.other, true)
		board, err := o.svc.AssignmentBoard(ctx, o.lead, "2026", assessment.SeatFilter{})
		must(t, err)
		if len(board.Rows) != 3 || board.Lacking != 2 || board.Next != "" {
			t.Errorf("%d rows, %d lack a reviewer, next %q", len(board.Rows), board.Lacking, board.Next)
		}
		sheet, err := o.svc.ExportAssignments(ctx, by(o.lead), "2026", io.Discard, func(io.Writer, *assessment.AssignmentSheet) error { return nil })
		must(t, err)
		same(t, sheet, &board.AssignmentSheet)
		if len(board.Recused) != 1 || board.Recused[0].Enterprise.Name != "乙厂" {
			t.Errorf("recused %v", board.Recused)
		}
		paged, after := []string{}, ""
		for range 3 {
			one, err := o.svc.AssignmentBoard(ctx, o.lead, "2026", assessment.SeatFilter{Lacking: true, After: after, Limit: 1})
			must(t, err)
			if len(one.Rows) == 0 {
				break
			}
			paged, after = append(paged, one.Rows[0].Application), one.Next
			if after == "" {
				break
			}
		}
		slices.Sort(paged)
		want := slices.Sorted(slices.Values(ids[1:]))
		same(t, want, paged)
		found, err := o.svc.AssignmentBoard(ctx, o.lead, "2026", assessment.SeatFilter{Search: "丙"})
		must(t, err)
		if len(found.Rows) != 1 || found.Rows[0].Application != ids[2] || found.Lacking != 2 || len(found.Loads) != len(board.Loads) {
			t.Errorf("a search finds %+v, %d lack a reviewer, %d loads", found.Rows, found.Lacking, len(found.Loads))
		}
		// What a page has ended with may have been assigned since: the next goes on after it.
		first, err := o.svc.AssignmentBoard(ctx, o.lead, "2026", assessment.SeatFilter{Lacking: true, Limit: 1})
		must(t, err)
		ended, third := first.Rows[0].Application, o.account("third", assessment.RoleReviewer, "")
		o.give("2026", ended, o.reviewer, third)
		next, err := o.svc.AssignmentBoard(ctx, o.lead, "2026", assessment.SeatFilter{Lacking: true, After: first.Next, Limit: 1})
		must(t, err)
		if len(next.Rows) != 1 || next.Rows[0].Application == ended {
			t.Errorf("after %s the board goes on with %+v", ended, next.Rows)
		}
		_, err = o.svc.AssignmentBoard(ctx, o.reviewer, "2026", assessment.SeatFilter{})
		wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
		_, err = o.svc.AssignmentBoard(ctx, o.lead, "1999", assessment.SeatFilter{})
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	})
}

// What a page says of a release is what the release itself asks for.
func TestReadinessIsWhatAReleaseAsksFor(t *testing.T) {
	const day = 24 * time.Hour
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.closes("2026")
		closes := opening.Add(30 * day)
		agrees := func(want bool) *assessment.ReleaseReadiness {
			t.Helper()
			ready, err := o.svc.ReleaseReadiness(ctx, o.lead, "2026")
			must(t, err)
			if ready.Ready() != want {
				t.Errorf("ready %v, want %v: %+v", ready.Ready(), want, ready)
			}
			if !want {
				o.unchanged(t, func() {
					if _, err := o.svc.ReleaseResults(ctx, by(o.lead), "2026", closes.Add(60*day)); err == nil {
						t.Error("it was released all the same")
					}
				})
			}
			return ready
		}
		agrees(false) // nothing is there
		done := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
		waiting := o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, facts())
		back := o.path(o.enterprise("丙厂"), "2026", assessment.StateSubmitted, facts())
		o.giveBack(back, closes.Add(3*day))
		ready := agrees(false)
		same(t, []assessment.StateCount{{State: assessment.StateSubmitted, Count: 1}}, ready.Waiting)
		if ready.Reviewed != 1 || ready.Returned != 1 || !ready.Running.Equal(closes.Add(3*day)) {
			t.Errorf("%+v", ready)
		}
		o.set(closes.Add(3 * day))
		agrees(false) // one is not reviewed
		_, err := o.finish(o.reviewer, waiting)
		must(t, err)
		ready = agrees(true)
		if ready.Release != nil {
			t.Error("released already")
		}
		_, err = o.svc.ReleaseResults(ctx, by(o.lead), "2026", closes.Add(20*day))
		must(t, err)
		if ready = agrees(true); ready.Release == nil || !ready.Release.AppealsUntil.Equal(closes.Add(20*day)) {
			t.Errorf("the release: %+v", ready.Release)
		}
		_, err = o.svc.ReleaseReadiness(ctx, o.reviewer, "2026")
		wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
		may := func(actor assessment.Actor) bool {
			view, err := o.svc.Appeals(ctx, actor, done)
			must(t, err)
			return view.MayDecide
		}
		if may(o.reviewer) || !may(o.lead) {
			t.Errorf("who reviewed may decide: %v, the lead: %v", may(o.reviewer), may(o.lead))
		}
	})
}

// A file that was kept for its preview is opened by its hash, under the same right.
func TestPreviewedFiles(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	kept, err := o.svc.KeepForPreview(ctx, o.lead, assessment.ActionAssign, strings.NewReader("名单"))
	must(t, err)
	file, err := o.svc.OpenPreviewed(ctx, o.lead, assessment.ActionAssign, kept.SHA256)
	must(t, err)
	content, err := io.ReadAll(file)
	must(t, err)
	must(t, file.Close())
	if string(content) != "名单" {
		t.Errorf("it holds %q", content)
	}
	for _, other := range []string{"", strings.Repeat("0", 64), "../" + kept.SHA256} {
		_, err = o.svc.OpenPreviewed(ctx, o.lead, assessment.ActionAssign, other)
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	}
	_, err = o.svc.OpenPreviewed(ctx, o.reviewer, assessment.ActionAssign, kept.SHA256)
	wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
	_, err = o.svc.KeepForPreview(ctx, o.reviewer, assessment.ActionAssign, strings.NewReader("名单"))
	wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
}
