package scoring

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Alternative is the other reading of a ruling as data: what it replaces. Exactly
// one of Rule, Category and TotalCap is set. See Card.Under.
type Alternative struct {
	ID       string  `json:"id"`
	Rule     *Rule   `json:"rule,omitempty"`      // of the ruling's indicator; it reads the same facts
	Category string  `json:"category,omitempty"`  // where the ruling's indicator stands; the points go along
	TotalCap *Points `json:"total_cap,omitempty"` // of a ruling on the total: see Totals.Cap

	at Position
}

func (r *reader) alternative(n *yaml.Node, cardLevel bool) *Alternative {
	a := &Alternative{at: position(n)}
	keys, known := []key{{"id", true, r.id(&a.ID)}}, "rule, category"
	if cardLevel {
		known = "total_cap"
		keys = append(keys, key{"total_cap", false, r.cap(&a.TotalCap)})
	} else {
		keys = append(keys,
			key{"rule", false, func(n *yaml.Node) { rule := r.rule(n); a.Rule = &rule }},
			key{"category", false, r.id(&a.Category)})
	}
	r.mapping(n, keys...)
	if found := len(n.Content)/2 - 1; n.Kind == yaml.MappingNode && hasKey(n, "id") && found != 1 {
		r.fail(CodeCardAlternative, n, "found", strconv.Itoa(found), "known", known)
	}
	return a
}

// Reading is a ruling whose other reading is data, and where it stands.
type Reading struct {
	ID        string
	Indicator *Indicator // nil: of the whole card
	Ruling    *Ruling
}

// Place is the number of the reading's indicator, 2.2; of the whole card 总分.
func (r *Reading) Place() string {
	if r.Indicator == nil {
		return "总分"
	}
	return r.Indicator.No
}

// Readings lists the other readings that the card carries as data: of the whole
// card first, then in printed order.
func (c *Card) Readings() []Reading {
	var readings []Reading
	add := func(indicator *Indicator, rulings []Ruling) {
		for i := range rulings {
			if rulings[i].Alternative != nil {
				readings = append(readings, Reading{rulings[i].Alternative.ID, indicator, &rulings[i]})
			}
		}
	}
	add(nil, c.Rulings)
	for g := range c.Categories {
		indicators := c.Categories[g].Indicators
		for i := range indicators {
			add(&indicators[i], indicators[i].Rulings)
		}
	}
	return readings
}

// checkAlternatives proves that the card is sound under each of its other
// readings, one at a time. What an alternative breaks before it in the file, such
// as the sum of its indicator, is told at the alternative.
func checkAlternatives(c *Card, problems *Problems) {
	seen := make(map[string]bool)
	for _, reading := range c.Readings() {
		if seen[reading.ID] {
			problems.Add(CodeCardDuplicateID, reading.Ruling.Alternative.at, "id", reading.ID)
			continue
		}
		seen[reading.ID] = true
		_, bad := c.under([]string{reading.ID})
		at := reading.Ruling.Alternative.at
		for i := range bad {
			if bad[i].Line < at.Line {
				bad[i].Position = at
			}
		}
		*problems = append(*problems, bad...)
	}
}
