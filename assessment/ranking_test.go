package assessment_test

import (
	"io"
	"strings"
	"testing"

	"wuxing/assessment"
)

func TestRanking(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		for _, e := range []struct {
			name  string
			facts map[string]any
		}{
			{"丁厂", map[string]any{"arbitration_cases": 11}},                                               // vetoed
			{"丙厂", map[string]any{"title_level": "province"}},                                             // third, one point less than …
			{"乙厂", map[string]any{"title_level": "national"}},                                             // … these two, who
			{"甲厂", map[string]any{"title_level": "national"}},                                             // share the first rank
			{"戊厂", map[string]any{"title_level": "national", "apprentices": 100, "arbitration_cases": 3}}, // same total, but a deduction
			{"己厂", nil}, // last
		} {
			o.path(o.enterprise(e.name), "2026", assessment.StateReviewed, facts(e.facts))
		}
		o.path(o.enterprise("草稿"), "2026", assessment.StateDraft, facts())
		ranking, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		var order []string
		for _, row := range ranking.Rows {
			order = append(order, row.Enterprise.Name+" "+string(rune('0'+row.Rank)))
		}
		same(t, []string{"乙厂 1", "甲厂 1", "戊厂 3", "丙厂 4", "己厂 5", "丁厂 0"}, order)
		stored, err := o.svc.Ranking(ctx, o.reviewer, "2026")
		must(t, err)
		same(t, ranking, stored)
		var body string
		must(t, o.raw.QueryRowContext(ctx, "SELECT body FROM rankings").Scan(&body))
		if strings.Contains(body, "显示名") {
			t.Error("the stored ranking holds names of persons")
		}
		before := o.counts()["audit_events"]
		exported, err := o.svc.ExportRanking(ctx, by(o.lead), "2026", assessment.ExportRankingBook, io.Discard, writesNothing)
		must(t, err)
		same(t, ranking, exported)
		if after := o.counts()["audit_events"]; after != before+1 {
			t.Errorf("an export made %d events", after-before)
		}
	})
}

func TestNothingToRank(t *testing.T) {
	o := onSQLite(t)
	o.unchanged(t, func() {
		_, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
		wantCode(t, err, assessment.KindConflict, assessment.CodeNothingToRank)
	})
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	for i, state := range []assessment.State{
		assessment.StateSubmitted, assessment.StateInReview, assessment.StateReturned, assessment.StateResubmitted,
	} {
		o.path(o.enterprise(string(state)), "2026", state, facts())
		ranking, err := o.svc.Ranking(t.Context(), o.lead, "2026")
		must(t, err)
		if ranking.Pending != i+1 || len(ranking.Rows) != 1 {
			t.Errorf("%d pending and %d rows, want %d and 1", ranking.Pending, len(ranking.Rows), i+1)
		}
		o.unchanged(t, func() {
			_, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
			wantCode(t, err, assessment.KindConflict, assessment.CodeUnfinishedReviews)
		})
	}
	stale := by(o.lead)
	stale.Version = 7
	_, err := o.svc.Rank(t.Context(), stale, "2026")
	wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
	_, err = o.svc.Ranking(t.Context(), o.lead, "none")
	wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
}
