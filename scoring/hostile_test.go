package scoring_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// TestHostileCardsAreRefusedQuickly gives Load files that are made to cost much.
// What it allocates is the same on every machine and is held to the limit; the
// time is held only to a generous one, since the machine may be busy.
func TestHostileCardsAreRefusedQuickly(t *testing.T) {
	card := cardSource(t)
	rows := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "\n              - {from: %d}", i+1)
		}
		return strings.Replace(card, "\n              - {from: 1, points: 1}\n              - {from: 10, points: 2}\n              - {from: 20, points: 4}", b.String(), 1)
	}
	// As many lists as fit, each as long as it may be, with a fault in each entry.
	faults := func() string {
		var b strings.Builder
		b.WriteString("categories:\n")
		for b.Len() < 250<<10 {
			b.WriteString("- indicators:\n" + strings.Repeat("  - {}\n", 200))
		}
		return b.String()
	}
	cases := func() string {
		var b strings.Builder
		for range 200 {
			b.WriteString("\n                - {when: {level: national}, points: 3}")
		}
		return strings.ReplaceAll(card, "\n                - {when: {level: national}, points: 4}", b.String())
	}
	for _, test := range []struct{ name, file, first string }{
		{"a ladder of 10,000 rows", rows(10_000), "card_too_large"},
		{"a ladder of 5,000 rows", rows(5_000), "card_too_many"},
		{"a ladder of 200 rows that give nothing", rows(200), "card_"},
		{"10,000 facts on one line", "facts: [" + strings.Repeat("{key: a}, ", 10_000) + "]", "card_too_many"},
		{"a mapping of 10,000 keys", strings.Repeat("a: 1\n", 10_000), "card_too_many"},
		{"keys without end", strings.Repeat("? ", 100_000), "card_syntax"},
		{"commas without end", "[" + strings.Repeat("a,", 120_000) + "]", "card_too_many"},
		{"as many faults as fit", faults(), "card_more_faults"},
		{"as many cases as fit", cases(), "card_"},
		{"an anchor that holds itself", "a: &a [*a]\n", "card_alias"},
		{"a merge of itself", "a: &a {<<: *a}\n", "card_alias"},
		{"anchors that double", "a0: &a0 [x]\n" + doubled(30), "card_alias"},
		{"tabs", strings.Repeat("\t", 200_000), "card_syntax"},
		{"one long key", strings.Repeat("k", 250_000) + ": 1\n", "card_"},
		{"one long line of text", "title: " + strings.Repeat("字", 80_000) + "\n", "card_missing_key"},
		{"ten thousand times the same key", strings.Repeat("id: a\n", 10_000), "card_too_many"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			card, problems := scoring.Load([]byte(test.file))
			spent := time.Since(start)
			runtime.ReadMemStats(&after)
			if card != nil || len(problems) == 0 {
				t.Fatal("the card was not refused")
			}
			if !strings.HasPrefix(problems[0].Code, test.first) {
				t.Errorf("%s comes first, want %s", problems[0].Code, test.first)
			}
			// Everything ever allocated, which is more than was in use at once.
			if all := (after.TotalAlloc - before.TotalAlloc) >> 20; all > 100 {
				t.Errorf("allocated %d MiB", all)
			}
			if spent > 10*time.Second {
				t.Errorf("took %v", spent)
			}
			t.Logf("%v, %d MiB, %d problems", spent, (after.TotalAlloc-before.TotalAlloc)>>20, len(problems))
		})
	}
}

func doubled(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	return b.String()
}

// TestFaultsOfEveryStageAreToldAtOnce: reading, names and numbers in one run, and
// nothing that only follows from them.
func TestFaultsOfEveryStageAreToldAtOnce(t *testing.T) {
	test := badCard{"", []edit{
		{"issued: 2024-09-03", "issued: ▼soon"},
		{"label: 有人力资源管理机构, type: yes_no", "label: 有人力资源管理机构, type: ▼bool"},
		{"points: {none: 0, arranged: 2, sufficient: 4}", "points: {none: 0, ▼planned: 1, arranged: 2, sufficient: 4}"},
		{"{from: 20, below: 50, points: 2}", "{from: 20, to: ▼50, points: 2}"},
		{"{from: 60%, points: 2}", "{from: 60%, points: ▼much}"},
		{"then: {over: 36%, every: 5%, points: 1}", "then: {over: ▼35%, every: 5%, points: 1}"},
		{"flag: {fact: craftsman_culture, points: 1}", "flag: {fact: craftsman_culture, points: 2}"},
		{"name: 工匠文化\n        points: 1", "name: 工匠文化\n        points: ▼1"},
		{"id: bonus\n    no: \"6\"\n    name: 加分项目\n    kind: bonus\n    points: 15", "id: bonus\n    no: \"6\"\n    name: 加分项目\n    kind: bonus\n    points: ▼14"},
		{"totals: {base: 100, bonus: 15}", "totals: {base: 100, bonus: ▼15}"},
	}, []string{
		"card_value found=soon wanted=date", "card_sum found=14 of=bonus wanted=15",
		"card_value found=bool wanted=count, money, yes_no, choice, list", "card_unknown_choice choice=planned of=training_funds",
		"card_overlap bound=≥50 upper=≤50", "card_value found=much wanted=points", "card_steps_below_row bound=≥36% over=35%",
		"card_highest found=2 indicator=craftsman_culture wanted=1", "card_sum found=15 of=bonus wanted=14",
	}}
	source := broken(t, test)
	_, problems := scoring.Load([]byte(strings.ReplaceAll(source, "▼", "")))
	if diff := cmp.Diff(expectedFaults(t, source, test.want), faults(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
