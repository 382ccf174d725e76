package workbook

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuxing/internal/testoffice"
	"wuxing/scoring"
)

// LibreOffice takes half a second for each form, so an ordinary run takes every
// third fixture and some random sets through it; make soak takes all.
var (
	officeEvery  = flag.Int("office.every", 3, "recalculate every nth fixture in LibreOffice")
	officeRandom = flag.Int("office.random", 8, "random fact sets to recalculate in LibreOffice")
)

// Formulas come from rules, not from this year's card: another card with the same
// kinds of rule combined in other ways agrees as well.
func TestFormulasOfAnotherCardAgreeInLibreOffice(t *testing.T) {
	t.Parallel()
	card := variantCard(t)
	var samples []submission
	for seed := range max(*officeRandom/2, 1) {
		samples = append(samples, submission{fmt.Sprintf("random %d", seed), nil, factsOf(card).Example(seed)})
	}
	recalculate(t, card, samples)
}

// variantCard is the card with a list of which the best name counts, deductions
// of which the worst of each site counts, a veto in both, and other tiers.
func variantCard(t testing.TB) *scoring.Card {
	t.Helper()
	data, err := os.ReadFile("../scoring/cards/wuxing-2024.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, change := range [][2]string{
		{"id: wuxing-2024", "id: variant"},
		{"totals: {base: 100, bonus: 15}", "totals: {base: 98, bonus: 15}"},
		{"    points: 36\n", "    points: 34\n"},
		{"best_per: person\n            combine: sum\n            cap: 6", "best_per: person\n            combine: best\n            cap: 4"},
		{"name: 高技能领军人才\n        points: 6", "name: 高技能领军人才\n        points: 4"},
		{"      - {key: people, label: 上访人数", "      - {key: site, label: 工地, type: text}\n      - {key: people, label: 上访人数"},
		{"- {when: {level: province}, veto: true}\n            combine: sum", "- {when: {level: province}, veto: true}\n            best_per: site\n            combine: sum"},
		{"label: 足额安排", "label: 足额安排\"满\""},
	} {
		if strings.Count(text, change[0]) != 1 {
			t.Fatalf("%d times in the card: %s", strings.Count(text, change[0]), change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	card, problems := scoring.Load([]byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return card
}

// A form is filled, recalculated and saved by LibreOffice. Then every row of
// 评分表 and the total must be what the engine says, and the file must be read
// back to the same facts.
func TestFormulasAgreeWithTheEngineInLibreOffice(t *testing.T) {
	t.Parallel() // LibreOffice is another process
	card := testCard(t)
	var samples []submission
	for i, sample := range fixtures(t, card) {
		if i%*officeEvery == 0 {
			samples = append(samples, sample)
		}
	}
	for seed := range *officeRandom {
		samples = append(samples, submission{fmt.Sprintf("random %d", seed), nil, factsOf(card).Example(seed)})
	}
	recalculate(t, card, samples)
}

// batch is how many forms LibreOffice takes in one call, which has a time limit.
const batch = 10

// recalculate takes forms through LibreOffice and compares every shown value.
func recalculate(t *testing.T, card *scoring.Card, samples []submission) {
	t.Helper()
	dir := t.TempDir()
	compared, done := 0, 0
	for some := range slices.Chunk(samples, batch) {
		files := make([]string, len(some))
		for i, sample := range some {
			files[i] = filepath.Join(dir, fmt.Sprintf("%02d.xlsx", i))
			if err := os.WriteFile(files[i], form(t, card, sample.enterprise, sample.facts), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for i, file := range testoffice.ResaveAll(t, files...) {
			sample := some[i]
			t.Run(sample.name, func(t *testing.T) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				compared += compareScores(t, card, data, sample.facts)
				reading, problems := Read(data, finder(card))
				if len(problems) > 0 {
					t.Fatalf("read again: %v", problems)
				}
				if got, want := asJSON(t, reading.Facts), asJSON(t, sample.facts); got != want {
					t.Errorf("facts changed\n got %s\nwant %s", got, want)
				}
				if got, want := asJSON(t, reading.Enterprise), asJSON(t, sample.enterprise); got != want {
					t.Errorf("enterprise changed: got %s, want %s", got, want)
				}
			})
			done++
		}
	}
	t.Logf("%d forms, %d values compared", done, compared)
}

// compareScores holds the shown 自评分 against the engine and says how many
// values it compared.
func compareScores(t *testing.T, card *scoring.Card, data []byte, facts *scoring.Facts) int {
	t.Helper()
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	g, err := b.grid(sheetScore)
	if err != nil {
		t.Fatal(err)
	}
	result := card.Score(facts)
	for i, line := range result.Indicators {
		want := line.Score.String()
		if line.Status != scoring.Scored {
			want = "" // blank
		}
		if got := shownPoints(g.at(colSelf, scoreFirstRow+i)); got != want {
			t.Errorf("%s %s: sheet shows %q, engine says %q (%s: %s)", line.No, line.ID, got, want, line.Status, line.Explanation)
		}
	}
	row := scoreFirstRow
	for i := range card.Categories {
		if got, want := shownPoints(g.at(colSubtotal, row)), result.Categories[i].Score.String(); got != want {
			t.Errorf("%s: sheet shows %q, engine says %s", card.Categories[i].Name, got, want)
		}
		row += len(card.Categories[i].Indicators)
	}
	total := scoreFirstRow + len(result.Indicators)
	if got, want := shownPoints(g.at(colSelf, total)), result.Total.String(); got != want {
		t.Errorf("total: sheet shows %s, engine says %s", got, want)
	}
	parts := fmt.Sprintf("基础%s,加分%s,扣分%s", result.Base, result.Bonus, result.Deduction)
	if got := g.at(colWhy, total).text; got != parts && !strings.HasPrefix(got, parts+";") && !strings.HasPrefix(got, parts+",") {
		t.Errorf("total: sheet explains %q, engine says %s", got, parts)
	}
	compareWhys(t, card, g, facts, result)
	veto := map[bool]string{true: "一票否决", false: ""}[result.Vetoed]
	if got := g.at(colStandard, total).text; got != veto {
		t.Errorf("veto: sheet shows %q, engine says %q", got, veto)
	}
	return len(result.Indicators) + len(result.Categories) + 2
}

func shownPoints(c cell) string {
	if c.kind == cellNumber {
		return decimal(c.text)
	}
	return c.text
}
