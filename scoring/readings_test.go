package scoring_test

import (
	"strings"
	"testing"

	"wuxing/scoring"
)

// TestReadingsScoreAsTheContractSays works each other reading out by hand, on
// facts where it makes a difference and beside them, where it makes none.
func TestReadingsScoreAsTheContractSays(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct {
		reading, indicator, facts string
		taken, other              string // points, or veto
	}{
		{"apprentices-50-lower", "apprenticeship", `{"apprentices": 49}`, "2", "2"},
		{"apprentices-50-lower", "apprenticeship", `{"apprentices": 50}`, "3", "2"},
		{"apprentices-50-lower", "apprenticeship", `{"apprentices": 51}`, "3", "3"},
		{"apprentices-50-lower", "apprenticeship", `{"apprentices": 99}`, "3", "3"},
		{"apprentices-50-lower", "apprenticeship", `{"apprentices": 100}`, "4", "4"},
		{"studios-highest-only", "master_studios", `{"master_studios": [{"master": "张三", "level": "district"}, {"master": "李四", "level": "city"}]}`, "3", "2"},
		{"studios-highest-only", "master_studios", `{"master_studios": [{"master": "张三", "level": "province"}, {"master": "李四", "level": "province"}]}`, "4", "3"},
		{"studios-highest-only", "master_studios", `{"master_studios": [{"master": "张三", "level": "national"}]}`, "4", "4"},
		{"studios-highest-only", "master_studios", `{"master_studios": []}`, "0", "0"},
		{"awards-add", "science_awards", `{"science_awards": [{"level": "province", "grade": "first", "role": "lead"}, {"level": "province", "grade": "second", "role": "lead"}]}`, "2", "3"},
		{"awards-add", "science_awards", `{"science_awards": [{"level": "national", "role": "lead"}, {"level": "province", "grade": "grand", "role": "lead"}]}`, "4", "4"},
		{"awards-add", "science_awards", `{"science_awards": [{"level": "province", "grade": "third", "role": "participant"}, {"level": "province", "grade": "third", "role": "participant"}]}`, "0.25", "0.5"},
		{"standards-stages-add", "occupational_standards", `{"occupational_standards": [{"listed": false, "stage": "compiled"}]}`, "2", "2"},
		{"standards-stages-add", "occupational_standards", `{"occupational_standards": [{"listed": false, "stage": "published"}]}`, "3", "5"},
		{"standards-stages-add", "occupational_standards", `{"occupational_standards": [{"listed": true, "stage": "published"}]}`, "4", "5"},
		{"standards-stages-add", "occupational_standards", `{"occupational_standards": [{"listed": true, "stage": "none"}]}`, "1", "1"},
		{"veto-any-headcount", "wage_arrears", `{"arrears_petitions": [{"people": 4, "level": "province"}]}`, "0", "veto"},
		{"veto-any-headcount", "wage_arrears", `{"arrears_petitions": [{"people": 5, "level": "province"}]}`, "veto", "veto"},
		{"veto-any-headcount", "wage_arrears", `{"arrears_petitions": [{"people": 4, "level": "city"}, {"people": 5, "level": "district"}]}`, "-1", "-1"},
		{"arbitration-6-minus-3", "arbitration", `{"arbitration_cases": 5}`, "-2", "-2"},
		{"arbitration-6-minus-3", "arbitration", `{"arbitration_cases": 6}`, "-2", "-3"},
		{"arbitration-6-minus-3", "arbitration", `{"arbitration_cases": 7}`, "-3", "-3"},
		{"arbitration-6-minus-3", "arbitration", `{"arbitration_cases": 11}`, "veto", "veto"},
	} {
		t.Run(test.reading+" "+test.facts, func(t *testing.T) {
			facts := mustFacts(t, card, test.facts)
			under := mustUnder(t, card, test.reading)
			if got := pointsOrVeto(card, facts, test.indicator); got != test.taken {
				t.Errorf("the reading taken gives %s, want %s", got, test.taken)
			}
			if got := pointsOrVeto(under, facts, test.indicator); got != test.other {
				t.Errorf("the other reading gives %s, want %s", got, test.other)
			}
		})
	}
}

func pointsOrVeto(card *scoring.Card, facts *scoring.Facts, indicator string) string {
	result := card.Score(facts)
	row, ok := result.Indicator(indicator)
	switch {
	case !ok:
		return "no indicator"
	case result.Vetoed:
		return "veto"
	}
	return row.Score.String()
}

func mustUnder(tb testing.TB, card *scoring.Card, readings ...string) *scoring.Card {
	tb.Helper()
	under, problems := card.Under(readings...)
	if len(problems) > 0 {
		tb.Fatalf("%v: %v", readings, problems)
	}
	return under
}

// TestReadingsOfTheWholeCard: the cap at 100 is on the total, after deductions;
// the category of 2.1 moves points from one subtotal to another and no total.
func TestReadingsOfTheWholeCard(t *testing.T) {
	card := wuxing2024(t)
	capped, moved := mustUnder(t, card, "total-capped-100"), mustUnder(t, card, "cooperation-in-organization")
	lifted := 0
	for _, f := range allFixtures(t) {
		result := card.Score(f.facts)
		if got, want := capped.Score(f.facts).Total, min(result.Total, 100*scoring.OnePoint); got != want {
			t.Errorf("%s: capped at %v, want %v", f.name, got, want)
		}
		if result.Total > 100*scoring.OnePoint {
			lifted++
		}
		other := moved.Score(f.facts)
		row, _ := result.Indicator("school_cooperation")
		if other.Total != result.Total || other.Categories[0].Score != result.Categories[0].Score+row.Score || other.Categories[1].Score != result.Categories[1].Score-row.Score {
			t.Errorf("%s: %v %v, with 2.1 moved %v %v", f.name, result.Total, result.Categories, other.Total, other.Categories)
		}
	}
	if lifted < 2 {
		t.Errorf("%d fixtures are above 100", lifted)
	}
	if moved.Categories[0].Points != 10*scoring.OnePoint || moved.Categories[1].Points != 34*scoring.OnePoint {
		t.Errorf("the categories print %v and %v, want 10 and 34", moved.Categories[0].Points, moved.Categories[1].Points)
	}
}

// TestEveryRulingCanBeTriedOrSaysWhyNot: either an alternative or what else would
// have to be known.
func TestEveryRulingCanBeTriedOrSaysWhyNot(t *testing.T) {
	card := wuxing2024(t)
	check := func(rulings []scoring.Ruling) {
		for _, ruling := range rulings {
			if (ruling.Alternative == nil) == (ruling.Needs == "") {
				t.Errorf("%s: one of alternative and needs", ruling.Question)
			}
		}
	}
	check(card.Rulings)
	for _, indicator := range card.Indicators() {
		check(indicator.Rulings)
	}
	if n := len(card.Readings()); n != 8 {
		t.Errorf("%d readings", n)
	}
}

func TestCardsUnderReadings(t *testing.T) {
	card := wuxing2024(t)
	before := card.Hash()
	hashes := map[string]string{before: card.ID}
	var all []string
	for _, reading := range card.Readings() {
		under := mustUnder(t, card, reading.ID)
		if under.ID != card.ID+"+"+reading.ID {
			t.Errorf("%s is called %s", reading.ID, under.ID)
		}
		if same := hashes[under.Hash()]; same != "" {
			t.Errorf("%s has the content of %s", under.ID, same)
		}
		hashes[under.Hash()] = under.ID
		all = append(all, reading.ID)
	}
	together := mustUnder(t, card, all...)
	backwards := make([]string, 0, 2*len(all))
	for i := range all {
		backwards = append(backwards, all[len(all)-1-i], all[i])
	}
	if again := mustUnder(t, card, backwards...); again.Hash() != together.Hash() || again.ID != together.ID {
		t.Errorf("the order of readings matters: %s, %s", together.ID, again.ID)
	}
	if one := mustUnder(t, mustUnder(t, card, all[1]), all[2]); one.ID != card.ID+"+"+all[1]+"+"+all[2] {
		t.Errorf("a reading on a reading is called %s", one.ID)
	}
	if len(together.Readings()) != 0 {
		t.Errorf("readings are left: %v", together.Readings())
	}
	if card.Score(mustFacts(t, card, `{"apprentices": 50}`)).Total != 3*scoring.OnePoint {
		t.Error("the card itself has changed")
	}
	again, problems := scoring.Load([]byte(cardSource(t)))
	if len(problems) > 0 || again.Hash() != before || card.Hash() != before {
		t.Errorf("the card's hash has changed: %s, %s, %s", before, card.Hash(), again.Hash())
	}
	if _, problems := card.Under("apprentices-50-lower", "no-such"); len(problems) != 1 || problems[0].Code != scoring.CodeUnknownReading {
		t.Errorf("an unknown reading: %v", problems)
	}
}

// TestReadingsOfOnePlaceConflict gives 3.3 a second alternative.
func TestReadingsOfOnePlaceConflict(t *testing.T) {
	source := strings.Replace(cardSource(t), "            needs: 每项荣誉的获得年度\n", `            alternative:
              id: honours-best
              rule: {list: {fact: honours, tables: [[{points: 6, when: {level: national}}]], combine: best, cap: 6}}
          - question: 另一问
            reading: 甲
            reason: 乙
            other: 丙
            alternative:
              id: honours-all
              rule: {list: {fact: honours, tables: [[{points: 2, when: {level: national}}]], combine: sum, cap: 6}}
`, 1)
	card, problems := scoring.Load([]byte(source))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	_, problems = card.Under("honours-all", "honours-best")
	if len(problems) != 1 || problems[0].Code != scoring.CodeReadingsConflict || problems[0].Params["left"] != "honours-best" || problems[0].Params["right"] != "honours-all" {
		t.Errorf("%v", problems)
	}
}

// TestEffectsAreWhatTheOtherCardScores holds the list of effects against scoring
// with the other card, over all fixtures.
func TestEffectsAreWhatTheOtherCardScores(t *testing.T) {
	card := wuxing2024(t)
	every := card.EveryReading()
	changed := map[string]int{}
	cards := map[string]*scoring.Card{}
	for _, reading := range card.Readings() {
		cards[reading.ID] = mustUnder(t, card, reading.ID)
	}
	for _, f := range allFixtures(t) {
		now := card.Score(f.facts)
		for _, effect := range every.Effects(f.facts) {
			then := cards[effect.Reading].Score(f.facts)
			if effect.Total != then.Total || effect.Change != then.Total-now.Total || effect.Vetoed != then.Vetoed || effect.VetoMoved != (then.Vetoed != now.Vetoed) {
				t.Errorf("%s %s: %+v, the card says %v", f.name, effect.Reading, effect, then.Total)
			}
			for _, line := range effect.Indicators {
				from, _ := now.Indicator(line.ID)
				to, _ := then.Indicator(line.ID)
				if from.Score != line.From || to.Score != line.To || line.From == line.To {
					t.Errorf("%s %s: %+v", f.name, effect.Reading, line)
				}
			}
			if effect.Changes() {
				changed[effect.Reading]++
			}
		}
	}
	t.Logf("fixtures whose total or veto changes: %v", changed)
}
