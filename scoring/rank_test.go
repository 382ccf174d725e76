package scoring_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuxing/scoring"
)

// contender is what a ranking looks at. high ÷ skilled is the share of 2.6; -1 is
// not given.
type contender struct {
	total, base, deduction scoring.Points
	high, skilled          int64
	vetoed                 bool
}

func contenders(tb failer, card *scoring.Card, all []contender) []scoring.Contender {
	tb.Helper()
	var list []scoring.Contender
	for _, c := range all {
		given := map[string]int64{}
		if c.high >= 0 {
			given["high_skilled_workers"] = c.high
		}
		if c.skilled >= 0 {
			given["skilled_workers"] = c.skilled
		}
		list = append(list, scoring.Contender{
			Result: &scoring.Result{Total: c.total, Base: c.base, Deduction: c.deduction, Vetoed: c.vetoed},
			Facts:  counts(tb, card, given),
		})
	}
	return list
}

func TestRank(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct {
		name       string
		contenders []contender
		want       []int
	}{
		{"nobody", nil, []int{}},
		{"the higher total comes first", []contender{{total: 8000}, {total: 8025}, {total: 7975}}, []int{2, 1, 3}},
		{"of equal totals the fewer deductions", []contender{
			{total: 8000, base: 9000, deduction: -300},
			{total: 8000, base: 7000, deduction: -100},
			{total: 8000, base: 8000, deduction: 0},
			{total: 8000, base: 9900, deduction: -200},
		}, []int{4, 2, 1, 3}},
		{"then the higher base", []contender{
			{total: 8000, base: 7500, deduction: -100, high: 9, skilled: 10},
			{total: 8000, base: 7525, deduction: -100, high: 1, skilled: 10},
		}, []int{2, 1}},
		{"then the higher share of 2.6", []contender{
			{total: 8000, base: 7500, high: 41, skilled: 100},
			{total: 8000, base: 7500, high: 40, skilled: 97},
			{total: 8000, base: 7500, high: 1, skilled: 2},
		}, []int{3, 2, 1}},
		{"shares are compared exactly", []contender{
			{total: 8000, base: 7500, high: 333_332, skilled: 999_998},
			{total: 8000, base: 7500, high: 333_333, skilled: 1_000_000},
			{total: 8000, base: 7500, high: 333_333, skilled: 999_999},
		}, []int{3, 2, 1}},
		{"equal shares of different size share a rank", []contender{
			{total: 8000, base: 7500, high: 41, skilled: 100},
			{total: 8000, base: 7500, high: 123, skilled: 300},
			{total: 7000, base: 7000, high: 1, skilled: 1},
		}, []int{1, 1, 3}},
		{"three share the second rank, the next is fifth", []contender{
			{total: 7000}, {total: 9000}, {total: 8000}, {total: 8000}, {total: 8000},
		}, []int{5, 1, 2, 2, 2}},
		{"a share of nobody or not given is lower than any", []contender{
			{total: 8000, high: 0, skilled: 0},
			{total: 8000, high: 0, skilled: 5},
			{total: 8000, high: -1, skilled: 5},
			{total: 8000, high: -1, skilled: -1},
			{total: 8000, high: 1, skilled: 5},
		}, []int{3, 2, 3, 3, 1}},
		{"the vetoed have no rank and take none away", []contender{
			{total: 11500, vetoed: true}, {total: 8000}, {total: 8000}, {total: 8000, vetoed: true}, {total: 7000},
		}, []int{0, 1, 1, 0, 3}},
		{"all vetoed", []contender{{total: 1, vetoed: true}, {total: 2, vetoed: true}}, []int{0, 0}},
		{"totals of nothing are told apart by deductions", []contender{
			{total: 0, base: 300, deduction: -900}, {total: 0, base: 100, deduction: -200}, {total: 0},
		}, []int{3, 2, 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := card.Rank(contenders(t, card, test.contenders))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("ranks (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAnotherCardRanksByItsOwnOrder: base, then the share of certified staff, then
// deductions.
func TestAnotherCardRanksByItsOwnOrder(t *testing.T) {
	card := otherCard(t)
	row := func(base, deduction scoring.Points, certified int64) scoring.Contender {
		return scoring.Contender{
			Result: &scoring.Result{Total: 3000, Base: base, Deduction: deduction},
			Facts:  counts(t, card, map[string]int64{"certified": certified, "staff": 100}),
		}
	}
	got := card.Rank([]scoring.Contender{row(3000, 0, 90), row(3200, -900, 40), row(3200, -100, 39), row(3200, -899, 40)})
	if diff := cmp.Diff([]int{4, 2, 3, 1}, got); diff != "" {
		t.Errorf("ranks (-want +got):\n%s", diff)
	}
}

// TestRankDoesNotDependOnTheOrder ranks random fields twice and holds what a
// ranking is: better or equal before worse, equal ranks only for equals, each rank
// one more than the number of those before.
func TestRankDoesNotDependOnTheOrder(t *testing.T) {
	card := wuxing2024(t)
	rapid.Check(t, func(t *rapid.T) {
		var all []contender
		for range rapid.IntRange(1, 12).Draw(t, "contenders") {
			few := func(name string, most int64) int64 { return rapid.Int64Range(0, most).Draw(t, name) }
			c := contender{
				total: scoring.Points(few("total", 2)) * 25, base: scoring.Points(few("base", 1)) * 25, deduction: -scoring.Points(few("deduction", 1)) * 100,
				skilled: few("skilled", 4), vetoed: few("vetoed", 5) == 0,
			}
			c.high = min(few("high", 4), c.skilled)
			all = append(all, c)
		}
		ranks := card.Rank(contenders(t, card, all))
		order := rapid.Permutation(indexes(len(all))).Draw(t, "order")
		mixed := make([]contender, len(all))
		for place, i := range order {
			mixed[place] = all[i]
		}
		for place, rank := range card.Rank(contenders(t, card, mixed)) {
			if rank != ranks[order[place]] {
				t.Errorf("%+v has rank %d, in another order %d", mixed[place], ranks[order[place]], rank)
			}
		}
		for i, c := range all {
			before := 0
			for j, other := range all {
				if !other.vetoed && ranks[j] < ranks[i] {
					before++
				}
				if !c.vetoed && !other.vetoed && other.total > c.total && ranks[j] >= ranks[i] {
					t.Errorf("%+v with rank %d is not before %+v with rank %d", other, ranks[j], c, ranks[i])
				}
			}
			want := before + 1
			if c.vetoed {
				want = 0
			}
			if ranks[i] != want {
				t.Errorf("%+v has rank %d with %d before it", c, ranks[i], before)
			}
		}
	})
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
