package assessment_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// Townships read evidence, sheets and appeals of their area as its enterprises do;
// the auditor as the lead does; neither those of others, and names of staff never.
func TestTownshipsAndAuditorsReadEvidenceAndAppeals(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk, id := o.shown("甲厂")
	_, err := o.svc.AddEvidence(ctx, by(clerk), id, upload("equity", "股权.pdf", pdf("equity")))
	must(t, err)
	view, err := o.svc.Appeal(ctx, by(clerk), id, dispute("equity"))
	must(t, err)
	_, err = o.svc.DecideAppeal(ctx, by(o.other), id, view.Appeals[0].ID, rejected())
	must(t, err)
	read := func(actor assessment.Actor) (string, error) {
		evidence, err := o.svc.Evidence(ctx, actor, id)
		if err != nil {
			return "", err
		}
		appeals, err := o.svc.Appeals(ctx, actor, id)
		must(t, err)
		sheet, err := o.svc.ExportSheet(ctx, by(actor), id, io.Discard, writesNoSheet)
		must(t, err)
		if sheet.Application.Official == nil || len(evidence.Indicators) == 0 {
			t.Errorf("%s misses the result or the evidence", actor.Role)
		}
		text, err := json.Marshal([]any{evidence, appeals, sheet.Rows, sheet.Reviewer})
		must(t, err)
		return string(text), nil
	}
	for actor, named := range map[assessment.Actor]bool{o.town: false, o.auditor: true} {
		text, err := read(actor)
		must(t, err)
		if !strings.Contains(text, "股权.pdf") || strings.Contains(text, "显示名-") != named {
			t.Errorf("%s is told %s", actor.Role, text)
		}
	}
	_, err = read(o.township("balidian", "八里店镇"))
	wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
}

// An import is bound to what binds the enterprise itself: its own time, and the
// township's first check. What was withdrawn is the enterprise's to bring back.
func TestAnImportKeepsToTheRoundsSettings(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.closes("2026")
	o.setup("2026", func(c *assessment.RoundChange) { c.Settings.FirstCheck = true })
	clerk := o.enterprise("甲厂")
	run := func(name, content string) (*assessment.Imported, error) {
		return o.svc.Import(ctx, by(o.operator), "2026", workbookOf(content, newEnterprise(name), facts()), assessment.ImportOptions{Submit: true})
	}
	o.set(closing)
	o.unchanged(t, func() {
		_, err := run("甲厂", "one")
		wantCode(t, err, assessment.KindConflict, assessment.CodeRoundClosed)
	})
	_, err := o.svc.Extend(ctx, by(o.lead), "2026", assessment.NewExtension{
		USCC: uscc("甲厂"), Window: assessment.WindowApplication, Until: closing.Add(48 * time.Hour), Reason: "厂房受灾，材料需重开",
	})
	must(t, err)
	done, err := run("甲厂", "one")
	must(t, err)
	id := done.Application.ID
	if a := o.application(id); !done.Submitted || a.State != assessment.StateSubmitted || !a.Unchecked {
		t.Errorf("imported as %+v", a)
	}
	o.unchanged(t, func() {
		_, err := run("乙厂", "two")
		wantCode(t, err, assessment.KindConflict, assessment.CodeRoundClosed)
		_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
		wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
	})
	_, err = o.svc.Withdraw(ctx, by(clerk), id, "")
	must(t, err)
	o.unchanged(t, func() {
		_, err := run("甲厂", "three")
		wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
	})
}

// What a reviewer has not declared on, is linked with or does not have is not in
// its archive either.
func TestAnArchiveIsOfOnesOwnFiles(t *testing.T) {
	o := onSQLite(t)
	o.setup("2026", func(c *assessment.RoundChange) { c.Settings.Assignment = assessment.AssignmentAssigned })
	own := o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts())
	undeclared := o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, facts())
	o.path(o.enterprise("丙厂"), "2026", assessment.StateSubmitted, facts())
	o.give("2026", own, o.reviewer)
	o.assign("2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: undeclared, Reviewers: []string{o.reviewer.Username}}}})
	for actor, want := range map[assessment.Actor][]string{o.reviewer: {"甲厂"}, o.other: nil, o.auditor: {"甲厂", "乙厂", "丙厂"}} {
		archive := &collectedSheets{}
		_, err := o.svc.ExportSheets(t.Context(), by(actor), "2026", io.Discard, archive)
		must(t, err)
		same(t, want, archive.names)
	}
	_, err := o.svc.ExportSheet(t.Context(), by(o.reviewer), undeclared, io.Discard, writesNoSheet)
	wantCode(t, err, assessment.KindConflict, assessment.CodeDeclarationMissing)
}
