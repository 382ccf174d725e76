package workbook

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
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

// written are the forms that a test has asked for, by what is in them: writing one
// is what most tests would spend their time with.
var written sync.Map

// form is a written form, a copy of its own for each who asks.
func form(t testing.TB, card *scoring.Card, enterprise *scoring.Enterprise, facts *scoring.Facts) []byte {
	t.Helper()
	key := card.Hash() + asJSON(t, enterprise) + asJSON(t, facts)
	if known, ok := written.Load(key); ok {
		return bytes.Clone(known.([]byte))
	}
	data := newForm(t, card, enterprise, facts)
	written.Store(key, data)
	return bytes.Clone(data)
}

// newForm writes a form, whoever has asked for it before.
func newForm(t testing.TB, card *scoring.Card, enterprise *scoring.Enterprise, facts *scoring.Facts) []byte {
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
