package assessment_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

// said is a list of the arbitration court, or of another fact's department: pairs
// of an enterprise and what is said of it.
func said(fact string, complete bool, pairs ...string) assessment.AuthoritySheet {
	sheet := assessment.AuthoritySheet{Fact: fact, Name: "年度名单", Department: "区仲裁院", Dated: "2026-03-01", Complete: complete}
	for i := 0; i+1 < len(pairs); i += 2 {
		sheet.Rows = append(sheet.Rows, assessment.AuthorityRow{USCC: uscc(pairs[i]), Name: pairs[i], Value: json.RawMessage(pairs[i+1]), Place: fmt.Sprint("名单!B", 10+i/2)})
	}
	return sheet
}

func book(sheets ...assessment.AuthoritySheet) assessment.ReadAuthority {
	return func(*scoring.Card) (*assessment.AuthorityBook, scoring.Problems) {
		return &assessment.AuthorityBook{Sheets: sheets, Source: assessment.Source{Kind: assessment.SourceWorkbook, Name: "名单.xlsx", SHA256: "ab"}, Content: []byte("lists")}, nil
	}
}

// imports previews and confirms.
func (o *office) imports(actor assessment.Actor, sheets ...assessment.AuthoritySheet) (*assessment.AuthorityPreview, error) {
	o.t.Helper()
	preview, err := o.svc.PreviewAuthority(o.t.Context(), by(actor), "2026", book(sheets...))
	must(o.t, err)
	return o.svc.ImportAuthority(o.t.Context(), by(actor), "2026", preview.Digest, book(sheets...))
}

func (o *office) review(actor assessment.Actor, id string) *assessment.ReviewView {
	o.t.Helper()
	view, err := o.svc.Review(o.t.Context(), actor, id)
	must(o.t, err)
	return view
}

func rowOf(view *assessment.ReviewView, indicator string) assessment.ReviewRow {
	for _, row := range view.Rows {
		if row.Indicator == indicator {
			return row
		}
	}
	panic(indicator)
}

func TestListsReplaceWhatWasDeclaredAndBothAreSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		a, b, c := o.enterprise("甲厂"), o.enterprise("乙厂"), o.enterprise("丙厂")
		idA := o.path(a, "2026", assessment.StateReviewed, facts(map[string]any{"arbitration_cases": 3}))
		idB := o.path(b, "2026", assessment.StateSubmitted, facts(map[string]any{"arbitration_cases": 3}))
		idC := o.path(c, "2026", assessment.StateDraft, facts())
		self := o.review(o.lead, idA).Self.Total
		lists := []assessment.AuthoritySheet{
			said("arbitration_cases", true, "甲厂", "7", "丙厂", "4", "丁厂", "5"),
			said("arrears_petitions", false, "甲厂", `[{"people":9,"level":"district"}]`),
		}
		var preview *assessment.AuthorityPreview
		o.unchanged(t, func() {
			var err error
			preview, err = o.svc.PreviewAuthority(ctx, by(o.lead), "2026", book(lists...))
			must(t, err)
			again, err := o.svc.PreviewAuthority(ctx, by(o.operator), "2026", book(lists...))
			must(t, err)
			if again.Digest != preview.Digest {
				t.Error("the same preview has another digest")
			}
			for _, digest := range []string{"", "sha256:00"} {
				_, err = o.svc.ImportAuthority(ctx, by(o.lead), "2026", digest, book(lists...))
				wantCode(t, err, assessment.KindConflict, assessment.CodeAuthorityMovedOn)
			}
			_, err = o.svc.ImportAuthority(ctx, by(o.lead), "2026", preview.Digest, book(said("arbitration_cases", true, "甲厂", "8"), lists[1]))
			wantCode(t, err, assessment.KindConflict, assessment.CodeAuthorityMovedOn)
		})
		var changes []string
		for _, change := range preview.Changes {
			changes = append(changes, fmt.Sprintf("%s %s %s→%s→%s %v", change.Enterprise.Name, change.Fact, change.Declared, change.Before, change.After, change.Reopens))
		}
		same(t, []string{
			`甲厂 arrears_petitions []→[]→[{"people":9,"level":"district"}] true`, "甲厂 arbitration_cases 3→3→7 true", "乙厂 arbitration_cases 3→3→0 false",
		}, changes)
		var unmatched []string
		for _, row := range preview.Unmatched {
			unmatched = append(unmatched, row.Name+" "+row.Place)
		}
		same(t, []string{"丙厂 名单!B11", "丁厂 名单!B12"}, unmatched) // a draft does not exist for the bureau

		imported, err := o.svc.ImportAuthority(ctx, by(o.lead), "2026", preview.Digest, book(lists...))
		must(t, err)
		if !imported.Imported || imported.Lists[0].ID == "" {
			t.Errorf("imported %+v", imported)
		}
		// The finished review is its reviewer's again, with what has changed undecided;
		// the self score stands.
		view := o.review(o.reviewer, idA)
		if state := o.application(idA).State; state != assessment.StateInReview || view.Self.Total != self {
			t.Errorf("%s, self score %s, was %s", state, view.Self.Total, self)
		}
		same(t, []string{"wage_arrears", "arbitration"}, view.Open)
		row := rowOf(view, "arbitration")
		if len(row.Authority) != 1 || !row.NeedsReview || row.Self.String() != "-1" {
			t.Fatalf("row %+v", row)
		}
		same(t, assessment.AuthorityValue{
			Fact: "arbitration_cases", Label: "劳动仲裁案件数", Declared: json.RawMessage("3"), Official: json.RawMessage("7"),
			Name: "年度名单", Department: "区仲裁院", Dated: "2026-03-01",
		}, row.Authority[0])
		// Agreeing is agreeing with the list.
		done, err := o.svc.PutReview(ctx, by(o.reviewer), idA, assessment.ReviewUpdate{
			Entries: []assessment.NewScoreEntry{agree("wage_arrears"), agree("arbitration")}, Complete: true,
		})
		must(t, err)
		if got := rowOf(done, "arbitration"); got.Official.String() != "-3" || got.Difference.String() != "-2" {
			t.Errorf("official %s, difference %s", got.Official, got.Difference)
		}
		if o.review(o.lead, idB).Rows[0].Authority != nil || rowOf(o.review(o.lead, idB), "arbitration").Authority[0].Official == nil {
			t.Error("what the list says of the second one is not seen")
		}

		// A later list of the fact counts alone; who is not in it has nothing.
		_, err = o.imports(o.lead, said("arbitration_cases", true, "甲厂", "7", "乙厂", "4"))
		must(t, err)
		if state := o.application(idA).State; state != assessment.StateReviewed {
			t.Errorf("a list that says the same has moved it to %s", state)
		}
		// Who submits later finds the list before it.
		o.walk(c, idC, assessment.StateSubmitted)
		same(t, json.RawMessage("0"), rowOf(o.review(o.lead, idC), "arbitration").Authority[0].Official)
		views, err := o.svc.AuthorityLists(ctx, o.reviewer, "2026")
		must(t, err)
		if len(views) != 3 || views[2].Replaces != views[0].ID || views[2].Matched != 2 {
			t.Errorf("lists %+v", views)
		}
	})
}

// A list that does not say what holds for the others leaves them as they declared.
func TestIncompleteListsSayNothingOfOthers(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts(map[string]any{"injury_accidents": 2}))
	_, err := o.imports(o.lead, said("injury_accidents", false, "乙厂", "1"))
	must(t, err)
	if row := rowOf(o.review(o.lead, id), "work_injuries"); row.Authority != nil {
		t.Errorf("authority %+v", row.Authority)
	}
	_, err = o.imports(o.lead, said("injury_accidents", true, "乙厂", "1"))
	must(t, err)
	same(t, json.RawMessage("0"), rowOf(o.review(o.lead, id), "work_injuries").Authority[0].Official)
}

// What was decided on other facts is to be decided again, in whatever state the
// review is; an edit that has not seen the list is refused.
func TestAListOverturnsWhatWasDecided(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateInReview, facts())
	one := scoring.Points(-100)
	for _, entry := range []assessment.NewScoreEntry{
		agree("arbitration"),
		{Indicator: "work_injuries", Decision: assessment.Override, Points: new(scoring.Points), Reason: "核查"},
		{Indicator: "wage_arrears", Decision: assessment.Override, Points: &one, Reason: "核查"},
	} {
		_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{entry}})
		must(t, err)
	}
	before := o.application(id).Version
	_, err := o.imports(o.lead, said("arbitration_cases", true, "甲厂", "4"), said("injury_accidents", true, "甲厂", "0"))
	must(t, err)
	view := o.review(o.reviewer, id)
	if !rowOf(view, "arbitration").NeedsReview || rowOf(view, "work_injuries").NeedsReview || rowOf(view, "wage_arrears").NeedsReview {
		t.Errorf("open %v", view.Open)
	}
	o.unchanged(t, func() {
		_, err := o.svc.PutReview(t.Context(), assessment.Command{Actor: o.reviewer, Version: before}, id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{agree("arbitration")}})
		wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
	})
	events, err := o.svc.History(t.Context(), o.lead, id)
	must(t, err)
	last := events[len(events)-1]
	if last.Action != assessment.ActionImportAuthority || !bytes.Contains(last.After, []byte(`"value":4`)) || !bytes.Contains(last.Before, []byte(`"value":0`)) {
		t.Errorf("the trail says %s: %s to %s", last.Action, last.Before, last.After)
	}
}

func TestBadImports(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	preview, err := o.svc.PreviewAuthority(ctx, by(o.lead), "2026", book(said("arbitration_cases", true, "甲厂", "4")))
	must(t, err)
	refused := func(*scoring.Card) (*assessment.AuthorityBook, scoring.Problems) {
		return nil, scoring.Problems{{Code: "authority_no_code"}}
	}
	unnamed := said("arbitration_cases", true)
	unnamed.Name, unnamed.Department = " ", "\x00"
	o.unchanged(t, func() {
		for _, do := range []func(context.Context, assessment.ReadAuthority) error{
			func(ctx context.Context, r assessment.ReadAuthority) error {
				_, err := o.svc.PreviewAuthority(ctx, by(o.lead), "2026", r)
				return err
			},
			func(ctx context.Context, r assessment.ReadAuthority) error {
				_, err := o.svc.ImportAuthority(ctx, by(o.lead), "2026", preview.Digest, r)
				return err
			},
		} {
			same(t, []string{"authority_no_code "}, problems(do(ctx, refused)))
			same(t, []string{"authority_empty file"}, problems(do(ctx, book())))
			same(t, []string{"value_missing list_name", "value_malformed department"}, problems(do(ctx, book(unnamed))))
		}
		_, err := o.svc.PreviewAuthority(ctx, by(o.lead), "none", book(said("arbitration_cases", true)))
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	})
	// Frozen, the ranking stands.
	_, err = o.svc.Rank(ctx, by(o.lead), "2026")
	must(t, err)
	o.unchanged(t, func() {
		_, err := o.svc.PreviewAuthority(ctx, by(o.lead), "2026", book(said("arbitration_cases", true, "甲厂", "4")))
		wantCode(t, err, assessment.KindConflict, assessment.CodeRoundRanked)
		_, err = o.svc.ImportAuthority(ctx, by(o.lead), "2026", preview.Digest, book(said("arbitration_cases", true, "甲厂", "4")))
		wantCode(t, err, assessment.KindConflict, assessment.CodeRoundRanked)
	})
}

// What happens between preview and confirmation is not confirmed.
func TestAPreviewGoesStale(t *testing.T) {
	o := onSQLite(t)
	list := book(said("arbitration_cases", true, "甲厂", "4"))
	preview, err := o.svc.PreviewAuthority(t.Context(), by(o.lead), "2026", list)
	must(t, err)
	o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts())
	o.unchanged(t, func() {
		_, err := o.svc.ImportAuthority(t.Context(), by(o.lead), "2026", preview.Digest, list)
		wantCode(t, err, assessment.KindConflict, assessment.CodeAuthorityMovedOn)
	})
	cmd := by(o.lead)
	cmd.IdempotencyKey, cmd.Fingerprint = "k", "f"
	preview, err = o.svc.PreviewAuthority(t.Context(), by(o.lead), "2026", list)
	must(t, err)
	first, err := o.svc.ImportAuthority(t.Context(), cmd, "2026", preview.Digest, list)
	must(t, err)
	o.unchanged(t, func() {
		again, err := o.svc.ImportAuthority(t.Context(), cmd, "2026", preview.Digest, list)
		must(t, err)
		same(t, first.Lists, again.Lists)
	})
}
