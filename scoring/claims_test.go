package scoring_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuxing/scoring"
)

// TestClaimsAreHeldAgainstTheirRule has a claim of each kind for each kind of rule.
func TestClaimsAreHeldAgainstTheirRule(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct {
		indicator, claim string
		code             string // "": accepted
		possible         string // named in the problem
	}{
		{"training_ratio", `1.7`, "claim_not_possible", "0、1、2、3"}, // tiers 1/2/3
		{"training_ratio", `2`, "", ""},
		{"training_ratio", `"3"`, "", ""},
		{"training_ratio", `3.5`, "claim_out_of_row", "0、1、2、3"},
		{"training_ratio", `-1`, "claim_out_of_row", "0、1、2、3"},
		{"training_ratio", `99999999999999999999`, "claim_out_of_row", "0、1、2、3"},
		{"leadership", `1.5`, "", ""}, // flags added up
		{"leadership", `1.75`, "claim_not_possible", "0、0.5、1、1.5、2"},
		{"training_funds", `4`, "", ""}, // choice
		{"training_funds", `3`, "claim_not_possible", "0、2、4"},
		{"eight_grade", `3`, "", ""}, // flag
		{"eight_grade", `1`, "claim_not_possible", "0、3"},
		{"skill_allowance", `2.5`, "", ""}, // tier, then steps up to the cap
		{"skill_allowance", `1`, "claim_not_possible", "0、2 至 6"},
		{"skill_allowance", `2.25`, "claim_not_possible", "0、2 至 6"},
		{"skill_allowance", `6.5`, "claim_out_of_row", "0、2 至 6"},
		{"leading_talents", `5`, "", ""}, // sum of a list with a cap
		{"leading_talents", `5.5`, "claim_not_possible", "0、1、2、3、4、5、6"},
		{"innovations", `3.5`, "", ""},
		{"innovations", `3.25`, "claim_not_possible", "0、0.5"},
		{"science_awards", `0.25`, "", ""}, // best of a list
		{"science_awards", `2.5`, "claim_not_possible", "0、0.25、0.5、1、1.5、2、3、4"},
		{"wage_arrears", `-3`, "", ""}, // deductions of a list
		{"wage_arrears", `-1.5`, "claim_not_possible", "0 至 -400"},
		{"wage_arrears", `2`, "claim_out_of_row", "0 至 -400"},
		{"wage_arrears", `"veto"`, "", ""},
		{"arbitration", `-3`, "", ""}, // deductions of tiers
		{"arbitration", `-4`, "claim_out_of_row", "0、-1、-2、-3"},
		{"arbitration", `"veto"`, "", ""},
		{"work_injuries", `-6`, "", ""}, // each
		{"work_injuries", `-3`, "claim_not_possible", "0、-2、-4"},
		{"work_injuries", `"veto"`, "claim_not_possible", "0、-2、-4"},
		{"skilled_ratio", `0`, "", ""},
		{"skilled_ratio", `4.005`, "claim_not_possible", "0、1"},
		{"skilled_ratio", `"four"`, "claim_not_points", ""},
		{"skilled_ratio", `1e1`, "claim_not_points", ""},
		{"skilled_ratio", `true`, "wrong_type", ""},
		{"skilled_ratio", `[4]`, "wrong_type", ""},
		{"skilled_ratio", `null`, "", ""},
		{"nonsense", `1`, "unknown_indicator", ""},
	} {
		t.Run(test.indicator+" "+test.claim, func(t *testing.T) {
			in, problems := card.ParseInput([]byte(fmt.Sprintf(`{"claims": {%q: %s}}`, test.indicator, test.claim)))
			if test.code == "" {
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				want := strings.Trim(test.claim, `"`)
				if want == "veto" {
					want = `"veto"`
				}
				got, claimed := in.Claims[test.indicator]
				if claimed != (test.claim != "null") || claimed && toJSON(t, got) != want {
					t.Errorf("claimed %s", toJSON(t, in.Claims))
				}
				return
			}
			if len(problems) != 1 || problems[0].Code != test.code || problems[0].Path != "claims."+test.indicator {
				t.Fatalf("got %v, want %s", problems, test.code)
			}
			if got := problems[0].Params["possible"]; !strings.HasPrefix(got, test.possible) || test.possible == "" && got != "" {
				t.Errorf("possible scores are named as %q, want %s…", got, test.possible)
			}
		})
	}
}

func TestEveryProblemOfAnInputIsTold(t *testing.T) {
	in, problems := wuxing2024(t).ParseInput([]byte(`{"facts": {"employees": 1.5}, "claims": {"training_ratio": 1.7, "skilled_ratio": 9, "skilled_ratio": 4, "x": 1}}`))
	if in != nil {
		t.Error("read in spite of problems")
	}
	want := []string{
		"fraction_of_count facts.employees", "duplicate_key claims.skilled_ratio", "claim_not_possible claims.training_ratio",
		"claim_out_of_row claims.skilled_ratio", "unknown_indicator claims.x",
	}
	if diff := cmp.Diff(want, told(problems)); diff != "" {
		t.Error(diff)
	}
	if _, problems := wuxing2024(t).ParseInput([]byte(`{}`)); len(problems) != 1 || problems[0].Code != scoring.CodeFactsMissing {
		t.Errorf("neither facts nor claims: %v", problems)
	}
	if _, problems := wuxing2024(t).ParseInput([]byte(`{"claims": []}`)); len(problems) != 1 || problems[0].Code != scoring.CodeWrongType {
		t.Errorf("claims that are a list: %v", problems)
	}
}

func claimed(tb failer, card *scoring.Card, object string) scoring.Claims {
	tb.Helper()
	claims, problems := card.ParseClaims([]byte(object))
	if len(problems) > 0 {
		tb.Fatalf("%s: %v", object, problems)
	}
	return claims
}

func TestClaimsWithoutFactsAreTheSelfScore(t *testing.T) {
	card := wuxing2024(t)
	in, problems := card.ParseInput([]byte(`{"claims": {"skilled_ratio": 4, "titles": 2, "wage_arrears": -1, "equity": 0}}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(in.Warnings) != 1 || in.Warnings[0].Code != scoring.CodeClaimsUnbacked || in.Warnings[0].Params["count"] != "4" {
		t.Errorf("warnings: %v", in.Warnings)
	}
	r := card.ScoreClaimed(in.Facts, in.Claims)
	if r.Basis != scoring.BasisClaimed || r.Total != 500 || r.Base != 400 || r.Bonus != 200 || r.Deduction != -100 || r.Vetoed {
		t.Errorf("got %s", toJSON(t, r))
	}
	if r.Range != nil || r.Missing != nil || r.Claims != nil || r.Unbacked() != 4 {
		t.Errorf("a sheet of claims has nothing to compare: %s", toJSON(t, r))
	}
	for _, want := range []struct {
		id     string
		score  scoring.Points
		status scoring.Status
		text   string
		basis  string
	}{
		{"skilled_ratio", 400, scoring.Scored, "未提供依据(自报4分,未提供事实依据)", "claimed"},
		{"wage_arrears", -100, scoring.Scored, "未提供依据(自报扣1分,未提供事实依据)", "claimed"},
		{"equity", 0, scoring.Scored, "未提供依据(自报0分,未提供事实依据)", "claimed"},
		{"leadership", 0, scoring.Unanswered, "未填", ""},
	} {
		line, _ := r.Indicator(want.id)
		if line.Score != want.score || line.Status != want.status || !strings.HasPrefix(line.Explanation, want.text) || line.Basis != want.basis {
			t.Errorf("%s: got %+v", want.id, line)
		}
	}
	if got := r.Categories[1]; got.ID != "cultivation" || got.Score != 400 {
		t.Errorf("subtotal: %+v", got)
	}
}

func TestClaimedVetoDisqualifies(t *testing.T) {
	card := wuxing2024(t)
	r := card.ScoreClaimed(mustFacts(t, card, `{}`), claimed(t, card, `{"arbitration": "veto"}`))
	if !r.Vetoed || len(r.Vetoes) != 1 || r.Vetoes[0].Reason != "7.2 劳动仲裁案件:未提供依据(自报一票否决,未提供事实依据)" {
		t.Errorf("got %s", toJSON(t, r))
	}
}

func TestClaimsBesideFactsAreCompared(t *testing.T) {
	card := wuxing2024(t)
	facts := mustFacts(t, card, `{"employees": 400, "skilled_workers": 180, "arbitration_cases": 11, "eight_grade_pilot": true, "average_wage_last_year": 0, "average_wage": 5,
		"arrears_petitions": [{"people": 5, "level": "province"}]}`)
	claims := claimed(t, card, `{"wage_arrears": 0, "skilled_ratio": 4, "eight_grade": 3, "arbitration": -3, "wage_growth": 2, "equity": 4}`)
	r := card.ScoreClaimed(facts, claims)
	want := []scoring.ClaimDifference{
		{Indicator: "skilled_ratio", Claimed: 400, Computed: 300},
		{Indicator: "wage_growth", Claimed: 200, Computed: 0}, // not computable is an answer
		{Indicator: "equity", Claimed: 400, Computed: 0, Unbacked: true},
		{Indicator: "wage_arrears", ComputedVeto: true}, // the points agree
		{Indicator: "arbitration", Claimed: -300, Computed: 0, ComputedVeto: true},
	}
	if diff := cmp.Diff(want, r.Claims); diff != "" {
		t.Error(diff)
	}
	if r.Basis != scoring.BasisPartly || r.Base != 300+300+400 || !r.Vetoed || r.Unbacked() != 1 {
		t.Errorf("got %s", toJSON(t, r))
	}
	if line, _ := r.Indicator("skilled_ratio"); line.Score != 300 || line.Basis != "" || !strings.HasPrefix(line.Explanation, "180÷400") {
		t.Errorf("facts decide: %+v", line)
	}
	if r.Missing == nil || r.Range == nil {
		t.Error("what is missing is still told")
	}
}

// TestClaimsThatAgreeChangeNothing: the computed scores claimed again give the
// result of the facts alone, byte for byte.
func TestClaimsThatAgreeChangeNothing(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		facts := mustFacts(t, card, drawAnswers(t, card, false).json())
		plain := card.Score(facts)
		k := card.CollectClaims()
		for _, line := range plain.Indicators {
			text := line.Score.String()
			for _, veto := range plain.Vetoes {
				if veto.Indicator == line.ID {
					text = scoring.ClaimVeto
				}
			}
			if line.Status != scoring.Unanswered && (text != scoring.ClaimVeto || line.Score == 0) {
				k.Set(line.ID, text, scoring.Position{})
			}
		}
		claims, problems := k.Claims()
		if len(problems) > 0 {
			t.Fatalf("what the rules give cannot be claimed: %v", problems)
		}
		if got, want := toJSON(t, card.ScoreClaimed(facts, claims)), toJSON(t, plain); len(facts.Missing()) < len(card.Facts) && withoutVetoes(got) != withoutVetoes(want) {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	})
}

// withoutVetoes leaves out the differences of vetoes that were not claimed because
// points were deducted beside them.
func withoutVetoes(result string) string {
	var r scoring.Result
	if err := json.Unmarshal([]byte(result), &r); err != nil {
		return err.Error()
	}
	var rest []scoring.ClaimDifference
	for _, d := range r.Claims {
		if !d.ComputedVeto {
			rest = append(rest, d)
		}
	}
	r.Claims = rest
	text, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// TestClaimsAddUp: a sheet of claims has the totals that its rows add up to.
func TestClaimsAddUp(t *testing.T) {
	eachCard(t, func(t *rapid.T, card *scoring.Card) {
		k := card.CollectClaims()
		sums := map[scoring.CategoryKind]scoring.Points{}
		for _, indicator := range card.Indicators() {
			scores, _ := card.Possible(indicator.ID).Scores()
			p := rapid.SampledFrom(append(scores, 0)).Draw(t, indicator.ID)
			k.Set(indicator.ID, p.String(), scoring.Position{})
			sums[card.CategoryOf(indicator).Kind] += p
		}
		claims, problems := k.Claims()
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		again := claimed(t, card, toJSON(t, claims))
		if diff := cmp.Diff(claims, again); diff != "" {
			t.Error(diff)
		}
		r := card.ScoreClaimed(mustFacts(t, card, `{}`), claims)
		if r.Base != sums[scoring.KindBase] || r.Bonus != sums[scoring.KindBonus] || r.Deduction != sums[scoring.KindDeduction] {
			t.Errorf("got %s, sums %v", toJSON(t, r), sums)
		}
		if r.Total != min(max(0, r.Base+r.Bonus+r.Deduction), 115*scoring.OnePoint) && card.Totals.Cap == nil {
			t.Errorf("total %s of %s", r.Total, r.Base+r.Bonus+r.Deduction)
		}
	})
}
