package scoring_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before committing it")

const goldenExplanations = "testdata/explanations.golden.txt"

// explained are the fixtures whose explanations are kept as text, chosen so that
// each kind of sentence is among them: below, at and above bounds, caps, ≈,
// missing facts, divisors of 0, the same name twice, vetoes, nothing at all.
var explained = []string{
	"001", "002", "003", "004", "005", "008", "009", "017", "023", "025", "031", "032", "035", "041", "050",
	"062", "063", "064", "065", "067", "069", "076", "077", "078", "084", "087", "088",
}

// TestExplanations compares every line of the chosen fixtures with
// testdata/explanations.golden.txt, which people have read.
func TestExplanations(t *testing.T) {
	card := wuxing2024(t)
	var b strings.Builder
	for _, f := range allFixtures(t) {
		number, _, _ := strings.Cut(f.name, "-")
		if !slices.Contains(explained, number) {
			continue
		}
		result := card.Score(f.facts)
		fmt.Fprintf(&b, "== %s: %v = %v + %v %v\n", f.name, result.Total, result.Base, result.Bonus, result.Deduction)
		for _, row := range result.Indicators {
			fmt.Fprintf(&b, "%s %s %v: %s\n", row.No, row.Status, row.Score, row.Explanation)
		}
		for _, veto := range result.Vetoes {
			fmt.Fprintf(&b, "veto %s: %s\n", veto.Indicator, veto.Reason)
		}
	}
	if *update {
		if err := os.WriteFile(goldenExplanations, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(goldenExplanations)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(golden), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("explanations changed; if that is meant, run the test with -update and read the difference (-golden +now):\n%s", diff)
	}
	if n := strings.Count(b.String(), "== "); n != len(explained) {
		t.Errorf("%d fixtures explained, want %d", n, len(explained))
	}
}

// TestExplanationOfTheContract is the sentence that the design promises.
func TestExplanationOfTheContract(t *testing.T) {
	card := wuxing2024(t)
	row := indicatorResult(card, mustFacts(t, card, `{"skilled_workers": 200, "employees": 400}`), "skilled_ratio")
	if want := "200÷400=50%,达到35%得1分,超出15个百分点,满3个5个百分点,加3分,共4分"; row.Explanation != want {
		t.Errorf("%s, want %s", row.Explanation, want)
	}
}

// TestExplanationsAtTheirEdges are sentences of the card of 2024 that people had
// stumbled over.
func TestExplanationsAtTheirEdges(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct{ name, facts, indicator, want string }{
		{"a sum is set apart", `{"leader_attention": true, "hr_department": true, "hr_manager": false}`, "leadership", "企业领导重视技能人才工作:是,得1分;有人力资源管理机构:是,得0.5分;有人力资源管理师(劳动关系协调师):否,得0分;共1.5分"},
		{"a sum beyond the ready sentences", `{"certification_started": true, "certification_standardized": true, "certified_workers": 5000}`, "certification", "已开展企业技能等级自主认定:是,得1分;认定程序规范:是,得1分;自主认定培养认定人数5000人,达到100人得3分;共5分"},
		{"a share of nothing", `{"employees": 10001, "skilled_workers": 0}`, "skilled_ratio", "0÷10001=0%,未达到35%,得0分"},
		{"a share of next to nothing", `{"employees": 10001, "skilled_workers": 1}`, "skilled_ratio", "1÷10001<0.01%,未达到35%,得0分"},
		{"a share of exactly a hundredth", `{"employees": 10000, "skilled_workers": 1}`, "skilled_ratio", "1÷10000=0.01%,未达到35%,得0分"},
		{"a share of little more", `{"employees": 9999, "skilled_workers": 1}`, "skilled_ratio", "1÷9999≈0.01%,未达到35%,得0分"},
		{"hardly above", `{"employees": 1000000, "skilled_workers": 350001}`, "skilled_ratio", "350001÷1000000≈35%,达到35%得1分,超出不到0.01个百分点,不满5个百分点不加分,共1分"},
		{"a hundredth above", `{"employees": 1000000, "skilled_workers": 350100}`, "skilled_ratio", "350100÷1000000=35.01%,达到35%得1分,超出0.01个百分点,不满5个百分点不加分,共1分"},
		{"a little more than a hundredth above", `{"employees": 1000000, "skilled_workers": 350101}`, "skilled_ratio", "350101÷1000000≈35.01%,达到35%得1分,超出约0.01个百分点,不满5个百分点不加分,共1分"},
		{"hardly above a strict bound", `{"skilled_workers": 1000000, "workers_over_90k": 200001}`, "income_90k", "200001÷1000000≈20%,超过20%得3分,超出不到0.01个百分点,不满10个百分点不加分,共3分"},
		{"hardly less than before", `{"average_wage": 79999.99, "average_wage_last_year": 80000}`, "wage_growth", "(79999.99-80000)÷80000介于-0.01%和0%之间,未超过0%,得0分"},
		{"hardly more than before", `{"average_wage": 80000.01, "average_wage_last_year": 80000}`, "wage_growth", "(80000.01-80000)÷80000<0.01%,超过0%得1分"},
		{"less than before", `{"average_wage": 79000, "average_wage_last_year": 80000}`, "wage_growth", "(79000-80000)÷80000=-1.25%,未超过0%,得0分"},
		{"one step of 1", `{"average_wage": 83200, "average_wage_last_year": 80000}`, "wage_growth", "(83200-80000)÷80000=4%,达到3%得2分,超出1个百分点,满1个百分点,加0.5分,共2.5分"},
		{"seven steps of 1", `{"average_wage": 88000, "average_wage_last_year": 80000}`, "wage_growth", "(88000-80000)÷80000=10%,达到3%得2分,超出7个百分点,满7个百分点,加3.5分,共5.5分"},
		{"no step of 1", `{"average_wage": 82400.01, "average_wage_last_year": 80000}`, "wage_growth", "(82400.01-80000)÷80000≈3%,达到3%得2分,超出不到0.01个百分点,不满1个百分点不加分,共2分"},
		{"steps of 1 beyond the ready sentences and the cap", `{"average_wage": 160000, "average_wage_last_year": 80000}`, "wage_growth", "(160000-80000)÷80000=100%,达到3%得2分,超出97个百分点,满97个百分点,加48.5分,共50.5分,按上限6分计"},
		{"rows left out for a name", `{"honours": [{"person": "张三", "level": "city"}, {"person": "张三", "level": "city"}, {"person": "张三", "level": "district"}]}`, "leading_talents", "市级1人×2分=2分,另有2条因姓名相同只计最高,不重复计分"},
		{"one small petition", `{"arrears_petitions": [{"people": 4, "level": "province"}]}`, "wage_arrears", "欠薪上访1次,不足5人,不扣分"},
		{"small petitions", `{"arrears_petitions": [{"people": 4, "level": "city"}, {"people": 0, "level": "province"}]}`, "wage_arrears", "欠薪上访2次,均不足5人,不扣分"},
		{"a small petition beside another", `{"arrears_petitions": [{"people": 4, "level": "city"}, {"people": 5, "level": "city"}]}`, "wage_arrears", "市级部门1次×2分,共扣2分,另有1次不足5人,不计"},
		{"no petition", `{"arrears_petitions": []}`, "wage_arrears", "欠薪上访:无,不扣分"},
		{"a veto alone", `{"arrears_petitions": [{"people": 5, "level": "province"}]}`, "wage_arrears", "省级部门或进京1次(一票否决)"},
		{"a veto beside a deduction", `{"arrears_petitions": [{"people": 5, "level": "province"}, {"people": 5, "level": "district"}]}`, "wage_arrears", "区级部门1次×1分+省级部门或进京1次(一票否决),共扣1分"},
		{"a veto beside a small petition", `{"arrears_petitions": [{"people": 5, "level": "province"}, {"people": 4, "level": "district"}]}`, "wage_arrears", "省级部门或进京1次(一票否决),另有1次不足5人,不计"},
		{"choices beside each other", `{"science_awards": [{"level": "province", "grade": "first", "role": "lead"}, {"level": "province", "grade": "third", "role": "participant"}]}`, "science_awards", "2项取最高:省级·一等奖·为主,得2分"},
		{"one choice that is enough", `{"competition_awards": [{"level": "national"}]}`, "competitions", "国家级1次×3分=3分"},
		{"a yes beside a choice", `{"occupational_standards": [{"listed": true, "stage": "published"}, {"listed": false, "stage": "compiled"}]}`, "occupational_standards", "编写完成1项×2分+新职业入选国家职业目录·成功发布1项×4分=6分,按上限5分计"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := indicatorResult(card, mustFacts(t, card, test.facts), test.indicator).Explanation; got != test.want {
				t.Errorf("\n%s, want\n%s", got, test.want)
			}
		})
	}
}
