package scoring_test

import (
	"strings"
	"testing"

	"wuxing/scoring"
)

// TestFaultsShowAWitnessAndACure holds what a person is told: a value for which
// the card says two things or none, and what to write instead.
func TestFaultsShowAWitnessAndACure(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		witness, cure  string // of the first problem
	}{
		{"50 people in two tiers", "{from: 20, below: 50, points: 2}", "{from: 20, to: 50, points: 2}", "50 人: 2 分还是 3 分", "to: 49 / from: 51"},
		{"49 people in no tier", "{from: 20, below: 50, points: 2}", "{from: 20, to: 48, points: 2}", "49 人: 没有分值", "to: 49 / from: 49"},
		{"a later tier begins too early", "{from: 50, below: 100, points: 3}", "{from: 49, below: 100, points: 3}", "49 人: 2 分还是 3 分", "below: 49 / from: 50"},
		{"a later tier begins too late", "{from: 7, to: 10, points: -3}", "{from: 8, to: 10, points: -3}", "7 起: 没有分值", "to: 7 / from: 7"},
		{"the veto begins too early", "{from: 11, veto: true}", "{from: 10, veto: true}", "10 起: -3 分还是 一票否决", "to: 9 / from: 11"},
		{"a share in two tiers", "{from: 60%, points: 2}", "{from: 60%, to: 70%, points: 2}", "7÷10=70%: 2 分还是 3 分", "below: 70% / above: 70%"},
		{"a share in no tier", "{from: 60%, points: 2}", "{from: 60%, to: 66.66%, points: 2}", "2÷3≈66.66%: 没有分值", "below: 70% / above: 66.66%"},
		{"two rows with one bound", "{from: 60%, points: 2}", "{from: 50%, points: 2}", "1÷2=50%: 1 分还是 2 分", "above: 50%"},
		{"fewer points for more", "{from: 60%, points: 2}", "{from: 60%, points: 1}", "1÷2=50%: 1 分; 3÷5=60%: 1 分", "points: 2"},
		{"a tier nobody reaches", "{from: 70%, points: 3}", "{from: 100.01%, points: 3}", "1÷1=100%", "from: 100%"},
		{"growth", "{from: 3%, points: 2}", "{from: 3%, points: 1}", "(10001-10000)÷10000=0.01%: 1 分; (103-100)÷100=3%: 1 分", "points: 2"},
		{"steps that begin too early", "then: {over: 36%, every: 5%, points: 1}", "then: {over: 35%, every: 5%, points: 1}", "2÷5=40%: 2 分还是 1 分", "over: 36%"},
		{"a cap above what is printed", "best_per: person\n            combine: sum\n            cap: 6", "best_per: person\n            combine: sum\n            cap: 7", "7 分还是 6 分", "cap: 6"},
		{"a cap that nothing reaches", "by: 1/2}\n            combine: best\n            cap: 4", "by: 1/2}\n            combine: best\n            cap: 5", "国家级: 4 分", "cap: 4"},
		{"printed points", "name: 工匠文化\n        points: 1", "name: 工匠文化\n        points: 1.25", "3+4+4+1.25+4=16.25", "points: 16.25"},
		{"the sum of a total", "totals: {base: 100", "totals: {base: 99", "8+36+10+30+16=100", "base: 100"},
		{"a missing cap", "best_per: person\n            combine: sum\n            cap: 6", "best_per: person\n            combine: sum", "6 分还是 7 分", "cap: 6"},
		{"a wrong sign", "{when: {level: city}, points: -2}", "{when: {level: city}, points: 2}", "2 分", "points: -2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := cardSource(t)
			if n := strings.Count(source, test.from); n != 1 {
				t.Fatalf("%q stands %d times in the card", test.from, n)
			}
			_, problems := scoring.Load([]byte(strings.Replace(source, test.from, test.to, 1)))
			if len(problems) == 0 {
				t.Fatal("no problem")
			}
			if got := problems[0].Params; got["witness"] != test.witness || got["cure"] != test.cure {
				t.Errorf("%s: witness %q, cure %q, want %q, %q", problems[0].Code, got["witness"], got["cure"], test.witness, test.cure)
			}
		})
	}
}

// TestEveryFaultOfANumberHasAWitnessAndACure holds the bad cards to it.
func TestEveryFaultOfANumberHasAWitnessAndACure(t *testing.T) {
	without := map[string]bool{ // faults of reading and of names: the place says it
		scoring.CodeCardNoRows: true, scoring.CodeCardTieBreak: true, scoring.CodeCardCheckCycle: true,
		scoring.CodeCardTotalCap: true, scoring.CodeCardAlternative: true, scoring.CodeCardNoCategory: true, // the sentence says it
	}
	reading := true
	for _, code := range scoring.CardProblemCodes {
		if code == scoring.CodeCardRowOrder {
			reading = false
		}
		without[code] = without[code] || reading
	}
	for _, test := range badCards {
		_, problems := scoring.Load([]byte(strings.ReplaceAll(broken(t, test), "▼", "")))
		for _, p := range problems {
			if !without[p.Code] && (p.Params["witness"] == "" || p.Params["cure"] == "") {
				t.Errorf("%s: %s has witness %q and cure %q", test.name, p.Code, p.Params["witness"], p.Params["cure"])
			}
		}
	}
}
