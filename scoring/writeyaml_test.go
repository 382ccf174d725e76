package scoring_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// TestWrittenCardsLoadTheSame writes each card and loads what was written.
func TestWrittenCardsLoadTheSame(t *testing.T) {
	for _, file := range []string{"cards/wuxing-2024.yaml", "testdata/cards/other-2026.yaml"} {
		t.Run(file, func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			card, problems := scoring.Load(source)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			written, err := scoring.MarshalCard(card)
			if err != nil {
				t.Fatal(err)
			}
			again, problems := scoring.Load(written)
			if len(problems) > 0 {
				t.Fatalf("%v\n%s", problems, written)
			}
			if again.Hash() != card.Hash() {
				t.Errorf("hash %s, want %s\n%s", again.Hash(), card.Hash(), written)
			}
			twice, err := scoring.MarshalCard(again)
			if err != nil || !bytes.Equal(written, twice) {
				t.Errorf("written differently the second time (%v):\n%s", err, cmp.Diff(string(written), string(twice)))
			}
			if os.Getenv("SHOW") != "" {
				t.Log("\n" + string(written))
			}
		})
	}
}
