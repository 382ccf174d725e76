package scoring

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// What only deductions read is another department's word, unless it is held
// against another fact.
func TestAuthorityFacts(t *testing.T) {
	data, err := os.ReadFile("cards/wuxing-2024.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, old, new string
		want           []string
	}{
		{"as printed", "", "", []string{"arrears_petitions", "arbitration_cases", "injury_accidents"}},
		{
			"with a check between two of them", "checks:\n", "checks:\n  - {smaller: injury_accidents, larger: arbitration_cases}\n",
			[]string{"arrears_petitions"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			card, problems := Load([]byte(strings.Replace(string(data), test.old, test.new, 1)))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if keys := authorityKeys(card); !slices.Equal(keys, test.want) {
				t.Errorf("got %v, want %v", keys, test.want)
			}
			for g := range card.Categories {
				card.Categories[g].Kind = KindBase // then they bring points, and are for the enterprise to declare
			}
			if keys := authorityKeys(card); keys != nil {
				t.Errorf("without deductions: %v", keys)
			}
		})
	}
}

func authorityKeys(card *Card) (keys []string) {
	for _, fact := range card.AuthorityFacts() {
		keys = append(keys, fact.Key)
	}
	return keys
}
