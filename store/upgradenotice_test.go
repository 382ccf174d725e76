package store

import (
	"testing"

	"wuxing/assessment"
)

// Published rounds from before there were notices: what the joint meeting decided on
// the published snapshot becomes the state of the applications; without one they
// stay published. Versions stay.
func TestPublishedRoundsComeToTheirOutcome(t *testing.T) {
	const body = `{"snapshot":"sha256:01","decided":[{"application":"a1","outcome":"excellent"},{"application":"a2","outcome":"certified"},{"application":"a3","outcome":"not_selected"},{"application":"a4","outcome":"not_selected"}]}`
	for _, test := range []struct {
		name     string
		meetings []string
		snapshot string // newest
		want     []assessment.State
	}{
		{
			"decided",
			[]string{`{"snapshot":"sha256:01","decided":[{"application":"a1","outcome":"not_selected"}]}`, body},
			"sha256:01",
			[]assessment.State{assessment.StateExcellent, assessment.StateCertified, assessment.StateNotSelected, assessment.StateDisqualified},
		},
		{"never decided", nil, "sha256:01", []assessment.State{assessment.StatePublished, assessment.StatePublished, assessment.StatePublished, assessment.StatePublished}},
		{
			"decided on an older snapshot",
			[]string{body},
			"sha256:02",
			[]assessment.State{assessment.StatePublished, assessment.StatePublished, assessment.StatePublished, assessment.StatePublished},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(t *testing.T, address string) {
				s := upTo(t, address, 5)
				exec(t, s, rows[0], "")
				exec(t, s, rows[1], "")
				exec(t, s, rows[2], "")
				exec(t, s, "UPDATE rounds SET state = 'published', version = 9", "")
				for i, rank := range []string{"1", "2", "3", "0"} {
					n := string(rune('1' + i))
					if i > 0 {
						exec(t, s, "INSERT INTO enterprises VALUES ('e"+n+"', '企业', '"+n+"', '织里镇', '2026-01-01 00:00:00+00:00')", "")
					}
					exec(t, s, "INSERT INTO applications (id, round_id, enterprise_id, state, revision, submitted, rank, created_at, updated_at, version) VALUES ('a"+n+
						"', 'r1', 'e"+n+"', 'published', 1, 1, "+rank+", '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', 7)", "")
				}
				for i, hash := range []string{"sha256:00", test.snapshot} {
					exec(t, s, "INSERT INTO snapshots VALUES ('r1', "+string(rune('1'+i))+", '{}', '"+hash+"', 'u1', '2026-01-01 00:00:00+00:00')", "")
				}
				for i, meeting := range test.meetings {
					exec(t, s, "INSERT INTO meetings VALUES ('r1', "+string(rune('1'+i))+", '"+meeting+"', 'u1', '2026-01-01 00:00:00+00:00')", "")
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = opened(t, address)
				err := s.View(t.Context(), func(tx assessment.Tx) error {
					list, err := tx.ListApplications(assessment.ApplicationFilter{RoundID: "r1"})
					for i, a := range list {
						if a.State != test.want[i] || a.Version != 7 {
							t.Errorf("%s is %s with version %d, want %s with 7", a.ID, a.State, a.Version, test.want[i])
						}
					}
					if len(list) != 4 || err != nil {
						t.Errorf("%d applications (%v)", len(list), err)
					}
					round, err := tx.FindRoundByID("r1")
					if err == nil && (round.State != assessment.RoundPublished || round.Version != 9) {
						t.Errorf("the round has become %+v", round)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		})
	}
}
