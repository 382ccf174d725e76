package assessment_test

import (
	"encoding/json"
	"maps"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

func agree(indicator string) assessment.NewScoreEntry {
	return assessment.NewScoreEntry{Indicator: indicator, Decision: assessment.Agree}
}

func correct(indicator, facts string) assessment.NewScoreEntry {
	return assessment.NewScoreEntry{Indicator: indicator, Decision: assessment.Correct, Facts: json.RawMessage(facts), Reason: "按名册更正"}
}

func override(indicator string, points scoring.Points) assessment.NewScoreEntry {
	return assessment.NewScoreEntry{Indicator: indicator, Decision: assessment.Override, Points: &points, Reason: "现场核查"}
}

// A review with some decisions already saved, an update, and either the problems
// or the official scores that come of it. In the facts of office_test.go,
// 200 of 400 are skilled (4 points on skilled_ratio), 90 of 200 highly skilled (2),
// 150 of 200 trained (3), 70 of 200 earn over 90k (4).
func TestReviewArithmetic(t *testing.T) {
	o := onSQLite(t)
	for _, test := range []struct {
		name     string
		standing []assessment.NewScoreEntry
		update   []assessment.NewScoreEntry
		problems []string
		official map[string]string // of the indicators in it
		open     bool              // some of these indicators need a decision still
	}{
		{name: "agree takes the self score", update: []assessment.NewScoreEntry{agree("skilled_ratio")}, official: map[string]string{"skilled_ratio": "4"}},
		{
			name: "correct lets the engine score", update: []assessment.NewScoreEntry{correct("apprenticeship", `{"apprentices": "100"}`)},
			official: map[string]string{"apprenticeship": "4"},
		},
		{
			name: "a fact can be taken back", update: []assessment.NewScoreEntry{correct("apprenticeship", `{"apprentices": null}`)},
			official: map[string]string{"apprenticeship": "0"},
		},
		{
			name: "override sets points, zero too", update: []assessment.NewScoreEntry{override("apprenticeship", 0), override("equity", 225)},
			official: map[string]string{"apprenticeship": "0", "equity": "2.25"},
		},
		{
			name: "override of a deduction is negative", update: []assessment.NewScoreEntry{override("arbitration", -100)},
			official: map[string]string{"arbitration": "-1"},
		},
		{
			name: "the newest decision counts", standing: []assessment.NewScoreEntry{override("equity", 400)}, update: []assessment.NewScoreEntry{agree("equity")},
			official: map[string]string{"equity": "0"},
		},
		{
			name:     "a corrected fact is corrected wherever it is read",
			update:   []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`), correct("high_skilled_ratio", ``)},
			official: map[string]string{"skilled_ratio": "3", "high_skilled_ratio": "3"},
		},
		{
			name: "an agreement that a correction does not touch stands", standing: []assessment.NewScoreEntry{agree("training_ratio"), agree("titles")},
			update:   []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`)},
			official: map[string]string{"training_ratio": "3", "titles": "0", "skilled_ratio": "3"},
		},
		{
			name: "a standing agreement that a correction overturns must be decided anew", standing: []assessment.NewScoreEntry{agree("high_skilled_ratio")},
			update:   []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`)},
			problems: []string{"agreement_overturned standing.high_skilled_ratio"},
		},
		{
			name: "with it decided anew the update is fine", standing: []assessment.NewScoreEntry{agree("high_skilled_ratio")},
			update:   []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`), override("high_skilled_ratio", 200)},
			official: map[string]string{"skilled_ratio": "3", "high_skilled_ratio": "2"},
		},
		{
			name: "a new agreement with a score that a correction has changed", standing: []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`)},
			update:   []assessment.NewScoreEntry{agree("titles"), agree("high_skilled_ratio")},
			problems: []string{"agreement_overturned entries[1]"},
		},
		{
			name: "without facts, nothing corrected elsewhere", update: []assessment.NewScoreEntry{correct("apprenticeship", `{}`)},
			problems: []string{"correction_missing entries[0].facts"},
		},
		{
			name: "what founds a correction goes away", standing: []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`), correct("high_skilled_ratio", `{}`)},
			update: []assessment.NewScoreEntry{agree("skilled_ratio")}, problems: []string{"correction_missing standing.high_skilled_ratio"},
		},
		{
			name: "two corrections of one fact that agree, written differently", standing: []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`)},
			update: []assessment.NewScoreEntry{correct("high_skilled_ratio", `{"skilled_workers": "190"}`)}, official: map[string]string{"high_skilled_ratio": "3"},
		},
		{
			name: "two corrections of one fact that differ", update: []assessment.NewScoreEntry{
				correct("skilled_ratio", `{"skilled_workers": 190}`), correct("high_skilled_ratio", `{"skilled_workers": 180}`),
			},
			problems: []string{"correction_conflict entries[1].facts.skilled_workers"},
		},
		{
			name: "a correction that differs from a standing one", standing: []assessment.NewScoreEntry{correct("skilled_ratio", `{"skilled_workers": 190}`), correct("high_skilled_ratio", ``)},
			update: []assessment.NewScoreEntry{correct("high_skilled_ratio", `{"skilled_workers": 180}`)}, problems: []string{"correction_conflict entries[0].facts.skilled_workers"},
		},
		{
			name: "corrections that only together make sense", update: []assessment.NewScoreEntry{
				correct("skilled_ratio", `{"skilled_workers": 60}`), correct("training_ratio", `{"trained_workers": 50}`),
				correct("high_skilled_ratio", `{"high_skilled_workers": 30}`), correct("income_90k", `{"workers_over_90k": 20}`),
			},
			official: map[string]string{"skilled_ratio": "0", "training_ratio": "3", "high_skilled_ratio": "3", "income_90k": "4"},
		},
		{
			name: "a correction that contradicts the submission", update: []assessment.NewScoreEntry{agree("titles"), correct("training_ratio", `{"trained_workers": 201}`)},
			problems: []string{"facts_contradict entries[1].facts.trained_workers"},
		},
		{name: "all problems at once, each in its place", update: []assessment.NewScoreEntry{
			{Indicator: "none", Decision: assessment.Agree},
			{Indicator: "titles", Decision: "perhaps"},
			{Indicator: "equity", Decision: assessment.Agree, Facts: json.RawMessage(`{"equity_workers": 1}`), Points: new(scoring.Points)},
			{Indicator: "training_base", Decision: assessment.Override, Reason: "理由"},
			override("training_funds", 425), override("craftsman_culture", 30), override("arbitration", 100), override("labour_relations", -25),
			{Indicator: "competitions", Decision: assessment.Override, Points: new(scoring.Points), Reason: " 无 "},
			{Indicator: "innovations", Decision: assessment.Correct, Facts: json.RawMessage(`{"employees": 1}`), Reason: "理由"},
			{Indicator: "apprenticeship", Decision: assessment.Correct, Facts: json.RawMessage(`{"apprentices": 1.5, "nonsense": 1}`), Reason: "理由"},
			{Indicator: "skilled_ratio", Decision: assessment.Correct, Facts: json.RawMessage(`{`), Reason: ""},
			agree("income_90k"), agree("income_90k"),
			{Indicator: "income_120k", Decision: assessment.Override, Points: new(scoring.Points), Reason: "坏\x00字"},
		}, problems: []string{
			"unknown_indicator entries[0].indicator", "value_not_allowed entries[1].decision",
			"not_for_decision entries[2].facts", "not_for_decision entries[2].points", "points_missing entries[3].points",
			"points_out_of_range entries[4].points", "points_not_quarter entries[5].points",
			"points_out_of_range entries[6].points", "points_out_of_range entries[7].points",
			"reason_missing entries[8].reason", "correction_foreign entries[9].facts.employees",
			"fraction_of_count entries[10].facts.apprentices", "unknown_fact entries[10].facts.nonsense",
			"malformed_json entries[11].facts", "reason_missing entries[11].reason",
			"indicator_twice entries[13].indicator", "value_malformed entries[14].reason",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			id := o.path(o.enterprise(test.name), "2026", assessment.StateSubmitted, facts())
			if len(test.standing) > 0 {
				_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: test.standing})
				must(t, err)
			}
			before := o.counts()
			view, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: test.update})
			if test.problems != nil {
				same(t, test.problems, problems(err))
				same(t, before, o.counts())
				return
			}
			must(t, err)
			o.scores(t, view, test.official)
			again, err := o.svc.Review(t.Context(), o.lead, id)
			must(t, err)
			same(t, view, again)
		})
	}
}

// scores holds the official scores against a view, and its totals against its rows.
func (o *office) scores(t *testing.T, view *assessment.ReviewView, want map[string]string) {
	t.Helper()
	got := make(map[string]string)
	for _, row := range view.Rows {
		if row.Official == nil {
			continue
		}
		if _, asked := want[row.Indicator]; asked {
			got[row.Indicator] = row.Official.String()
		}
		if row.Difference != *row.Official-row.Self {
			t.Errorf("%s: difference %v of %v and %v", row.Indicator, row.Difference, *row.Official, row.Self)
		}
	}
	same(t, want, got)
	var sum scoring.Points
	for _, line := range view.Official.Indicators {
		sum += line.Score
	}
	if total := max(0, sum); total != view.Official.Total {
		t.Errorf("official total %v, the lines add up to %v", view.Official.Total, total)
	}
}

// A resubmission keeps the decisions whose facts it leaves alone, and asks for the
// others again; what was corrected and has since been changed is void.
func TestResubmission(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
		view, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: append(
			o.agreeAll("skilled_ratio", "high_skilled_ratio", "apprenticeship"),
			correct("skilled_ratio", `{"skilled_workers": 190}`), correct("high_skilled_ratio", ""), override("apprenticeship", 100))})
		must(t, err)
		same(t, []string{}, view.Open)
		_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"skilled_ratio", "apprenticeship"}, Reason: "人数与社保不符"})
		must(t, err)
		_, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"skilled_workers": 195}), nil))
		must(t, err)
		_, err = o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)

		view, err = o.svc.Review(ctx, o.reviewer, id)
		must(t, err)
		same(t, []string{"training_ratio", "skilled_ratio", "high_skilled_ratio", "income_90k", "income_120k"}, view.Open)
		rows := byIndicator(view)
		for _, open := range view.Open {
			if !rows[open].NeedsReview || rows[open].Official != nil {
				t.Errorf("%s is open, its row says %+v", open, rows[open])
			}
		}
		if rows["titles"].NeedsReview || *rows["apprenticeship"].Official != 100 {
			t.Errorf("untouched decisions are lost: %+v %+v", rows["titles"], rows["apprenticeship"])
		}
		if line, _ := view.Official.Indicator("skilled_ratio"); line.Score != 300 { // 195/400 = 48.75 %
			t.Errorf("the void correction counts: %v", line.Score)
		}
		_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Complete: true})
		wantCode(t, err, assessment.KindConflict, assessment.CodeReviewIncomplete)
		same(t, []string{
			"decision_missing indicators.training_ratio", "decision_missing indicators.skilled_ratio", "decision_missing indicators.high_skilled_ratio",
			"decision_missing indicators.income_90k", "decision_missing indicators.income_120k",
		}, problems(err))
		var anew []assessment.NewScoreEntry
		for _, open := range view.Open {
			anew = append(anew, agree(open))
		}
		view, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: anew, Complete: true})
		must(t, err)
		if !view.Complete {
			t.Error("not complete")
		}
	})
}

// A correction may no longer go together with what the enterprise has changed
// elsewhere: it falls, the rest stands.
func TestAResubmissionThatContradictsACorrection(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
	_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
		correct("equity", `{"equity_workers": 180}`), correct("apprenticeship", `{"apprentices": 100}`), agree("titles"),
	}})
	must(t, err)
	_, err = o.svc.Return(t.Context(), by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"skilled_ratio"}, Reason: "人数与社保不符"})
	must(t, err)
	_, err = o.svc.PutFacts(t.Context(), by(clerk), id, answers(facts(map[string]any{"skilled_workers": 170}), nil))
	must(t, err)
	_, err = o.svc.Submit(t.Context(), by(clerk), id, true)
	must(t, err)
	view, err := o.svc.Review(t.Context(), o.reviewer, id)
	must(t, err)
	rows := byIndicator(view)
	if !rows["equity"].NeedsReview || rows["titles"].NeedsReview || *rows["apprenticeship"].Official != 400 {
		t.Errorf("equity %+v, titles %+v, apprenticeship %+v", rows["equity"], rows["titles"], rows["apprenticeship"])
	}
}

func TestAFinishedReviewOpensAgain(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	before := o.application(id)
	_, err := o.svc.PutReview(t.Context(), by(o.other), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("equity", 100)}})
	wantCode(t, err, assessment.KindConflict, assessment.CodeOtherReviewer)
	view, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("equity", 100)}})
	must(t, err)
	if view.Complete || view.Application.State != assessment.StateInReview || len(view.Open) != 0 {
		t.Errorf("after a revision: %+v", view.Application)
	}
	if mine, err := o.svc.Application(t.Context(), o.lead, id); err != nil || mine.Official != nil {
		t.Errorf("an official score is shown while it is revised: %+v %v", mine, err)
	}
	view, err = o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Complete: true})
	must(t, err)
	if !view.Complete || view.Official.Total != view.Self.Total+100 {
		t.Errorf("official %v, self %v", view.Official.Total, view.Self.Total)
	}
	if got := o.application(id).Version; got != before.Version+3 {
		t.Errorf("version %d after %d: want a step for opening, deciding and finishing", got, before.Version)
	}
}

// Whatever entry is added, none that was there is changed or gone.
func TestEntriesAreOnlyAdded(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts())
	last := []*assessment.ScoreEntry{}
	for i := range 6 {
		_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
			override("equity", scoring.Points(25*i)), agree("titles"),
		}})
		must(t, err)
		var now []*assessment.ScoreEntry
		must(t, o.store.View(t.Context(), func(tx assessment.Tx) (err error) {
			now, err = tx.ListScoreEntries(id)
			return err
		}))
		if len(now) != len(last)+2 {
			t.Fatalf("%d entries after %d", len(now), len(last))
		}
		same(t, last, now[:len(last)])
		last = now
	}
	for i, entry := range last {
		if entry.Seq != i+1 {
			t.Errorf("entry %d has number %d", i+1, entry.Seq)
		}
	}
}

func TestAVetoedEnterpriseKeepsItsScore(t *testing.T) {
	o := onSQLite(t)
	vetoed := maps.Clone(facts())
	vetoed["arbitration_cases"] = 11
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, vetoed)
	o.path(o.enterprise("乙厂"), "2026", assessment.StateReviewed, facts())
	ranking, err := o.svc.Ranking(t.Context(), o.lead, "2026")
	must(t, err)
	last := ranking.Rows[1]
	if last.Enterprise.Name != "甲厂" || last.Rank != 0 || !last.Vetoed || len(last.Vetoes) != 1 || last.OfficialTotal != ranking.Rows[0].OfficialTotal {
		t.Errorf("row %+v", last)
	}
	// An agreement with a row that a correction turns into a veto does not stand.
	id := o.path(o.enterprise("丙厂"), "2026", assessment.StateSubmitted, facts())
	_, err = o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
		correct("arbitration", `{"arbitration_cases": 11}`),
	}})
	must(t, err)
	view, err := o.svc.Review(t.Context(), o.lead, id)
	must(t, err)
	if !view.Official.Vetoed || view.Self.Vetoed {
		t.Error("the veto is not seen")
	}
}
