package scoring_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

func TestAmendReplacesOnlyWhatIsNamed(t *testing.T) {
	const before = `{"employees":100,"skilled_workers":50,"trained_workers":20,"honours":[{"person":"张三","level":"city"},{"person":"李四","level":"district"}],"average_wage":60000.5}`
	for _, test := range []struct {
		name, amendment string
		want            string   // the facts afterwards
		problems        []string // or the problems
	}{
		{"nothing is named", `{}`, before, nil},
		{"a count", `{"trained_workers": 30}`, `{"employees":100,"skilled_workers":50,"trained_workers":30,"honours":[{"person":"张三","level":"city"},{"person":"李四","level":"district"}],"average_wage":60000.5}`, nil},
		{"a fact that was missing", `{"leader_attention": false}`, `{"leader_attention":false,"employees":100,"skilled_workers":50,"trained_workers":20,"honours":[{"person":"张三","level":"city"},{"person":"李四","level":"district"}],"average_wage":60000.5}`, nil},
		{"null takes a count back", `{"average_wage": null}`, `{"employees":100,"skilled_workers":50,"trained_workers":20,"honours":[{"person":"张三","level":"city"},{"person":"李四","level":"district"}]}`, nil},
		{"an empty text takes a count back", `{"average_wage": ""}`, `{"employees":100,"skilled_workers":50,"trained_workers":20,"honours":[{"person":"张三","level":"city"},{"person":"李四","level":"district"}]}`, nil},
		{"null takes a list back", `{"honours": null}`, `{"employees":100,"skilled_workers":50,"trained_workers":20,"average_wage":60000.5}`, nil},
		{"null for what was missing", `{"master_studios": null}`, before, nil},
		{"a list is replaced as a whole", `{"honours": [{"person": "王五", "level": "national"}]}`, `{"employees":100,"skilled_workers":50,"trained_workers":20,"honours":[{"person":"王五","level":"national"}],"average_wage":60000.5}`, nil},
		{"an empty list is an answer", `{"honours": []}`, `{"employees":100,"skilled_workers":50,"trained_workers":20,"honours":[],"average_wage":60000.5}`, nil},
		{"a new count against an old one", `{"skilled_workers": 19}`, "", []string{"facts_contradict facts.trained_workers"}},
		{"an old count against a new one", `{"employees": 49}`, "", []string{"facts_contradict facts.skilled_workers"}},
		{"a fact taken back does not hide what it stood between", `{"skilled_workers": null, "employees": 19}`, "", []string{"facts_contradict facts.trained_workers"}},
		{"the old value of a fact that cannot be read is not compared", `{"skilled_workers": "x", "employees": 19}`, "", []string{"not_count facts.skilled_workers"}},
		{"who contradicts may be taken back", `{"skilled_workers": 19, "trained_workers": null}`, `{"employees":100,"skilled_workers":19,"honours":[{"person":"张三","level":"city"},{"person":"李四","level":"district"}],"average_wage":60000.5}`, nil},
		{"an unknown fact", `{"employes": 1}`, "", []string{"unknown_fact facts.employes"}},
		{"no object", `[1]`, "", []string{"wrong_type facts"}},
		{"malformed", `{"employees": }`, "", []string{"malformed_json $ 1:15"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			card := wuxing2024(t)
			facts := mustFacts(t, card, before)
			amended, problems := card.Amend(facts, []byte(test.amendment))
			if diff := cmp.Diff(test.problems, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if test.want != "" {
				if diff := cmp.Diff(test.want, toJSON(t, amended)); diff != "" {
					t.Errorf("facts (-want +got):\n%s", diff)
				}
				fresh := mustFacts(t, card, test.want)
				if diff := cmp.Diff(card.Score(fresh), card.Score(amended)); diff != "" {
					t.Errorf("amended facts score otherwise than the same facts read afresh (-fresh +amended):\n%s", diff)
				}
			} else if amended != nil {
				t.Error("problems and facts at once")
			}
			if diff := cmp.Diff(before, toJSON(t, facts)); diff != "" {
				t.Errorf("the facts before were changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestContradictionNamesBothFacts(t *testing.T) {
	_, problems := wuxing2024(t).ParseFacts([]byte(`{"employees": 3, "skilled_workers": 4}`))
	want := scoring.Problems{{
		Code: scoring.CodeFactsContradict, Position: scoring.Position{Path: "facts.skilled_workers"},
		Params: map[string]string{
			"left": "技术工人数", "left_value": "4", "right": "企业职工总数", "right_value": "3", "unit": "人", "right_place": "facts.employees",
		},
	}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestContradictionOverAFactNotGivenNamesTheTwoThatAre does not speak of the facts
// between them.
func TestContradictionOverAFactNotGivenNamesTheTwoThatAre(t *testing.T) {
	_, problems := wuxing2024(t).ParseFacts([]byte(`{"workers_over_120k": 4, "employees": 3}`))
	want := scoring.Problems{{
		Code: scoring.CodeFactsContradict, Position: scoring.Position{Path: "facts.workers_over_120k"},
		Params: map[string]string{
			"left": "年收入超过12万元的技术工人数", "left_value": "4", "right": "企业职工总数", "right_value": "3", "unit": "人", "right_place": "facts.employees",
		},
	}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSpacesDoNotTellNamesApart(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct {
		name, first, second string
		want                scoring.Points
	}{
		{"the same name", "张三", "张三", 300},
		{"a space between the characters", "张三", "张 三", 300},
		{"a full-width space between the characters", "张\u3000三", "张三", 300},
		{"spaces around", " 张三", "张三\t", 300},
		{"a space of no width", "张三", "张\u200b三", 300},
		{"a space of no width before a real one", "张\u200b 三", "张三", 300},
		{"marks for right to left and joining", "\u202e张三\u202c", "张\u200d三", 300},
		{"a byte order mark and a soft hyphen", "\ufeff张三", "张三\u00ad", 300},
		{"a tag outside the first plane", "张三\U000e0041", "张三", 300},
		{"another name", "张三", "张四", 500},
		{"another name behind what nobody sees", "\u200b张三", "\u200b张四", 500},
		{"a longer name", "张三", "张三丰", 500},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := []map[string]string{{"person": test.first, "level": "city"}, {"person": test.second, "level": "province"}}
			facts := mustFacts(t, card, toJSON(t, map[string]any{"honours": rows}))
			if got := indicatorScore(t, card, facts, "leading_talents"); got != test.want {
				t.Errorf("%q and %q: %v points, want %v", test.first, test.second, got, test.want)
			}
		})
	}
}

// TestNamesAreKeptWithoutWhatNobodySees: what is stored, shown and exported.
func TestNamesAreKeptWithoutWhatNobodySees(t *testing.T) {
	facts := mustFacts(t, wuxing2024(t), `{"honours":[{"person":" \ufeff张\u200b 三\u2060 ","level":"city"}],"innovations":[{"title":"\u200b","position":"first"}]}`)
	const want = `{"honours":[{"person":"张 三","level":"city"}],"innovations":[{"position":"first"}]}`
	if diff := cmp.Diff(want, toJSON(t, facts)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFactKeysKeepTheOrderOfTheDocument(t *testing.T) {
	got := scoring.FactKeys([]byte(`{"skilled_workers": 1, "employees": null, "honours": []}`))
	if diff := cmp.Diff([]string{"skilled_workers", "employees", "honours"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
