package scoring_test

import (
	"flag"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuxing/scoring"
)

// TestMain keeps rapid from writing files into testdata; a failure names the seed
// that brings it about again.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		panic(err)
	}
	m.Run()
}

// eachCard runs a property on the card of 2024 and on one that is quite different.
func eachCard(t *testing.T, property func(t *rapid.T, card *scoring.Card)) {
	for _, card := range []*scoring.Card{wuxing2024(t), otherCard(t)} {
		t.Run(card.ID, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { property(t, card) })
		})
	}
}

func TestEveryResultIsWithinItsBounds(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		facts := mustFacts(t, card, drawAnswers(t, card, false).json())
		checkResult(t, card, facts, card.Score(facts))
	})
}

// TestCountsAreTakenUnlessTheyContradict draws counts that obey nothing. A problem
// is wanted for each that is larger than one above it, in the order of the card.
func TestCountsAreTakenUnlessTheyContradict(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		above := ceilings(card)
		counts := map[string]int64{}
		for i := range card.Facts {
			if key := card.Facts[i].Key; above[key] != nil && rapid.Bool().Draw(t, key+" given") {
				counts[key] = rapid.Int64Range(0, 3).Draw(t, key)
			}
		}
		var want []string
		for i := range card.Facts {
			key := card.Facts[i].Key
			n, given := counts[key]
			for larger := range above[key] {
				if most, ok := counts[larger]; given && ok && n > most {
					want = append(want, "facts_contradict facts."+key)
					break
				}
			}
		}
		facts, problems := card.ParseFacts([]byte(toJSON(t, counts)))
		got := slices.Compact(told(problems))
		// Where one between two is given, too, the fault may lie with that one alone.
		for _, complaint := range got {
			if !slices.Contains(want, complaint) {
				t.Errorf("%v: %s is none", counts, complaint)
			}
		}
		if (len(want) > 0) != (len(got) > 0) || (facts == nil) != (len(want) > 0) {
			t.Errorf("%v: problems %q, want some of %q", counts, got, want)
		}
		if !slices.IsSortedFunc(got, func(a, b string) int { return slices.Index(want, a) - slices.Index(want, b) }) {
			t.Errorf("%v: problems %q are not in the order of the card", counts, got)
		}
	})
}

func TestOrderOfAnswersDoesNotChangeTheResult(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		given := drawAnswers(t, card, false)
		before := card.Score(mustFacts(t, card, given.json()))
		after := card.Score(mustFacts(t, card, given.shuffled(t).json()))
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatalf("(-in one order +in another):\n%s", diff)
		}
	})
}

func TestOneMoreRowNeverLowersAGoodListNorRaisesABadOne(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		indicator := rapid.SampledFrom(listIndicators(card)).Draw(t, "indicator")
		key := indicator.Rule.List.Fact
		fact, _ := card.Fact(key)
		given := answersWith(card, func(given answers) bool { return len(given.rowsOf(key)) < fact.MaxRows }).Draw(t, "given")
		more := given.with(key, drawRow(t, fact))
		before, after := card.Score(mustFacts(t, card, given.json())), card.Score(mustFacts(t, card, more.json()))
		if before.Vetoed && !after.Vetoed {
			t.Errorf("a row more took a veto back")
		}
		was, _ := before.Indicator(indicator.ID)
		is, _ := after.Indicator(indicator.ID)
		if bad := card.CategoryOf(indicator).Kind == scoring.KindDeduction; bad && is.Score > was.Score || !bad && is.Score < was.Score {
			t.Errorf("%s from %v to %v", key, was.Score, is.Score)
		}
	})
}

// answersWith draws whole answers of which something holds.
func answersWith(card *scoring.Card, holds func(answers) bool) *rapid.Generator[answers] {
	return rapid.Custom(func(t *rapid.T) answers { return drawAnswers(t, card, true) }).Filter(holds)
}

// TestSameNameCountsOnce adds a row of a name that is there with an honour that
// is no higher.
func TestSameNameCountsOnce(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		var named []*scoring.Indicator
		for _, indicator := range listIndicators(card) {
			if indicator.Rule.List.BestPer != "" {
				named = append(named, indicator)
			}
		}
		indicator := rapid.SampledFrom(named).Draw(t, "indicator")
		rule := indicator.Rule.List
		fact, _ := card.Fact(rule.Fact)
		nameOf := func(row answers) int {
			return slices.IndexFunc(row, func(a answer) bool { return a.key == rule.BestPer })
		}
		withName := func(given answers) (rows []answers) {
			for _, row := range given.rowsOf(rule.Fact) {
				if nameOf(row) >= 0 {
					rows = append(rows, row)
				}
			}
			return rows
		}
		given := answersWith(card, func(given answers) bool {
			return len(withName(given)) > 0 && len(given.rowsOf(rule.Fact)) < fact.MaxRows
		}).Draw(t, "given")
		again := append(answers{}, rapid.SampledFrom(withName(given)).Draw(t, "row")...)
		name := nameOf(again)
		lower := slices.DeleteFunc(drawRow(t, fact), func(a answer) bool { return a.key == rule.BestPer })
		lower = append(lower, again[name])
		counter := listCounter{fact, rule}
		size := func(row answers) scoring.Points { p := counter.points(typed(fact, row)); return max(p, -p) }
		if size(lower) > size(again) {
			lower = again
		}
		before := indicatorScore(t, card, mustFacts(t, card, given.json()), indicator.ID)
		for _, row := range []answers{again, lower} {
			if after := indicatorScore(t, card, mustFacts(t, card, given.with(rule.Fact, row).json()), indicator.ID); after != before {
				t.Errorf("%s: %v points, with %s once more %v", rule.Fact, before, row.json(), after)
			}
		}
	})
}

// TestMoreOfAGoodNumberNeverLowers raises what a ladder measures.
func TestMoreOfAGoodNumberNeverLowers(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		facts := mustFacts(t, card, drawAnswers(t, card, true).json())
		for _, indicator := range card.Indicators() {
			ladder := indicator.Rule.Ladder
			if ladder == nil {
				continue
			}
			key := ladder.Of.Count + ladder.Of.Amount + ladder.Of.Ratio[0] + ladder.Of.Growth[0]
			n := factCount(facts, key) + rapid.Int64Range(1, 60).Draw(t, "more "+key)
			more, problems := card.Amend(facts, []byte(toJSON(t, map[string]int64{key: max(0, n)})))
			if len(problems) > 0 {
				continue // more is not possible
			}
			was, is := indicatorResult(card, facts, indicator.ID), indicatorResult(card, more, indicator.ID)
			if factFen(more, key) < factFen(facts, key) {
				continue // money in fen was cut to whole CNY
			}
			if bad := card.CategoryOf(indicator).Kind == scoring.KindDeduction; bad && is.Score > was.Score && len(card.Score(more).Vetoes) <= len(card.Score(facts).Vetoes) || !bad && is.Score < was.Score {
				t.Errorf("%s from %s to %s: points from %v to %v", key, facts.Text(key), more.Text(key), was.Score, is.Score)
			}
		}
	})
}

func TestFactsSurviveJSON(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		facts := mustFacts(t, card, drawAnswers(t, card, false).json())
		written := toJSON(t, facts)
		again := mustFacts(t, card, written)
		if diff := cmp.Diff(written, toJSON(t, again)); diff != "" {
			t.Fatalf("(-written +read and written again):\n%s", diff)
		}
		for i := range card.Facts {
			key := card.Facts[i].Key
			rows, given := facts.Rows(key)
			rowsAgain, givenAgain := again.Rows(key)
			if facts.Given(key) != again.Given(key) || facts.Text(key) != again.Text(key) || given != givenAgain || !cmp.Equal(rows, rowsAgain) {
				t.Errorf("%s was %v %q %v, is %v %q %v", key, facts.Given(key), facts.Text(key), rows, again.Given(key), again.Text(key), rowsAgain)
			}
		}
		if diff := cmp.Diff(card.Score(facts), card.Score(again)); diff != "" {
			t.Errorf("(-score before +after):\n%s", diff)
		}
	})
}

// TestAnOutcomeUsedAgainHoldsNothingOld evaluates several enterprises and cards
// into the same memory.
func TestAnOutcomeUsedAgainHoldsNothingOld(t *testing.T) {
	cards := []*scoring.Card{wuxing2024(t), otherCard(t)}
	rapid.Check(t, func(t *rapid.T) {
		var used scoring.Explained
		for range rapid.IntRange(2, 4).Draw(t, "enterprises") {
			card := rapid.SampledFrom(cards).Draw(t, "card")
			facts := mustFacts(t, card, drawAnswers(t, card, false).json())
			card.Explain(facts, &used)
			var fresh scoring.Outcome
			card.Evaluate(facts, &fresh)
			if diff := cmp.Diff(&fresh, &used.Outcome, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".best" || p.Last().String() == ".reached" }, cmp.Ignore())); diff != "" {
				t.Fatalf("(-fresh +used again):\n%s", diff)
			}
			for i, row := range card.Score(facts).Indicators {
				if string(used.Texts[i]) != row.Explanation {
					t.Errorf("%s: fresh %q, used again %q", row.No, row.Explanation, used.Texts[i])
				}
			}
		}
	})
}

// TestEngineAgreesWithTheCardWrittenOut compares the engine with the card of 2024
// written out in Go, on facts that nobody thought of.
func TestEngineAgreesWithTheCardWrittenOut(t *testing.T) {
	card := wuxing2024(t)
	rapid.Check(t, func(t *rapid.T) {
		facts := mustFacts(t, card, drawAnswers(t, card, false).json())
		straight := straighten(facts)
		var want straightScore
		straightLine(&straight, &want)
		var got scoring.Outcome
		card.Evaluate(facts, &got)
		for i, line := range got.Lines {
			if int64(line.Score) != want.scores[i] || line.Status != want.status[i] || line.Veto != want.veto[i] {
				t.Errorf("%s: engine %v %v veto %v, written out %d %v veto %v", card.Indicators()[i].No,
					line.Score, line.Status, line.Veto, want.scores[i], want.status[i], want.veto[i])
			}
		}
		if int64(got.Total) != want.total || got.Vetoed != want.vetoed {
			t.Errorf("engine %v %v, written out %d %v", got.Total, got.Vetoed, want.total, want.vetoed)
		}
	})
}

func listIndicators(card *scoring.Card) (lists []*scoring.Indicator) {
	for _, indicator := range card.Indicators() {
		if indicator.Rule.List != nil {
			lists = append(lists, indicator)
		}
	}
	return lists
}

func indicatorResult(card *scoring.Card, facts *scoring.Facts, id string) *scoring.IndicatorResult {
	row, _ := card.Score(facts).Indicator(id)
	return row
}

// typed puts a drawn row into the order of the list's fields.
func typed(fact *scoring.Fact, row answers) []string {
	texts := make([]string, len(fact.Fields))
	for c, field := range fact.Fields {
		for _, a := range row {
			if a.key != field.Key {
				continue
			}
			switch texts[c] = a.text; a.text {
			case "true":
				texts[c] = "yes"
			case "false":
				texts[c] = "no"
			default:
				if len(a.text) > 1 && a.text[0] == '"' {
					texts[c] = a.text[1 : len(a.text)-1]
				}
			}
		}
	}
	return texts
}
