package scoring_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// TestOneCardServesManyGoroutines scores all fixtures on one card from 16
// goroutines at once; the race detector looks on. Facts are shared, too.
func TestOneCardServesManyGoroutines(t *testing.T) {
	card, fixtures := wuxing2024(t), allFixtures(t)
	want := make([]*scoring.Result, len(fixtures))
	for i, f := range fixtures {
		want[i] = card.Score(f.facts)
	}
	var group sync.WaitGroup
	for worker := range 16 {
		group.Go(func() {
			var out scoring.Explained
			for n := range fixtures {
				i := (n + worker*5) % len(fixtures)
				_, facts, _, problems := card.ParseSubmission(fixtures[i].data)
				if len(problems) > 0 {
					t.Errorf("%s: %v", fixtures[i].name, problems)
					return
				}
				if diff := cmp.Diff(want[i], card.Score(facts)); diff != "" {
					t.Errorf("%s (-alone +together):\n%s", fixtures[i].name, diff)
				}
				card.Explain(fixtures[i].facts, &out)
				for line, text := range out.Texts {
					if string(text) != want[i].Indicators[line].Explanation {
						t.Errorf("%s: alone %q, together %q", fixtures[i].name, want[i].Indicators[line].Explanation, text)
					}
				}
				for _, indicator := range card.Indicators() {
					card.Range(indicator.ID)
				}
			}
		})
	}
	group.Wait()
}

// TestRankingFromManyGoroutines ranks the same field at once.
func TestRankingFromManyGoroutines(t *testing.T) {
	card := wuxing2024(t)
	var field []scoring.Contender
	for _, f := range allFixtures(t) {
		field = append(field, scoring.Contender{Result: card.Score(f.facts), Facts: f.facts})
	}
	want := card.Rank(field)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if diff := cmp.Diff(want, card.Rank(field)); diff != "" {
				t.Errorf("(-alone +together):\n%s", diff)
			}
		})
	}
	group.Wait()
}
