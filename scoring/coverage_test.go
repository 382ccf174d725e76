package scoring_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// A probe is something that at least one enterprise of fixtures/ must have, such
// as "2.2: apprentices = 19". The probes are derived from the card, so that a new
// tier, step, cap or veto in it asks for a new fixture by itself.
//
// How near "just below" and "just above" are:
//   - a count: the bound minus and plus one
//   - money: the bound minus and plus one fen
//   - a share: strictly less than one percentage point away
//   - growth: strictly less than a tenth of a percentage point away
//   - the sum of a list: the cap itself, and up to one point away
type probe struct {
	name string
	hit  func(*scoring.Facts) bool
}

func TestFixturesHitEveryBoundOfTheCard(t *testing.T) {
	card, fixtures := wuxing2024(t), allFixtures(t)
	probes := cardProbes(card)
	for _, p := range probes {
		if !slices.ContainsFunc(fixtures, func(f fixture) bool { return p.hit(f.facts) }) {
			t.Errorf("no fixture: %s", p.name)
		}
	}
	if !t.Failed() {
		t.Logf("%d probes, all hit", len(probes))
	}
}

// TestProbesFollowTheCard holds the derivation itself: a walk that finds nothing
// would be satisfied with any fixtures.
func TestProbesFollowTheCard(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct {
		name, indicator string
		want            []string
	}{
		{"every number around the tiers of a count, and its veto", "7.2", []string{
			"7.2 arbitration_cases: not given", "7.2 arbitration_cases = 2", "7.2 arbitration_cases = 3", "7.2 arbitration_cases = 4",
			"7.2 arbitration_cases = 5", "7.2 arbitration_cases = 6", "7.2 arbitration_cases = 7", "7.2 arbitration_cases = 8",
			"7.2 arbitration_cases = 10", "7.2 arbitration_cases = 11", "7.2 arbitration_cases = 12",
		}},
		{"a strict share with steps up to its cap", "4.4", []string{
			"4.4 workers_over_120k: not given", "4.4 skilled_workers: not given", "4.4 skilled_workers = 0",
			"4.4 workers_over_120k÷skilled_workers: just below 20%", "4.4 workers_over_120k÷skilled_workers: exactly 20%",
			"4.4 workers_over_120k÷skilled_workers: just above 20%", "4.4 workers_over_120k÷skilled_workers: just below 30%",
			"4.4 workers_over_120k÷skilled_workers: exactly 30%", "4.4 workers_over_120k÷skilled_workers: just above 30%",
			"4.4 workers_over_120k÷skilled_workers: just below 40%", "4.4 workers_over_120k÷skilled_workers: exactly 40%",
			"4.4 workers_over_120k÷skilled_workers: just above 40%", "4.4 workers_over_120k÷skilled_workers: beyond the cap, 50% or more",
		}},
		{"rows around a bound and a veto", "7.1", []string{
			"7.1 arrears_petitions: not given", "7.1 arrears_petitions: empty",
			"7.1 arrears_petitions: level=district, people 4", "7.1 arrears_petitions: level=district, people 5", "7.1 arrears_petitions: level=district, people 6",
			"7.1 arrears_petitions: level=city, people 4", "7.1 arrears_petitions: level=city, people 5", "7.1 arrears_petitions: level=city, people 6",
			"7.1 arrears_petitions: level=province, people 4", "7.1 arrears_petitions: level=province, people 5", "7.1 arrears_petitions: level=province, people 6",
			"7.1 arrears_petitions: 1 row counts", "7.1 arrears_petitions: 2 or more rows count",
		}},
		{"each one counted", "7.3", []string{
			"7.3 injury_accidents: not given", "7.3 injury_accidents = 0", "7.3 injury_accidents = 1", "7.3 injury_accidents ≥ 2",
		}},
		{"both answers of every question of a sum", "3.2", []string{
			"3.2 senior_technician_pilot: not given", "3.2 senior_technician_completed: not given",
			"3.2 senior_technician_pilot = yes", "3.2 senior_technician_pilot = no",
			"3.2 senior_technician_completed = yes", "3.2 senior_technician_completed = no",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var names []string
			for _, p := range cardProbes(card) {
				if len(p.name) > len(test.indicator) && p.name[:len(test.indicator)+1] == test.indicator+" " {
					names = append(names, p.name)
				}
			}
			if diff := cmp.Diff(test.want, names); diff != "" {
				t.Errorf("probes of %s (-want +got):\n%s", test.indicator, diff)
			}
		})
	}
}

func cardProbes(card *scoring.Card) []probe {
	var probes []probe
	for _, indicator := range card.Indicators() {
		for _, fact := range card.FactsOf(indicator) {
			probes = append(probes, probe{indicator.No + " " + fact.Key + ": not given", func(f *scoring.Facts) bool {
				return slices.Equal(missingOf(card, indicator, f), []string{fact.Key})
			}})
		}
		for _, p := range ruleProbes(card, indicator.No, &indicator.Rule) {
			probes = append(probes, probe{p.name, func(f *scoring.Facts) bool {
				return p.hit(f) && len(missingOf(card, indicator, f)) == 0 // a value beside a missing one is not scored
			}})
		}
	}
	for _, check := range card.Checks {
		probes = append(probes, probe{
			fmt.Sprintf("check: %s as large as %s", check.Smaller, check.Larger),
			func(f *scoring.Facts) bool {
				return f.Text(check.Smaller) == f.Text(check.Larger) && factCount(f, check.Larger) > 0
			},
		})
	}
	return append(probes, totalProbes(card)...)
}

func missingOf(card *scoring.Card, indicator *scoring.Indicator, f *scoring.Facts) (missing []string) {
	for _, fact := range card.FactsOf(indicator) {
		if !f.Given(fact.Key) {
			missing = append(missing, fact.Key)
		}
	}
	return missing
}

func ruleProbes(card *scoring.Card, no string, rule *scoring.Rule) []probe {
	switch {
	case rule.Flag != nil:
		return []probe{answerProbe(no, rule.Flag.Fact, "yes"), answerProbe(no, rule.Flag.Fact, "no")}
	case rule.Choice != nil:
		fact, _ := card.Fact(rule.Choice.Fact)
		var probes []probe
		for _, choice := range fact.Choices {
			probes = append(probes, answerProbe(no, fact.Key, choice.Key))
		}
		return probes
	case rule.Each != nil:
		key := rule.Each.Fact
		return []probe{
			answerProbe(no, key, "0"), answerProbe(no, key, "1"),
			{no + " " + key + " ≥ 2", func(f *scoring.Facts) bool { return factCount(f, key) >= 2 }},
		}
	case rule.Ladder != nil:
		return ladderProbes(no, rule.Ladder)
	case rule.List != nil:
		fact, _ := card.Fact(rule.List.Fact)
		return listProbes(no, fact, rule.List)
	}
	var probes []probe
	for i := range rule.Sum {
		probes = append(probes, ruleProbes(card, no, &rule.Sum[i])...)
	}
	return probes
}

func answerProbe(no, key, answer string) probe {
	return probe{no + " " + key + " = " + answer, func(f *scoring.Facts) bool { return f.Text(key) == answer }}
}

// totalProbes ask for the ends of the total.
func totalProbes(card *scoring.Card) []probe {
	sum := func(f *scoring.Facts) (sum scoring.Points, r *scoring.Result) {
		r = card.Score(f)
		return r.Base + r.Bonus + r.Deduction, r
	}
	return []probe{
		{"total: all points of the card", func(f *scoring.Facts) bool { s, _ := sum(f); return s == card.Totals.Base+card.Totals.Bonus }},
		{"total: above the base by bonus", func(f *scoring.Facts) bool {
			s, r := sum(f)
			return s > card.Totals.Base && r.Base < card.Totals.Base && r.Deduction < 0
		}},
		{"total: deductions as large as the points", func(f *scoring.Facts) bool { s, r := sum(f); return s == 0 && r.Deduction < 0 }},
		{"total: deductions larger than the points", func(f *scoring.Facts) bool { s, r := sum(f); return s < 0 && r.Base+r.Bonus > 0 }},
		{"total: a quarter point is left", func(f *scoring.Facts) bool { s, r := sum(f); return s == scoring.QuarterPoint && r.Deduction < 0 }},
		{"total: nothing answered", func(f *scoring.Facts) bool { return len(f.Missing()) == len(card.Facts) }},
		{"total: two vetoes", func(f *scoring.Facts) bool { _, r := sum(f); return len(r.Vetoes) == 2 }},
	}
}
