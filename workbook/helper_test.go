package workbook

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wuxing/scoring"
)

// testCard is the card that the tests fill in.
func testCard(t testing.TB) *scoring.Card {
	t.Helper()
	data, err := os.ReadFile("../scoring/cards/wuxing-2024.yaml")
	if err != nil {
		t.Fatal(err)
	}
	card, problems := scoring.Load(data)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return card
}

// finder knows one card.
func finder(card *scoring.Card) func(string) (*scoring.Card, bool) {
	return func(id string) (*scoring.Card, bool) { return card, id == card.ID }
}

// form is a written form.
func form(t testing.TB, card *scoring.Card, enterprise *scoring.Enterprise, facts *scoring.Facts) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteForm(&b, card, enterprise, facts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// submission is a fixture: an enterprise with its facts.
type submission struct {
	name       string
	enterprise *scoring.Enterprise
	facts      *scoring.Facts
}

// fixtures are the sample enterprises of the project.
func fixtures(t testing.TB, card *scoring.Card) []submission {
	t.Helper()
	files, err := filepath.Glob("../fixtures/enterprises/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	var all []submission
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		enterprise, facts, _, problems := card.ParseSubmission(data)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", file, problems)
		}
		all = append(all, submission{strings.TrimSuffix(filepath.Base(file), ".json"), enterprise, facts})
	}
	return all
}

func asJSON(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
