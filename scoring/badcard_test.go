package scoring_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// badCard is the 2024 card with some of its text replaced. ▼ in a replacement
// stands where a problem must point; the problems wanted are in the same order.
type badCard struct {
	name  string
	edits []edit
	want  []string // code and parameters
}

type edit struct{ from, to string }

// At every place: the words after "from" are in the card exactly once.
func TestBadCardsAreToldWithTheirPlace(t *testing.T) {
	for _, test := range badCards {
		t.Run(test.name, func(t *testing.T) {
			source := broken(t, test)
			want := expectedFaults(t, source, test.want)
			card, problems := scoring.Load([]byte(strings.ReplaceAll(source, "▼", "")))
			if diff := cmp.Diff(want, faults(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if card != nil {
				t.Error("a card was answered")
			}
		})
	}
}

func TestWholeFilesThatAreNoCard(t *testing.T) {
	source := cardSource(t)
	for _, test := range []struct {
		name, file string
		want       []string
	}{
		{"nothing", "", []string{"1:1 card_empty"}},
		{"only comments", "# a card\n\n# to come\n", []string{"1:1 card_empty"}},
		{"only the start of a document", "---\n", []string{"2:1 card_type wanted=mapping"}},
		{"a list", "- id: x\n", []string{"1:1 card_type wanted=mapping"}},
		{"a word", "card\n", []string{"1:1 card_type wanted=mapping"}},
		{"more than 256 KiB", source + strings.Repeat("#", 256<<10), []string{"1:1 card_too_large limit=256"}},
		{"two documents", source + "---\nid: another\n", []string{"1:1 card_syntax what=more than one document"}},
		{"a document and rubbish", source + "---\n{", []string{"1:1 card_syntax what=more than one document"}},
		{"lists without end", strings.Repeat("- ", 100_000), []string{"1:1 card_syntax what=yaml: exceeded max depth of 10000"}},
		{"brackets without end", strings.Repeat("[", 100_000), []string{"1:1 card_syntax what=yaml: exceeded max depth of 10000"}},
		{"control characters", "id: a\x00b\n", []string{"1:1 card_syntax what=yaml: control characters are not allowed"}},
		{"not UTF-8", "id: \xd5\xc5\n", []string{"1:1 card_syntax what=yaml: invalid trailing UTF-8 octet"}},
		{"aliases that multiply", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", []string{"1:4 card_alias", "2:4 card_alias", "3:5 card_alias", "3:9 card_alias"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			card, problems := scoring.Load([]byte(test.file))
			if diff := cmp.Diff(test.want, faults(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if card != nil {
				t.Error("a card was answered")
			}
			if spent := time.Since(start); spent > 5*time.Second {
				t.Errorf("took %v", spent)
			}
		})
	}
}

// TestEveryCodeOfACardProblemIsShown fails for a code that no bad card above
// brings about.
func TestEveryCodeOfACardProblemIsShown(t *testing.T) {
	shown := map[string]bool{scoring.CodeCardEmpty: true, scoring.CodeCardTooLarge: true, scoring.CodeCardTooMany: true, scoring.CodeCardMoreFaults: true} // by whole files
	for _, test := range badCards {
		for _, want := range test.want {
			code, _, _ := strings.Cut(want, " ")
			shown[code] = true
		}
	}
	for _, code := range scoring.CardProblemCodes {
		if !shown[code] {
			t.Errorf("no bad card shows %s", code)
		}
		delete(shown, code)
	}
	for code := range shown {
		t.Errorf("%s is not in CardProblemCodes", code)
	}
}

func cardSource(tb testing.TB) string {
	tb.Helper()
	source, err := scoring.CardSource(scoring.DefaultCardID)
	if err != nil {
		tb.Fatal(err)
	}
	return string(source)
}

// broken makes the edits; the markers stay in.
func broken(tb testing.TB, test badCard) string {
	tb.Helper()
	source := cardSource(tb)
	for _, e := range test.edits {
		if n := strings.Count(source, e.from); n != 1 {
			tb.Fatalf("%q stands %d times in the card", e.from, n)
		}
		source = strings.Replace(source, e.from, e.to, 1)
	}
	return source
}

// expectedFaults puts the places of the markers before the wanted problems.
func expectedFaults(tb testing.TB, source string, want []string) []string {
	tb.Helper()
	var faults []string
	for number, line := range strings.Split(source, "\n") {
		markers := 0
		for at, r := range line {
			if r != '▼' {
				continue
			}
			column := utf8.RuneCountInString(line[:at]) - markers + 1
			markers++
			if len(faults) == len(want) {
				tb.Fatal("more markers than problems")
			}
			faults = append(faults, fmt.Sprintf("%d:%d %s", number+1, column, want[len(faults)]))
		}
	}
	if len(faults) != len(want) {
		tb.Fatalf("%d markers for %d problems", len(faults), len(want))
	}
	return faults
}

// faults writes problems as "line:column code name=value …", without what
// witness_test.go asks for.
func faults(problems scoring.Problems) []string {
	var all []string
	for _, p := range problems {
		text := fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Code)
		var names []string
		for name := range p.Params {
			if name != "witness" && name != "cure" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			text += " " + name + "=" + p.Params[name]
		}
		all = append(all, text)
	}
	return all
}
