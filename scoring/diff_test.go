package scoring_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

const goldenDiff = "testdata/diff.golden.txt"

// nextYear are the edits of an invented card for 2025; one line of the golden file
// or more for each.
var nextYear = []edit{
	{"id: wuxing-2024", "id: wuxing-2025"},
	{"number: 吴政办发〔2024〕32号", "number: 吴政办发〔2025〕1号"},
	{"asked: 年度内“新型学徒制”培养的人数;没有填0", "asked: 年度内培养的人数"},
	{"type: yes_no, asked: 是否已建立并实施能级工资集体协商制度, evidence: [集体合同]", "type: yes_no, asked: 是否已建立并实施能级工资集体协商制度, evidence: [集体合同, 职代会决议]"},
	{"- {key: sufficient, label: 足额安排}", "- {key: sufficient, label: 按规定足额安排}"},
	{"- {smaller: equity_workers, larger: skilled_workers}", "- {smaller: equity_workers, larger: employees}"},
	{"- {from: 20, below: 50, points: 2}", "- {from: 25, below: 50, points: 2}"},
	{"reading: 各档含下限不含上限,50人得3分", "reading: 各档含下限,50人得3分"},
	{"- {from: 50%, points: 1}", "- {from: 45%, points: 0.5}\n              - {from: 50%, points: 1}"},
	{"then: {over: 36%, every: 5%, points: 1}", "then: {over: 36%, every: 4%, points: 1}"},
	{"  - id: platform\n    no: \"3\"\n    name: 创新平台建设\n    kind: base\n    points: 10", "  - id: platform\n    no: \"3\"\n    name: 创新平台\n    kind: base\n    points: 10"},
	{"rule:\n          flag: {fact: collective_agreement, points: 2}", "rule:\n          sum:\n            - flag: {fact: collective_agreement, points: 2}"},
	{"- {when: {level: province, grade: second}, points: 1}", "- {when: {level: province, grade: second}, points: 1.5}"},
	{"- {when: {role: participant}, by: 1/2}", "- {when: {role: participant}, by: 1/1}"},
	{"- {field: people, from: 5}", "- {field: people, from: 6}"},
	{"- {from: 7, to: 10, points: -3}\n              - {from: 11, veto: true}", "- {from: 7, to: 11, points: -3}\n              - {from: 12, veto: true}"},
	{"      - id: research_institute\n        no: \"6.4\"", "      - id: institute\n        no: \"6.4\""},
	{"best_per: person\n            combine: sum", "combine: sum"},
}

// TestDiffIsTold compares the card with the one of next year and, under each
// reading, with itself.
func TestDiffIsTold(t *testing.T) {
	card := wuxing2024(t)
	source := cardSource(t)
	for _, e := range nextYear {
		if n := strings.Count(source, e.from); n != 1 {
			t.Fatalf("%q stands %d times in the card", e.from, n)
		}
		source = strings.Replace(source, e.from, e.to, 1)
	}
	next, problems := scoring.Load([]byte(source))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var b strings.Builder
	tell := func(a, other *scoring.Card) {
		fmt.Fprintf(&b, "== %s → %s\n", a.ID, other.ID)
		for _, change := range scoring.Diff(a, other) {
			fmt.Fprintf(&b, "%s\n\t%s %s\n", change, change.Kind, change.Path)
		}
	}
	tell(card, next)
	tell(next, card)
	for _, reading := range card.Readings() {
		tell(card, mustUnder(t, card, reading.ID))
	}
	if *update {
		if err := os.WriteFile(goldenDiff, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(goldenDiff)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(golden), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("(-golden +now):\n%s", diff)
	}
	if !strings.Contains(b.String(), "\n2.2 apprenticeship:第2档下限 20 改为 25\n") {
		t.Error("the sentence of the contract is not among them")
	}
}

func TestCardDoesNotDifferFromItself(t *testing.T) {
	again, problems := scoring.Load([]byte("# another layout\n" + cardSource(t)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if changes := scoring.Diff(wuxing2024(t), again); len(changes) > 0 {
		t.Errorf("%v", changes)
	}
}
