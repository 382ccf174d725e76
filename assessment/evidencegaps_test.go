package assessment_test

import (
	"slices"
	"testing"
	"time"

	"wuxing/assessment"
)

// TestListsAreNarrowedToMissingEvidence: the list says what the evidence of each
// application says, from its submission on, as documents come and go, and in an office
// from before this was counted.
func TestListsAreNarrowedToMissingEvidence(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		claims := map[string]any{"training_funds": "sufficient"}
		clerk := o.enterprise("甲厂")
		bare := o.path(clerk, "2026", assessment.StateSubmitted, claims)
		o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, map[string]any{"employees": 12}) // claims no points
		third := o.enterprise("丙厂")
		backed := o.path(third, "2026", assessment.StateDraft, claims)
		o.add(third, backed, upload("training_funds", "预算.pdf", pdf("1")))
		o.walk(third, backed, assessment.StateSubmitted)
		o.path(o.enterprise("丁厂"), "2026", assessment.StateDraft, claims) // is in no list of the office

		holds := func(when string, want ...string) {
			t.Helper()
			for _, actor := range []assessment.Actor{o.reviewer, o.lead} {
				heads, err := o.svc.ListApplications(t.Context(), actor, assessment.ApplicationFilter{RoundID: "2026", Gaps: true})
				must(t, err)
				got := []string{}
				for _, head := range heads {
					got = append(got, head.ID)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: %v lack evidence, want %v", when, got, want)
				}
				for _, id := range []string{bare, backed} {
					missing := len(o.evidence(actor, id, "training_funds").Missing) > 0
					if missing != slices.Contains(want, id) {
						t.Errorf("%s: %s is missing evidence: %v, and the list says otherwise", when, id, missing)
					}
				}
			}
		}
		holds("handed in", bare)
		_, err := o.svc.Return(t.Context(), by(o.reviewer), bare, assessment.NewReturn{Indicators: []string{"training_funds"}, Reason: "请补充经费列支凭证", DueAt: opening.Add(48 * time.Hour)})
		must(t, err)
		file := o.add(clerk, bare, upload("training_funds", "凭证.pdf", pdf("2")))
		holds("given")
		_, err = o.svc.WithdrawEvidence(t.Context(), by(clerk), bare, file.ID)
		must(t, err)
		holds("withdrawn", bare)

		_, err = o.raw.ExecContext(t.Context(), "DELETE FROM evidence_gaps")
		must(t, err)
		must(t, o.svc.CountEvidenceGaps(t.Context()))
		holds("counted afterwards", bare)
		var counted int
		must(t, o.raw.QueryRowContext(t.Context(), "SELECT count(*) FROM evidence_gaps").Scan(&counted))
		if counted != 3 {
			t.Errorf("%d applications are counted, want those handed in", counted)
		}
	})
}
