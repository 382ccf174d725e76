package assessment_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

// workbookOf is what a workbook with the content says.
func workbookOf(content string, as *scoring.Enterprise, given map[string]any) assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		read, problems := answers(given, as)(card)
		sum := sha256.Sum256([]byte(content))
		read.File = []byte(content)
		read.Source = assessment.Source{Kind: assessment.SourceWorkbook, Name: content + ".xlsx", SHA256: hex.EncodeToString(sum[:]), ReceivedSHA256: "ab"}
		read.Places = map[string]scoring.Position{"enterprise.uscc": {Sheet: "单项数据", Cell: "C4"}}
		return read, problems
	}
}

func newEnterprise(name string) *scoring.Enterprise {
	return &scoring.Enterprise{Name: name, USCC: uscc(name), Township: "织里镇"}
}

// The same workbook always says the same; another one adds a revision to a draft,
// and nothing to what was handed in.
func TestImport(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		run := func(read assessment.ReadAnswers, options assessment.ImportOptions) *assessment.Imported {
			t.Helper()
			done, err := o.svc.Import(ctx, by(o.operator), "2026", read, options)
			must(t, err)
			return done
		}
		first := workbookOf("one", newEnterprise("甲厂"), facts())

		before := o.counts()
		if tried := run(first, assessment.ImportOptions{Submit: true, DryRun: true}); tried.Outcome != assessment.ImportCreated || !tried.Submitted {
			t.Errorf("tried %+v", tried)
		}
		same(t, before, o.counts())

		made := run(first, assessment.ImportOptions{})
		if made.Outcome != assessment.ImportCreated || made.Submitted || made.Application.State != assessment.StateDraft || made.Application.Enterprise.Name != "甲厂" || made.Application.SelfTotal == 0 {
			t.Errorf("made %+v", made)
		}
		o.unchanged(t, func() {
			if again := run(first, assessment.ImportOptions{}); again.Outcome != assessment.ImportUnchanged {
				t.Errorf("again %+v", again)
			}
		})
		// The name of a known enterprise stays.
		renamed := newEnterprise("甲厂")
		renamed.Name = "甲厂(新名)"
		second := run(workbookOf("two", renamed, facts(map[string]any{"employees": 500})), assessment.ImportOptions{})
		if second.Outcome != assessment.ImportRevised || second.Application.ID != made.Application.ID || second.Application.Revision != 2 || second.Application.Enterprise.Name != "甲厂" {
			t.Errorf("revised %+v", second)
		}
		handed := run(workbookOf("two", renamed, facts(map[string]any{"employees": 500})), assessment.ImportOptions{Submit: true})
		if handed.Outcome != assessment.ImportUnchanged || !handed.Submitted || handed.Application.State != assessment.StateSubmitted {
			t.Errorf("handed in %+v", handed)
		}
		o.unchanged(t, func() {
			_, err := o.svc.Import(ctx, by(o.operator), "2026", first, assessment.ImportOptions{Submit: true})
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			if again := run(workbookOf("two", renamed, facts(map[string]any{"employees": 500})), assessment.ImportOptions{Submit: true}); again.Outcome != assessment.ImportUnchanged || again.Submitted {
				t.Errorf("again %+v", again)
			}
		})

		// The bureau goes on with it as with any other, and reads the workbook.
		file, err := o.svc.ExportSource(ctx, by(o.reviewer), made.Application.ID)
		must(t, err)
		content, err := io.ReadAll(file.Content)
		must(t, errors.Join(err, file.Content.Close()))
		if string(content) != "two" || file.Name != "two.xlsx" {
			t.Errorf("%s says %q", file.Name, content)
		}
		_, err = o.svc.Return(ctx, by(o.reviewer), made.Application.ID, assessment.NewReturn{Indicators: []string{o.card.Indicators()[0].ID}, Reason: "材料不清楚"})
		must(t, err)
		_, err = o.svc.Import(ctx, by(o.operator), "2026", first, assessment.ImportOptions{})
		wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)

		events, err := o.svc.History(ctx, o.lead, made.Application.ID)
		must(t, err)
		var did []string
		for _, event := range events {
			did = append(did, string(event.Role)+" "+string(event.Action))
		}
		same(t, []string{"operator import", "operator import", "operator import_submit", "reviewer take_review", "reviewer return"}, did)
		exports, err := o.svc.ListExports(ctx, o.lead, "2026")
		must(t, err)
		if len(exports) != 1 || exports[0].Kind != assessment.ExportSource || exports[0].Application != made.Application.ID || exports[0].Role != assessment.RoleReviewer || exports[0].SHA256 == "" {
			t.Errorf("exports %+v", exports)
		}
		// The console's account is nobody's.
		users, err := o.svc.ListUsers(ctx, o.operator)
		must(t, err)
		for _, user := range users {
			if user.Role == assessment.RoleOperator {
				t.Errorf("account %+v", user)
			}
		}
	})
}

func TestImportIsRefusedWhole(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("乙厂")
	o.path(clerk, "2026", assessment.StateSubmitted, facts())
	for _, test := range []struct {
		name, round string
		read        assessment.ReadAnswers
		kind        assessment.Kind
		code        string
		problems    []string
	}{
		{"no round", "1999", workbookOf("x", newEnterprise("甲厂"), facts()), assessment.KindNotFound, assessment.CodeNotFound, nil},
		{"nobody's", "2026", workbookOf("x", nil, facts()), assessment.KindInvalid, assessment.CodeInvalidInput, []string{"value_missing enterprise.name", "value_missing "}},
		{"no code", "2026", workbookOf("x", &scoring.Enterprise{Name: "甲厂"}, facts()), assessment.KindInvalid, assessment.CodeInvalidInput, []string{"value_missing "}},
		{"wrong facts", "2026", workbookOf("x", newEnterprise("甲厂"), facts(map[string]any{"employees": -1})), assessment.KindInvalid, assessment.CodeInvalidInput, []string{"negative facts.employees"}},
		{"handed in by the enterprise", "2026", workbookOf("x", newEnterprise("乙厂"), facts(map[string]any{"employees": 500})), assessment.KindConflict, assessment.CodeWrongState, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			o.unchanged(t, func() {
				_, err := o.svc.Import(ctx, by(o.operator), test.round, test.read, assessment.ImportOptions{})
				wantCode(t, err, test.kind, test.code)
				same(t, test.problems, problems(err))
			})
		})
	}
	o.set(opening.Add(-time.Hour))
	_, err := o.svc.Import(ctx, by(o.operator), "2026", workbookOf("x", newEnterprise("甲厂"), facts()), assessment.ImportOptions{})
	wantCode(t, err, assessment.KindConflict, assessment.CodeRoundNotYetOpen)
}

// No row names a workbook that is not on the disk.
func TestAWorkbookIsKeptBeforeItsRow(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	broken := assessment.NewService(o.store, store.NewFiles(""), scoring.Cards(), func() time.Time { return opening.Add(time.Hour) }, func() string { return "id-x" })
	draft := o.path(clerk, "2026", assessment.StateDraft, facts())
	other := o.enterprise("乙厂")
	o.unchanged(t, func() {
		_, err := broken.CreateApplication(t.Context(), by(other), "2026", workbookOf("x", nil, facts()))
		if !errors.Is(err, store.ErrNoFolder) {
			t.Errorf("create: %v", err)
		}
		if _, err := broken.PutFacts(t.Context(), by(clerk), draft, workbookOf("x", nil, facts())); !errors.Is(err, store.ErrNoFolder) {
			t.Errorf("put: %v", err)
		}
		if _, err := broken.Import(t.Context(), by(o.operator), "2026", workbookOf("x", newEnterprise("丙厂"), facts()), assessment.ImportOptions{}); !errors.Is(err, store.ErrNoFolder) {
			t.Errorf("import: %v", err)
		}
	})
	view, err := o.svc.PutFacts(t.Context(), by(clerk), draft, workbookOf("y", nil, facts()))
	must(t, err)
	if view.Source.Name != "y.xlsx" || view.Source.ReceivedSHA256 != "ab" {
		t.Errorf("source %+v", view.Source)
	}
	_, err = o.svc.ExportSource(t.Context(), by(other), draft)
	wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	o.unchanged(t, func() {
		gone := assessment.NewService(o.store, store.NewFiles(t.TempDir()), scoring.Cards(), time.Now, func() string { return "id-y" })
		_, err := gone.ExportSource(t.Context(), by(clerk), draft)
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNoSourceFile)
	})
}

// The bureau reads the workbook that was handed in, while the enterprise works on
// the next one.
func TestEachSeesTheWorkbookOfItsRevision(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		made, err := o.svc.CreateApplication(ctx, by(clerk), "2026", workbookOf("old", nil, facts()))
		must(t, err)
		_, err = o.svc.Submit(ctx, by(clerk), made.ID, true)
		must(t, err)
		_, err = o.svc.Return(ctx, by(o.reviewer), made.ID, assessment.NewReturn{Indicators: []string{o.card.Indicators()[0].ID}, Reason: "材料不清楚"})
		must(t, err)
		_, err = o.svc.PutFacts(ctx, by(clerk), made.ID, workbookOf("new", nil, facts()))
		must(t, err)
		for _, test := range []struct {
			actor assessment.Actor
			want  string
		}{{clerk, "new.xlsx"}, {o.reviewer, "old.xlsx"}, {o.lead, "old.xlsx"}} {
			file, err := o.svc.ExportSource(ctx, by(test.actor), made.ID)
			must(t, err)
			must(t, file.Content.Close())
			if file.Name != test.want {
				t.Errorf("%s reads %s, want %s", test.actor.Role, file.Name, test.want)
			}
		}
	})
}
