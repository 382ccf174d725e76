package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// benchEvents is how long the trail is that is verified: about ten years of a
// district with a thousand enterprises.
const benchEvents = 200_000

// makeTrail fills a new database with decisions, each with the score entry it is
// about, and signs the trail.
func makeTrail(ctx context.Context, folder string, events int) (*Store, error) {
	s, err := Open(ctx, folder, Options{})
	if err != nil {
		return nil, err
	}
	heads := NewHeads(folder)
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	step := func(action assessment.Action, object, id, after string) assessment.AuditEvent {
		return assessment.AuditEvent{
			At: at, ActorID: "018f0000-0000-7000-8000-000000000001", Role: assessment.RoleReviewer, Action: action, Object: object, ObjectID: id,
			After: json.RawMessage(after), Reason: "按证书原件核对", RequestID: "018f0000-0000-7000-8000-00000000000r",
		}
	}
	const perApplication = 50
	for a := 0; a*perApplication < events; a++ {
		id := fmt.Sprintf("018f0000-0000-7000-8000-%012d", a)
		err := s.Update(ctx, func(tx assessment.Tx) error {
			enterprise := &assessment.Enterprise{ID: "e" + id, Name: "企业", USCC: fmt.Sprintf("91%016d", a), Township: "织里镇", CreatedAt: at}
			if err := tx.CreateEnterprise(enterprise); err != nil {
				return err
			}
			if a == 0 {
				user := &assessment.User{ID: "018f0000-0000-7000-8000-000000000001", Username: "r", Role: assessment.RoleReviewer, PasswordHash: "x", CreatedAt: at, Version: 1}
				round := &assessment.Round{ID: "2026", Name: "批次", Year: 2026, CardID: "c", CardHash: "h", State: assessment.RoundOpen, CreatedAt: at, Version: 1}
				if err := tx.CreateUser(user); err != nil {
					return err
				}
				if err := tx.CreateRound(round); err != nil {
					return err
				}
				if err := tx.Record(step("create_user", "user", user.ID, `{"role":"reviewer","version":1}`)); err != nil {
					return err
				}
				if err := tx.Record(step("create_round", "round", "2026", `{"state":"open","version":1}`)); err != nil {
					return err
				}
			}
			application := &assessment.Application{
				ID: id, RoundID: "2026", Enterprise: *enterprise, State: assessment.StateInReview, Revision: 1, Submitted: 1, CreatedAt: at, UpdatedAt: at, Version: 1,
			}
			if err := tx.CreateApplication(application); err != nil {
				return err
			}
			if err := tx.AddSubmission(&assessment.Submission{
				ApplicationID: id, Revision: 1, Facts: json.RawMessage("{}"), Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: "x"},
				CardID: "c", CardHash: "h", Result: json.RawMessage("{}"), Total: 8725, By: "018f0000-0000-7000-8000-000000000001", At: at,
			}); err != nil {
				return err
			}
			if err := tx.Record(step("create_application", "application", id, `{"state":"in_review","version":1,"revision":1}`)); err != nil {
				return err
			}
			if err := tx.Record(step("scored", "submission", id+"/1", `{"total":87.25,"sha256":"x"}`)); err != nil {
				return err
			}
			for n := 1; n <= perApplication-2; n++ {
				err := tx.AddScoreEntry(&assessment.ScoreEntry{
					ID: fmt.Sprintf("%s-%d", id, n), Seq: n, ApplicationID: id, Revision: 1, Indicator: "skilled_ratio", Decision: assessment.Agree,
					Score: scoring.Points(n), ReviewerID: "018f0000-0000-7000-8000-000000000001", At: at,
				})
				if err != nil {
					return err
				}
				after := fmt.Sprintf(`{"indicator":"skilled_ratio","decision":"agree","score":0.%02d,"version":1}`, n)
				if err := tx.Record(step("put_review", "application", id, after)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	_, err = heads.Advance(ctx, s)
	return s, err
}

// BenchmarkAuditBare is the yardstick: the same events read in their order, and the
// bytes of each hashed, nothing compared.
func BenchmarkAuditBare(b *testing.B) {
	s, _ := trailFor(b)
	for b.Loop() {
		events := 0
		rows, err := s.reader.Raw("SELECT at, actor_id, role, action, object, object_id, before, after, reason, request_id, effects, hash FROM audit_events ORDER BY seq").Rows()
		if err != nil {
			b.Fatal(err)
		}
		texts := make([]string, 11)
		var at time.Time
		into := []any{&at}
		for i := range texts {
			into = append(into, &texts[i])
		}
		var bytes []byte
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				b.Fatal(err)
			}
			bytes = bytes[:0]
			for _, text := range texts {
				bytes = append(bytes, text...)
			}
			sha256.Sum256(bytes)
			events++
		}
		if err := rows.Close(); err != nil || events < benchEvents {
			b.Fatal(events, err)
		}
	}
}

// BenchmarkAuditVerify is the whole look: chain, head, replay and every sealed row.
func BenchmarkAuditVerify(b *testing.B) {
	s, folder := trailFor(b)
	for b.Loop() {
		report, err := s.VerifyAudit(b.Context(), AuditOptions{Heads: NewHeads(folder)})
		if err != nil || len(report.Problems) > 0 || report.Events < benchEvents {
			b.Fatalf("%+v %v", report, err)
		}
		b.ReportMetric(float64(report.Events), "events")
		b.ReportMetric(float64(report.Rows), "rows")
	}
}

// trailFor makes the trail in a folder that goes with the benchmark.
func trailFor(b *testing.B) (s *Store, folder string) {
	b.Helper()
	folder = b.TempDir()
	s, err := makeTrail(b.Context(), folder, benchEvents)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s, folder
}
