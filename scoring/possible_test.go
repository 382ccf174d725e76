package scoring_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wuxing/scoring"
)

// TestPossibleScoresOfTheCard names what each row of the card of 2024 can give,
// worked out by hand from its printed standard.
func TestPossibleScoresOfTheCard(t *testing.T) {
	card := wuxing2024(t)
	want := map[string]string{
		"leadership":                   "0、0.5、1、1.5、2",
		"training_funds":               "0、2、4",
		"certification_filing":         "0、1、2",
		"school_cooperation":           "0、1、2",
		"apprenticeship":               "0、1、2、3、4",
		"certification":                "0、1、2、3、4、5",
		"training_ratio":               "0、1、2、3",
		"skilled_ratio":                "0、1、2、3、4、5、6、7、8",
		"high_skilled_ratio":           "0、1、2、3、4、5、6、7、8",
		"leading_talents":              "0、1、2、3、4、5、6",
		"eight_grade":                  "0、3",
		"senior_technician_evaluation": "0、1、2、3",
		"master_studios":               "0、1、2、3、4",
		"skill_allowance":              "0、2 至 6(每 0.5 一档)",
		"wage_growth":                  "0、1、2 至 6(每 0.5 一档)",
		"income_90k":                   "0、3、4、5、6、7、8",
		"income_120k":                  "0、2、3、4",
		"collective_bargaining":        "0、2",
		"equity":                       "0、1、2、4",
		"competitions":                 "0、1、2、3",
		"innovations":                  "0、0.5、1、1.5、2、2.5、3、3.5、4",
		"science_awards":               "0、0.25、0.5、1、1.5、2、3、4",
		"craftsman_culture":            "0、1",
		"labour_relations":             "0、1、2、3、4",
		"titles":                       "0、1、2",
		"training_base":                "0、1、2、3、4、5",
		"occupational_standards":       "0、1、2、3、4、5",
		"research_institute":           "0、3",
		"wage_arrears":                 "0 至 -400,每 1 一档,或“一票否决”",
		"arbitration":                  "0、-1、-2、-3,或“一票否决”",
		"work_injuries":                "0、-2、-4…(每 2 一档)",
	}
	marks := strings.NewReplacer("\uff0c", ",", "\uff08", "(", "\uff09", ")")
	for _, indicator := range card.Indicators() {
		if got := marks.Replace(card.Possible(indicator.ID).String()); got != want[indicator.ID] {
			t.Errorf("%s: got %s, want %s", indicator.ID, got, want[indicator.ID])
		}
		delete(want, indicator.ID)
	}
	for id := range maps.Keys(want) {
		t.Errorf("%s is no indicator", id)
	}
	if card.Possible("nonsense").Contains(0) {
		t.Error("an indicator that is none can have a score")
	}
}

// TestEveryScoreIsPossible: whatever the facts, a line's score is in its set, and
// only a rule that says so brings a veto.
func TestEveryScoreIsPossible(t *testing.T) {
	cards := []*scoring.Card{wuxing2024(t), otherCard(t), loaded(t, tinyCard), loaded(t, moneyCard), loaded(t, longCard)}
	for _, reading := range wuxing2024(t).Readings() {
		under, problems := wuxing2024(t).Under(reading.ID)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		cards = append(cards, under)
	}
	for _, card := range cards {
		t.Run(card.ID, func(t *testing.T) {
			var out scoring.Outcome
			rapid.Check(t, func(t *rapid.T) {
				facts, problems := card.ParseFacts([]byte(drawAnswers(t, card, rapid.Bool().Draw(t, "all")).json()))
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				card.Evaluate(facts, &out)
				for i, indicator := range card.Indicators() {
					set := card.Possible(indicator.ID)
					if line := out.Lines[i]; !set.Contains(line.Score) || line.Veto && !set.Veto() {
						t.Errorf("%s: %v is not possible: %s", indicator.ID, line, set)
					}
				}
			})
		})
	}
}

// TestPossibleScoresAreReached: the cases of a card reach every score of every set
// that has few, and no other.
func TestPossibleScoresAreReached(t *testing.T) {
	for _, card := range []*scoring.Card{wuxing2024(t), otherCard(t)} {
		reached := map[string]map[scoring.Points]bool{}
		vetoes := map[string]bool{}
		var out scoring.Outcome
		for _, c := range scoring.Cases(card) {
			facts, problems := card.ParseFacts(c.Facts)
			if len(problems) > 0 {
				continue
			}
			card.Evaluate(facts, &out)
			if reached[c.Indicator] == nil {
				reached[c.Indicator] = map[scoring.Points]bool{}
			}
			line := out.Lines[lineOf(card, c.Indicator)]
			reached[c.Indicator][line.Score] = true
			vetoes[c.Indicator] = vetoes[c.Indicator] || line.Veto
		}
		for _, indicator := range card.Indicators() {
			set := card.Possible(indicator.ID)
			scores, all := set.Scores()
			few := all && len(scores) <= 12 && indicator.Rule.Sum == nil && (indicator.Rule.List == nil || indicator.Rule.List.Combine == "best")
			for _, p := range scores {
				if few && !reached[indicator.ID][p] {
					t.Errorf("%s %s: no case reaches %s of %s", card.ID, indicator.ID, p, set)
				}
			}
			for p := range reached[indicator.ID] {
				if !set.Contains(p) {
					t.Errorf("%s %s: %s is reached, but not in %s", card.ID, indicator.ID, p, set)
				}
			}
			if vetoes[indicator.ID] != set.Veto() {
				t.Errorf("%s %s: veto reached %v, possible %v", card.ID, indicator.ID, vetoes[indicator.ID], set.Veto())
			}
		}
	}
}

// TestPossibleScoresAreExactlyThose tries all facts of two small cards: their sets
// are what comes out, not more and not less.
func TestPossibleScoresAreExactlyThose(t *testing.T) {
	tiny, domains := loaded(t, tinyCard), map[string][]string{
		"flag": {"true", "false"}, "level": {`"none"`, `"some"`, `"much"`},
		"prizes": {`[]`, `[{"grade": "a"}]`, `[{"grade": "b"}]`, `[{"grade": "a"}, {"grade": "b"}]`, `[{"grade": "b"}, {"grade": "b"}]`, `[{"grade": "a"}, {"grade": "a"}]`},
	}
	for _, key := range []string{"all", "part", "some", "bad"} {
		domains[key] = []string{"0", "1", "2", "3", "4"}
	}
	long, longDomains := loaded(t, longCard), map[string][]string{"flag": {"true", "false"}}
	for _, key := range []string{"heads", "few"} {
		for n := range 41 {
			longDomains[key] = append(longDomains[key], fmt.Sprint(n))
		}
	}
	for _, c := range []struct {
		card    *scoring.Card
		domains map[string][]string
		skip    string // whose rules the checks tie together, or without an end
	}{{tiny, domains, "sum"}, {long, longDomains, "without_end"}} {
		t.Run(c.card.ID, func(t *testing.T) {
			for i, indicator := range c.card.Indicators() {
				if indicator.ID == c.skip {
					continue
				}
				got := tryAll(c.card, i, c.domains)
				want, all := c.card.Possible(indicator.ID).Scores()
				if !all || !slices.Equal(got, want) {
					t.Errorf("%s: comes out as %v, told %v", indicator.ID, got, want)
				}
			}
		})
	}
}

// tryAll scores every combination of the indicator's facts and those tied to them.
func tryAll(card *scoring.Card, line int, domains map[string][]string) []scoring.Points {
	seen := map[scoring.Points]bool{0: true}
	var keys []string
	for _, fact := range card.FactsOf(card.Indicators()[line]) {
		keys = append(keys, fact.Key)
	}
	facts := map[string]string{}
	var out scoring.Outcome
	var try func(n int)
	try = func(n int) {
		if n < len(keys) {
			for _, value := range domains[keys[n]] {
				facts[keys[n]] = value
				try(n + 1)
			}
			return
		}
		whole, problems := card.ParseFacts([]byte(object(facts)))
		if len(problems) > 0 {
			return
		}
		card.Evaluate(whole, &out)
		seen[out.Lines[line].Score] = true
	}
	try(0)
	return slices.Sorted(maps.Keys(seen))
}

func loaded(tb testing.TB, text string) *scoring.Card {
	tb.Helper()
	card, problems := scoring.Load([]byte(text))
	if len(problems) > 0 {
		tb.Fatal(problems)
	}
	return card
}

// longCard has steps that miss some numbers, tables on one fact, and a deduction
// without an end.
const longCard = `
id: long
title: 长表
document: {number: 一, name: 二, issuer: 三, issued: 2024-01-01, effective: 2024-01-02}
columns: [序号]
totals: {base: 30, bonus: 0}
tie_breaks:
  - {by: base}
facts:
  - {key: flag, label: 是否, type: yes_no, asked: 一, evidence: [一]}
  - {key: heads, label: 人数, unit: 人, type: count, max: 40, asked: 一, evidence: [一]}
  - {key: few, label: 少数, unit: 人, type: count, max: 40, asked: 一, evidence: [一]}
  - {key: many, label: 许多, unit: 起, type: count, max: 1000000, asked: 一, evidence: [一]}
checks:
  - {smaller: few, larger: heads}
categories:
  - id: good
    no: "1"
    name: 好
    kind: base
    points: 30
    indicators:
      - {id: above, no: "1.1", name: 超过, points: 6, standard: 一, rule: {ladder: {of: {count: heads}, rows: [{above: 10, points: 1}], then: {over: 10, every: 1, points: 2}, cap: 6}}}
      - {id: uneven, no: "1.2", name: 不整, points: 8, standard: 一, rule: {ladder: {of: {count: heads}, rows: [{from: 5, points: 1}, {from: 10, points: 3}], then: {over: 12, every: 7, points: 2}, cap: 8}}}
      - {id: tied, no: "1.3", name: 同一人数, points: 6, standard: 一, rule: {sum: [{ladder: {of: {count: few}, rows: [{from: 1, points: 1}, {from: 3, points: 2}]}}, {ladder: {of: {count: few}, rows: [{from: 2, points: 3}, {from: 4, points: 4}]}}]}}
      - {id: mixed, no: "1.4", name: 合并, points: 4, standard: 一, rule: {sum: [{flag: {fact: flag, points: 0.5}}, {ladder: {of: {count: few}, rows: [{from: 1, points: 1}, {from: 3, points: 3.5}]}}]}}
      - {id: whole, no: "1.5", name: 占比, points: 6, standard: 一, rule: {ladder: {of: {ratio: [few, heads]}, rows: [{above: 50%, points: 1}], then: {over: 50%, every: 10%, points: 1}}}}
  - id: faults
    no: "2"
    name: 坏
    kind: deduction
    indicators:
      - {id: without_end, no: "2.1", name: 没有底, standard: 一, rule: {sum: [{each: {fact: many, points: -1.5}}, {ladder: {of: {count: heads}, rows: [{from: 1, points: -0.5}]}}]}}
`

// TestPossibleScoresWithoutEnd: what cannot be listed is still told apart.
func TestPossibleScoresWithoutEnd(t *testing.T) {
	set := loaded(t, longCard).Possible("without_end")
	if _, all := set.Scores(); all {
		t.Error("two million scores are listed")
	}
	for text, want := range map[string]bool{
		"0": true, "-0.5": true, "-1.5": true, "-2": true, "-1": false, "-2.5": false, "1.5": false, "0.5": false,
		"-1500000": true, "-1500000.5": true, "-1500001.5": false, "-750001": false, "-750000.5": true, "-1.75": false,
	} {
		p, err := scoring.ParsePoints(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := set.Contains(p); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
	if low, high := set.Range(); low.String() != "-1500000.5" || high != 0 {
		t.Errorf("from %s to %s", low, high)
	}
}
