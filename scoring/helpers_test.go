package scoring_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"wuxing/scoring"
)

// failer is what helpers need of testing.TB and of rapid.T.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// fixture is one enterprise of fixtures/enterprises.
type fixture struct {
	name  string // of the file, without .json
	data  []byte // the whole file
	facts *scoring.Facts
}

func wuxing2024(tb testing.TB) *scoring.Card {
	tb.Helper()
	card, ok := scoring.Cards().Card(scoring.DefaultCardID)
	if !ok {
		tb.Fatalf("no card %s", scoring.DefaultCardID)
	}
	return card
}

func allFixtures(tb testing.TB) []fixture {
	tb.Helper()
	card := wuxing2024(tb)
	files, err := filepath.Glob("../fixtures/enterprises/*.json")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no fixtures: %v", err)
	}
	var all []fixture
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		_, facts, _, problems := card.ParseSubmission(data)
		if len(problems) > 0 {
			tb.Fatalf("%s: %v", file, problems)
		}
		name := filepath.Base(file)
		all = append(all, fixture{name[:len(name)-len(".json")], data, facts})
	}
	return all
}

// mustFacts reads an object of facts that is known to be sound.
func mustFacts(tb failer, card *scoring.Card, object string) *scoring.Facts {
	tb.Helper()
	facts, problems := card.ParseFacts([]byte(object))
	if len(problems) > 0 {
		tb.Fatalf("%s: %v", object, problems)
	}
	return facts
}

// indicatorScore is the score of one indicator.
func indicatorScore(tb failer, card *scoring.Card, facts *scoring.Facts, id string) scoring.Points {
	tb.Helper()
	row, ok := card.Score(facts).Indicator(id)
	if !ok {
		tb.Fatalf("no indicator %s", id)
	}
	return row.Score
}

func toJSON(tb failer, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}
