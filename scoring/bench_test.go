package scoring_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wuxing/scoring"
)

// The three benchmarks walk the same enterprises (all fixtures); an operation is
// one enterprise. make bench prints them with their ratios.

func BenchmarkStraightLine(b *testing.B) {
	all := straightFixtures(b)
	var score straightScore
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		straightLine(&all[i%len(all)], &score)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	card, all := fixtureFacts(b)
	var out scoring.Outcome
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		card.Evaluate(all[i%len(all)], &out)
	}
}

func BenchmarkEvaluateExplained(b *testing.B) {
	card, all := fixtureFacts(b)
	var out scoring.Explained
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		card.Explain(all[i%len(all)], &out)
	}
}

// BenchmarkAdvise is all advice for one enterprise; it may take 200 µs.
func BenchmarkAdvise(b *testing.B) {
	card, all := fixtureFacts(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		card.Advise(all[i%len(all)])
	}
}

// BenchmarkLoadAndCheck reads the card and proves what it must hold: at most 5 ms.
func BenchmarkLoadAndCheck(b *testing.B) {
	source := []byte(cardSource(b))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := scoring.Load(source); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

// BenchmarkRescoreTenThousand evaluates 10,000 enterprises, all of them in memory,
// on one core: at most 10 ms.
func BenchmarkRescoreTenThousand(b *testing.B) {
	card, all := fixtureFacts(b)
	facts := make([]*scoring.Facts, 10_000)
	for i := range facts {
		facts[i] = all[i%len(all)]
	}
	var out scoring.Outcome
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range facts {
			card.Evaluate(f, &out)
		}
	}
}

// BenchmarkScore is a whole result as the API answers it.
func BenchmarkScore(b *testing.B) {
	card, all := fixtureFacts(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		card.Score(all[i%len(all)])
	}
}

// TestEvaluateDoesNotAllocate holds what the benchmark shows.
func TestEvaluateDoesNotAllocate(t *testing.T) {
	card, all := fixtureFacts(t)
	var out scoring.Outcome
	for i, facts := range all {
		card.Evaluate(facts, &out)
		if n := testing.AllocsPerRun(10, func() { card.Evaluate(facts, &out) }); n != 0 {
			t.Errorf("fixture %d: %v allocations an evaluation, want 0", i, n)
		}
	}
}

// TestStraightLineAgrees makes sure that the yardstick does the same work.
func TestStraightLineAgrees(t *testing.T) {
	card, all := fixtureFacts(t)
	straight := straightFixtures(t)
	var out scoring.Outcome
	var score straightScore
	for n := range all {
		card.Evaluate(all[n], &out)
		straightLine(&straight[n], &score)
		for i, line := range out.Lines {
			if int64(line.Score) != score.scores[i] || line.Status != score.status[i] || line.Veto != score.veto[i] {
				t.Errorf("fixture %d, %s: engine %v %v, straight line %d %v", n, card.Indicators()[i].ID, line.Score, line.Status, score.scores[i], score.status[i])
			}
		}
		for g, category := range out.Categories {
			if int64(category) != score.categories[g] {
				t.Errorf("fixture %d, category %d: engine %v, straight line %d", n, g, category, score.categories[g])
			}
		}
		if int64(out.Total) != score.total || out.Vetoed != score.vetoed || int64(out.Base) != score.base ||
			int64(out.Bonus) != score.bonus || int64(out.Deduction) != score.deduction {
			t.Errorf("fixture %d: totals differ", n)
		}
	}
}

func fixtureFacts(tb testing.TB) (*scoring.Card, []*scoring.Facts) {
	tb.Helper()
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	files, err := filepath.Glob("../fixtures/enterprises/*.json")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no fixtures: %v", err)
	}
	var all []*scoring.Facts
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		_, facts, _, problems := card.ParseSubmission(data)
		if len(problems) > 0 {
			tb.Fatal(problems)
		}
		all = append(all, facts)
	}
	return card, all
}

func straightFixtures(tb testing.TB) []straightFacts {
	tb.Helper()
	_, all := fixtureFacts(tb)
	var straight []straightFacts
	for _, facts := range all {
		straight = append(straight, straighten(facts))
	}
	return straight
}

// straighten copies facts into the plain struct.
func straighten(f *scoring.Facts) straightFacts {
	single := func(key string) int64 { return factNumber(f, key) }
	s := straightFacts{
		leaderAttention: single("leader_attention"), hrDepartment: single("hr_department"), hrManager: single("hr_manager"),
		trainingFunds: single("training_funds"), certificationFiling: single("certification_filing"), schoolCooperation: single("school_cooperation"),
		apprentices: single("apprentices"), certificationStarted: single("certification_started"),
		certificationStandardized: single("certification_standardized"), certifiedWorkers: single("certified_workers"),
		employees: single("employees"), skilled: single("skilled_workers"), trained: single("trained_workers"), highSkilled: single("high_skilled_workers"),
		eightGrade: single("eight_grade_pilot"), seniorPilot: single("senior_technician_pilot"), seniorCompleted: single("senior_technician_completed"),
		allowance: single("monthly_allowance"), wage: single("average_wage"), lastWage: single("average_wage_last_year"),
		over90k: single("workers_over_90k"), over120k: single("workers_over_120k"),
		collective: single("collective_agreement"), equity: single("equity_workers"), craftsman: single("craftsman_culture"),
		harmony: single("harmony_level"), title: single("title_level"), trainingBase: single("training_base"),
		institute: single("research_institute"), arbitration: single("arbitration_cases"), injuries: single("injury_accidents"),
	}
	var rows [][]int64
	rows, s.honoursGiven = factRows(f, "honours")
	for _, row := range rows {
		s.honours = append(s.honours, namedLevel{row[0], row[1]})
	}
	rows, s.studiosGiven = factRows(f, "master_studios")
	for _, row := range rows {
		s.studios = append(s.studios, namedLevel{row[0], row[1]})
	}
	rows, s.awardsGiven = factRows(f, "competition_awards")
	for _, row := range rows {
		s.awards = append(s.awards, straightAward{row[0], row[1]})
	}
	rows, s.innovationsGiven = factRows(f, "innovations")
	for _, row := range rows {
		s.innovations = append(s.innovations, row[1])
	}
	rows, s.scienceGiven = factRows(f, "science_awards")
	for _, row := range rows {
		s.science = append(s.science, straightScience{row[0], row[1], row[2]})
	}
	rows, s.standardsGiven = factRows(f, "occupational_standards")
	for _, row := range rows {
		s.standards = append(s.standards, straightStandard{row[1], row[2]})
	}
	rows, s.petitionsGiven = factRows(f, "arrears_petitions")
	for _, row := range rows {
		s.petitions = append(s.petitions, straightPetition{row[0], row[1]})
	}
	return s
}

func factNumber(f *scoring.Facts, key string) int64 {
	fact, _ := f.Card().Fact(key)
	text := f.Text(key)
	if text == "" {
		return -1
	}
	return number(fact.Type, fact.Choices, text)
}

func number(kind scoring.FactType, choices []scoring.Choice, text string) int64 {
	switch kind {
	case scoring.TypeYesNo:
		return int64(slices.Index([]string{"no", "yes"}, text))
	case scoring.TypeChoice:
		return int64(slices.IndexFunc(choices, func(c scoring.Choice) bool { return c.Key == text }))
	case scoring.TypeMoney:
		fen, err := scoring.ParsePoints(text) // hundredths, too
		if err != nil {
			panic(err)
		}
		return int64(fen)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// factRows gives the rows of a list as numbers; equal names get equal numbers.
func factRows(f *scoring.Facts, key string) ([][]int64, bool) {
	fact, _ := f.Card().Fact(key)
	texts, given := f.Rows(key)
	names := map[string]int64{}
	var rows [][]int64
	for _, text := range texts {
		row := make([]int64, len(text))
		for c, field := range fact.Fields {
			switch {
			case text[c] == "":
				row[c] = -1
			case field.Type == scoring.TypeText:
				name := strings.Join(strings.Fields(text[c]), "")
				if _, known := names[name]; !known {
					names[name] = int64(len(names))
				}
				row[c] = names[name]
			default:
				row[c] = number(field.Type, field.Choices, text[c])
			}
		}
		rows = append(rows, row)
	}
	return rows, given
}
