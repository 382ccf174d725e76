package scoring_test

import (
	"fmt"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"wuxing/scoring"
)

// The lines of the structure add up to the total, and say what Score says.
func TestBreakdownsAddUpToTheTotal(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		facts := drawFacts(t, card)
		result := card.Score(facts)
		sums := map[scoring.CategoryKind]scoring.Points{}
		for i, b := range card.Breakdowns(facts) {
			row := result.Indicators[i]
			var sum scoring.Points
			veto := false
			for _, part := range b.Parts {
				sum += part.Score
				veto = veto || part.Veto
				if part.Points+part.Added != part.Raw {
					t.Fatalf("%s: tier %v + steps %v are not %v", b.Indicator, part.Points, part.Added, part.Raw)
				}
				if part.Cap == nil && part.Raw != part.Score {
					t.Fatalf("%s: %v became %v without a cap", b.Indicator, part.Raw, part.Score)
				}
			}
			if sum != row.Score || b.Score != row.Score || b.Status != row.Status || b.Indicator != row.ID {
				t.Fatalf("%s: parts give %v, the result %v", row.ID, sum, row.Score)
			}
			indicator, _ := card.Indicator(b.Indicator)
			sums[card.CategoryOf(indicator).Kind] += sum
		}
		total := max(0, sums[scoring.KindBase]+sums[scoring.KindBonus]+sums[scoring.KindDeduction])
		if total != result.Total {
			t.Fatalf("the lines give %v, the total is %v", total, result.Total)
		}
	})
}

func drawFacts(t *rapid.T, card *scoring.Card) *scoring.Facts {
	facts, problems := card.ParseFacts([]byte(drawAnswers(t, card, false).json()))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return facts
}

// What Next promises is what the indicator gains when the fact is changed so, and
// one unit less does not bring it.
func TestNextBringsWhatItPromises(t *testing.T) {
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t, card)
		before := card.Score(facts)
		for i, b := range card.Breakdowns(facts) {
			for _, part := range b.Parts {
				next := part.Next
				fact, _ := card.Fact(factOf(next))
				if next == nil || fact.Type == scoring.TypeList {
					continue
				}
				changed, problems := card.Amend(facts, []byte(changeOf(t, facts, fact, next, 0)))
				if len(problems) > 0 {
					continue // another fact would have to rise with it
				}
				tried++
				after := card.Score(changed)
				if gain := after.Indicators[i].Score - before.Indicators[i].Score; gain != next.Gain {
					t.Fatalf("%s: %+v gains %v", b.Indicator, *next, gain)
				}
				if next.To != "" || next.Amount == "1" || next.Amount == "-1" || next.Amount == "0.01" {
					continue
				}
				nearly, problems := card.Amend(facts, []byte(changeOf(t, facts, fact, next, 1)))
				if len(problems) == 0 && card.Score(nearly).Indicators[i].Score > before.Indicators[i].Score {
					t.Fatalf("%s: less than %+v gains, too", b.Indicator, *next)
				}
			}
		}
	})
	if tried == 0 {
		t.Error("nothing was tried")
	}
}

func factOf(next *scoring.Next) string {
	if next == nil {
		return ""
	}
	return next.Fact
}

// changeOf is the change as JSON, short by so many units.
func changeOf(t *rapid.T, facts *scoring.Facts, fact *scoring.Fact, next *scoring.Next, short int64) string {
	if next.To != "" {
		return fmt.Sprintf(`{%q: %q}`, next.Fact, next.To)
	}
	old, err1 := scoring.ParsePoints(facts.Text(fact.Key)) // hundredths: exact for counts and money
	more, err2 := scoring.ParsePoints(next.Amount)
	if err1 != nil || err2 != nil {
		t.Fatalf("%v %v", err1, err2)
	}
	unit := scoring.OnePoint
	if fact.Type == scoring.TypeMoney {
		unit = 1
	}
	if more < 0 {
		short = -short
	}
	return `{` + strconv.Quote(next.Fact) + `: "` + (old + more - scoring.Points(short)*unit).String() + `"}`
}
