package storetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wuxing/assessment"
	"wuxing/store"
)

// noon is a time with microseconds; in and out of a database it stays itself.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

// update runs fn in a writing transaction that must succeed.
func update(t *testing.T, s *store.Store, fn func(assessment.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

// view runs fn in a reading transaction that must succeed.
func view(t *testing.T, s *store.Store, fn func(assessment.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// got reads one value in a view.
func got[T any](t *testing.T, s *store.Store, read func(assessment.Tx) (T, error)) T {
	t.Helper()
	var value T
	view(t, s, func(tx assessment.Tx) (err error) {
		value, err = read(tx)
		return err
	})
	return value
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func enterprise(n int) *assessment.Enterprise {
	return &assessment.Enterprise{
		ID: fmt.Sprintf("e%03d", n), Name: fmt.Sprintf("湖州示例童装有限公司%d", n), USCC: fmt.Sprintf("91330502MA2B%06d", n),
		Township: "织里镇", CreatedAt: noon,
	}
}

func reviewer() *assessment.User {
	return &assessment.User{
		ID: "u-reviewer", Username: "reviewer", DisplayName: "评审员甲", Role: assessment.RoleReviewer,
		PasswordHash: "$argon2id$…", CreatedAt: noon, Version: 1,
	}
}

func round(id string) *assessment.Round {
	return &assessment.Round{
		ID: id, Name: "二〇二六年度", Year: 2026, CardID: "wuxing-2024", CardHash: "sha256:00",
		OpensAt: noon, ClosesAt: noon.Add(24 * time.Hour), Quota: 50, State: assessment.RoundOpen, CreatedAt: noon, Version: 1,
	}
}

func application(n int) *assessment.Application {
	return &assessment.Application{
		ID: fmt.Sprintf("a%03d", n), RoundID: "2026", Enterprise: *enterprise(n), State: assessment.StateDraft,
		Revision: 1, CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
}

func submission(n, revision int) *assessment.Submission {
	return &assessment.Submission{
		ApplicationID: fmt.Sprintf("a%03d", n), Revision: revision,
		Facts:  json.RawMessage(`{"employees":400,  "honours":[{"person":"张三","level":"city"}]}`),
		Source: assessment.Source{Kind: assessment.SourceWorkbook, Name: "自评表 （终稿）.xlsx", SHA256: "ab"},
		CardID: "wuxing-2024", CardHash: "sha256:00", Result: json.RawMessage(`{"total":87.25}`), Total: 8725, By: "u-reviewer", At: noon,
	}
}

// populate makes a round with n applications, each with its first submission.
func populate(t *testing.T, s *store.Store, n int) {
	t.Helper()
	update(t, s, func(tx assessment.Tx) error {
		if err := tx.CreateUser(reviewer()); err != nil {
			return err
		}
		if err := tx.CreateRound(round("2026")); err != nil {
			return err
		}
		for i := range n {
			if err := tx.CreateEnterprise(enterprise(i)); err != nil {
				return err
			}
			if err := tx.CreateApplication(application(i)); err != nil {
				return err
			}
			if err := tx.AddSubmission(submission(i, 1)); err != nil {
				return err
			}
		}
		return nil
	})
}

func event(action assessment.Action, object string) assessment.AuditEvent {
	return assessment.AuditEvent{
		At: noon, ActorID: "u-reviewer", Role: assessment.RoleReviewer, Action: action, Object: "test", ObjectID: object,
		Before: json.RawMessage(`{"state":"draft"}`), Reason: "理由", RequestID: "r1",
	}
}
