package scoring_test

import "wuxing/scoring"

// checkResult holds what is true of every result: points within their bounds and
// in quarters, sums that add up, a status for what is missing, words for all.
func checkResult(tb failer, card *scoring.Card, facts *scoring.Facts, result *scoring.Result) {
	tb.Helper()
	kinds := map[scoring.CategoryKind]scoring.Points{}
	place := 0
	for g := range card.Categories {
		category := &card.Categories[g]
		var sum scoring.Points
		for i := range category.Indicators {
			indicator, row := &category.Indicators[i], &result.Indicators[place]
			place++
			sum += row.Score
			if row.ID != indicator.ID || row.No != indicator.No || row.Name != indicator.Name || row.Points != indicator.Points {
				tb.Errorf("row %d is %s %s, want %s %s", place, row.No, row.ID, indicator.No, indicator.ID)
			}
			checkRow(tb, card, indicator, facts, row)
		}
		if got := result.Categories[g].Score; got != sum {
			tb.Errorf("category %s is %v, its indicators add up to %v", category.ID, got, sum)
		}
		kinds[category.Kind] += sum
	}
	if result.Base != kinds[scoring.KindBase] || result.Bonus != kinds[scoring.KindBonus] || result.Deduction != kinds[scoring.KindDeduction] {
		tb.Errorf("base %v, bonus %v, deduction %v; the categories add up to %v", result.Base, result.Bonus, result.Deduction, kinds)
	}
	if total := max(0, result.Base+result.Bonus+result.Deduction); result.Total != total {
		tb.Errorf("total %v, want %v", result.Total, total)
	}
	if result.Vetoed != (len(result.Vetoes) > 0) {
		tb.Errorf("vetoed %v with %d vetoes", result.Vetoed, len(result.Vetoes))
	}
	if result.Card != card.ID || result.CardHash != card.Hash() {
		tb.Errorf("the result names card %s %s", result.Card, result.CardHash)
	}
}

func checkRow(tb failer, card *scoring.Card, indicator *scoring.Indicator, facts *scoring.Facts, row *scoring.IndicatorResult) {
	tb.Helper()
	low, high := card.Range(indicator.ID)
	if card.CategoryOf(indicator).Kind == scoring.KindDeduction {
		low = min(low, row.Score) // without a cap a deduction has no end
	}
	if row.Score < low || row.Score > high {
		tb.Errorf("%s %s: %v points, not within %v to %v", row.No, row.ID, row.Score, low, high)
	}
	if row.Score%scoring.QuarterPoint != 0 {
		tb.Errorf("%s: %v points is no multiple of 0.25", row.No, row.Score)
	}
	if row.Explanation == "" {
		tb.Errorf("%s: no explanation", row.No)
	}
	missing := len(missingOf(card, indicator, facts)) > 0
	if (row.Status == scoring.Unanswered) != missing {
		tb.Errorf("%s: %v, but a fact missing is %v", row.No, row.Status, missing)
	}
	if row.Status != scoring.Scored && row.Score != 0 {
		tb.Errorf("%s: %v points while %v", row.No, row.Score, row.Status)
	}
}
