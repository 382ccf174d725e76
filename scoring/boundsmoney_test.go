package scoring_test

import (
	"fmt"
	"testing"

	"wuxing/scoring"
)

// TestMoneyBoundsAreAttained tries every whole CNY up to the largest, now and
// before; every bound of the card is met by whole CNY.
func TestMoneyBoundsAreAttained(t *testing.T) {
	const most = 60
	card, problems := scoring.Load([]byte(moneyCard))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, known := range []struct{ now, before int }{{-1, -1}, {0, -1}, {20, -1}, {most, -1}, {-1, 0}, {-1, 1}, {-1, 40}, {-1, most}, {45, 30}} {
		low, high := [2]scoring.Points{1e6, 1e6}, [2]scoring.Points{-1e6, -1e6}
		var out scoring.Outcome
		for now := range most + 1 {
			for before := range most + 1 {
				if known.now >= 0 && now != known.now || known.before >= 0 && before != known.before {
					continue
				}
				card.Evaluate(mustFacts(t, card, money(now, before)), &out)
				for i, line := range out.Lines {
					low[i], high[i] = min(low[i], line.Score), max(high[i], line.Score)
				}
			}
		}
		bounds := card.Bounds(mustFacts(t, card, money(known.now, known.before)))
		for i, got := range bounds.Indicators {
			if got.Low != low[i] || got.High != high[i] {
				t.Errorf("%s of %s: told %v, attained from %v to %v", card.Indicators()[i].ID, money(known.now, known.before), got, low[i], high[i])
			}
		}
	}
}

// money is two amounts in CNY as JSON; below 0: not given.
func money(now, before int) string {
	text := func(n int) string {
		if n < 0 {
			return "null"
		}
		return fmt.Sprint(n)
	}
	return fmt.Sprintf(`{"now": %s, "before": %s}`, text(now), text(before))
}

const moneyCard = `
id: money
title: 小表
document: {number: 一, name: 二, issuer: 三, issued: 2024-01-01, effective: 2024-01-02}
columns: [序号]
totals: {base: 9, bonus: 0}
tie_breaks:
  - {by: base}
facts:
  - {key: now, label: 今年, unit: 元, type: money, max: 60, asked: 一, evidence: [一]}
  - {key: before, label: 上年, unit: 元, type: money, max: 60, asked: 一, evidence: [一]}
categories:
  - id: good
    no: "1"
    name: 好
    kind: base
    points: 9
    indicators:
      - {id: growth, no: "1.1", name: 增长, points: 6, standard: 一, rule: {ladder: {of: {growth: [now, before]}, rows: [{above: 0%, points: 1}, {from: 3%, points: 2}], then: {over: 3%, every: 1%, points: 0.5}, cap: 6}}}
      - {id: amount, no: "1.2", name: 金额, points: 3, standard: 一, rule: {ladder: {of: {amount: now}, rows: [{above: 0, points: 1}, {from: 20, points: 2}], then: {over: 20, every: 15, points: 0.5}, cap: 3}}}
`
