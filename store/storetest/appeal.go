package storetest

import (
	"errors"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

func appeals(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindRelease("2026"); return err })
	first := &assessment.Release{RoundID: "2026", AppealsUntil: noon.Add(time.Hour), By: "u-reviewer", At: noon}
	second := &assessment.Release{RoundID: "2026", AppealsUntil: noon.Add(2 * time.Hour), By: "u-reviewer", At: noon}
	appeal := func(n, seq int, id string, evidence ...string) *assessment.Appeal {
		return &assessment.Appeal{
			ID: id, ApplicationID: application(n).ID, Seq: seq, Indicator: "titles", Score: -150, Reason: "不符 ，见附件",
			Evidence: append([]string{}, evidence...), By: "u-reviewer", At: noon,
		}
	}
	a, b, c := appeal(1, 1, "p1", "v1", "v2"), appeal(0, 1, "p2"), appeal(0, 2, "p3")
	upheld := &assessment.AppealDecision{
		AppealID: "p3", Outcome: assessment.AppealUpheld, Reason: "属实", Score: 0, FirstEntry: 4, LastEntry: 6, By: "u-reviewer", At: noon,
	}
	rejected := &assessment.AppealDecision{AppealID: "p1", Outcome: assessment.AppealRejected, Reason: "不符", Score: -150, By: "u-reviewer", At: noon}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddRelease(first), tx.AddRelease(second), tx.AddAppeal(a), tx.AddAppeal(b), tx.AddAppeal(c),
			tx.AddAppealDecision(rejected), tx.AddAppealDecision(upheld))
	})
	same(t, second, got(t, s, func(tx assessment.Tx) (*assessment.Release, error) { return tx.FindRelease("2026") }))
	same(t, []*assessment.Appeal{b, c}, got(t, s, func(tx assessment.Tx) ([]*assessment.Appeal, error) { return tx.ListAppeals("a000") }))
	same(t, []*assessment.Appeal{b, c, a}, got(t, s, func(tx assessment.Tx) ([]*assessment.Appeal, error) { return tx.ListRoundAppeals("2026") }))
	same(t, []*assessment.Appeal{}, got(t, s, func(tx assessment.Tx) ([]*assessment.Appeal, error) { return tx.ListRoundAppeals("2025") }))
	same(t, []*assessment.AppealDecision{rejected},
		got(t, s, func(tx assessment.Tx) ([]*assessment.AppealDecision, error) { return tx.ListAppealDecisions("a001") }))
	same(t, []*assessment.AppealDecision{upheld, rejected},
		got(t, s, func(tx assessment.Tx) ([]*assessment.AppealDecision, error) {
			return tx.ListRoundAppealDecisions("2026")
		}))
	for name, bad := range map[string]func(tx assessment.Tx) error{
		"a second decision": func(tx assessment.Tx) error { return tx.AddAppealDecision(upheld) },
		"an upheld appeal without an entry": func(tx assessment.Tx) error {
			return tx.AddAppealDecision(&assessment.AppealDecision{AppealID: "p2", Outcome: assessment.AppealUpheld, Reason: "x", By: "u-reviewer", At: noon})
		},
		"a number twice": func(tx assessment.Tx) error { return tx.AddAppeal(appeal(0, 2, "p4")) },
	} {
		if err := s.Update(t.Context(), bad); err == nil {
			t.Errorf("%s was stored", name)
		}
	}
}
