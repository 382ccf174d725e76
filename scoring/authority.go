package scoring

import "slices"

// AuthorityFacts are the facts of which not the enterprise but another department
// has the last word: counts and lists that only deductions read (petitions,
// arbitration, accidents), in the card's order. A fact that the card holds against
// another one is none of them, since it cannot be replaced alone.
func (c *Card) AuthorityFacts() []*Fact {
	var facts []*Fact
	for i := range c.Facts {
		if fact := &c.Facts[i]; c.fromAuthority(fact) {
			facts = append(facts, fact)
		}
	}
	return facts
}

func (c *Card) fromAuthority(fact *Fact) bool {
	if fact.Type != TypeCount && fact.Type != TypeList {
		return false
	}
	if slices.ContainsFunc(c.Checks, func(k Check) bool { return k.Smaller == fact.Key || k.Larger == fact.Key }) {
		return false
	}
	return !slices.ContainsFunc(c.IndicatorsUsing(fact.Key), func(i *Indicator) bool { return c.CategoryOf(i).Kind != KindDeduction })
}
