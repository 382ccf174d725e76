package workbook

import (
	"bytes"
	"os"
	"testing"

	"wuxing/scoring"
)

// cardFiles are the cards that the tests take to a workbook and back.
var cardFiles = []string{"../scoring/cards/wuxing-2024.yaml", "../scoring/testdata/cards/other-2026.yaml"}

func loadCard(t testing.TB, file string) *scoring.Card {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	card, problems := scoring.Load(data)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return card
}

func cardBook(t testing.TB, card *scoring.Card) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCard(&b, card); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCardsSurviveTheWorkbook takes cards from YAML to a workbook and back.
func TestCardsSurviveTheWorkbook(t *testing.T) {
	for _, file := range cardFiles {
		t.Run(file, func(t *testing.T) {
			card := loadCard(t, file)
			read, problems := ReadCard(cardBook(t, card))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			written, err := scoring.MarshalCard(read.Card)
			if err != nil {
				t.Fatal(err)
			}
			again, problems := scoring.Load(written)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if again.Hash() != card.Hash() {
				t.Errorf("hash %s, want %s", again.Hash(), card.Hash())
			}
			if read.BasedOn != card.ID {
				t.Errorf("based on %q", read.BasedOn)
			}
			if out := os.Getenv("CARD_OUT"); out != "" {
				if err := os.WriteFile(out+"/"+card.ID+".xlsx", cardBook(t, card), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestOtherReadingsSurviveTheWorkbook gives every indicator another reading of its
// rule's kind, so that rules of all kinds belong to readings, too.
func TestOtherReadingsSurviveTheWorkbook(t *testing.T) {
	source := loadCard(t, cardFiles[0])
	limit, yes := 90*scoring.OnePoint, true
	source.Totals.Cap, source.Facts[0].Advise = &limit, &yes
	for _, indicator := range source.Indicators() {
		rule := indicator.Rule
		indicator.Rulings = append(indicator.Rulings, scoring.Ruling{
			Question: "?", Reading: "甲", Reason: "因", Other: "乙", Alternative: &scoring.Alternative{ID: indicator.ID + "-2", Rule: &rule},
		})
	}
	written, err := scoring.MarshalCard(source)
	if err != nil {
		t.Fatal(err)
	}
	card, problems := scoring.Load(written)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got, want := len(card.Readings()), len(loadCard(t, cardFiles[0]).Readings())+len(card.Indicators()); got != want {
		t.Errorf("%d readings, want %d", got, want)
	}
	cardBook(t, card) // fails unless it reads back the same
}
