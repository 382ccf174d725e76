package scoring_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// caseLine is a line of testdata/cases: a case and what the card makes of it.
// Repeat stands for so many rows that are all the same.
type caseLine struct {
	Indicator string          `json:"indicator"`
	Probe     string          `json:"probe"`
	Facts     json.RawMessage `json:"facts"`
	Repeat    int             `json:"repeat,omitempty"`
	Score     *scoring.Points `json:"score,omitempty"`
	Status    string          `json:"status,omitempty"` // where it is not scored
	Veto      bool            `json:"veto,omitempty"`
	Refused   []string        `json:"refused,omitempty"` // codes of problems
}

// run works out what a card makes of facts.
func (l *caseLine) run(card *scoring.Card, line int, facts []byte, out *scoring.Outcome) {
	given, problems := card.ParseFacts(facts)
	for _, p := range problems {
		l.Refused = append(l.Refused, p.Code)
	}
	if given == nil {
		return
	}
	card.Evaluate(given, out)
	if status := out.Lines[line].Status; status != scoring.Scored {
		l.Status = status.String()
		return
	}
	score := out.Lines[line].Score
	l.Score, l.Veto = &score, out.Lines[line].Veto
}

// short writes many equal rows once.
func (l *caseLine) short() {
	var facts map[string]json.RawMessage
	if err := json.Unmarshal(l.Facts, &facts); err != nil {
		panic(err)
	}
	for key, value := range facts {
		var rows []json.RawMessage
		if json.Unmarshal(value, &rows) == nil && len(rows) > 20 {
			l.Facts, l.Repeat = json.RawMessage(`{"`+key+`":[`+string(rows[0])+`]}`), len(rows)
		}
	}
}

// whole is the facts with every row.
func (l *caseLine) whole() []byte {
	if l.Repeat == 0 {
		return l.Facts
	}
	from, to := bytes.IndexByte(l.Facts, '[')+1, bytes.LastIndexByte(l.Facts, ']')
	rows := strings.Repeat(","+string(l.Facts[from:to]), l.Repeat)[1:]
	return []byte(string(l.Facts[:from]) + rows + string(l.Facts[to:]))
}

func lineOf(card *scoring.Card, id string) int {
	return slices.IndexFunc(card.Indicators(), func(i *scoring.Indicator) bool { return i.ID == id })
}

// TestCasesOfTheCard holds what each card of the program makes of its own cases
// against a file that is reviewed as text: testdata/cases/ID.jsonl.
func TestCasesOfTheCard(t *testing.T) {
	for _, card := range append(scoring.Cards().List(), otherCard(t)) {
		t.Run(card.ID, func(t *testing.T) {
			var text bytes.Buffer
			encoder := json.NewEncoder(&text)
			encoder.SetEscapeHTML(false)
			var out scoring.Outcome
			for _, c := range scoring.Cases(card) {
				line := caseLine{Indicator: c.Indicator, Probe: c.Probe, Facts: c.Facts}
				line.run(card, lineOf(card, c.Indicator), c.Facts, &out)
				line.short()
				if err := encoder.Encode(&line); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, filepath.Join("testdata", "cases", card.ID+".jsonl"), text.String())
		})
	}
}

// TestKeptCasesAreScoredAsBefore reads the files alone, so that they hold also
// when the cases are derived in another way.
func TestKeptCasesAreScoredAsBefore(t *testing.T) {
	card := wuxing2024(t)
	var out scoring.Outcome
	for _, kept := range keptCases(t, card.ID) {
		now := caseLine{Indicator: kept.Indicator, Probe: kept.Probe, Facts: kept.Facts, Repeat: kept.Repeat}
		now.run(card, lineOf(card, kept.Indicator), kept.whole(), &out)
		if diff := cmp.Diff(kept, now); diff != "" {
			t.Errorf("%s, %s (-kept +now):\n%s", kept.Indicator, kept.Probe, diff)
		}
	}
}

func TestCasesCoverTheCard(t *testing.T) {
	small, problems := scoring.Load([]byte(smallCard))
	if small == nil {
		t.Fatalf("%q", faults(problems))
	}
	for _, test := range []struct {
		card *scoring.Card
		want string
	}{
		{wuxing2024(t), "84/84 38/38 12/12 2/2"},
		{otherCard(t), "29/29 27/27 6/6 2/2"},
		// Counts up to 9 have no share on each bound, and 9 CNY no growth by 1 %.
		{small, "7/8 5/10 2/3 1/1"},
	} {
		coverage := scoring.Cover(test.card, scoring.Cases(test.card))
		got := coverage.Tiers.String() + " " + coverage.Steps.String() + " " + coverage.Caps.String() + " " + coverage.Vetoes.String()
		if got != test.want {
			t.Errorf("%s: tiers, steps, caps and vetoes %s, want %s", test.card.ID, got, test.want)
		}
	}
	if none := scoring.Cover(small, nil); none.Tiers.Hit != 0 || none.Caps.Hit != 0 || none.Vetoes.Hit != 0 {
		t.Errorf("without cases %+v is covered", none)
	}
}

// keptCases reads testdata/cases.
func keptCases(tb testing.TB, id string) []caseLine {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cases", id+".jsonl"))
	if err != nil {
		tb.Fatal(err)
	}
	var all []caseLine
	for line := range bytes.Lines(data) {
		var c caseLine
		if err := json.Unmarshal(line, &c); err != nil {
			tb.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// golden compares a text with a file under testdata; -update writes it.
func golden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(kept), "\n"), strings.Split(text, "\n")); diff != "" {
		t.Errorf("%s changed; if that is meant, run the test with -update and read the difference (-kept +now):\n%s", file, diff)
	}
}
