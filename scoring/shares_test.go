package scoring_test

import (
	"fmt"
	"math/big"
	"strconv"
	"testing"

	"wuxing/scoring"
)

// shareRule is a share's standard in the words of the annex, with numbers of its
// own: a second opinion in rational numbers.
type shareRule struct {
	indicator string
	tiers     []shareTier
	every     int64 // percentage points above the last tier, for one point more; 0: none
	cap       int64
}

type shareTier struct {
	percent int64
	strict  bool // 超过, not 达到
	points  int64
}

// 2.5 has another divisor than the others and comes last.
var shareRules = []shareRule{
	{"training_ratio", []shareTier{{50, false, 1}, {60, false, 2}, {70, false, 3}}, 0, 3},
	{"high_skilled_ratio", []shareTier{{36, false, 1}}, 5, 8},
	{"income_90k", []shareTier{{20, true, 3}}, 10, 8},
	{"income_120k", []shareTier{{20, true, 2}}, 10, 4},
	{"skilled_ratio", []shareTier{{35, false, 1}}, 5, 8},
}

// points are those of a÷b.
func (r *shareRule) points(a, b int64) int64 {
	percent := big.NewRat(100*a, b)
	points, last := int64(0), shareTier{}
	for _, tier := range r.tiers {
		if c := percent.Cmp(big.NewRat(tier.percent, 1)); c > 0 || c == 0 && !tier.strict {
			points, last = tier.points, tier
		}
	}
	if points > 0 && r.every > 0 {
		steps := percent.Sub(percent, big.NewRat(last.percent, 1))
		steps.Mul(steps, big.NewRat(1, r.every))
		points += new(big.Int).Quo(steps.Num(), steps.Denom()).Int64()
	}
	return min(points, r.cap)
}

// TestEveryShareOfUpTo300 compares all shares a÷b with a ≤ b ≤ 300.
func TestEveryShareOfUpTo300(t *testing.T) {
	card := wuxing2024(t)
	line := map[string]int{}
	for i, indicator := range card.Indicators() {
		line[indicator.ID] = i
	}
	var out scoring.Outcome
	compare := func(rules []shareRule, a, b int64, facts *scoring.Facts) {
		card.Evaluate(facts, &out)
		for i := range rules {
			want := scoring.Points(rules[i].points(a, b)) * scoring.OnePoint
			if got := out.Lines[line[rules[i].indicator]].Score; got != want {
				t.Errorf("%d÷%d on %s: %v points, want %v", a, b, rules[i].indicator, got, want)
			}
		}
	}
	last := len(shareRules) - 1
	for b := int64(1); b <= 300; b++ {
		for a := int64(0); a <= b; a++ {
			compare(shareRules[:last], a, b, counts(t, card, map[string]int64{
				"skilled_workers": b, "trained_workers": a, "high_skilled_workers": a, "workers_over_90k": a, "workers_over_120k": a,
			}))
			compare(shareRules[last:], a, b, counts(t, card, map[string]int64{"employees": b, "skilled_workers": a}))
		}
		if t.Failed() {
			return
		}
	}
}

// TestSharesThatFloatingPointGetsWrong are the ones that were measured.
func TestSharesThatFloatingPointGetsWrong(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct {
		high, skilled int64
		want          scoring.Points
	}{
		{41, 100, 200},
		{71, 100, 800},
		{82, 200, 200},
		{142, 200, 800},
		{123, 300, 200},
		{40, 100, 100},
		{70, 100, 700},
		{409_999, 1_000_000, 100},
		{410_000, 1_000_000, 200},
		{709_999, 1_000_000, 700},
		{710_000, 1_000_000, 800},
	} {
		t.Run(fmt.Sprintf("%d of %d on 2.6", test.high, test.skilled), func(t *testing.T) {
			facts := counts(t, card, map[string]int64{"high_skilled_workers": test.high, "skilled_workers": test.skilled})
			if got := indicatorScore(t, card, facts, "high_skilled_ratio"); got != test.want {
				t.Errorf("%v points, want %v", got, test.want)
			}
		})
	}
}

func TestNearlyAShareIsNotTheShare(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct {
		name               string
		skilled, employees int64
		want               scoring.Points
		explanation        string
	}{
		{"39.996% is not 40%", 9_999, 25_000, 100, "9999÷25000≈39.99%,达到35%得1分,超出约4.99个百分点,不满5个百分点不加分,共1分"},
		{"40% is", 10_000, 25_000, 200, "10000÷25000=40%,达到35%得1分,超出5个百分点,满1个5个百分点,加1分,共2分"},
		{"34.9999% is not 35%", 349_999, 1_000_000, 0, "349999÷1000000≈34.99%,未达到35%,得0分"},
		{"69.9999% is not 70%", 699_999, 1_000_000, 700, "699999÷1000000≈69.99%,达到35%得1分,超出约34.99个百分点,满6个5个百分点,加6分,共7分"},
	} {
		t.Run(test.name, func(t *testing.T) {
			row := indicatorResult(card, counts(t, card, map[string]int64{"skilled_workers": test.skilled, "employees": test.employees}), "skilled_ratio")
			if row.Score != test.want || row.Explanation != test.explanation {
				t.Errorf("%v points, %s\nwant %v points, %s", row.Score, row.Explanation, test.want, test.explanation)
			}
		})
	}
}

// counts makes facts of counts, without the detour over JSON.
func counts(tb failer, card *scoring.Card, numbers map[string]int64) *scoring.Facts {
	tb.Helper()
	k := card.Collect()
	for key, n := range numbers {
		k.Set(key, strconv.FormatInt(n, 10), scoring.Position{Path: key})
	}
	facts, problems := k.Facts()
	if len(problems) > 0 {
		tb.Fatalf("%v: %v", numbers, problems)
	}
	return facts
}
