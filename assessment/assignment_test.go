package assessment_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

// assigned makes a round one in which the lead assigns one reviewer each.
func (o *office) assigned(round string) {
	o.t.Helper()
	o.setup(round, func(c *assessment.RoundChange) { c.Settings.Assignment = assessment.AssignmentAssigned })
}

func (o *office) submittedBy(round string, names ...string) (ids []string) {
	o.t.Helper()
	for _, name := range names {
		ids = append(ids, o.path(o.enterprise(name), round, assessment.StateSubmitted, facts()))
	}
	return ids
}

// after is a plan in short: who gets what.
func after(plan *assessment.AssignmentPlan) map[string]string {
	rows := make(map[string]string)
	for _, row := range plan.Rows {
		rows[row.Application] = strings.Join(row.After, " ")
	}
	return rows
}

// Where the lead assigns, a reviewer knows what it has and nothing else.
func TestAReviewerKnowsWhatIsAssignedOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.assigned("2026")
		o.round("free")
		ids := o.submittedBy("2026", "甲厂", "乙厂")
		free := o.path(o.enterprise("丙厂"), "free", assessment.StateSubmitted, facts())
		o.give("2026", ids[0], o.reviewer)
		list := func(actor assessment.Actor, filter assessment.ApplicationFilter) []string {
			heads, err := o.svc.ListApplications(ctx, actor, filter)
			must(t, err)
			got := []string{}
			for _, head := range heads {
				got = append(got, head.ID)
			}
			return got
		}
		same(t, []string{ids[0], free}, list(o.reviewer, assessment.ApplicationFilter{}))
		same(t, []string{free}, list(o.reviewer, assessment.ApplicationFilter{After: ids[0]}))
		same(t, []string{ids[0]}, list(o.reviewer, assessment.ApplicationFilter{Limit: 1}))
		same(t, []string{}, list(o.other, assessment.ApplicationFilter{RoundID: "2026"}))
		for _, test := range []struct {
			actor assessment.Actor
			id    string
		}{{o.other, ids[0]}, {o.reviewer, ids[1]}} {
			o.unchanged(t, func() {
				_, err := o.svc.Application(ctx, test.actor, test.id)
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.Review(ctx, test.actor, test.id)
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.History(ctx, test.actor, test.id)
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.Changes(ctx, test.actor, test.id)
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.PutReview(ctx, by(test.actor), test.id, assessment.ReviewUpdate{})
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.Return(ctx, by(test.actor), test.id, assessment.NewReturn{})
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			})
		}
		_, err := o.svc.Ranking(ctx, o.reviewer, "2026")
		wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)
		_, err = o.finish(o.reviewer, ids[0])
		must(t, err)
	})
}

// A plan is what happens, or nothing happens.
func TestAssignmentDoesWhatWasPreviewed(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.assigned("2026")
		ids := o.submittedBy("2026", "甲厂", "乙厂", "丙厂", "丁厂", "戊厂")
		balanced := assessment.NewAssignment{Balanced: true}
		var plan *assessment.AssignmentPlan
		o.unchanged(t, func() {
			var err error
			plan, err = o.svc.PreviewAssignment(ctx, o.lead, "2026", balanced)
			must(t, err)
			again, err := o.svc.PreviewAssignment(ctx, o.lead, "2026", balanced)
			must(t, err)
			if plan.Digest != again.Digest || plan.Done {
				t.Errorf("two previews of one thing: %s and %s", plan.Digest, again.Digest)
			}
		})
		same(t, map[string]string{ids[0]: "other", ids[1]: "reviewer", ids[2]: "other", ids[3]: "reviewer", ids[4]: "other"}, after(plan))
		same(t, []assessment.ReviewerLoad{{Reviewer: "other", Name: "显示名-other", After: 3}, {Reviewer: "reviewer", Name: "显示名-reviewer", After: 2}}, plan.Loads)

		// Something moves in between: the old plan is refused, with the new one.
		_, err := o.svc.Assign(ctx, by(o.lead), "2026", balanced, plan.Digest+"x")
		wantCode(t, err, assessment.KindConflict, assessment.CodePlanChanged)
		o.give("2026", ids[0], o.reviewer)
		o.unchanged(t, func() {
			_, err := o.svc.Assign(ctx, by(o.lead), "2026", balanced, plan.Digest)
			wantCode(t, err, assessment.KindConflict, assessment.CodePlanChanged)
			now, ok := presentOf(t, err).(*assessment.AssignmentPlan)
			if !ok || len(now.Rows) != 4 {
				t.Errorf("the present plan is %+v", now)
			}
		})
		done := o.assign("2026", balanced)
		same(t, map[string]string{ids[1]: "other", ids[2]: "other", ids[3]: "reviewer", ids[4]: "other"}, after(done))
		for id, reviewer := range after(done) {
			if got := o.application(id).ReviewerID; got != "u-"+reviewer {
				t.Errorf("%s has %q, planned %s", id, got, reviewer)
			}
		}
		o.unchanged(t, func() {
			plan, err := o.svc.PreviewAssignment(ctx, o.lead, "2026", balanced)
			must(t, err)
			_, err = o.svc.Assign(ctx, by(o.lead), "2026", balanced, plan.Digest)
			wantCode(t, err, assessment.KindConflict, assessment.CodeNothingToAssign)
		})
	})
}

// Everything against a list is told at once, and a list with one fault does nothing.
func TestBadAssignmentsAreAllNamed(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026")
	o.round("other")
	ids := o.submittedBy("2026", "甲厂", "乙厂", "丙厂")
	foreign := o.submittedBy("other", "丁厂")[0]
	draft := o.path(o.enterprise("戊厂"), "2026", assessment.StateDraft, facts())
	must(t, o.svc.DisableUser(ctx, by(o.admin), o.account("gone", assessment.RoleReviewer, "").Username))
	o.declare("2026", ids[0], o.other, true)
	pair := []string{"reviewer", "other"}
	rows := []assessment.AssignmentRow{
		{Application: ids[0], Reviewers: pair},
		{Application: ids[1], Reviewers: []string{"lead", "gone"}},
		{USCC: uscc("丙厂"), Reviewers: []string{"reviewer"}},
		{USCC: uscc("丙厂"), Reviewers: pair},
		{Application: foreign, Reviewers: pair},
		{Application: draft, Reviewers: pair},
		{USCC: "none", Reviewers: pair},
		{Application: ids[2], Reviewers: []string{"reviewer", "Reviewer"}},
	}
	o.unchanged(t, func() {
		_, err := o.svc.PreviewAssignment(ctx, o.lead, "2026", assessment.NewAssignment{Rows: rows})
		same(t, []string{
			"reviewer_linked rows[0].reviewers[1]", "unknown_reviewer rows[1].reviewers[0]", "unknown_reviewer rows[1].reviewers[1]",
			"reviewer_count rows[2].reviewers", "application_twice rows[3]", "unknown_application rows[4]", "unknown_application rows[5]",
			"unknown_application rows[6]", "application_twice rows[7]",
		}, problems(err))
		_, err = o.svc.PreviewAssignment(ctx, o.lead, "2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: ids[2], Reviewers: []string{"reviewer", "Reviewer"}}}})
		same(t, []string{"reviewer_twice rows[0].reviewers[1]"}, problems(err))
		_, err = o.svc.PreviewAssignment(ctx, o.lead, "2026", assessment.NewAssignment{})
		same(t, []string{"value_missing rows"}, problems(err))
		_, err = o.svc.PreviewAssignment(ctx, o.lead, "2026", assessment.NewAssignment{Balanced: true, Among: []string{"lead"}})
		same(t, []string{"unknown_reviewer among[0]"}, problems(err))
		_, err = o.svc.PreviewAssignment(ctx, o.lead, "none", assessment.NewAssignment{Balanced: true})
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	})
	// Nobody but reviewer is left for the first: it stays without.
	plan, err := o.svc.PreviewAssignment(ctx, o.lead, "2026", assessment.NewAssignment{Balanced: true})
	must(t, err)
	if len(plan.Rows) != 2 || len(plan.Left) != 1 || plan.Left[0].Application != ids[0] {
		t.Errorf("planned %+v, left %+v", plan.Rows, plan.Left)
	}
}

// A finished review keeps its seat, and nobody changes sides.
func TestSeatsAreNotSwapped(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026")
	id := o.twoAssigned(o.enterprise("甲厂"), "2026")
	third := o.account("third", assessment.RoleReviewer, "")
	try := func(reviewers ...string) []string {
		_, err := o.svc.PreviewAssignment(ctx, o.lead, "2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: id, Reviewers: reviewers}}})
		return problems(err)
	}
	_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll()[:3]})
	must(t, err)
	same(t, []string{"other_seat rows[0].reviewers[1]"}, try("third", "reviewer"))
	same(t, []string(nil), try("reviewer", "third"))
	_, err = o.finish(o.reviewer, id)
	must(t, err)
	same(t, []string{"seat_taken rows[0].reviewers[0]"}, try("third", "other"))
	// Another one takes the open seat; the one before is out.
	o.give("2026", id, o.reviewer, third)
	_, err = o.svc.Application(ctx, o.other, id)
	wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	_, err = o.finish(third, id)
	must(t, err)
	if state := o.application(id).State; state != assessment.StateReviewed {
		t.Errorf("it is %s", state)
	}
}

// Balancing counts what is open, over many applications.
func TestBalancingIsEven(t *testing.T) {
	o := onSQLite(t)
	o.twoBlind("2026")
	o.account("third", assessment.RoleReviewer, "")
	var names []string
	for i := range 20 {
		names = append(names, fmt.Sprintf("企业%02d", i))
	}
	o.submittedBy("2026", names...)
	plan := o.assign("2026", assessment.NewAssignment{Balanced: true})
	for _, load := range plan.Loads {
		if load.After < 13 || load.After > 14 {
			t.Errorf("%s has %d of 40 places", load.Reviewer, load.After)
		}
	}
	for _, row := range plan.Rows {
		if row.After[0] == row.After[1] {
			t.Errorf("%s sits twice at %s", row.After[0], row.Application)
		}
	}
}

// A closed account leaves its places, but for reviews that are in.
func TestClosedAccountsLeaveTheirPlaces(t *testing.T) {
	o := onSQLite(t)
	o.twoBlind("2026")
	o.account("third", assessment.RoleReviewer, "")
	open := o.twoAssigned(o.enterprise("甲厂"), "2026")
	in := o.twoAssigned(o.enterprise("乙厂"), "2026")
	_, err := o.finish(o.other, in)
	must(t, err)
	must(t, o.svc.DisableUser(t.Context(), by(o.admin), "other"))
	done := o.assign("2026", assessment.NewAssignment{Balanced: true})
	same(t, map[string]string{open: "reviewer third"}, after(done))
	_, err = o.finish(o.reviewer, in)
	must(t, err)
	if state := o.application(in).State; state != assessment.StateReviewed {
		t.Errorf("both reviews are in, yet it is %s", state)
	}
}

// fileRow is a row as it comes from a file: code in A, reviewers in B and C.
func fileRow(n int, uscc string, reviewers ...string) assessment.AssignmentRow {
	row := assessment.AssignmentRow{USCC: uscc, Reviewers: reviewers}
	for _, col := range []string{"A", "B", "C"} {
		row.At = append(row.At, scoring.Position{Sheet: "表", Cell: fmt.Sprint(col, n)})
	}
	return row
}

// cells are the problems by cell.
func cells(err error) (list []string) {
	var e *assessment.Error
	if errors.As(err, &e) {
		for _, p := range e.Problems {
			list = append(list, p.Code+" "+p.Sheet+"!"+p.Cell)
		}
	}
	return list
}

// Everything against a file is told at once and by cell, with what its reader has
// found, and a file with one fault does nothing.
func TestAFilesProblemsAreToldByCell(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.twoBlind("2026")
	ids := o.submittedBy("2026", "甲厂", "乙厂", "丙厂", "丁厂")
	o.declare("2026", ids[0], o.other, true)
	both := fileRow(9, uscc("丁厂"), "reviewer", "other")
	both.Application = ids[2]
	o.give("2026", ids[3], o.reviewer, o.other)
	file := assessment.NewAssignment{
		Rows: []assessment.AssignmentRow{
			fileRow(2, uscc("甲厂"), "reviewer", "other"),
			fileRow(10, uscc("乙厂"), "nobody", "lead"),
			fileRow(4, uscc("甲厂"), "reviewer", "other"),
			fileRow(5, "none", "reviewer", "other"),
			fileRow(6, uscc("丙厂"), "reviewer"),
			fileRow(7, uscc("丁厂")), // has two, and a blank says nothing of taking them away
			both,
			fileRow(11, uscc("丙厂"), "", "other"),
		},
		Warnings: scoring.Problems{{Code: scoring.CodeUSCCCheckDigit}},
	}
	want := []string{
		"reviewer_linked 表!C2", "unknown_reviewer 表!B10", "unknown_reviewer 表!C10", "application_twice 表!A4", "unknown_application 表!A5",
		"reviewer_count 表!B6", "reviewer_count 表!B7", "uscc_other 表!A9", "application_twice 表!A11",
	}
	o.unchanged(t, func() {
		_, err := o.svc.PreviewAssignment(ctx, o.lead, "2026", file)
		same(t, want, cells(err))
		file.Faults.Add("uscc_form", scoring.Position{Sheet: "表", Cell: "A3"})
		_, err = o.svc.PreviewAssignment(ctx, o.lead, "2026", file)
		same(t, []string{
			"reviewer_linked 表!C2", "uscc_form 表!A3", "application_twice 表!A4", "unknown_application 表!A5", "reviewer_count 表!B6", "reviewer_count 表!B7",
			"uscc_other 表!A9", "unknown_reviewer 表!B10", "unknown_reviewer 表!C10", "application_twice 表!A11",
		}, cells(err))
		file.Rows = nil
		_, err = o.svc.Assign(ctx, by(o.lead), "2026", file, "")
		same(t, []string{"uscc_form 表!A3"}, cells(err))
		for _, blank := range []assessment.AssignmentRow{fileRow(2, uscc("丙厂"), "", "other"), fileRow(2, uscc("丙厂"), "reviewer")} {
			_, err = o.svc.PreviewAssignment(ctx, o.lead, "2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{blank}})
			same(t, []string{"reviewer_count 表!B2"}, cells(err))
		}
	})
}

// What a file says again, or leaves blank where nobody is, is no change; so the
// whole round can be sent back with one row changed.
func TestAFileOfTheWholeRoundChangesWhatDiffers(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.assigned("2026")
		ids := o.submittedBy("2026", "甲厂", "乙厂", "丙厂")
		o.give("2026", ids[0], o.reviewer)
		o.give("2026", ids[1], o.reviewer)
		_, err := o.finish(o.reviewer, ids[0]) // can be assigned no more
		must(t, err)
		o.path(o.enterprise("丁厂"), "2026", assessment.StateDraft, facts())
		var sheet *assessment.AssignmentSheet
		sheet, err = o.svc.ExportAssignments(ctx, by(o.lead), "2026", io.Discard, func(io.Writer, *assessment.AssignmentSheet) error { return nil })
		must(t, err)
		var file assessment.NewAssignment
		var told []string
		for i, row := range sheet.Rows {
			told = append(told, fmt.Sprint(row.Enterprise.Name, " ", row.Reviewers, " ", row.Open))
			again := fileRow(i+2, row.Enterprise.USCC, row.Reviewers...)
			again.Application = row.Application
			file.Rows = append(file.Rows, again)
		}
		same(t, []string{"丙厂 [] true", "乙厂 [reviewer] true", "甲厂 [reviewer] false"}, told)
		same(t, []assessment.ReviewerLoad{{Reviewer: "other", Name: "显示名-other"}, {Reviewer: "reviewer", Name: "显示名-reviewer", Before: 1, After: 1}}, sheet.Loads)
		plan, err := o.svc.PreviewAssignment(ctx, o.lead, "2026", file)
		must(t, err)
		if len(plan.Rows) != 0 {
			t.Errorf("the same again does %+v", plan.Rows)
		}
		file.Rows[1].Reviewers = []string{" OTHER "}
		done := o.assign("2026", file)
		same(t, map[string]string{ids[1]: "other"}, after(done))
		file.Rows[2].Reviewers = []string{"other"}
		_, err = o.svc.PreviewAssignment(ctx, o.lead, "2026", file)
		same(t, []string{"not_assignable 表!A4"}, cells(err))
	})
}
