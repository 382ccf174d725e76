package scoring_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

func TestHashIsOfTheContent(t *testing.T) {
	source := cardSource(t)
	hash := func(text string) string {
		card, problems := scoring.Load([]byte(text))
		if len(problems) > 0 {
			t.Fatalf("%q", faults(problems))
		}
		return card.Hash()
	}
	original := hash(source)
	for _, test := range []struct {
		name string
		edit edit
		same bool
	}{
		{"a comment", edit{"\nfacts:\n", "\n# Answers.\nfacts:\n"}, true},
		{"layout", edit{"totals: {base: 100, bonus: 15}", "totals:\n  bonus: 15.00\n  base: '100'\n"}, true},
		{"the order of keys", edit{"{smaller: skilled_workers, larger: employees}", "{larger: employees, smaller: skilled_workers}"}, true},
		{"a number of a rule", edit{"{from: 20, below: 50, points: 2}", "{from: 21, below: 50, points: 2}"}, false},
		{"a strict bound", edit{"{from: 36%, points: 1}", "{above: 36%, points: 1}"}, false},
		{"a printed text", edit{"title: 吴兴区技能型企业遴选评分表", "title: 吴兴区技能型企业评分表"}, false},
		{"a ruling", edit{"other: 50人得2分", "other: 50人得3分"}, false},
		{"a largest value", edit{"key: injury_accidents, label: 八级及以上伤残的重大工伤事故数, unit: 起, type: count, max: 100000", "key: injury_accidents, label: 八级及以上伤残的重大工伤事故数, unit: 起, type: count, max: 10000"}, false},
		{"the order of facts' choices", edit{"- {key: none, label: 未备案}\n      - {key: filed, label: 已备案}", "- {key: filed, label: 已备案}\n      - {key: none, label: 未备案}"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if strings.Count(source, test.edit.from) != 1 {
				t.Fatalf("%q is not in the card once", test.edit.from)
			}
			changed := hash(strings.Replace(source, test.edit.from, test.edit.to, 1))
			if (changed == original) != test.same {
				t.Errorf("%s and %s, want the same: %v", original, changed, test.same)
			}
		})
	}
}

func TestCardFindsItsParts(t *testing.T) {
	card := wuxing2024(t)
	indicator, ok := card.Indicator("training_ratio")
	if !ok || indicator.No != "2.4" || card.CategoryOf(indicator).ID != "cultivation" {
		t.Fatalf("2.4 is %+v", indicator)
	}
	var keys []string
	for _, fact := range card.FactsOf(indicator) {
		keys = append(keys, fact.Key)
	}
	if diff := cmp.Diff([]string{"trained_workers", "skilled_workers"}, keys); diff != "" {
		t.Errorf("facts of 2.4 (-want +got):\n%s", diff)
	}
	var users []string
	for _, user := range card.IndicatorsUsing("skilled_workers") {
		users = append(users, user.No)
	}
	if diff := cmp.Diff([]string{"2.4", "2.5", "2.6", "4.3", "4.4"}, users); diff != "" {
		t.Errorf("users of skilled_workers (-want +got):\n%s", diff)
	}
	if users := card.IndicatorsUsing("nothing"); users != nil {
		t.Errorf("users of an unknown fact: %v", users)
	}
	if _, ok := card.Indicator("2.4"); ok {
		t.Error("a number is no id")
	}
	if _, ok := card.Fact("nothing"); ok {
		t.Error("found an unknown fact")
	}
	if _, ok := scoring.Cards().Card("nothing"); ok {
		t.Error("found an unknown card")
	}
	if _, err := scoring.CardSource("../cards/wuxing-2024"); err == nil {
		t.Error("a path was taken for an id")
	}
}

func TestFactsThatWereNotGiven(t *testing.T) {
	card := wuxing2024(t)
	facts := mustFacts(t, card, `{"employees": 0, "leader_attention": false, "honours": []}`)
	if missing := facts.Missing(); len(missing) != len(card.Facts)-3 || missing[0] != "hr_department" {
		t.Errorf("missing: %v", missing)
	}
	for _, test := range []struct {
		key   string
		given bool
		text  string
	}{
		{"employees", true, "0"},
		{"leader_attention", true, "no"},
		{"honours", true, ""},
		{"skilled_workers", false, ""},
		{"master_studios", false, ""},
		{"nothing", false, ""},
	} {
		if facts.Given(test.key) != test.given || facts.Text(test.key) != test.text {
			t.Errorf("%s: given %v %q, want %v %q", test.key, facts.Given(test.key), facts.Text(test.key), test.given, test.text)
		}
	}
	for key, want := range map[string]bool{"honours": true, "master_studios": false, "employees": false, "nothing": false} {
		if rows, given := facts.Rows(key); given != want || len(rows) > 0 {
			t.Errorf("rows of %s: %v %v", key, rows, given)
		}
	}
}
