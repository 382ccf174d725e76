package assessment_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"wuxing/assessment"
)

// Freezing a round keeps everything it was made of, and the same comes of it again:
// corrections, overrides, two reviewers and all.
func TestASnapshotIsRecomputedByteByByte(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.twoBlind("2026")
		first := o.twoAssigned(o.enterprise("甲厂"), "2026")
		correct := assessment.NewScoreEntry{Indicator: "apprenticeship", Decision: assessment.Correct, Facts: json.RawMessage(`{"apprentices":19}`), Reason: "名册为19人"}
		_, err := o.finish(o.reviewer, first, correct)
		must(t, err)
		_, err = o.finish(o.other, first, override("titles", 50))
		must(t, err)
		_, err = o.settled(first, assessment.Settlement{Entries: []assessment.SettledEntry{
			{Indicator: "apprenticeship", Take: assessment.SideFirst, Reason: "以名册为准"}, {Indicator: "titles", Take: assessment.SideSecond, Reason: "证书已过期"},
		}})
		must(t, err)
		second := o.twoAssigned(o.enterprise("乙厂"), "2026")
		for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			_, err := o.finish(reviewer, second)
			must(t, err)
		}
		ranking, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		snapshot, err := o.svc.FindSnapshot(ctx, o.auditor, "2026")
		must(t, err)
		sum := sha256.Sum256(snapshot.Body)
		if want := "sha256:" + hex.EncodeToString(sum[:]); snapshot.Hash != want || ranking.Snapshot != want {
			t.Errorf("hashes %s and %s, want %s", snapshot.Hash, ranking.Snapshot, want)
		}
		var document assessment.SnapshotDocument
		must(t, json.Unmarshal(snapshot.Body, &document))
		totals := make(map[string]string)
		for _, a := range document.Applications {
			var official struct{ Total json.Number }
			must(t, json.Unmarshal(a.Official, &official))
			totals[a.ID] = official.Total.String()
		}
		for _, row := range ranking.Rows {
			if totals[row.ApplicationID] != row.OfficialTotal.String() {
				t.Errorf("%s: %s in the snapshot, %v in the ranking", row.ApplicationID, totals[row.ApplicationID], row.OfficialTotal)
			}
		}
		for _, marker := range []string{"以名册为准", "证书已过期", `"apprentices":19`, `"settings"`, document.CardHash} {
			if !strings.Contains(string(snapshot.Body), marker) {
				t.Errorf("the snapshot lacks %s", marker)
			}
		}
		for _, marker := range []string{"显示名", "u-reviewer", "u-lead"} {
			if strings.Contains(string(snapshot.Body), marker) {
				t.Errorf("the snapshot tells %s", marker)
			}
		}
		again, same, err := o.svc.Recompute(ctx, o.operator, "2026")
		must(t, err)
		if !same || !bytes.Equal(again.Body, snapshot.Body) || again.Hash != snapshot.Hash {
			t.Errorf("recomputed as %s, frozen as %s", again.Hash, snapshot.Hash)
		}
		again, same, err = o.svc.Rebuild(ctx, o.operator, "2026")
		must(t, err)
		if !same || again.Hash != snapshot.Hash {
			t.Errorf("rebuilt as %s, frozen as %s", again.Hash, snapshot.Hash)
		}
	})
}

// Whatever is changed in a stored snapshot, recomputing says so.
func TestAChangedSnapshotIsFound(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateInReview, facts())
	_, err := o.finish(o.reviewer, id, override("titles", 50))
	must(t, err)
	_, err = o.svc.Rank(t.Context(), by(o.lead), "2026")
	must(t, err)
	snapshot, err := o.svc.FindSnapshot(t.Context(), o.lead, "2026")
	must(t, err)
	_, err = o.raw.ExecContext(t.Context(), "DROP TRIGGER snapshots_no_update")
	must(t, err)
	store := func(body []byte, hash string) {
		_, err := o.raw.ExecContext(t.Context(), "UPDATE snapshots SET body = ?, hash = ?", string(body), hash)
		must(t, err)
	}
	for name, change := range map[string][2]string{
		"a total": {`"total":`, `"total":1`}, "a decision": {`"points":0.5`, `"points":0.25`}, "a rank": {`"rank":1`, `"rank":2`}, "a fact": {`"employees":400`, `"employees":401`},
	} {
		body := bytes.Replace(snapshot.Body, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(body, snapshot.Body) {
			t.Fatalf("%s was not changed", name)
		}
		sum := sha256.Sum256(body)
		for _, hash := range []string{snapshot.Hash, "sha256:" + hex.EncodeToString(sum[:])} {
			store(body, hash)
			if _, same, err := o.svc.Recompute(t.Context(), o.lead, "2026"); err == nil && same {
				t.Errorf("%s was changed and nobody noticed", name)
			}
		}
	}
	store(snapshot.Body, "sha256:00")
	if _, same, err := o.svc.Recompute(t.Context(), o.lead, "2026"); err != nil || same {
		t.Errorf("another hash was taken: %v", err)
	}
}

// A rank that lies across the line of a quota is shown, and so is who misses a line.
func TestTiesAndLinesAreShown(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	a := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts(map[string]any{"title_level": "national"}))
	b := o.path(o.enterprise("乙厂"), "2026", assessment.StateReviewed, facts())
	c := o.path(o.enterprise("丙厂"), "2026", assessment.StateReviewed, facts())
	o.path(o.enterprise("丁厂"), "2026", assessment.StateReviewed, facts(map[string]any{"arrears_petitions": []any{map[string]any{"people": 5, "level": "province"}}}))
	own, err := o.svc.Application(ctx, o.lead, b)
	must(t, err)
	line := own.SelfTotal + 1
	for _, test := range []struct {
		quota, excellent int
		want             []assessment.Tie
	}{
		{3, 1, nil},
		{2, 1, []assessment.Tie{{Line: assessment.LineCertified, Quota: 2, Rank: 2, Places: 1, Applications: []string{b, c}}}},
		{2, 2, []assessment.Tie{
			{Line: assessment.LineExcellent, Quota: 2, Rank: 2, Places: 1, Applications: []string{b, c}},
			{Line: assessment.LineCertified, Quota: 2, Rank: 2, Places: 1, Applications: []string{b, c}},
		}},
		{0, 0, nil},
		{9, 0, nil},
	} {
		o.setup("2026", func(change *assessment.RoundChange) {
			change.Quota, change.Settings.Excellent, change.Settings.TotalLine = test.quota, test.excellent, &line
			change.Settings.CategoryLines = []assessment.CategoryLine{{Category: "cultivation", Points: 3600}}
		})
		ranking, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		got := ranking.Ties
		for _, tie := range got { // equals come by name
			if len(tie.Applications) == 2 && tie.Applications[0] == c {
				tie.Applications[0], tie.Applications[1] = b, c
			}
		}
		same(t, test.want, got)
		for _, row := range ranking.Rows {
			want := []string{"total", "cultivation"}
			if row.ApplicationID == a {
				want = []string{"cultivation"}
			}
			same(t, want, row.Below)
		}
	}
	told, err := o.svc.Ranking(ctx, o.reviewer, "2026")
	must(t, err)
	if len(told.Ties) != 0 {
		t.Error("a reviewer is told who is tied")
	}
}
