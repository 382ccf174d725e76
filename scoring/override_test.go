package scoring_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

func TestOverrideSumsAgain(t *testing.T) {
	card := wuxing2024(t)
	const facts = `{"leader_attention": true, "hr_department": true, "hr_manager": true, "training_funds": "arranged", "title_level": "province",
		"arbitration_cases": 4, "injury_accidents": 1, "arrears_petitions": []}`
	type sums struct{ Total, Base, Bonus, Deduction, Organization, Extra, Deductions scoring.Points }
	for _, test := range []struct {
		name      string
		overrides []scoring.Override
		want      sums
	}{
		// 2 + 2 of organization, 1 bonus, −2 for the cases, −2 for the accident.
		{"none", nil, sums{100, 400, 100, -400, 400, 100, -400}},
		{"a lower score", []scoring.Override{{"leadership", 150, "证书过期"}}, sums{50, 350, 100, -400, 350, 100, -400}},
		{"a higher score", []scoring.Override{{"training_funds", 400, "补交凭证"}}, sums{300, 600, 100, -400, 600, 100, -400}},
		{"a score of nothing", []scoring.Override{{"leadership", 0, "材料不实"}}, sums{0, 200, 100, -400, 200, 100, -400}},
		{"a score where nothing was answered", []scoring.Override{{"certification_filing", 200, "已核实"}}, sums{300, 600, 100, -400, 600, 100, -400}},
		{"bonus", []scoring.Override{{"titles", 200, "国家级"}}, sums{200, 400, 200, -400, 400, 200, -400}},
		{"a deduction", []scoring.Override{{"arbitration", -300, "漏报"}}, sums{0, 400, 100, -500, 400, 100, -500}},
		{"a deduction taken back", []scoring.Override{{"work_injuries", 0, "不是重大工伤"}}, sums{300, 400, 100, -200, 400, 100, -200}},
		{"several", []scoring.Override{{"leadership", 100, "甲"}, {"titles", 0, "乙"}, {"arbitration", 0, "丙"}}, sums{100, 300, 0, -200, 300, 0, -200}},
		{"the last one of the same indicator counts", []scoring.Override{{"leadership", 100, "甲"}, {"leadership", 50, "乙"}}, sums{0, 250, 100, -400, 250, 100, -400}},
		{"an unknown indicator is left out", []scoring.Override{{"leader", 100, "甲"}}, sums{100, 400, 100, -400, 400, 100, -400}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := card.ScoreOverridden(mustFacts(t, card, facts), test.overrides)
			got := sums{r.Total, r.Base, r.Bonus, r.Deduction, r.Categories[0].Score, r.Categories[5].Score, r.Categories[6].Score}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("sums (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOverrideSaysWhyAndWhatTheFactsGave(t *testing.T) {
	card := wuxing2024(t)
	facts := mustFacts(t, card, `{"training_funds": "arranged"}`)
	result := card.ScoreOverridden(facts, []scoring.Override{
		{"training_funds", 400, "补交了足额提取的凭证"},
		{"leadership", 50, "现场核实"},
		{"arbitration", -100, "仲裁院数据为3起"},
		{"work_injuries", -250, "漏报"},
		{"wage_arrears", 0, "已补发"},
	})
	for _, want := range []scoring.IndicatorResult{
		{ID: "work_injuries", Score: -250, Status: scoring.Scored, Explanation: "评审改为扣2.5分:漏报(按事实计算:未填:八级及以上伤残的重大工伤事故数)"},
		{ID: "wage_arrears", Score: 0, Status: scoring.Scored, Explanation: "评审改为0分:已补发(按事实计算:未填:欠薪上访)"},
		{ID: "training_funds", Score: 400, Status: scoring.Scored, Explanation: "评审改为4分:补交了足额提取的凭证(按事实计算:技能人才培养经费:已安排,得2分)"},
		{ID: "leadership", Score: 50, Status: scoring.Scored, Explanation: "评审改为0.5分:现场核实(按事实计算:未填:企业领导重视技能人才工作、有人力资源管理机构、有人力资源管理师(劳动关系协调师))"},
		{ID: "arbitration", Score: -100, Status: scoring.Scored, Explanation: "评审改为扣1分:仲裁院数据为3起(按事实计算:未填:劳动仲裁案件数)"},
	} {
		got, _ := result.Indicator(want.ID)
		if got.Score != want.Score || got.Status != want.Status || got.Explanation != want.Explanation {
			t.Errorf("%s: %v, %v, %s\nwant %v, %v, %s", want.ID, got.Score, got.Status, got.Explanation, want.Score, want.Status, want.Explanation)
		}
	}
	// The sentences that the card keeps ready are not written into.
	if again, _ := card.Score(facts).Indicator("training_funds"); again.Explanation != "技能人才培养经费:已安排,得2分" {
		t.Errorf("afterwards the facts give %q", again.Explanation)
	}
}

// TestVetoStaysThroughOverrides: a veto comes from facts; points cannot lift it.
func TestVetoStaysThroughOverrides(t *testing.T) {
	card := wuxing2024(t)
	facts := mustFacts(t, card, `{"arbitration_cases": 11, "arrears_petitions": [{"people": 5, "level": "province"}], "craftsman_culture": true}`)
	result := card.ScoreOverridden(facts, []scoring.Override{{"arbitration", 0, "已调解"}, {"wage_arrears", 0, "已补发"}})
	var vetoes []string
	for _, veto := range result.Vetoes {
		vetoes = append(vetoes, veto.Indicator)
	}
	if diff := cmp.Diff([]string{"wage_arrears", "arbitration"}, vetoes); diff != "" || !result.Vetoed {
		t.Errorf("vetoed %v; vetoes (-want +got):\n%s", result.Vetoed, diff)
	}
	if result.Total != 100 {
		t.Errorf("total %v, want 1: the score stays visible", result.Total)
	}
}

func TestVetoNamesTheClause(t *testing.T) {
	card := wuxing2024(t)
	result := card.Score(mustFacts(t, card, `{"arbitration_cases": 12}`))
	want := []scoring.Veto{{Indicator: "arbitration", Reason: "7.2 劳动仲裁案件:劳动仲裁案件数12起,达到11起,一票否决"}}
	if diff := cmp.Diff(want, result.Vetoes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRangeOfAnIndicator(t *testing.T) {
	wuxing, other := wuxing2024(t), otherCard(t)
	for _, test := range []struct {
		name      string
		card      *scoring.Card
		indicator string
		low, high scoring.Points
	}{
		{"a sum of flags", wuxing, "leadership", 0, 200},
		{"a ladder with steps", wuxing, "high_skilled_ratio", 0, 800},
		{"a list", wuxing, "leading_talents", 0, 600},
		{"bonus", wuxing, "training_base", 0, 500},
		{"petitions have no lowest score but all points of the card", wuxing, "wage_arrears", -11500, 0},
		{"cases have the lowest row", wuxing, "arbitration", -300, 0},
		{"accidents have no lowest score", wuxing, "work_injuries", -11500, 0},
		{"an unknown indicator", wuxing, "nothing", 0, 0},
		{"a deduction with a cap", other, "complaints", -500, 0},
		{"the heaviest of several deductions", other, "fines", -300, 0},
		{"tiers of a deduction", other, "accidents", -200, 0},
		{"steps of a deduction with a cap", other, "overtime", -400, 0},
		{"a number for each", other, "warnings", -7000, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if low, high := test.card.Range(test.indicator); low != test.low || high != test.high {
				t.Errorf("%v to %v, want %v to %v", low, high, test.low, test.high)
			}
		})
	}
	for _, indicator := range wuxing.Indicators() {
		if low, high := wuxing.Range(indicator.ID); wuxing.CategoryOf(indicator).Kind != scoring.KindDeduction && (low != 0 || high != indicator.Points) {
			t.Errorf("%s: %v to %v, printed are %v points", indicator.No, low, high, indicator.Points)
		}
	}
}
