package scoring_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuxing/scoring"
)

// TestAdviceByHand holds single pieces of advice against what was worked out by
// hand; those that must not come stand under no. Each is looked for by its facts.
func TestAdviceByHand(t *testing.T) {
	for _, test := range []struct {
		name, facts string
		want        []string
		no          []string
	}{
		{
			"five more trained", `{"skilled_workers": 100, "trained_workers": 55}`,
			[]string{"再培训 5 名技术工人 → 培训占比达到 60%,总分 +1"},
			[]string{"skilled_workers"},
		},
		{
			"a share is rounded up to whole workers", `{"skilled_workers": 7, "trained_workers": 3}`,
			[]string{"再培训 1 名技术工人 → 培训占比达到 50%,总分 +1"},
			nil,
		},
		{
			"above 20% is one more than 20 of 100", `{"skilled_workers": 100, "workers_over_90k": 3}`,
			[]string{"使年收入超过9万元的技术工人再增加 18 人 → 年收入超过9万元占比超过 20%,总分 +3"},
			nil,
		},
		{
			"from 21 of 100 the next is 30", `{"skilled_workers": 100, "workers_over_90k": 21}`,
			[]string{"使年收入超过9万元的技术工人再增加 9 人 → 年收入超过9万元占比达到 30%,总分 +1"},
			nil,
		},
		{
			// 35 of 100 skilled are 1 point, 40 would be 2; but 18 of 40 trained are
			// 45% and lose the point of 18 of 35.
			"one more skilled worker lowers another share", `{"employees": 100, "skilled_workers": 35, "trained_workers": 18}`,
			[]string{"再培养 5 名职工成为技术工人,同时再培训 2 名技术工人 → 培训占比达到 50%,总分 +1"},
			[]string{"skilled_workers"},
		},
		{
			"a share that loses nothing", `{"employees": 100, "skilled_workers": 35, "trained_workers": 20}`,
			[]string{"再培养 5 名职工成为技术工人 → 技术工人占比达到 40%,总分 +1"},
			nil,
		},
		{
			"nobody is left to be trained", `{"skilled_workers": 10, "trained_workers": 10, "high_skilled_workers": 10}`,
			nil,
			[]string{"trained_workers", "high_skilled_workers", "skilled_workers"},
		},
		{
			// 10 of 15 skilled hold shares; 20 of them are needed, and there are not so many.
			"not more shareholders than skilled workers", `{"skilled_workers": 15, "equity_workers": 10}`,
			nil,
			[]string{"equity_workers"},
		},
		{
			// Of 100 skilled workers 5 are over 90,000 and 120,000; 21 over 120,000
			// give 2 points and must be over 90,000, too, which gives 3.
			"who is over 120,000 is over 90,000", `{"skilled_workers": 100, "workers_over_90k": 5, "workers_over_120k": 5}`,
			[]string{
				"使年收入超过9万元的技术工人再增加 16 人 → 年收入超过9万元占比超过 20%,总分 +3",
				"使年收入超过9万元的技术工人再增加 16 人,同时使年收入超过12万元的技术工人再增加 16 人 → 年收入超过12万元占比超过 20%,总分 +5",
			},
			[]string{"workers_over_120k"},
		},
		{"a missing divisor", `{"trained_workers": 5}`, nil, []string{"trained_workers"}},
		{"to answer is no advice", `{"leader_attention": false}`, nil, []string{"leader_attention", "hr_department"}},
		{
			"a flag of an answered sum", `{"leader_attention": false, "hr_department": true, "hr_manager": true}`,
			[]string{"把技能人才工作列入年度计划或由企业负责人分管 → 1.1 企业领导重视技能人才工作,有人力资源管理机构和人力资源管理师(劳动协调员) 1→2 分,总分 +1"},
			nil,
		},
		{"the best level has no next", `{"training_funds": "sufficient"}`, nil, []string{"training_funds"}},
		{
			"the next level", `{"training_funds": "none"}`,
			[]string{"技能人才培养经费从“未安排”提高到“已安排” → 1.2 技能人才培养经费保障 0→2 分,总分 +2"},
			nil,
		},
		{
			"the next tier of a count", `{"apprentices": 49}`,
			[]string{"新型学徒制再培养 1 人 → 新型学徒制培养人数达到 50 人,总分 +1"},
			nil,
		},
		{"the highest tier", `{"apprentices": 100}`, nil, []string{"apprentices"}},
		{
			"an allowance of 499.5 goes to 500", `{"monthly_allowance": 449.5}`,
			[]string{"技能、技术等级津贴每月再提高 0.5 元(到 450 元) → 每月津贴达到 450 元,总分 +0.5"},
			nil,
		},
		{"an allowance at its cap", `{"monthly_allowance": 500}`, nil, []string{"monthly_allowance"}},
		{
			// 3% of 66,666.67 are 2,000.0001: 68,666.68 and, in whole CNY, 68,667.
			"a wage in whole CNY", `{"average_wage": 67000, "average_wage_last_year": 66666.67}`,
			[]string{"技术工人年平均工资再提高 1667 元(到 68667 元) → 工资增长率达到 3%,总分 +1"},
			[]string{"average_wage_last_year"},
		},
		{
			"each level of a list up to its cap", `{"honours": [{"person": "新增1", "level": "national"}]}`,
			[]string{
				"再培养 1 名市级技能荣誉获得者 → 2.7 高技能领军人才 4→6 分,总分 +2",
				"再培养 1 名区级技能荣誉获得者 → 2.7 高技能领军人才 4→5 分,总分 +1",
			},
			nil,
		},
		{
			"only what is better than the best award", `{"science_awards": [{"level": "province", "grade": "grand", "role": "lead"}]}`,
			[]string{"再获得 1 项科技进步奖(国家级·为主) → 5.3 科技进步奖 3→4 分,总分 +1"},
			nil,
		},
		{
			"one deduction less", `{"leader_attention": true, "hr_department": true, "hr_manager": true, "injury_accidents": 1}`,
			[]string{"加强安全生产,重大工伤事故减少 1 起 → 7.3 发生重大工伤 扣分 2→0,总分 +2"},
			nil,
		},
		{
			// 2 points and 3 × 2 deducted: one accident less leaves the total at 0.
			"too deep below 0", `{"training_funds": "arranged", "injury_accidents": 3}`, nil, []string{"injury_accidents", "training_funds"},
		},
		{
			// 2 − 2 − 1 = −1: one accident less brings +1, one more point nothing.
			"just below 0", `{"training_funds": "arranged", "injury_accidents": 1, "arbitration_cases": 3}`,
			[]string{"加强安全生产,重大工伤事故减少 1 起 → 7.3 发生重大工伤 扣分 2→0,总分 +1"},
			[]string{"arbitration_cases"},
		},
		{
			// 0 + 0 − 2 = −2: neither 2 points more nor one accident less gains alone.
			"two that rise above 0 only together", `{"training_funds": "none", "injury_accidents": 1}`,
			[]string{"技能人才培养经费从“未安排”提高到“已安排”,同时加强安全生产,重大工伤事故减少 1 起 → 7.3 发生重大工伤 扣分 2→0,总分 +2"},
			[]string{"training_funds", "injury_accidents"},
		},
		{
			// A veto deducts nothing, ten cases deduct 3: the total falls and the veto is gone.
			"a veto less", `{"training_funds": "sufficient", "arbitration_cases": 12}`,
			[]string{"预防和化解劳动争议,劳动仲裁案件减少 2 起 → 7.2 劳动仲裁案件 扣分 0→3,不再一票否决,总分 -3"},
			nil,
		},
		{
			"two petitions to the province", `{"arrears_petitions": [{"people": 5, "level": "province"}, {"people": 4, "level": "province"}, {"people": 9, "level": "province"}]}`,
			[]string{"按时足额发放工资,防止欠薪上访(少 1 次,省级部门或进京),同时按时足额发放工资,防止欠薪上访(少 1 次,省级部门或进京) → 不再一票否决,总分 +0"},
			[]string{"arrears_petitions"},
		},
		{"a petition of four does not count", `{"training_funds": "sufficient", "arrears_petitions": [{"people": 4, "level": "city"}]}`, nil, []string{"arrears_petitions"}},
		{"employees are left alone", `{"employees": 1000, "skilled_workers": 300}`, nil, []string{"employees"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			card := wuxing2024(t)
			facts := mustFacts(t, card, test.facts)
			advice := card.Advise(facts)
			var texts []string
			for i := range advice {
				holdPromise(t, card, facts, &advice[i])
				texts = append(texts, advice[i].Text)
				if len(advice[i].Changes) == 1 && slices.Contains(test.no, advice[i].Changes[0].Fact) {
					t.Errorf("advised: %s", advice[i].Text)
				}
			}
			for _, want := range test.want {
				if !slices.Contains(texts, want) {
					t.Errorf("not advised: %s\nbut:\n%s", want, strings.Join(texts, "\n"))
				}
			}
		})
	}
}

// TestEveryAdviceKeepsItsPromise follows the advice to anybody and scores again.
func TestEveryAdviceKeepsItsPromise(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		var known answers
		for _, a := range drawAnswers(t, card, true) {
			if rapid.IntRange(0, 15).Draw(t, "keep "+a.key) > 0 {
				known = append(known, a)
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "wild") > 0 {
			known = calmed(t, card, known)
		}
		facts := mustFacts(t, card, known.json())
		before := toJSON(t, facts)
		advice := card.Advise(facts)
		holdOrder(t, advice)
		seen := map[string]bool{}
		for i := range advice {
			holdPromise(t, card, facts, &advice[i])
			if changes := toJSON(t, advice[i].Changes); seen[changes] {
				t.Errorf("twice: %s", advice[i].Text)
			} else {
				seen[changes] = true
			}
		}
		if after := toJSON(t, facts); after != before {
			t.Errorf("the facts were changed:\n%s\n%s", before, after)
		}
	})
}

// calmed lowers what deducts points, which otherwise mostly keeps the total at 0.
func calmed(t *rapid.T, card *scoring.Card, given answers) answers {
	for i := range given {
		a := &given[i]
		users := card.IndicatorsUsing(a.key)
		if card.CategoryOf(users[0]).Kind != scoring.KindDeduction {
			continue
		}
		if a.list {
			a.rows = a.rows[:min(len(a.rows), rapid.IntRange(0, 2).Draw(t, "few "+a.key))]
		} else if n, err := strconv.ParseInt(a.text, 10, 64); err == nil {
			a.text = strconv.FormatInt(min(n, rapid.Int64Range(0, 4).Draw(t, "few "+a.key)), 10)
		}
	}
	return given
}

func TestEveryFixturesAdviceKeepsItsPromise(t *testing.T) {
	card := wuxing2024(t)
	for _, fixture := range allFixtures(t) {
		advice := card.Advise(fixture.facts)
		holdOrder(t, advice)
		for i := range advice {
			holdPromise(t, card, fixture.facts, &advice[i])
		}
		if strings.HasPrefix(fixture.name, "064-") && len(advice) > 0 { // nothing answered
			t.Errorf("advice to nobody: %v", advice)
		}
	}
}

// holdPromise makes the changes with Amend and scores the whole card: the total is
// the promised one, and two changes gain more than both apart.
func holdPromise(t failer, card *scoring.Card, facts *scoring.Facts, a *scoring.Advice) {
	t.Helper()
	before := card.Score(facts)
	after := card.Score(follow(t, card, facts, a.Changes))
	if after.Total != a.Total || a.Gain != after.Total-before.Total {
		t.Errorf("%s: promised %v (%v), came to %v from %v", a.Text, a.Total, a.Gain, after.Total, before.Total)
	}
	if a.LiftsVeto != (before.Vetoed && !after.Vetoed) || after.Vetoed && !before.Vetoed || a.Gain <= 0 && !a.LiftsVeto {
		t.Errorf("%s: no help: total from %v to %v, veto from %v to %v", a.Text, before.Total, after.Total, before.Vetoed, after.Vetoed)
	}
	effort := 0
	for _, change := range a.Changes {
		fact, ok := card.Fact(change.Fact)
		if !ok || fact.Advise != nil && !*fact.Advise || !facts.Given(change.Fact) {
			t.Errorf("%s: changes %s", a.Text, change.Fact)
			continue
		}
		if effort += fact.Effort; fact.Effort == 0 {
			effort += scoring.DefaultEffort
		}
	}
	if a.Effort != effort || len(a.Changes) < 1 || len(a.Changes) > 2 {
		t.Errorf("%s: effort %d, declared %d", a.Text, a.Effort, effort)
	}
	if len(a.Changes) < 2 {
		return
	}
	var apart scoring.Points
	for i, change := range a.Changes {
		if i == 1 && change.Fact == a.Changes[0].Fact {
			continue // the same again
		}
		if alone, problems := tryChange(t, card, facts, change); len(problems) == 0 {
			score := card.Score(alone)
			apart += max(0, score.Total-before.Total)
			if a.LiftsVeto && before.Vetoed && !score.Vetoed {
				t.Errorf("%s: %s alone lifts the veto", a.Text, change.Fact)
			}
		}
	}
	if !a.LiftsVeto && a.Gain <= apart {
		t.Errorf("%s: together %v, apart %v", a.Text, a.Gain, apart)
	}
}

func holdOrder(t failer, advice []scoring.Advice) {
	t.Helper()
	for i := 1; i < len(advice); i++ {
		a, b := &advice[i-1], &advice[i]
		if a.Effort > b.Effort || a.Effort == b.Effort && a.LiftsVeto == b.LiftsVeto && a.Gain < b.Gain || a.Effort == b.Effort && !a.LiftsVeto && b.LiftsVeto {
			t.Errorf("%q comes before %q", a.Text, b.Text)
		}
	}
}

// follow makes the changes one after the other.
func follow(t failer, card *scoring.Card, facts *scoring.Facts, changes []scoring.FactChange) *scoring.Facts {
	t.Helper()
	for i, change := range changes {
		changed, problems := tryChange(t, card, facts, change)
		if len(problems) > 0 && i+1 < len(changes) { // only both together obey the checks
			return mustFollowBoth(t, card, facts, changes)
		}
		if len(problems) > 0 {
			t.Fatalf("%v: %v", change, problems)
		}
		facts = changed
	}
	return facts
}

func mustFollowBoth(t failer, card *scoring.Card, facts *scoring.Facts, changes []scoring.FactChange) *scoring.Facts {
	t.Helper()
	changed, problems := card.Amend(facts, []byte(amendment(t, card, facts, changes...)))
	if len(problems) > 0 {
		t.Fatalf("%v: %v", changes, problems)
	}
	return changed
}

func tryChange(t failer, card *scoring.Card, facts *scoring.Facts, change scoring.FactChange) (*scoring.Facts, scoring.Problems) {
	t.Helper()
	return card.Amend(facts, []byte(amendment(t, card, facts, change)))
}

// amendment is a change as a person would type it. From must be what is there.
func amendment(t failer, card *scoring.Card, facts *scoring.Facts, changes ...scoring.FactChange) string {
	t.Helper()
	var given map[string]json.RawMessage
	if err := json.Unmarshal([]byte(toJSON(t, facts)), &given); err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, change := range changes {
		fact, _ := card.Fact(change.Fact)
		value := quote(change.To)
		if fact.Type == scoring.TypeList {
			var rows []json.RawMessage
			if err := json.Unmarshal(given[change.Fact], &rows); err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(len(rows)) != change.From {
				t.Errorf("%s has %d rows, told %s", change.Fact, len(rows), change.From)
			}
			if change.Drop != nil {
				rows = slices.Delete(rows, *change.Drop, *change.Drop+1)
			} else {
				rows = append(rows, json.RawMessage(toJSON(t, change.Add)))
			}
			if fmt.Sprint(len(rows)) != change.To {
				t.Errorf("%s comes to %d rows, told %s", change.Fact, len(rows), change.To)
			}
			value = toJSON(t, append([]json.RawMessage{}, rows...))
		} else if facts.Text(change.Fact) != change.From {
			t.Errorf("%s is %s, told %s", change.Fact, facts.Text(change.Fact), change.From)
		}
		parts = append(parts, quote(change.Fact)+":"+value)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// TestCardsDeclareActs refuses words and numbers that advice could not use.
func TestCardsDeclareActs(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		want           []string
	}{
		{"as it is", "advise: false", "advise: false", nil},
		{"an act with a place that nothing fills", "advise: false", "act: '再增加 {many} 人'", []string{"card_value"}},
		{"a brace that never closes", "advise: false", "act: '再增加 {n 人'", []string{"card_value"}},
		{"a place within a place", "advise: false", "act: '{fr{n}om}'", []string{"card_value"}},
		{"no act", "advise: false", "act: ''", []string{"card_type"}},
		{"an effort of 6", "advise: false", "effort: 6", []string{"card_value"}},
		{"an effort of 0", "advise: false", "effort: 0", []string{"card_value"}},
		{"neither yes nor no", "advise: false", "advise: perhaps", []string{"card_value"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := scoring.Load([]byte(strings.Replace(tinyCard, test.old, test.new, 1)))
			var got []string
			for _, problem := range problems {
				got = append(got, problem.Code)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAdviceIsPartOfTheCard: another effort is another card.
func TestAdviceIsPartOfTheCard(t *testing.T) {
	hashes := map[string]bool{}
	for _, change := range []string{"advise: false", "advise: true", "effort: 2", "effort: 3", "act: '增加 {n} 人'"} {
		card, problems := scoring.Load([]byte(strings.Replace(tinyCard, "advise: false", change, 1)))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		hashes[card.Hash()] = true
	}
	if len(hashes) != 5 {
		t.Errorf("%d hashes of 5 cards", len(hashes))
	}
}

// TestEveryFactOf2024HasItsWords: an act with its effort, or no advice.
func TestEveryFactOf2024HasItsWords(t *testing.T) {
	for _, fact := range wuxing2024(t).Facts {
		advised := fact.Advise == nil || *fact.Advise
		if advised != (fact.Act != "") || advised != (fact.Effort != 0) {
			t.Errorf("%s: advised %v, act %q, effort %d", fact.Key, advised, fact.Act, fact.Effort)
		}
	}
}
