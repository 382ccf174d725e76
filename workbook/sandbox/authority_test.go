package sandbox

import (
	"encoding/json"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

// A child may say anything: what is no list of the card, or no value of its fact,
// goes no further.
func TestAChildsListsGoThroughTheCard(t *testing.T) {
	card, ok := scoring.Cards().Card("wuxing-2024")
	if !ok {
		t.Fatal("no card")
	}
	fact := card.AuthorityFacts()[0]
	sound := json.RawMessage("2")
	if fact.Type == scoring.TypeList {
		sound = json.RawMessage("[]")
	}
	for _, test := range []struct {
		name, fact string
		value      json.RawMessage
		ok         bool
	}{
		{"sound", fact.Key, sound, true},
		{"a fact of the enterprise's own", "employees", json.RawMessage("400"), false},
		{"no fact", "none", json.RawMessage("1"), false},
		{"a word", fact.Key, json.RawMessage(`"many"`), false},
		{"nothing", fact.Key, json.RawMessage("null"), false},
		{"no JSON", fact.Key, json.RawMessage("{"), false},
	} {
		got := lists{Sheets: []assessment.AuthoritySheet{{Fact: test.fact, Rows: []assessment.AuthorityRow{{Value: test.value}}}}}
		if err := got.check(card); (err == nil) != test.ok {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
