package assessment_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

const manyApplications = 10_000

// BenchmarkOverview looks at a round of 10,000 enterprises, 8,000 of them reviewed:
// cold as the first look after a start, which reads every stored result, changed as
// one after something has happened, lead as one after nothing has. scan, the yardstick, is a plain SELECT of the rows that are counted.
func BenchmarkOverview(b *testing.B) {
	folder := b.TempDir()
	s, err := store.Open(b.Context(), folder, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	raw, err := sql.Open("sqlite", filepath.Join(folder, "wuxing.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := errors.Join(raw.Close(), s.Close()); err != nil {
			b.Error(err)
		}
	}()
	if err := manyRows(b, s); err != nil {
		b.Fatal(err)
	}
	service := func() *assessment.Service {
		return assessment.NewService(s, store.NewFiles(folder), scoring.Cards(), func() time.Time { return opening.AddDate(0, 1, 0) }, func() string { return "id" })
	}
	look := func(b *testing.B, service *assessment.Service, actor assessment.Actor) {
		b.Helper()
		overview, err := service.Overview(b.Context(), actor, "2026")
		if err != nil || actor.Role == assessment.RoleLead && (overview.Quota.Ranked != 8000 || overview.Scores.Totals.Self.Count != manyApplications) {
			b.Fatal(overview, err)
		}
	}
	lead := assessment.Actor{UserID: "u-lead", Role: assessment.RoleLead}
	warm := service()
	look(b, warm, lead)
	b.Run("scan", func(b *testing.B) {
		for b.Loop() {
			plainScan(b, raw)
		}
	})
	for _, test := range []struct {
		name  string
		actor assessment.Actor
	}{
		{"lead", lead},
		{"township", assessment.Actor{UserID: "u-town", Role: assessment.RoleTownship, Area: "乡镇3"}},
		{"reviewer", assessment.Actor{UserID: "u-reviewer1", Role: assessment.RoleReviewer}},
	} {
		b.Run(test.name, func(b *testing.B) {
			for b.Loop() {
				look(b, warm, test.actor)
			}
		})
	}
	b.Run("changed", func(b *testing.B) {
		for b.Loop() {
			err := s.Update(b.Context(), func(tx assessment.Tx) error {
				return tx.Record(assessment.AuditEvent{At: opening, Action: assessment.ActionPutFacts, Object: "test", ObjectID: "test"})
			})
			if err != nil {
				b.Fatal(err)
			}
			look(b, warm, lead)
		}
	})
	b.Run("standings", func(b *testing.B) {
		for b.Loop() {
			view, err := warm.Standings(b.Context(), lead, "2026", "01890000-0000-7000-8000-000000004001", 50)
			if err != nil || len(view.Rows) != 50 || !view.More {
				b.Fatal(view, err)
			}
		}
	})
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			look(b, service(), lead)
		}
	})
}

func plainScan(b *testing.B, raw *sql.DB) {
	rows, err := raw.QueryContext(b.Context(), `SELECT a.id, a.state, a.revision, a.submitted, a.unchecked, coalesce(a.reviewer_id, ''), a.rank, a.version,
		e.id, e.name, e.uscc, e.township FROM applications a JOIN enterprises e ON e.id = a.enterprise_id WHERE a.round_id = '2026'`)
	if err != nil {
		b.Fatal(err)
	}
	count := 0
	for rows.Next() {
		var id, state, reviewer, enterprise, name, code, township string
		var revision, submitted, rank, version int
		var unchecked bool
		if err := rows.Scan(&id, &state, &revision, &submitted, &unchecked, &reviewer, &rank, &version, &enterprise, &name, &code, &township); err != nil {
			b.Fatal(err)
		}
		count++
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || count != manyApplications {
		b.Fatal(count, err)
	}
}

// manyRows stores the round past the use cases, which would take minutes.
func manyRows(b *testing.B, s *store.Store) error {
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	type scored struct{ facts, result json.RawMessage }
	var kinds []scored
	for i := range 50 {
		body, err := json.Marshal(map[string]any{"facts": facts(map[string]any{"apprentices": i * 3, "monthly_allowance": i * 10, "trained_workers": 100 + i})})
		if err != nil {
			return err
		}
		_, given, _, problems := card.ParseSubmission(body)
		if len(problems) > 0 {
			return problems
		}
		written, err := json.Marshal(given)
		if err != nil {
			return err
		}
		result, err := json.Marshal(card.Score(given))
		if err != nil {
			return err
		}
		kinds = append(kinds, scored{written, result})
	}
	return s.Update(b.Context(), func(tx assessment.Tx) error {
		for i := range 40 {
			name := fmt.Sprint("reviewer", i)
			if err := tx.CreateUser(&assessment.User{ID: "u-" + name, Username: name, Role: assessment.RoleReviewer, PasswordHash: "none", CreatedAt: opening, Version: 1}); err != nil {
				return err
			}
		}
		settings := assessment.DefaultSettings()
		settings.Excellent = 50
		err := tx.CreateRound(&assessment.Round{
			ID: "2026", Name: "2026", Year: 2026, CardID: card.ID, CardHash: card.Hash(), OpensAt: opening, Quota: 150,
			Settings: settings, State: assessment.RoundOpen, CreatedAt: opening, Version: 1,
		})
		if err != nil {
			return err
		}
		for i := range manyApplications {
			e := assessment.Enterprise{ID: fmt.Sprintf("e%05d", i), Name: fmt.Sprintf("湖州示例企业%d有限公司", i), USCC: fmt.Sprintf("91330502MA%08d", i), Township: fmt.Sprint("乡镇", i%20), CreatedAt: opening}
			a := &assessment.Application{
				ID: fmt.Sprintf("01890000-0000-7000-8000-%012d", i), RoundID: "2026", Enterprise: e, State: assessment.StateSubmitted,
				Revision: 1, Submitted: 1, CreatedAt: opening, UpdatedAt: opening, Version: 1,
			}
			if i%5 > 0 {
				a.State, a.ReviewerID = assessment.StateReviewed, fmt.Sprint("u-reviewer", i%40)
			}
			kind, official := kinds[i%50], kinds[i*7%50]
			err := errors.Join(tx.CreateEnterprise(&e), tx.CreateApplication(a), tx.AddSubmission(&assessment.Submission{
				ApplicationID: a.ID, Revision: 1, Facts: kind.facts, Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: "ab"},
				CardID: card.ID, CardHash: card.Hash(), Result: kind.result, By: "u-reviewer0", At: opening,
			}))
			if err == nil && i%5 > 0 {
				err = tx.AddReview(&assessment.Review{ApplicationID: a.ID, Revision: 1, Facts: official.facts, Result: official.result, ReviewerID: a.ReviewerID, At: opening})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
