package scoring_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

const publishedFile = "cards/published.txt"

// TestPublishedCardsNeverChange holds the cards of the program against the hashes
// of those that have been in use.
func TestPublishedCardsNeverChange(t *testing.T) {
	text, err := os.ReadFile(publishedFile)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		writePublished(t, string(text))
		return
	}
	published, err := scoring.ReadPublished(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range scoring.Cards().Deviations(published) {
		t.Errorf("%s was published as %s and is now %q; a correction needs a new id", d.ID, d.Published, d.Found)
	}
	for _, card := range scoring.Cards().List() {
		if published[card.ID] == "" {
			t.Errorf("%s is not in %s; run the test with -update", card.ID, publishedFile)
		}
	}
}

// writePublished keeps the comments and lists every card of the program.
func writePublished(t *testing.T, text string) {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	for _, card := range scoring.Cards().List() {
		fmt.Fprintf(&b, "%s %s\n", card.ID, card.Hash())
	}
	if err := os.WriteFile(publishedFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDeviationsAreFound(t *testing.T) {
	card := wuxing2024(t)
	got := scoring.Cards().Deviations(map[string]string{card.ID: "sha256:00", "wuxing-2020": "sha256:11"})
	want := []scoring.Deviation{{ID: "wuxing-2020", Published: "sha256:11"}, {ID: card.ID, Published: "sha256:00", Found: card.Hash()}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"wuxing-2024", "a sha256:0\na sha256:1", "a b c"} {
		if _, err := scoring.ReadPublished(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

// TestOldResultsRecomputeBitForBit scores every fixture with every card that can
// read all of them and compares the JSON with testdata/results/<card>.jsonl, a
// line for each fixture.
func TestOldResultsRecomputeBitForBit(t *testing.T) {
	for _, card := range scoring.Cards().List() {
		if len(scoring.Comparable(card, wuxing2024(t))) > 0 {
			t.Errorf("%s asks other facts than the fixtures answer: it needs fixtures of its own", card.ID)
			continue
		}
		t.Run(card.ID, func(t *testing.T) {
			var lines []string
			for _, f := range allFixtures(t) {
				facts := mustSubmission(t, card, f.data)
				text, err := json.Marshal(card.Score(facts))
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, fmt.Sprintf(`{"fixture":%q,"result":%s}`, f.name, text))
			}
			golden := filepath.Join("testdata", "results", card.ID+".jsonl")
			now := strings.Join(lines, "\n") + "\n"
			if *update {
				if err := os.WriteFile(golden, []byte(now), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			kept, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if string(kept) == now {
				return
			}
			for i, line := range strings.Split(strings.TrimSuffix(string(kept), "\n"), "\n") {
				if i >= len(lines) || line != lines[i] {
					t.Fatalf("line %d of %s is computed differently now; a used version never changes", i+1, golden)
				}
			}
			t.Fatalf("%s has fewer lines than there are fixtures", golden)
		})
	}
}

func mustSubmission(tb testing.TB, card *scoring.Card, data []byte) *scoring.Facts {
	tb.Helper()
	_, facts, _, problems := card.ParseSubmission(data)
	if len(problems) > 0 {
		tb.Fatalf("%s: %v", card.ID, problems)
	}
	return facts
}
