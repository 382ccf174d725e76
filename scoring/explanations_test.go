package scoring_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before committing it")

const goldenExplanations = "testdata/explanations.golden.txt"

// explained are the fixtures whose explanations are kept as text, chosen so that
// each kind of sentence is among them: below, at and above bounds, caps, ≈,
// missing facts, divisors of 0, the same name twice, vetoes, nothing at all.
var explained = []string{
	"001", "002", "003", "004", "005", "008", "009", "017", "023", "025", "031", "032", "035", "041", "050",
	"062", "063", "064", "065", "067", "069", "076", "077", "078", "084", "087", "088",
}

// TestExplanations compares every line of the chosen fixtures with
// testdata/explanations.golden.txt, which people have read.
func TestExplanations(t *testing.T) {
	card := wuxing2024(t)
	var b strings.Builder
	for _, f := range allFixtures(t) {
		number, _, _ := strings.Cut(f.name, "-")
		if !slices.Contains(explained, number) {
			continue
		}
		result := card.Score(f.facts)
		fmt.Fprintf(&b, "== %s: %v = %v + %v %v\n", f.name, result.Total, result.Base, result.Bonus, result.Deduction)
		for _, row := range result.Indicators {
			fmt.Fprintf(&b, "%s %s %v: %s\n", row.No, row.Status, row.Score, row.Explanation)
		}
		for _, veto := range result.Vetoes {
			fmt.Fprintf(&b, "veto %s: %s\n", veto.Indicator, veto.Reason)
		}
	}
	if *update {
		if err := os.WriteFile(goldenExplanations, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(goldenExplanations)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(golden), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("explanations changed; if that is meant, run the test with -update and read the difference (-golden +now):\n%s", diff)
	}
	if n := strings.Count(b.String(), "== "); n != len(explained) {
		t.Errorf("%d fixtures explained, want %d", n, len(explained))
	}
}

// TestExplanationOfTheContract is the sentence that the design promises.
func TestExplanationOfTheContract(t *testing.T) {
	card := wuxing2024(t)
	row := indicatorResult(card, mustFacts(t, card, `{"skilled_workers": 200, "employees": 400}`), "skilled_ratio")
	if want := "200÷400=50%,达到35%得1分,超出15个百分点,满3个5个百分点,加3分,共4分"; row.Explanation != want {
		t.Errorf("%s, want %s", row.Explanation, want)
	}
}
