package scoring_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// sixEnterprises and what becomes of them under two other readings were worked out
// by hand: 50 apprentices give 2, 6 cases of arbitration take 3.
var sixEnterprises = []struct{ name, facts string }{
	{"甲", `{"apprentices": 100, "leader_attention": true, "hr_department": true, "hr_manager": true}`},                         // 6 → 6
	{"乙", `{"apprentices": 50, "leader_attention": true, "hr_department": true, "hr_manager": false}`},                         // 4.5 → 3.5
	{"丙", `{"apprentices": 49, "leader_attention": true, "hr_department": true, "hr_manager": true}`},                          // 4 → 4
	{"丁", `{"apprentices": 100, "leader_attention": true, "hr_department": true, "hr_manager": true, "arbitration_cases": 6}`}, // 4 → 3
	{"戊", `{"apprentices": 20, "leader_attention": true, "hr_department": false, "hr_manager": false}`},                        // 3 → 3
	{"己", `{"apprentices": 100, "arbitration_cases": 11}`},                                                                     // vetoed
}

func TestComparisonWorkedOutByHand(t *testing.T) {
	a := wuxing2024(t)
	b := mustUnder(t, a, "apprentices-50-lower", "arbitration-6-minus-3")
	got := scoring.Compare(a, b, sixCompared(t, a, b), 2)
	type row struct {
		Name               string
		TotalA, TotalB     scoring.Points
		RankA, RankB, Move int
		WithinA, WithinB   bool
		Lines              []scoring.LineChanged
	}
	none := []scoring.LineChanged{}
	want := []row{
		{"甲", 600, 600, 1, 1, 0, true, true, none},
		{"乙", 450, 350, 2, 3, -1, true, false, []scoring.LineChanged{{ID: "apprenticeship", No: "2.2", From: 300, To: 200}}},
		{"丙", 400, 400, 3, 2, 1, false, true, none}, // before 丁, which has deductions
		{"丁", 400, 300, 4, 5, -1, false, false, []scoring.LineChanged{{ID: "arbitration", No: "7.2", From: -200, To: -300}}},
		{"戊", 300, 300, 5, 4, 1, false, false, none},
		{"己", 400, 400, 0, 0, 0, false, false, none},
	}
	var rows []row
	for _, r := range got.Rows {
		rows = append(rows, row{r.Enterprise.Name, r.TotalA, r.TotalB, r.RankA, r.RankB, r.Move, r.WithinA, r.WithinB, r.Lines})
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-by hand +got):\n%s", diff)
	}
	sums := *got
	sums.Rows, sums.Indicators, sums.A, sums.B = nil, nil, nil, nil
	if diff := cmp.Diff(scoring.Comparison{
		Quota: 2, Lose: 2, Same: 4, Lost: -200, TotalA: 2550, TotalB: 2350, Enter: 1, Leave: 1, WithinA: 2, WithinB: 2, VetoedA: 1, VetoedB: 1, Reranked: 4,
	}, sums); diff != "" {
		t.Errorf("sums (-by hand +got):\n%s", diff)
	}
	for _, indicator := range got.Indicators {
		want := scoring.ComparedIndicator{ID: indicator.ID, No: indicator.No, Name: indicator.Name}
		if indicator.ID == "apprenticeship" || indicator.ID == "arbitration" {
			want.Changed, want.Down, want.Sum = 1, 1, -100
		}
		if diff := cmp.Diff(want, indicator); diff != "" {
			t.Error(diff)
		}
	}
}

func sixCompared(tb testing.TB, a, b *scoring.Card) []scoring.Compared {
	tb.Helper()
	var all []scoring.Compared
	for _, e := range sixEnterprises {
		all = append(all, scoring.Compared{Enterprise: &scoring.Enterprise{Name: e.name}, A: mustFacts(tb, a, e.facts), B: mustFacts(tb, b, e.facts)})
	}
	return all
}

// TestComparisonAddsUp compares all fixtures under every reading: the sums are
// those of the rows, and the way back is the same with the signs turned.
func TestComparisonAddsUp(t *testing.T) {
	a := wuxing2024(t)
	for _, reading := range a.Readings() {
		b := mustUnder(t, a, reading.ID)
		var there, back []scoring.Compared
		for _, f := range allFixtures(t) {
			factsB := mustSubmission(t, b, f.data)
			there, back = append(there, scoring.Compared{A: f.facts, B: factsB}), append(back, scoring.Compared{A: factsB, B: f.facts})
		}
		k, turned := scoring.Compare(a, b, there, 10), scoring.Compare(b, a, back, 10)
		var change, lines, indicators scoring.Points
		for _, row := range k.Rows {
			change += row.Change
			for _, line := range row.Lines {
				lines += line.To - line.From
			}
		}
		for _, indicator := range k.Indicators {
			indicators += indicator.Sum
		}
		if change != k.TotalB-k.TotalA || change != k.Gained+k.Lost || lines != indicators || change != lines+k.Limits || k.Gain+k.Lose+k.Same != len(there) {
			t.Errorf("%s does not add up: %v %v %v %v", reading.ID, change, lines, indicators, k.Limits)
		}
		if k.Gain != turned.Lose || k.Gained != -turned.Lost || k.Enter != turned.Leave || k.Limits != -turned.Limits || k.Reranked != turned.Reranked {
			t.Errorf("%s: the way back is another one", reading.ID)
		}
	}
}

// TestComparisonOfShuffledInput: only the order of equals may follow the input.
func TestComparisonOfShuffledInput(t *testing.T) {
	a := wuxing2024(t)
	b := mustUnder(t, a, "apprentices-50-lower", "arbitration-6-minus-3")
	entries := sixCompared(t, a, b)
	want := toJSON(t, withoutIndex(scoring.Compare(a, b, entries, 2)))
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if got := toJSON(t, withoutIndex(scoring.Compare(a, b, entries, 2))); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
}

func withoutIndex(k *scoring.Comparison) *scoring.Comparison {
	for i := range k.Rows {
		k.Rows[i].Index = 0
	}
	return k
}

func TestCardsOfOtherFactsAreNotComparable(t *testing.T) {
	a := wuxing2024(t)
	source := strings.ReplaceAll(cardSource(t), "equity_workers", "equity_people")
	source = strings.Replace(source, "{key: injury_accidents, label: 八级及以上伤残的重大工伤事故数, unit: 起, type: count, max: 100000", "{key: injury_accidents, label: 事故, type: yes_no", 1)
	source = strings.Replace(source, "each: {fact: injury_accidents, points: -2}", "flag: {fact: injury_accidents, points: -2}", 1)
	b, problems := scoring.Load([]byte(source))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for _, p := range scoring.Comparable(a, b) {
		got = append(got, p.Code+" "+p.Path+" "+p.Params["card"])
	}
	want := []string{"fact_only_in_one facts.equity_workers wuxing-2024", "fact_other_type facts.injury_accidents wuxing-2024", "fact_only_in_one facts.equity_people wuxing-2024"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if problems := scoring.Comparable(a, a); len(problems) > 0 {
		t.Error(problems)
	}
}
