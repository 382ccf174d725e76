package workbook

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"wuxing/scoring"
)

// bounds are the parts of an explanation that name a bound or complete steps.
var bounds = regexp.MustCompile(`^(未?达到|未?超过|满)[0-9.]`)

// compareWhys holds what stands beside each row against the engine: what is
// missing, what cannot be divided by, and the bounds and steps that count.
func compareWhys(t *testing.T, card *scoring.Card, g *grid, facts *scoring.Facts, result *scoring.Result) {
	t.Helper()
	for i, indicator := range card.Indicators() {
		line := result.Indicators[i]
		why := g.at(colWhy, scoreFirstRow+i).text
		var missing []string
		for _, fact := range card.FactsOf(indicator) {
			if !facts.Given(fact.Key) {
				missing = append(missing, fact.Label)
			}
		}
		switch line.Status {
		case scoring.Unanswered:
			if want := wordMissing + ":" + strings.Join(missing, "、"); why != want {
				t.Errorf("%s: the form says %q, want %q", line.No, why, want)
			}
			continue
		case scoring.NotComputable:
			if !strings.HasPrefix(why, "无法计算:") {
				t.Errorf("%s: the form says %q where the engine says %s", line.No, why, line.Explanation)
			}
			continue
		}
		if why == "" || strings.Contains(why, wordMissing) || strings.Contains(why, wordBad) || strings.Contains(why, wordClash) || strings.Contains(why, "无法计算") {
			t.Errorf("%s: the form says %q where the engine says %s", line.No, why, line.Explanation)
		}
		for part := range strings.SplitSeq(why, ",") {
			if bounds.MatchString(part) && !slices.ContainsFunc(strings.Split(line.Explanation, ","), func(said string) bool { return strings.HasPrefix(said, part) }) {
				t.Errorf("%s: the form says %q (%q) where the engine says %s", line.No, part, why, line.Explanation)
			}
		}
		vetoed := slices.ContainsFunc(result.Vetoes, func(v scoring.Veto) bool { return v.Indicator == line.ID })
		if strings.Contains(why, "一票否决") != vetoed {
			t.Errorf("%s: the form says %q, the engine's vetoes are %v", line.No, why, result.Vetoes)
		}
	}
}
