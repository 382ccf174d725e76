package scoring_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuxing/scoring"
)

// FuzzParseSubmission holds that no input panics, that there are either facts or
// problems, and that facts survive being written and read again.
func FuzzParseSubmission(f *testing.F) {
	for _, fixture := range allFixtures(f) {
		f.Add(fixture.data)
	}
	for _, document := range []string{
		`{"facts": {"employees": 1e3, "skilled_workers": "0x10", "honours": [{"person": "\u0000"}]}}`,
		`{"facts": {"employees": 1, "employees": 2}, "facts": null, "enterprise": {"uscc": "x"}}`,
		`{"facts": {"honours": [{"person": "张 三", "level": "city"}, {"person": "张三", "level": "national"}]}}`,
		strings.Repeat("[", 20_000),
		"\ufeff{\"facts\": {}}",
	} {
		f.Add([]byte(document))
	}
	card := wuxing2024(f)
	f.Fuzz(func(t *testing.T, document []byte) {
		_, facts, _, problems := card.ParseSubmission(document)
		if (facts == nil) != (len(problems) > 0) {
			t.Fatalf("facts %v and problems %v", facts, problems)
		}
		for _, problem := range problems {
			if problem.Code == "" || problem.Path == "" {
				t.Errorf("a problem without a code or a place: %+v", problem)
			}
		}
		if facts == nil {
			return
		}
		written := []byte(toJSON(t, facts))
		again, problems := card.ParseFacts(written)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", written, problems)
		}
		if rewritten := []byte(toJSON(t, again)); !bytes.Equal(written, rewritten) {
			t.Fatalf("written %s, read and written again %s", written, rewritten)
		}
		result := card.Score(facts)
		if diff := cmp.Diff(result, card.Score(again)); diff != "" {
			t.Fatalf("scores after reading again (-before +after):\n%s", diff)
		}
		checkResult(t, card, facts, result)
	})
}

// FuzzLoad holds that no card file panics, that there is either a card or
// problems, each with its place, and that a card that loads can score.
func FuzzLoad(f *testing.F) {
	source, err := scoring.CardSource(scoring.DefaultCardID)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(source)
	others, err := filepath.Glob("testdata/cards/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range others {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(smallCard))
	for _, text := range []string{"", "---", "&a [*a]", "\tid: x", "id: {", "!!binary x", strings.Repeat("- ", 1000), strings.Repeat("{a: ", 100)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		card, problems := scoring.Load(data)
		if (card == nil) != (len(problems) > 0) {
			t.Fatalf("card %v and problems %v", card, problems)
		}
		for _, problem := range problems {
			if problem.Code == "" || problem.Line < 1 || problem.Column < 1 {
				t.Errorf("a problem without a code or a place: %+v", problem)
			}
		}
		if card == nil {
			return
		}
		facts := mustFacts(t, card, `{}`)
		for _, row := range card.Score(facts).Indicators {
			if row.Status != scoring.Unanswered || row.Explanation == "" {
				t.Errorf("%s: nothing was answered, but it is %v: %q", row.ID, row.Status, row.Explanation)
			}
		}
		drawn := rapid.Custom(func(t *rapid.T) string { return drawAnswers(t, card, true).json() })
		for seed := range 3 {
			if facts, problems := card.ParseFacts([]byte(drawn.Example(seed))); len(problems) == 0 {
				checkResult(t, card, facts, card.Score(facts))
			}
		}
		scoring.Cover(card, scoring.Cases(card))
		if again, _ := scoring.Load(data); again.Hash() != card.Hash() {
			t.Error("the same card has two hashes")
		}
	})
}

// smallCard has every kind of rule in few bytes, so that the fuzzer gets far.
const smallCard = `id: s
title: t
document: {number: n, name: n, issuer: i, issued: 2026-01-01, effective: 2026-01-01}
columns: [a]
totals: {base: 10, bonus: 0}
tie_breaks: [{by: share, indicator: b}]
facts:
  - {key: y, label: y, type: yes_no, asked: a, evidence: [e]}
  - {key: c, label: c, unit: u, type: count, max: 9, asked: a, evidence: [e]}
  - {key: d, label: d, unit: u, type: count, max: 9, asked: a, evidence: [e]}
  - {key: m, label: m, type: money, max: 9, asked: a, evidence: [e]}
  - {key: n, label: n, type: money, max: 9, asked: a, evidence: [e]}
  - {key: k, label: k, type: choice, asked: a, evidence: [e], choices: [{key: p, label: P}, {key: q, label: Q}]}
  - key: l
    label: l
    type: list
    max_rows: 3
    asked: a
    evidence: [e]
    fields: [{key: t, label: t, type: text, optional: true}, {key: g, label: g, type: count, max: 9}, {key: v, label: v, type: yes_no, needed_when: {w: [i, j]}}, {key: w, label: w, type: choice, choices: [{key: i, label: I}, {key: j, label: J}]}]
checks: [{smaller: c, larger: d}]
categories:
  - id: one
    no: 1
    name: one
    kind: base
    points: 10
    indicators:
      - {id: a, no: 1, name: a, points: 3, standard: s, rule: {sum: [{flag: {fact: y, points: 1}}, {choice: {fact: k, points: {p: 0, q: 2}}}]}}
      - {id: b, no: 2, name: b, points: 3, standard: s, rule: {ladder: {of: {ratio: [c, d]}, rows: [{above: 10.5%, points: 1}], then: {over: 20%, every: 5%, points: 0.25}, cap: 3}}}
      - {id: e, no: 3, name: e, points: 2, standard: s, rule: {ladder: {of: {growth: [m, n]}, rows: [{from: 1%, points: 1}], then: {over: 1%, every: 1%, points: 1}, cap: 2}}}
      - {id: f, no: 4, name: f, points: 2, standard: s, rule: {list: {fact: l, only: [{field: g, from: 2}], tables: [[{when: {w: i}, points: 1}, {when: {}, points: 2}]], times: [{when: {v: yes}, by: 1/2}], best_per: t, combine: sum, cap: 2}}}
  - id: two
    no: 2
    name: two
    kind: deduction
    indicators:
      - {id: g, no: 5, name: g, standard: s, rule: {ladder: {of: {count: c}, rows: [{from: 3, points: -1}, {from: 5, veto: true}]}}}
      - {id: h, no: 6, name: h, standard: s, rule: {each: {fact: d, points: -1}}}
`

func TestSmallCardLoads(t *testing.T) {
	if _, problems := scoring.Load([]byte(smallCard)); len(problems) > 0 {
		t.Errorf("%q", faults(problems))
	}
}
