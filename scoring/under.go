package scoring

import (
	"slices"
	"strings"
)

// Codes of problems of readings that are asked for. Their sentences stand in
// templates/messages.
const (
	CodeUnknownReading   = "unknown_reading"   // reading, card, known
	CodeReadingsConflict = "readings_conflict" // left, right
)

// readingMark stands between the id of a card and of each reading it is under.
const readingMark = "+"

// Under is the card with other readings put in place: another card with its own
// content and hash, called wuxing-2024+apprentices-50-lower. The readings apply
// in the order of the card, however they are named; one that is named twice counts
// once. Under no reading a card is itself. The facts of the card are the facts of
// the other one, too.
func (c *Card) Under(readings ...string) (*Card, Problems) {
	if len(readings) == 0 {
		return c, nil
	}
	under, problems := c.under(readings)
	if len(problems) > 0 {
		return nil, problems
	}
	under.program = compile(under)
	under.hash = contentHash(under)
	return under, nil
}

// under gives the card linked and checked, but not compiled.
func (c *Card) under(readings []string) (*Card, Problems) {
	var problems Problems
	var known, wanted []string
	for _, reading := range c.Readings() {
		known = append(known, reading.ID)
		if slices.Contains(readings, reading.ID) {
			wanted = append(wanted, reading.ID)
		}
	}
	for _, reading := range readings {
		if !slices.Contains(known, reading) {
			problems.Add(CodeUnknownReading, Position{}, "reading", clip(reading), "card", c.ID, "known", strings.Join(known, ", "))
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	under := c.clone()
	replaced := make(map[string]string) // what, and the reading that has replaced it
	for _, reading := range wanted {
		under.take(reading, replaced, &problems)
		under.ID += readingMark + reading
	}
	if len(problems) == 0 {
		link(under, &problems)
	}
	if len(problems) == 0 {
		check(under, &problems)
	}
	return under, problems
}

// clone copies what link, check and take write to, and leaves out what Load
// works out.
func (c *Card) clone() *Card {
	clone := *c
	clone.hash, clone.indicators, clone.factByKey, clone.byID, clone.program = "", nil, nil, nil, program{}
	clone.TieBreaks = slices.Clone(c.TieBreaks)
	clone.Rulings = slices.Clone(c.Rulings)
	clone.Facts = slices.Clone(c.Facts)
	clone.Checks = slices.Clone(c.Checks)
	clone.Categories = slices.Clone(c.Categories)
	for g := range clone.Categories {
		category := &clone.Categories[g]
		category.Indicators = slices.Clone(category.Indicators)
		for i := range category.Indicators {
			category.Indicators[i].Rulings = slices.Clone(category.Indicators[i].Rulings)
		}
	}
	return &clone
}

// take puts one reading in place; the card is a clone that is not linked yet.
func (c *Card) take(id string, replaced map[string]string, problems *Problems) {
	readings := c.Readings()
	reading := &readings[slices.IndexFunc(readings, func(r Reading) bool { return r.ID == id })]
	alternative := *reading.Ruling.Alternative
	what := "total"
	if reading.Indicator != nil {
		what = reading.Indicator.ID + " " + alternative.Category
	}
	if earlier, twice := replaced[what]; twice {
		problems.Add(CodeReadingsConflict, alternative.at, "left", earlier, "right", id)
		return
	}
	replaced[what] = id
	reading.Ruling.swap()
	switch {
	case alternative.Rule != nil:
		reading.Indicator.Rule = *alternative.Rule
	case alternative.TotalCap != nil:
		c.Totals.Cap = alternative.TotalCap
	default:
		c.move(reading.Indicator, &alternative, problems)
	}
}

// swap makes the other reading the one that is taken.
func (r *Ruling) swap() {
	r.Reading, r.Other = r.Other, r.Reading
	r.Reason = "按另一种读法试算"
	r.Alternative = nil
}

// move puts an indicator at the end of another category, with its points.
func (c *Card) move(indicator *Indicator, to *Alternative, problems *Problems) {
	target := slices.IndexFunc(c.Categories, func(g Category) bool { return g.ID == to.Category })
	if target < 0 {
		problems.Add(CodeCardNoCategory, to.at, "category", to.Category)
		return
	}
	moved := *indicator
	for g := range c.Categories {
		from := &c.Categories[g]
		if i := slices.IndexFunc(from.Indicators, func(i Indicator) bool { return i.ID == moved.ID }); i >= 0 {
			from.Indicators = slices.Delete(from.Indicators, i, i+1)
			from.Points -= moved.Points
			break
		}
	}
	c.Categories[target].Indicators = append(c.Categories[target].Indicators, moved)
	c.Categories[target].Points += moved.Points
}
