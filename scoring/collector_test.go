package scoring_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// TestCollectorKeepsThePlaceOfEachAnswer collects as a workbook does: cells
// instead of paths.
func TestCollectorKeepsThePlaceOfEachAnswer(t *testing.T) {
	cell := func(name string) scoring.Position { return scoring.Position{Sheet: "填报", Cell: name} }
	row := func(cells ...string) []scoring.RowCell {
		var all []scoring.RowCell
		for i := 0; i < len(cells); i += 3 {
			all = append(all, scoring.RowCell{Field: cells[i], Text: cells[i+1], At: cell(cells[i+2])})
		}
		return all
	}
	for _, test := range []struct {
		name    string
		collect func(k *scoring.Collector)
		want    []string // code and cell
	}{
		{"nothing", func(*scoring.Collector) {}, nil},
		{"an answer", func(k *scoring.Collector) { k.Set("employees", "12", cell("C5")) }, nil},
		{"no answer in a cell", func(k *scoring.Collector) { k.Set("employees", "", cell("C5")) }, nil},
		{"an unknown fact", func(k *scoring.Collector) { k.Set("staff", "12", cell("C5")) }, []string{"unknown_fact C5"}},
		{"an unknown list", func(k *scoring.Collector) { k.List("staff", cell("A1")) }, []string{"unknown_fact A1"}},
		{"a list as a single fact", func(k *scoring.Collector) { k.Set("honours", "张三", cell("C5")) }, []string{"wrong_type C5"}},
		{"a single fact as a list", func(k *scoring.Collector) { k.List("employees", cell("A1")) }, []string{"wrong_type A1"}},
		{"a row of no list is left out", func(k *scoring.Collector) {
			k.Row("honours", cell("A2"), row("level", "city", "B2"))
			k.Row("employees", cell("A2"), row("level", "city", "B2"))
			k.Row("staff", cell("A2"), row("level", "city", "B2"))
		}, nil},
		{"each cell of a row by its own place, a missing one by the row's", func(k *scoring.Collector) {
			k.List("science_awards", cell("A1"))
			k.Row("science_awards", cell("A2"), row("level", "province", "A2", "grade", "fourth", "B2"))
		}, []string{"unknown_choice B2", "missing_field A2"}},
		{"a contradiction by the smaller one's cell", func(k *scoring.Collector) {
			k.Set("skilled_workers", "13", cell("C6"))
			k.Set("employees", "12", cell("C5"))
		}, []string{"facts_contradict C6"}},
		{"a fact the source could not read is not compared", func(k *scoring.Collector) {
			k.Set("skilled_workers", "13", cell("C6"))
			k.Set("employees", "12", cell("C5"))
			k.FailFact("employees", "unreadable", cell("C5"))
		}, []string{"unreadable C5"}},
		{"a contradiction over blank cells", func(k *scoring.Collector) {
			k.Set("employees", "12", cell("C5"))
			k.Set("skilled_workers", "", cell("C6"))
			k.Set("workers_over_90k", "", cell("C7"))
			k.Set("workers_over_120k", "13", cell("C8"))
		}, []string{"facts_contradict C8"}},
		{"a fact the source could not read stands between others", func(k *scoring.Collector) {
			k.Set("employees", "12", cell("C5"))
			k.FailFact("skilled_workers", "unreadable", cell("C6"))
			k.Set("workers_over_120k", "13", cell("C8"))
		}, []string{"unreadable C6"}},
		{"contradictions in the order of the card, whatever came first", func(k *scoring.Collector) {
			k.Set("equity_workers", "13", cell("C9"))
			k.Set("workers_over_120k", "13", cell("C8"))
			k.Set("trained_workers", "13", cell("C7"))
			k.Set("employees", "12", cell("C5"))
		}, []string{"facts_contradict C7", "facts_contradict C8", "facts_contradict C9"}},
		{"a name that is no UTF-8", func(k *scoring.Collector) {
			k.List("honours", cell("A1"))
			k.Row("honours", cell("A2"), row("person", "\xd5\xc5", "A2", "level", "city", "B2"))
		}, []string{"control_character A2"}},
		{"what the source found comes in its order", func(k *scoring.Collector) {
			k.Fail("first", cell("A1"))
			k.Set("employees", "x", cell("C5"))
			k.FailFact("nothing", "last", cell("Z9"))
		}, []string{"first A1", "not_count C5", "last Z9"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			k := wuxing2024(t).Collect()
			test.collect(k)
			facts, problems := k.Facts()
			var got []string
			for _, p := range problems {
				got = append(got, p.Code+" "+p.Cell)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if (facts == nil) != (len(problems) > 0) {
				t.Error("there must be either facts or problems")
			}
		})
	}
}

func TestContradictionNamesTheOtherCell(t *testing.T) {
	k := wuxing2024(t).Collect()
	k.Set("employees", "12", scoring.Position{Sheet: "填报", Cell: "C5"})
	k.Set("skilled_workers", "13", scoring.Position{Sheet: "填报", Cell: "C6"})
	_, problems := k.Facts()
	if len(problems) != 1 || problems[0].Params["right_place"] != "填报!C5" {
		t.Errorf("%+v", problems)
	}
	if got, want := problems.Error(), "facts_contradict 填报!C6"; got != want {
		t.Errorf("as an error: %q, want %q", got, want)
	}
}

// TestCollectOverLeavesTheFactsAlone adds rows to a list through a collector that
// started from facts.
func TestCollectOverLeavesTheFactsAlone(t *testing.T) {
	card := wuxing2024(t)
	const before = `{"honours":[{"person":"张三","level":"city"}]}`
	facts := mustFacts(t, card, before)
	k := card.CollectOver(facts)
	k.Row("honours", scoring.Position{}, []scoring.RowCell{{Field: "person", Text: "张三"}, {Field: "level", Text: "national"}})
	more, problems := k.Facts()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(before, toJSON(t, facts)); diff != "" {
		t.Errorf("the facts before (-want +got):\n%s", diff)
	}
	if got := indicatorScore(t, card, more, "leading_talents"); got != 400 {
		t.Errorf("%v points, want 4", got)
	}
	if got := indicatorScore(t, card, facts, "leading_talents"); got != 200 {
		t.Errorf("%v points before, want 2", got)
	}
}
