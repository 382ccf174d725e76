package scoring

import "strconv"

// draftOf takes a card apart again, in the order of the hand-written files.
func draftOf(c *Card) *Draft {
	d := entries{DraftMapping(Position{})}
	d.text("id", c.ID)
	d.text("title", c.Title)
	document := newEntries()
	document.text("number", c.Document.Number)
	document.text("name", c.Document.Name)
	document.text("issuer", c.Document.Issuer)
	document.text("issued", c.Document.Issued)
	document.text("effective", c.Document.Effective)
	d.Set("document", document.Draft)
	d.Set("columns", texts(c.Columns))
	totals := newEntries()
	totals.text("base", c.Totals.Base.String())
	totals.text("bonus", c.Totals.Bonus.String())
	totals.limit("cap", c.Totals.Cap)
	d.Set("totals", totals.Draft)
	d.Set("tie_breaks", each(c.TieBreaks, true, func(t *TieBreak) *Draft {
		e := newEntries()
		e.text("by", t.By)
		e.text("indicator", t.Indicator)
		return e.Draft
	}))
	d.Set("rulings", each(c.Rulings, false, draftRuling))
	d.Set("facts", each(c.Facts, true, draftFact))
	d.Set("checks", each(c.Checks, false, func(k *Check) *Draft {
		e := newEntries()
		e.text("smaller", k.Smaller)
		e.text("larger", k.Larger)
		return e.Draft
	}))
	d.Set("categories", each(c.Categories, true, draftCategory))
	return d.Draft
}

// entries is a mapping under construction.
type entries struct{ *Draft }

func newEntries() entries { return entries{DraftMapping(Position{})} }

// text adds an entry unless it is empty.
func (e entries) text(name, text string) {
	if text != "" {
		e.Set(name, DraftText(text, Position{}))
	}
}

func (e entries) number(name string, n int64) {
	if n != 0 {
		e.text(name, strconv.FormatInt(n, 10))
	}
}

func (e entries) points(name string, p Points) {
	if p != 0 {
		e.text(name, p.String())
	}
}

// limit adds points that may be missing.
func (e entries) limit(name string, p *Points) {
	if p != nil {
		e.text(name, p.String())
	}
}

// truth adds a yes; a no is left out.
func (e entries) truth(name string, is bool) {
	if is {
		e.text(name, "true")
	}
}

func texts(all []string) *Draft {
	list := DraftList(Position{})
	for _, text := range all {
		list.Add(DraftText(text, Position{}))
	}
	return list
}

// each is a list of drafts; an empty one is left out unless it is required.
func each[T any](items []T, required bool, draft func(*T) *Draft) *Draft {
	if len(items) == 0 && !required {
		return nil
	}
	list := DraftList(Position{})
	for i := range items {
		list.Add(draft(&items[i]))
	}
	return list
}

func draftRuling(r *Ruling) *Draft {
	e := newEntries()
	e.text("on", r.On)
	e.text("question", r.Question)
	e.text("reading", r.Reading)
	e.text("reason", r.Reason)
	e.text("other", r.Other)
	e.text("needs", r.Needs)
	if a := r.Alternative; a != nil {
		alternative := newEntries()
		alternative.text("id", a.ID)
		if a.Rule != nil {
			alternative.Set("rule", draftRule(a.Rule))
		}
		alternative.text("category", a.Category)
		alternative.limit("total_cap", a.TotalCap)
		e.Set("alternative", alternative.Draft)
	}
	return e.Draft
}

func draftFact(f *Fact) *Draft {
	e := newEntries()
	e.text("key", f.Key)
	e.text("label", f.Label)
	e.text("unit", f.Unit)
	e.text("type", string(f.Type))
	e.number("max", f.Max)
	e.number("max_rows", int64(f.MaxRows))
	e.text("asked", f.Asked)
	e.Set("evidence", texts(f.Evidence))
	e.number("effort", int64(f.Effort))
	e.text("act", f.Act)
	if f.Advise != nil {
		e.text("advise", strconv.FormatBool(*f.Advise))
	}
	e.Set("choices", each(f.Choices, false, draftChoice))
	e.Set("fields", each(f.Fields, false, draftField))
	return e.Draft
}

func draftChoice(c *Choice) *Draft {
	e := newEntries()
	e.text("key", c.Key)
	e.text("label", c.Label)
	return e.Draft
}

func draftField(f *Field) *Draft {
	e := newEntries()
	e.text("key", f.Key)
	e.text("label", f.Label)
	e.text("type", string(f.Type))
	e.text("unit", f.Unit)
	e.number("max", f.Max)
	e.truth("optional", f.Optional)
	if len(f.NeededWhen) > 0 {
		e.Set("needed_when", draftMatches(f.NeededWhen))
	}
	e.Set("choices", each(f.Choices, false, draftChoice))
	return e.Draft
}

// draftMatches is the other way of reader.matches: neighbours of one field are
// its list.
func draftMatches(matches []Match) *Draft {
	d := DraftMapping(Position{})
	for i := 0; i < len(matches); {
		end := i + 1
		for end < len(matches) && matches[end].Field == matches[i].Field {
			end++
		}
		value := DraftText(matches[i].Choice, Position{})
		if end > i+1 {
			value = DraftList(Position{})
			for _, match := range matches[i:end] {
				value.Add(DraftText(match.Choice, Position{}))
			}
		}
		d.Set(matches[i].Field, value)
		i = end
	}
	return d
}

func draftCategory(c *Category) *Draft {
	e := newEntries()
	e.text("id", c.ID)
	e.text("no", c.No)
	e.text("name", c.Name)
	e.text("kind", string(c.Kind))
	e.points("points", c.Points)
	e.Set("indicators", each(c.Indicators, true, func(i *Indicator) *Draft {
		e := newEntries()
		e.text("id", i.ID)
		e.text("no", i.No)
		e.text("name", i.Name)
		e.text("printed", i.Printed)
		e.points("points", i.Points)
		e.text("standard", i.Standard)
		e.text("short", i.Short)
		e.Set("rule", draftRule(&i.Rule))
		e.Set("rulings", each(i.Rulings, false, draftRuling))
		return e.Draft
	}))
	return e.Draft
}
