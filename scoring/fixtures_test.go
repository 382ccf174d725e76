package scoring_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// expected is what fixtures/expected says of one enterprise, worked out by hand
// from the annex.
type expected struct {
	About      string                    `json:"about"`
	Total      scoring.Points            `json:"total"`
	Base       scoring.Points            `json:"base"`
	Bonus      scoring.Points            `json:"bonus"`
	Deduction  scoring.Points            `json:"deduction"`
	Vetoed     bool                      `json:"vetoed"`
	Vetoes     []string                  `json:"vetoes"`
	Indicators map[string]scoring.Points `json:"indicators"`
	Statuses   map[string]scoring.Status `json:"statuses"`
}

// leastFixtures is how many enterprises worked out by hand there must be.
const leastFixtures = 60

func TestFixturesScoreAsWorkedOutByHand(t *testing.T) {
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	files, err := filepath.Glob("../fixtures/enterprises/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < leastFixtures {
		t.Fatalf("%d fixtures, want at least %d", len(files), leastFixtures)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, facts, warnings, problems := card.ParseSubmission(data)
			if len(problems)+len(warnings) > 0 {
				t.Fatalf("problems: %v, warnings: %v", problems, warnings)
			}
			var want expected
			data, err = os.ReadFile(filepath.Join("../fixtures/expected", name))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(normalize(want), observe(want.About, card.Score(facts))); diff != "" {
				t.Errorf("%s\n(-by hand +engine):\n%s", want.About, diff)
			}
		})
	}
}

func normalize(e expected) expected {
	if e.Statuses == nil {
		e.Statuses = map[string]scoring.Status{}
	}
	if e.Vetoes == nil {
		e.Vetoes = []string{}
	}
	return e
}

func observe(about string, r *scoring.Result) expected {
	e := expected{
		About: about, Total: r.Total, Base: r.Base, Bonus: r.Bonus, Deduction: r.Deduction, Vetoed: r.Vetoed,
		Vetoes: []string{}, Indicators: map[string]scoring.Points{}, Statuses: map[string]scoring.Status{},
	}
	for _, veto := range r.Vetoes {
		e.Vetoes = append(e.Vetoes, veto.Indicator)
	}
	for _, row := range r.Indicators {
		e.Indicators[row.ID] = row.Score
		if row.Status != scoring.Scored {
			e.Statuses[row.ID] = row.Status
		}
	}
	return e
}
