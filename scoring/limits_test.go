package scoring_test

import "testing"

// TestLargestNumbersDoNotOverflow gives the largest answers to the largest card
// that loads. A product that overflows 64 bits would score low or negative.
func TestLargestNumbersDoNotOverflow(t *testing.T) {
	card := editedCard(t,
		edit{"月均工资, unit: 元/月, type: money, max: 1000000, asked: 月均工资", "月均工资, unit: 元/月, type: money, max: 10000000000, asked: 月均工资"},
		edit{"上年月均工资, unit: 元/月, type: money, max: 1000000", "上年月均工资, unit: 元/月, type: money, max: 10000000000"},
		edit{"{from: 2.5%, points: 3}\n            then: {over: 4%, every: 1.5%, points: 0.5}\n            cap: 8", "{from: 10000%, points: 3}\n            then: {over: 10000%, every: 0.01%, points: 10000}\n            cap: 8"},
		edit{"each: {fact: warnings, points: -0.25}", "each: {fact: warnings, points: -10000}"},
		edit{"label: 警告数, unit: 次, type: count, max: 1000,", "label: 警告数, unit: 次, type: count, max: 1000000000,"},
		edit{"{key: staff, label: 职工数, unit: 人, type: count, max: 50000", "{key: staff, label: 职工数, unit: 人, type: count, max: 1000000000"},
		edit{"{key: overtime, label: 超时加班职工数, unit: 人, type: count, max: 50000", "{key: overtime, label: 超时加班职工数, unit: 人, type: count, max: 1000000000"},
		edit{"{over: 10%, every: 10%, points: -1}\n            cap: 4", "{over: 10%, every: 0.01%, points: -10000}"},
	)
	for _, test := range []struct{ name, facts, indicator, want string }{
		{"the largest growth", `{"wage": 10000000000, "wage_before": 0.01}`, "raise", "8"},
		{"a hundredfold of the largest wage is out of reach", `{"wage": 10000000000, "wage_before": 10000000000}`, "raise", "0"},
		{"one fen less than the largest wage", `{"wage": 9999999999.99, "wage_before": 10000000000}`, "raise", "0"},
		{"one fen more than before", `{"wage": 10000000000, "wage_before": 9999999999.99}`, "raise", "0.5"},
		{"exactly a hundredfold more", `{"wage": 10100, "wage_before": 100}`, "raise", "3"},
		{"the largest number of warnings", `{"warnings": 1000000000}`, "warnings", "-10000000000000"},
		{"everybody of the largest staff", `{"overtime": 1000000000, "staff": 1000000000}`, "overtime", "-90000001"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := indicatorScore(t, card, mustFacts(t, card, test.facts), test.indicator).String(); got != test.want {
				t.Errorf("%s points, want %s", got, test.want)
			}
		})
	}
}
