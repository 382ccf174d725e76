package assessment_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

func writesNothing(io.Writer, *assessment.Ranking, *scoring.Card) error { return nil }

func writesNoSheet(io.Writer, *assessment.ScoreSheet) error { return nil }

// collectedSheets is a sink that keeps the names and can fail.
type collectedSheets struct {
	began, count, ended int
	names               []string
	failAt              string
	fail                error
	each                func(*assessment.ScoreSheet)
	out                 io.Writer
}

func (c *collectedSheets) Begin(out io.Writer, count int) error {
	c.began++
	c.count, c.out = count, out
	return nil
}

func (c *collectedSheets) Add(sheet *assessment.ScoreSheet) error {
	if sheet.Application.Enterprise.Name == c.failAt {
		return c.fail
	}
	c.names = append(c.names, sheet.Application.Enterprise.Name)
	if c.each != nil {
		c.each(sheet)
	}
	return nil
}

func (c *collectedSheets) End() error {
	c.ended++
	_, err := io.WriteString(c.out, "archive")
	return err
}

// logged is the log of exports without times.
func (o *office) logged() []string {
	o.t.Helper()
	exports, err := o.svc.ListExports(o.t.Context(), o.lead, "2026")
	must(o.t, err)
	var lines []string
	for _, e := range exports {
		lines = append(lines, strings.TrimSpace(fmt.Sprintln(e.Actor, e.Role, e.Kind, e.Application, e.Rows, e.Bytes, e.SHA256)))
		if e.At.IsZero() || e.RequestID != "req" {
			o.t.Errorf("%s has no time or request: %+v", e.Kind, e)
		}
	}
	return lines
}

// Everything that leaves is in the log: by whom, what, how much, which bytes.
func TestExportsAreLogged(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateReviewed, facts())
		o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, facts())
		o.path(o.enterprise("草稿"), "2026", assessment.StateDraft, facts())
		sum := func(text string) string {
			digest := sha256.Sum256([]byte(text))
			return hex.EncodeToString(digest[:])
		}
		var out bytes.Buffer
		again := by(o.lead)
		again.IdempotencyKey, again.Fingerprint = "key", "f"
		for range 2 { // a repeated request is a second file
			out.Reset()
			_, err := o.svc.ExportRanking(ctx, again, "2026", assessment.ExportLinesCSV, &out,
				func(w io.Writer, ranking *assessment.Ranking, card *scoring.Card) error {
					_, err := io.WriteString(w, "lines of "+card.ID)
					return err
				})
			must(t, err)
		}
		same(t, "lines of wuxing-2024", out.String())
		_, err := o.svc.ExportSheet(ctx, by(clerk), id, &out, func(w io.Writer, sheet *assessment.ScoreSheet) error {
			_, err := io.WriteString(w, "sheet")
			return err
		})
		must(t, err)
		_, err = o.svc.ExportForm(ctx, by(o.reviewer), id, &out, writesNoSheet)
		must(t, err)
		all := &collectedSheets{}
		got, err := o.svc.ExportSheets(ctx, by(o.operator), "2026", &out, all)
		must(t, err)
		same(t, sum("archive"), got)
		same(t, []string{"甲厂", "乙厂"}, all.names) // no drafts
		same(t, []int{1, 2, 1}, []int{all.began, all.count, all.ended})
		lines := len(o.card.Indicators())
		same(t, []string{
			fmt.Sprintf("显示名-lead lead lines.csv  %d 20 %s", lines, sum("lines of wuxing-2024")),
			fmt.Sprintf("显示名-lead lead lines.csv  %d 20 %s", lines, sum("lines of wuxing-2024")),
			"显** enterprise printed.xlsx " + id + " 1 5 " + sum("sheet"),
			"显示名-reviewer reviewer form.xlsx " + id + " 1 0 " + sum(""),
			"operator printed.zip  2 0",
			"operator printed.zip  2 7 " + sum("archive"),
		}, o.logged())
	})
}

// What fails leaves nothing in the log; an archive that breaks off has begun.
func TestFailedExports(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	broken := errors.New("broken disk")
	o.unchanged(t, func() {
		_, err := o.svc.ExportRanking(ctx, by(o.lead), "2026", assessment.ExportRankingBook, io.Discard,
			func(io.Writer, *assessment.Ranking, *scoring.Card) error { return broken })
		if !errors.Is(err, broken) {
			t.Error(err)
		}
		_, err = o.svc.ExportSheet(ctx, by(o.lead), id, io.Discard, func(io.Writer, *assessment.ScoreSheet) error { return broken })
		if !errors.Is(err, broken) {
			t.Error(err)
		}
		_, err = o.svc.ExportSheets(ctx, by(o.lead), "none", io.Discard, &collectedSheets{})
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	})
	if _, err := o.svc.ExportSheets(ctx, by(o.lead), "2026", io.Discard, &collectedSheets{failAt: "甲厂", fail: broken}); !errors.Is(err, broken) {
		t.Error(err)
	}
	same(t, []string{"显示名-lead lead printed.zip  1 0"}, o.logged())
}

// The sheet holds of the review what the view of the application holds: nothing
// for the enterprise before publication, no names of reviewers after it.
func TestSheetKeepsToTheView(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateReviewed, facts())
	get := func(actor assessment.Actor) *assessment.ScoreSheet {
		t.Helper()
		sheet, err := o.svc.ExportSheet(ctx, by(actor), id, io.Discard, writesNoSheet)
		must(t, err)
		return sheet
	}
	for _, staff := range []assessment.Actor{o.reviewer, o.lead, o.operator} {
		sheet := get(staff)
		if sheet.Application.Official == nil || len(sheet.Rows) != len(o.card.Indicators()) || sheet.Reviewer != "显示名-reviewer" ||
			sheet.Official == nil || sheet.ReviewedAt.IsZero() {
			t.Errorf("%s misses the review: %+v", staff.Role, sheet)
		}
	}
	if sheet := get(clerk); sheet.Application.Official != nil || sheet.Rows != nil || sheet.Reviewer != "" || sheet.Official != nil || !sheet.ReviewedAt.IsZero() {
		t.Errorf("the enterprise reads the review before publication: %+v", sheet)
	}
	_, err := o.svc.Rank(ctx, by(o.lead), "2026")
	must(t, err)
	o.publish("2026")
	sheet := get(clerk)
	if sheet.Application.Official == nil || len(sheet.Rows) == 0 || sheet.Application.Rank != 1 {
		t.Errorf("the enterprise misses its result: %+v", sheet)
	}
	for _, row := range sheet.Rows {
		if row.Reviewer != "" || sheet.Reviewer != "" {
			t.Fatalf("a reviewer is named: %+v", row)
		}
	}
}

// An archive of evidence is a download of a whole application's files: it is in the
// round's log once, and in the application's history once, each time it is taken.
func TestArchivesOfEvidenceAreLogged(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateDraft, facts())
		first := o.add(clerk, id, upload("titles", "旧.pdf", pdf("old")))
		replacing := upload("titles", "新.pdf", pdf("newer"))
		replacing.Replaces = first.ID
		o.add(clerk, id, replacing)
		o.add(clerk, id, upload("equity", "名册.pdf", pdf("list")))
		o.walk(clerk, id, assessment.StateSubmitted)
		again := by(o.lead)
		again.IdempotencyKey, again.Fingerprint = "key", "f"
		for range 2 {
			_, err := o.svc.ExportEvidence(ctx, again, id)
			must(t, err)
		}
		_, err := o.svc.ExportEvidence(ctx, by(clerk), id)
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.ExportEvidence(ctx, by(o.enterprise("乙厂")), id)
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		}, "users", "users versions", "enterprises")
		size := len(pdf("newer")) + len(pdf("list")) // the replaced one stays behind
		line := fmt.Sprint("evidence.zip ", id, " 2 ", size)
		same(t, []string{"显示名-lead lead " + line, "显示名-lead lead " + line, "显** enterprise " + line}, o.logged())
		events, err := o.svc.History(ctx, o.auditor, id)
		must(t, err)
		times := 0
		for _, event := range events {
			if event.Action == assessment.ActionExportEvidence {
				times++
			}
		}
		same(t, 3, times)
	})
}
