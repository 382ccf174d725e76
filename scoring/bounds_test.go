package scoring_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuxing/scoring"
)

// TestBoundsByHand are ranges that were worked out by hand.
func TestBoundsByHand(t *testing.T) {
	for _, test := range []struct {
		name, facts, indicator string
		low, high              string
		veto                   scoring.VetoChance
	}{
		{"a flag", `{"leader_attention": true, "hr_department": false}`, "leadership", "1", "1.5", ""},
		{"nothing of a sum", `{}`, "leadership", "0", "2", ""},
		{"a choice", `{}`, "training_funds", "0", "4", ""},
		{"a list", `{}`, "leading_talents", "0", "6", ""},
		{"a list of which the best counts", `{}`, "science_awards", "0", "4", ""},
		{"a list that is given", `{"honours": [{"person": "甲", "level": "city"}]}`, "leading_talents", "2", "2", ""},
		{"a count with a flag given", `{"certification_started": true, "certification_standardized": true}`, "certification", "2", "5", ""},
		{"nobody trained or everybody", `{"skilled_workers": 100}`, "training_ratio", "0", "3", ""},
		{"at most 40 of at most 100 are skilled", `{"employees": 100, "trained_workers": 40}`, "skilled_ratio", "2", "8", ""},
		{"40 skilled of at least 40", `{"skilled_workers": 40}`, "skilled_ratio", "0", "8", ""},
		{"nobody skilled", `{"skilled_workers": 0}`, "training_ratio", "0", "0", ""},
		{"50 trained, of at most 60", `{"employees": 60, "trained_workers": 50}`, "training_ratio", "3", "3", ""},
		{"50 trained, of at most 90", `{"employees": 90, "trained_workers": 50}`, "training_ratio", "1", "3", ""},
		{"120k bounds 90k from below", `{"skilled_workers": 100, "workers_over_120k": 35}`, "income_90k", "4", "8", ""},
		{"90k bounds 120k from above", `{"skilled_workers": 100, "workers_over_90k": 35}`, "income_120k", "0", "3", ""},
		{"90k bounds 120k from above, at 20%", `{"skilled_workers": 100, "workers_over_90k": 20}`, "income_120k", "0", "0", ""},
		{"an amount", `{}`, "skill_allowance", "0", "6", ""},
		{"growth over an unknown year", `{"average_wage": 60000}`, "wage_growth", "0", "6", ""},
		{"no wage at all", `{"average_wage": 0}`, "wage_growth", "0", "0", ""},
		{"petitions", `{}`, "wage_arrears", "-400", "0", scoring.VetoPossible},
		{"a petition to the province", `{"arrears_petitions": [{"people": 5, "level": "province"}]}`, "wage_arrears", "0", "0", scoring.VetoCertain},
		{"arbitration", `{}`, "arbitration", "-3", "0", scoring.VetoPossible},
		{"eleven cases", `{"arbitration_cases": 11}`, "arbitration", "0", "0", scoring.VetoCertain},
		{"accidents", `{}`, "work_injuries", "-200000", "0", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			card := wuxing2024(t)
			bounds := card.Bounds(mustFacts(t, card, test.facts))
			for i, indicator := range card.Indicators() {
				if got := bounds.Indicators[i]; indicator.ID == test.indicator &&
					(got.Low.String() != test.low || got.High.String() != test.high || got.Veto != test.veto) {
					t.Errorf("from %v to %v, veto %q", got.Low, got.High, got.Veto)
				}
			}
		})
	}
}

// TestMissingFactsByStake orders what is missing. From 36 to 100 workers are
// skilled: the training share is from 3 to 0 points, the share of skilled ones from
// 1 to 8, of highly skilled ones from 8 to 1, of those over 90,000 from 8 to 4, of
// those over 120,000 from 4 to 3; 3 + 7 + 7 + 4 + 1 = 22.
func TestMissingFactsByStake(t *testing.T) {
	card := wuxing2024(t)
	facts := mustFacts(t, card, with(t, fullFacts(t, card), `{"employees": 100, "trained_workers": 35, "high_skilled_workers": 36, "equity_workers": 0,
		"workers_over_90k": 35, "workers_over_120k": 35, "skilled_workers": null, "leader_attention": null, "hr_manager": null, "training_funds": null, "arbitration_cases": null}`))
	var got []string
	bounds := card.Bounds(facts)
	for _, missing := range bounds.Missing {
		got = append(got, fmt.Sprint(missing.Fact, " ", missing.Stake, " ", missing.Veto))
	}
	want := []string{"skilled_workers 22 false", "training_funds 4 false", "arbitration_cases 3 true", "leader_attention 1 false", "hr_manager 0.5 false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if bounds.Total.Veto != scoring.VetoPossible {
		t.Errorf("veto %q", bounds.Total.Veto)
	}
}

// fullFacts are the facts of fixture 061: full marks exactly at the caps.
func fullFacts(tb testing.TB, card *scoring.Card) *scoring.Facts {
	tb.Helper()
	for _, fixture := range allFixtures(tb) {
		if strings.HasPrefix(fixture.name, "061-") {
			return fixture.facts
		}
	}
	tb.Fatal("no fixture 061")
	return nil
}

// with is the facts as JSON after an amendment.
func with(tb failer, facts *scoring.Facts, amendment string) string {
	tb.Helper()
	amended, problems := facts.Card().Amend(facts, []byte(amendment))
	if len(problems) > 0 {
		tb.Fatalf("%s: %v", amendment, problems)
	}
	return toJSON(tb, amended)
}

// TestTheTruthLiesInItsBounds takes facts away and holds the scores with them
// against the ranges without them. With nothing missing the ranges are the scores;
// a fact more never widens one.
func TestTheTruthLiesInItsBounds(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		all := drawAnswers(t, card, true)
		var known answers
		for _, a := range all {
			if rapid.IntRange(0, 2).Draw(t, "keep "+a.key) > 0 {
				known = append(known, a)
			}
		}
		truth, facts := mustFacts(t, card, all.json()), mustFacts(t, card, known.json())
		var out scoring.Outcome
		card.Evaluate(truth, &out)
		bounds := card.Bounds(facts)
		holdVeto(t, "total", bounds.Total, out.Vetoed)
		if out.Total < bounds.Total.Low || out.Total > bounds.Total.High {
			t.Errorf("the total %v is not from %v to %v", out.Total, bounds.Total.Low, bounds.Total.High)
		}
		exact, fewer := card.Bounds(truth), card.Bounds(mustFacts(t, card, `{}`))
		for i, line := range out.Lines {
			id, got := card.Indicators()[i].ID, bounds.Indicators[i]
			if line.Score < got.Low || line.Score > got.High {
				t.Errorf("%s: %v is not from %v to %v; known %s", id, line.Score, got.Low, got.High, known.json())
			}
			holdVeto(t, id, got, line.Veto)
			if e := exact.Indicators[i]; e.Low != line.Score || e.High != line.Score || (e.Veto == scoring.VetoCertain) != line.Veto || e.Veto == scoring.VetoPossible {
				t.Errorf("%s: %v with everything known is %v", id, line.Score, e)
			}
			if w := fewer.Indicators[i]; w.Low > got.Low || w.High < got.High {
				t.Errorf("%s: %v with nothing known, %v with more", id, w, got)
			}
		}
		if len(bounds.Missing) != len(facts.Missing()) || len(exact.Missing) != 0 {
			t.Errorf("missing %v, told %v", facts.Missing(), bounds.Missing)
		}
		for i := 1; i < len(bounds.Missing); i++ {
			if bounds.Missing[i].Stake > bounds.Missing[i-1].Stake {
				t.Errorf("%v comes after %v", bounds.Missing[i], bounds.Missing[i-1])
			}
		}
	})
}

func holdVeto(t *rapid.T, id string, r scoring.ScoreRange, veto bool) {
	if veto && r.Veto == scoring.VetoNone || !veto && r.Veto == scoring.VetoCertain {
		t.Errorf("%s: veto %v, told %q", id, veto, r.Veto)
	}
}

// TestBoundsAreAttained tries every completion on a card with small numbers: the
// lowest and the highest score of each indicator are exactly its range.
func TestBoundsAreAttained(t *testing.T) {
	card, problems := scoring.Load([]byte(tinyCard))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	domains := map[string][]string{"flag": {"false", "true"}, "level": {`"none"`, `"some"`, `"much"`}}
	for _, key := range []string{"all", "part", "some", "bad"} {
		for n := range 5 {
			domains[key] = append(domains[key], fmt.Sprint(n))
		}
	}
	domains["prizes"] = []string{`[]`, `[{"grade": "a"}]`, `[{"grade": "b"}]`, `[{"grade": "a"}, {"grade": "b"}]`, `[{"grade": "b"}, {"grade": "b"}]`, `[{"grade": "a"}, {"grade": "a"}]`}
	consistent := rapid.Custom(func(t *rapid.T) map[string]string {
		known := map[string]string{}
		for _, fact := range card.Facts {
			if rapid.Bool().Draw(t, "know "+fact.Key) {
				known[fact.Key] = rapid.SampledFrom(domains[fact.Key]).Draw(t, fact.Key)
			}
		}
		return known
	}).Filter(func(known map[string]string) bool {
		_, problems := card.ParseFacts([]byte(object(known)))
		return len(problems) == 0
	})
	rapid.Check(t, func(t *rapid.T) {
		known := consistent.Draw(t, "known")
		facts, problems := card.ParseFacts([]byte(object(known)))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		bounds := card.Bounds(facts)
		for i, indicator := range card.Indicators() {
			low, high, some, all := attained(card, indicator, known, domains)
			got := bounds.Indicators[i]
			veto := scoring.VetoNone
			if all {
				veto = scoring.VetoCertain
			} else if some {
				veto = scoring.VetoPossible
			}
			if got.Low != low || got.High != high || got.Veto != veto {
				t.Errorf("%s: told %v, attained from %v to %v, veto %q; known %s", indicator.ID, got, low, high, veto, object(known))
			}
		}
	})
}

// attained tries every completion of the indicator's own facts and of those that
// the checks tie to them.
func attained(card *scoring.Card, indicator *scoring.Indicator, known map[string]string, domains map[string][]string) (low, high scoring.Points, some, all bool) {
	var open []string
	for _, fact := range card.Facts {
		_, isKnown := known[fact.Key]
		own := len(card.IndicatorsUsing(fact.Key)) > 0
		mine := false
		for _, user := range card.IndicatorsUsing(fact.Key) {
			mine = mine || user == indicator
		}
		tied := fact.Key == "all" || fact.Key == "part" || fact.Key == "some"
		if !isKnown && own && (mine || tied) {
			open = append(open, fact.Key)
		}
	}
	facts := map[string]string{}
	for key, value := range known {
		facts[key] = value
	}
	first := true
	var out scoring.Outcome
	at := 0
	for i, other := range card.Indicators() {
		if other == indicator {
			at = i
		}
	}
	var try func(n int)
	try = func(n int) {
		if n < len(open) {
			for _, value := range domains[open[n]] {
				facts[open[n]] = value
				try(n + 1)
			}
			return
		}
		whole, problems := card.ParseFacts([]byte(object(facts)))
		if len(problems) > 0 {
			return
		}
		card.Evaluate(whole, &out)
		line := out.Lines[at]
		if first {
			low, high, some, all, first = line.Score, line.Score, line.Veto, line.Veto, false
		}
		low, high, some, all = min(low, line.Score), max(high, line.Score), some || line.Veto, all && line.Veto
	}
	try(0)
	return low, high, some, all
}

func object(facts map[string]string) string {
	var parts []string
	for key, value := range facts {
		parts = append(parts, fmt.Sprintf("%q: %s", key, value))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// tinyCard has every kind of rule and no number above 4.
const tinyCard = `
id: small
title: 小表
document: {number: 一, name: 二, issuer: 三, issued: 2024-01-01, effective: 2024-01-02}
columns: [序号]
totals: {base: 21, bonus: 0}
tie_breaks:
  - {by: base}
facts:
  - {key: flag, label: 是否, type: yes_no, asked: 一, evidence: [一]}
  - {key: level, label: 级别, type: choice, asked: 一, evidence: [一], choices: [{key: none, label: 无}, {key: some, label: 一些}, {key: much, label: 许多}]}
  - {key: all, label: 全部, unit: 人, type: count, max: 4, asked: 一, evidence: [一], advise: false}
  - {key: part, label: 部分, unit: 人, type: count, max: 4, asked: 一, evidence: [一]}
  - {key: some, label: 一些人, unit: 人, type: count, max: 4, asked: 一, evidence: [一]}
  - {key: bad, label: 坏事, unit: 起, type: count, max: 4, asked: 一, evidence: [一]}
  - {key: prizes, label: 奖, unit: 项, type: list, max_rows: 2, asked: 一, evidence: [一], fields: [{key: grade, label: 等, type: choice, choices: [{key: a, label: 甲}, {key: b, label: 乙}]}]}
checks:
  - {smaller: part, larger: all}
  - {smaller: some, larger: part}
categories:
  - id: good
    no: "1"
    name: 好
    kind: base
    points: 21
    indicators:
      - {id: sum, no: "1.1", name: 和, points: 5, standard: 一, rule: {sum: [{flag: {fact: flag, points: 1}}, {choice: {fact: level, points: {none: 1, some: 0, much: 2}}}, {ladder: {of: {count: some}, rows: [{from: 1, points: 1}, {from: 3, points: 2}]}}]}}
      - {id: share, no: "1.2", name: 占比, points: 6, standard: 一, rule: {ladder: {of: {ratio: [part, all]}, rows: [{from: 30%, points: 1}], then: {over: 30%, every: 10%, points: 1}, cap: 6}}}
      - {id: small_share, no: "1.3", name: 小占比, points: 3, standard: 一, rule: {ladder: {of: {ratio: [some, part]}, rows: [{above: 25%, points: 1}, {from: 75%, points: 3}]}}}
      - {id: wide, no: "1.4", name: 隔级占比, points: 3, standard: 一, rule: {ladder: {of: {ratio: [some, all]}, rows: [{above: 25%, points: 1}, {from: 75%, points: 3}]}}}
      - {id: prizes, no: "1.5", name: 奖, points: 4, standard: 一, rule: {list: {fact: prizes, tables: [[{when: {grade: a}, points: 3}, {when: {grade: b}, points: 1}]], combine: sum, cap: 4}}}
  - id: faults
    no: "2"
    name: 坏
    kind: deduction
    indicators:
      - {id: bad, no: "2.1", name: 坏事, standard: 一, rule: {ladder: {of: {count: bad}, rows: [{from: 1, points: -1}, {from: 2, points: -2}, {from: 3, veto: true}]}}}
      - {id: each, no: "2.2", name: 每起, standard: 一, rule: {each: {fact: bad, points: -1}}}
      - {id: lack, no: "2.3", name: 比例, standard: 一, rule: {ladder: {of: {ratio: [some, all]}, rows: [{above: 50%, points: -1}], then: {over: 50%, every: 20%, points: -1}, cap: 2}}}
`
