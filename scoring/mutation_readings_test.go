package scoring_test

import (
	"encoding/json"
	"testing"

	"wuxing/scoring"
)

// reference is what the card gives for the kept cases and the fixtures under each
// of its readings, and the advice it gives: what numbers of alternatives and of
// efforts are held by, which the card's own cases do not touch.
type reference struct {
	facts    []string // JSON, read anew by each card
	readings map[string][]scoring.Points
	advice   []byte
}

func newReference(t *testing.T, card *scoring.Card, kept []caseLine) *reference {
	t.Helper()
	r := &reference{}
	read := map[string]bool{}
	for _, reading := range card.Readings() {
		if reading.Indicator != nil {
			read[reading.Indicator.ID] = true
		}
	}
	for i := range kept { // cases of other indicators cannot tell the readings apart
		if read[kept[i].Indicator] && len(kept[i].Refused) == 0 {
			r.facts = append(r.facts, string(kept[i].whole()))
		}
	}
	_, all := fixtureFacts(t)
	for _, facts := range all {
		text, err := facts.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		r.facts = append(r.facts, string(text))
	}
	r.readings, r.advice = r.observe(t, card)
	return r
}

// same tells whether the card gives what the reference kept.
func (r *reference) same(t *testing.T, card *scoring.Card) bool {
	t.Helper()
	readings, advice := r.observe(t, card)
	if len(readings) != len(r.readings) || string(advice) != string(r.advice) {
		return false
	}
	for id, points := range r.readings {
		now := readings[id]
		if len(now) != len(points) {
			return false
		}
		for i := range points {
			if now[i] != points[i] {
				return false
			}
		}
	}
	return true
}

func (r *reference) observe(t *testing.T, card *scoring.Card) (map[string][]scoring.Points, []byte) {
	t.Helper()
	readings := map[string][]scoring.Points{}
	for _, reading := range card.Readings() {
		under, problems := card.Under(reading.ID)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var out scoring.Outcome
		for _, text := range r.facts {
			facts, problems := under.ParseFacts([]byte(text))
			if len(problems) > 0 {
				readings[reading.ID] = append(readings[reading.ID], -1)
				continue
			}
			under.Evaluate(facts, &out)
			readings[reading.ID] = append(readings[reading.ID], out.Total)
			for _, line := range out.Lines {
				readings[reading.ID] = append(readings[reading.ID], line.Score)
			}
		}
	}
	var advice []byte
	for _, text := range r.facts[len(r.facts)-40:] { // of the last fixtures: advice is the slowest
		facts, problems := card.ParseFacts([]byte(text))
		if len(problems) > 0 {
			continue
		}
		told, err := json.Marshal(card.Advise(facts))
		if err != nil {
			t.Fatal(err)
		}
		advice = append(advice, told...)
	}
	return readings, advice
}
