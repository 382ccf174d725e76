package scoring_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// otherCard is a card of another year: the same kinds of rule, nothing else in
// common. It needs no Go.
func otherCard(tb testing.TB) *scoring.Card {
	tb.Helper()
	data, err := os.ReadFile("testdata/cards/other-2026.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	card, problems := scoring.Load(data)
	if len(problems) > 0 {
		tb.Fatalf("%q", faults(problems))
	}
	return card
}

// editedCard is the card of another year with changes; each from stands there once.
func editedCard(tb testing.TB, edits ...edit) *scoring.Card {
	tb.Helper()
	data, err := os.ReadFile("testdata/cards/other-2026.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	source := string(data)
	for _, e := range edits {
		if n := strings.Count(source, e.from); n != 1 {
			tb.Fatalf("%q stands %d times in the card", e.from, n)
		}
		source = strings.Replace(source, e.from, e.to, 1)
	}
	card, problems := scoring.Load([]byte(source))
	if len(problems) > 0 {
		tb.Fatalf("%q", faults(problems))
	}
	return card
}

// TestAnotherCardNeedsNoGo scores by the words of testdata/cards/other-2026.yaml;
// the points were worked out by hand.
func TestAnotherCardNeedsNoGo(t *testing.T) {
	card := otherCard(t)
	for _, test := range []struct {
		name, facts, indicator string
		want                   string // points, or the status, with " veto"
		explanation            string
	}{
		// A share with bounds in fractions of a percent: 35.5%, 50.25%, each 2.5%.
		{"71 of 200 is exactly 35.5%", `{"certified": 71, "staff": 200}`, "staff_share", "2", "71÷200=35.5%,达到35.5%得2分"},
		{"354 of 1000 is below it", `{"certified": 354, "staff": 1000}`, "staff_share", "0", "354÷1000=35.4%,未达到35.5%,得0分"},
		{"201 of 400 is exactly 50.25%", `{"certified": 201, "staff": 400}`, "staff_share", "5", "201÷400=50.25%,达到50.25%得5分"},
		{"50.2525% is less than a hundredth above it", `{"certified": 4975, "staff": 9900}`, "staff_share", "5", "4975÷9900≈50.25%,达到50.25%得5分,超出不到0.01个百分点,不满2.5个百分点不加分,共5分"},
		{"50.26% is a hundredth above it", `{"certified": 5026, "staff": 10000}`, "staff_share", "5", "5026÷10000=50.26%,达到50.25%得5分,超出0.01个百分点,不满2.5个百分点不加分,共5分"},
		{"a share of next to nothing", `{"certified": 1, "staff": 10001}`, "staff_share", "0", "1÷10001<0.01%,未达到35.5%,得0分"},
		{"5024 of 10000 is below it", `{"certified": 5024, "staff": 10000}`, "staff_share", "2", "5024÷10000=50.24%,达到35.5%得2分"},
		{"52.74% is no whole step", `{"certified": 5274, "staff": 10000}`, "staff_share", "5", "5274÷10000=52.74%,达到50.25%得5分,超出2.49个百分点,不满2.5个百分点不加分,共5分"},
		{"52.75% is one", `{"certified": 211, "staff": 400}`, "staff_share", "5.75", "211÷400=52.75%,达到50.25%得5分,超出2.5个百分点,满1个2.5个百分点,加0.75分,共5.75分"},
		{"65.25% are six", `{"certified": 261, "staff": 400}`, "staff_share", "9.5", "261÷400=65.25%,达到50.25%得5分,超出15个百分点,满6个2.5个百分点,加4.5分,共9.5分"},
		{"67.75% would be 10.25", `{"certified": 271, "staff": 400}`, "staff_share", "10", "271÷400=67.75%,达到50.25%得5分,超出17.5个百分点,满7个2.5个百分点,加5.25分,共10.25分,按上限10分计"},
		{"nobody at all", `{"certified": 0, "staff": 0}`, "staff_share", "not_computable", "无法计算:职工数为0"},
		{"half an answer", `{"certified": 5}`, "staff_share", "unanswered", "未填:职工数"},

		// A count with a strict bound and steps.
		{"2 mentors are not above 2", `{"mentors": 2}`, "mentors", "0", "带徒师傅数2人,未超过2人,得0分"},
		{"3 are", `{"mentors": 3}`, "mentors", "1", "带徒师傅数3人,超过2人得1分"},
		{"9 mentors", `{"mentors": 9}`, "mentors", "1", "带徒师傅数9人,超过2人得1分"},
		{"10 mentors", `{"mentors": 10}`, "mentors", "4", "带徒师傅数10人,达到10人得4分"},
		{"14 mentors", `{"mentors": 14}`, "mentors", "4", "带徒师傅数14人,达到10人得4分,超出4人,不满5人不加分,共4分"},
		{"35 mentors", `{"mentors": 35}`, "mentors", "14", "带徒师傅数35人,达到10人得4分,超出25人,满5个5人,加10分,共14分"},
		{"50000 mentors", `{"mentors": 50000}`, "mentors", "15", "带徒师傅数50000人,达到10人得4分,超出49990人,满9998个5人,加19996分,共20000分,按上限15分计"},

		// A list with a factor, the best of each name, a sum and a cap.
		{"single medals add up", `{"medals": [{"athlete": "甲", "tier": "gold", "team": false}, {"athlete": "乙", "tier": "bronze", "team": false}]}`, "medals", "8", "铜牌1枚×2分+金牌1枚×6分=8分"},
		{"team medals count half", `{"medals": [{"athlete": "甲", "tier": "gold", "team": true, "partner": "乙"}, {"athlete": "丙", "tier": "bronze", "team": true, "partner": "丁"}]}`, "medals", "4", "铜牌·团体赛1枚×1分+金牌·团体赛1枚×3分=4分"},
		{"one athlete's best is a single silver", `{"medals": [{"athlete": "甲", "tier": "gold", "team": true, "partner": "乙"}, {"athlete": "甲", "tier": "silver", "team": false}]}`, "medals", "4", "银牌1枚×4分=4分,另有1条因选手相同只计最高,不重复计分"},
		{"the cap", `{"medals": [{"athlete": "甲", "tier": "gold", "team": false}, {"athlete": "乙", "tier": "gold", "team": false}]}`, "medals", "10", "金牌2枚×6分=12分,按上限10分计"},
		{"no medals", `{"medals": []}`, "medals", "0", "竞赛奖牌:无,得0分"},

		// Growth whose steps start above the last row.
		{"no growth", `{"wage": 5000, "wage_before": 5000}`, "raise", "0", "(5000-5000)÷5000=0%,未超过0%,得0分"},
		{"a loss", `{"wage": 4999.99, "wage_before": 5000}`, "raise", "0", "(4999.99-5000)÷5000介于-0.01%和0%之间,未超过0%,得0分"},
		{"a loss of exactly a hundredth", `{"wage": 4999.5, "wage_before": 5000}`, "raise", "0", "(4999.5-5000)÷5000=-0.01%,未超过0%,得0分"},
		{"a loss of little more", `{"wage": 4999.49, "wage_before": 5000}`, "raise", "0", "(4999.49-5000)÷5000≈-0.01%,未超过0%,得0分"},
		{"one fen more", `{"wage": 5000.01, "wage_before": 5000}`, "raise", "0.5", "(5000.01-5000)÷5000<0.01%,超过0%得0.5分"},
		{"a gain of exactly a hundredth", `{"wage": 5000.5, "wage_before": 5000}`, "raise", "0.5", "(5000.5-5000)÷5000=0.01%,超过0%得0.5分"},
		{"nearly a hundredth", `{"wage": 5000.49, "wage_before": 5000}`, "raise", "0.5", "(5000.49-5000)÷5000<0.01%,超过0%得0.5分"},
		{"exactly 2.5%", `{"wage": 5125, "wage_before": 5000}`, "raise", "3", "(5125-5000)÷5000=2.5%,达到2.5%得3分"},
		{"one fen less", `{"wage": 5124.99, "wage_before": 5000}`, "raise", "0.5", "(5124.99-5000)÷5000≈2.49%,超过0%得0.5分"},
		{"between the row and the steps", `{"wage": 5190, "wage_before": 5000}`, "raise", "3", "(5190-5000)÷5000=3.8%,达到2.5%得3分"},
		{"exactly where the steps start", `{"wage": 5200, "wage_before": 5000}`, "raise", "3", "(5200-5000)÷5000=4%,达到2.5%得3分"},
		{"one fen less than a step", `{"wage": 5274.99, "wage_before": 5000}`, "raise", "3", "(5274.99-5000)÷5000≈5.49%,达到2.5%得3分,超过4%的部分约1.49个百分点,不满1.5个百分点不加分,共3分"},
		{"one step", `{"wage": 5275, "wage_before": 5000}`, "raise", "3.5", "(5275-5000)÷5000=5.5%,达到2.5%得3分,超过4%的部分1.5个百分点,满1个1.5个百分点,加0.5分,共3.5分"},
		{"ten steps", `{"wage": 5950, "wage_before": 5000}`, "raise", "8", "(5950-5000)÷5000=19%,达到2.5%得3分,超过4%的部分15个百分点,满10个1.5个百分点,加5分,共8分"},

		// Money with fen in a bound, without steps.
		{"50.49 is below 50.5", `{"subsidy": 50.49}`, "subsidy", "0", "培训补贴50.49元/人,未达到50.5元,得0分"},
		{"50.5", `{"subsidy": 50.5}`, "subsidy", "1", "培训补贴50.5元/人,达到50.5元得1分"},
		{"200 is not above 200", `{"subsidy": 200}`, "subsidy", "1", "培训补贴200元/人,达到50.5元得1分"},
		{"200.01 is", `{"subsidy": 200.01}`, "subsidy", "3", "培训补贴200.01元/人,超过200元得3分"},

		// Choices in another order than their points; a sum of three kinds.
		{"a draft", `{"plan": "draft"}`, "plan", "1.25", "培养计划:草案,得1.25分"},
		{"the first choice is the best", `{"plan": "active"}`, "plan", "4", "培养计划:执行中,得4分"},
		{"the second gives nothing", `{"plan": "none"}`, "plan", "0", "培养计划:没有,得0分"},
		{"a union of 299", `{"union_founded": true, "union_members": 299, "union_grade": "b"}`, "union", "5", "已建工会:是,得1分;工会会员数299人,达到3人得2分;工会评级:乙级,得2分;共5分"},
		{"a union of 300", `{"union_founded": false, "union_members": 300, "union_grade": "a"}`, "union", "9", "已建工会:否,得0分;工会会员数300人,达到300人得4分;工会评级:甲级,得5分;共9分"},
		{"a union of 2", `{"union_founded": true, "union_members": 2, "union_grade": "c"}`, "union", "1", "已建工会:是,得1分;工会会员数2人,未达到3人,得0分;工会评级:丙级,得0分;共1分"},

		// Deductions with two bounds, a cap and a veto in a list.
		{"both bounds must be reached", `{"complaints": [{"people": 3, "days": 1, "level": "county"}, {"people": 2, "days": 2, "level": "county"}, {"people": 3, "days": 2, "level": "county"}]}`, "complaints", "-1.5", "县级1件×1.5分,共扣1.5分,另有2件不足3人或2天,不计"},
		{"five counties pass the cap", `{"complaints": [{"people": 3, "days": 2, "level": "county"}, {"people": 3, "days": 2, "level": "county"}, {"people": 3, "days": 2, "level": "county"}, {"people": 9, "days": 9, "level": "town"}, {"people": 3, "days": 2, "level": "county"}]}`, "complaints", "-5", "镇级1件×0.5分+县级4件×1.5分,共扣6.5分,按上限5分计"},
		{"a city complaint vetoes", `{"complaints": [{"people": 3, "days": 2, "level": "city"}, {"people": 3, "days": 2, "level": "town"}]}`, "complaints", "-0.5 veto", "镇级1件×0.5分+市级1件(一票否决),共扣0.5分"},
		{"a short city complaint does not", `{"complaints": [{"people": 3, "days": 1, "level": "city"}]}`, "complaints", "0", "集体投诉1件,不足3人或2天,不扣分"},
		{"a city complaint alone", `{"complaints": [{"people": 3, "days": 2, "level": "city"}]}`, "complaints", "0 veto", "市级1件(一票否决)"},
		{"a city complaint beside a short one", `{"complaints": [{"people": 3, "days": 2, "level": "city"}, {"people": 3, "days": 1, "level": "town"}]}`, "complaints", "0 veto", "市级1件(一票否决),另有1件不足3人或2天,不计"},

		// The heaviest of several deductions.
		{"two small fines count once", `{"fines": [{"size": "small"}, {"size": "small"}]}`, "fines", "-1", "2次取最高:小额,扣1分"},
		{"the large fine counts", `{"fines": [{"size": "small"}, {"size": "large"}, {"size": "small"}]}`, "fines", "-3", "3次取最高:大额,扣3分"},
		{"no fine", `{"fines": []}`, "fines", "0", "行政处罚:无,不扣分"},

		// A veto in a ladder, a number for each one, steps of deductions.
		{"2 accidents", `{"accidents": 2}`, "accidents", "-2", "事故数2起,达到1起扣2分"},
		{"3 accidents", `{"accidents": 3}`, "accidents", "0 veto", "事故数3起,达到3起,一票否决"},
		{"9 warnings", `{"warnings": 9}`, "warnings", "-2.25", "警告数9次,每次扣0.25分,共扣2.25分"},
		{"10% is not above 10%", `{"overtime": 10, "staff": 100}`, "overtime", "0", "10÷100=10%,未超过10%,不扣分"},
		{"19% is no step", `{"overtime": 19, "staff": 100}`, "overtime", "-1", "19÷100=19%,超过10%扣1分,超出9个百分点,不满10个百分点不再扣分,共扣1分"},
		{"30% are two steps", `{"overtime": 30, "staff": 100}`, "overtime", "-3", "30÷100=30%,超过10%扣1分,超出20个百分点,满2个10个百分点,再扣2分,共扣3分"},
		{"everybody", `{"overtime": 100, "staff": 100}`, "overtime", "-4", "100÷100=100%,超过10%扣1分,超出90个百分点,满9个10个百分点,再扣9分,共扣10分,按上限4分计"},

		// Without a topic a complaint is one of its own; of one topic the heaviest counts.
		{"of one topic the heaviest counts", `{"complaints": [{"topic": "食堂", "people": 3, "days": 2, "level": "town"}, {"topic": "食堂", "people": 3, "days": 2, "level": "county"}, {"topic": "食 堂", "people": 3, "days": 2, "level": "town"}, {"topic": "班车", "people": 3, "days": 2, "level": "town"}]}`, "complaints", "-2", "镇级1件×0.5分+县级1件×1.5分,共扣2分,另有2条因事项相同只计最高,不重复计分"},
		{"of one topic one that is too small is none", `{"complaints": [{"topic": "食堂", "people": 2, "days": 2, "level": "county"}, {"topic": "食堂", "people": 3, "days": 2, "level": "town"}, {"topic": "食堂", "people": 3, "days": 1, "level": "county"}]}`, "complaints", "-0.5", ""},
		{"a veto beside a heavier deduction of the same topic", `{"complaints": [{"topic": "食堂", "people": 3, "days": 2, "level": "county"}, {"topic": "食堂", "people": 3, "days": 2, "level": "city"}]}`, "complaints", "-1.5 veto", ""},
		{"the same, the veto first", `{"complaints": [{"topic": "食堂", "people": 3, "days": 2, "level": "city"}, {"topic": "食堂", "people": 3, "days": 2, "level": "county"}]}`, "complaints", "-1.5 veto", ""},

		{"an old patent does not count", `{"patents": [{"level": "national", "year": 2024}, {"level": "province", "year": 2025}]}`, "patents", "3", "省级,得3分,另有1项不足2025年,不计"},
		{"only old patents", `{"patents": [{"level": "national", "year": 2024}, {"level": "national", "year": 2000}]}`, "patents", "0", "专利奖2项,均不足2025年,得0分"},
		{"one old patent", `{"patents": [{"level": "national", "year": 2024}]}`, "patents", "0", "专利奖1项,不足2025年,得0分"},
		{"the best patent", `{"patents": [{"level": "province", "year": 2025}, {"level": "national", "year": 2025}]}`, "patents", "6", "2项取最高:国家级,得6分"},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts := mustFacts(t, card, test.facts)
			result := card.Score(facts)
			checkResult(t, card, facts, result)
			row, ok := result.Indicator(test.indicator)
			if !ok {
				t.Fatalf("no indicator %s", test.indicator)
			}
			got := row.Score.String()
			if row.Status != scoring.Scored {
				got = row.Status.String()
			}
			if result.Vetoed {
				got += " veto"
			}
			if got != test.want {
				t.Errorf("scored %s, want %s", got, test.want)
			}
			if test.explanation != "" {
				if diff := cmp.Diff(test.explanation, row.Explanation); diff != "" {
					t.Errorf("explanation (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestAnotherCardAsksForItsOwnFields(t *testing.T) {
	card := otherCard(t)
	for _, test := range []struct {
		name, facts string
		want        []string
	}{
		{"a team medal needs a partner", `{"medals": [{"athlete": "甲", "tier": "gold", "team": true}]}`, []string{"missing_field facts.medals[0]"}},
		{"a single medal needs none", `{"medals": [{"athlete": "甲", "tier": "gold", "team": false}]}`, nil},
		{"without an answer to team, only that is missing", `{"medals": [{"athlete": "甲", "tier": "gold"}]}`, []string{"missing_field facts.medals[0]"}},
		{"its own largest number of rows", `{"fines": [` + repeat(`{"size": "small"}`, 11) + `]}`, []string{"too_many_rows facts.fines[10]"}},
		{"its own largest number", `{"accidents": 1001}`, []string{"above_limit facts.accidents"}},
		{"its own checks", `{"staff": 3, "overtime": 4}`, []string{"facts_contradict facts.overtime"}},
		{"no facts of another card", `{"employees": 3}`, []string{"unknown_fact facts.employees"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := card.ParseFacts([]byte(test.facts))
			if diff := cmp.Diff(test.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestChecksOfAnyShape: more than one way may lead from one fact to another. (A way
// that comes back is a fault of the card.)
func TestChecksOfAnyShape(t *testing.T) {
	const checks = "checks:\n"
	check := func(pairs ...string) edit {
		added := checks
		for i := 0; i < len(pairs); i += 2 {
			added += "  - {smaller: " + pairs[i] + ", larger: " + pairs[i+1] + "}\n"
		}
		return edit{checks, added}
	}
	diamond := check("mentors", "certified", "mentors", "overtime")
	for _, test := range []struct {
		name, facts string
		checks      edit
		want        []string
	}{
		{"two ways to one fact are one contradiction", `{"mentors": 3, "staff": 2}`, diamond, []string{"facts_contradict facts.mentors"}},
		{"two ways, each to its own fact", `{"mentors": 3, "certified": 2, "overtime": 1}`, diamond, []string{"facts_contradict facts.mentors", "facts_contradict facts.mentors"}},
		{"one way ends, the other goes on", `{"mentors": 3, "certified": 3, "staff": 3, "overtime": null}`, diamond, nil},
		{"one way ends, the other goes further", `{"staff": 2, "certified": 2, "mentors": 3}`, diamond, []string{"facts_contradict facts.mentors", "facts_contradict facts.mentors"}},
		{"a failed fact does not close the other way", `{"mentors": 3, "certified": "x", "staff": 2}`, diamond, []string{"not_count facts.certified", "facts_contradict facts.mentors"}},
		{"the same check twice", `{"certified": 3, "staff": 2}`, check("certified", "staff"), []string{"facts_contradict facts.certified"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := editedCard(t, test.checks).ParseFacts([]byte(test.facts))
			if diff := cmp.Diff(test.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRowsThatDeductNothingSaySo: without a veto there is a sum, also of nothing.
func TestRowsThatDeductNothingSaySo(t *testing.T) {
	card := editedCard(t, edit{"{when: {level: town}, points: -0.5}", "{when: {level: town}, points: 0}"})
	for _, test := range []struct{ name, facts, want string }{
		{"a row of 0 points", `{"complaints": [{"people": 3, "days": 2, "level": "town"}]}`, "镇级1件×0分,共扣0分"},
		{"beside a veto", `{"complaints": [{"people": 3, "days": 2, "level": "town"}, {"people": 3, "days": 2, "level": "city"}]}`, "镇级1件×0分+市级1件(一票否决)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := indicatorResult(card, mustFacts(t, card, test.facts), "complaints").Explanation; got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestAnotherCardAddsUp(t *testing.T) {
	card := otherCard(t)
	facts := mustFacts(t, card, `{
		"staff": 400, "certified": 261, "overtime": 80, "mentors": 22, "medals": [{"athlete": "甲", "tier": "silver", "team": false}],
		"wage": 5275, "wage_before": 5000, "subsidy": 120, "plan": "draft", "union_founded": true, "union_members": 40, "union_grade": "a",
		"complaints": [{"people": 5, "days": 3, "level": "town"}], "fines": [{"size": "large"}], "accidents": 1, "warnings": 3,
		"academy": true, "patents": [{"level": "province", "year": 2026}]}`)
	result := card.Score(facts)
	checkResult(t, card, facts, result)
	// people 9.5 + (4 + 2·2) + 4 = 21.5; pay 3.5 + 1 + 1.25 + (1 + 2 + 5) = 13.75
	// faults −0.5 − 3 − 2 − 0.75 − (1 + 1) = −8.25; extra 4 + 3 = 7
	got := map[string]string{"total": result.Total.String(), "base": result.Base.String(), "bonus": result.Bonus.String(), "deduction": result.Deduction.String()}
	for _, category := range result.Categories {
		got[category.ID] = category.Score.String()
	}
	want := map[string]string{
		"people": "21.5", "pay": "13.75", "faults": "-8.25", "extra": "7",
		"base": "35.25", "bonus": "7", "deduction": "-8.25", "total": "34",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sums (-want +got):\n%s", diff)
	}
}
