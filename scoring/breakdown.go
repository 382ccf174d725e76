package scoring

// Breakdown is the explanation of one indicator as a structure: what its text
// says, number by number, and what the next point would take. Score of an
// indicator = sum of its parts' Score.
type Breakdown struct {
	Indicator string   `json:"indicator"`
	Clause    string   `json:"clause"`            // 评分标准 as printed
	Rulings   []Ruling `json:"rulings,omitempty"` // where the wording is ambiguous
	Status    Status   `json:"status"`
	Score     Points   `json:"score"`
	Parts     []Part   `json:"parts"` // a rule each; several where the standard adds them up
}

// Part is one rule of an indicator at work.
type Part struct {
	Facts   []UsedFact   `json:"facts"`
	Value   string       `json:"value,omitempty"` // what was measured: 50%, 45, 260.5
	Tier    string       `json:"tier,omitempty"`  // the bound or choice reached: ≥35%, >0, sufficient
	Points  Points       `json:"points"`          // of the tier or choice
	Steps   int64        `json:"steps,omitempty"` // whole steps above the last bound
	Every   string       `json:"every,omitempty"` // of one step: 5%
	Added   Points       `json:"added,omitempty"` // by the steps
	Rows    []CountedRow `json:"rows,omitempty"`  // of a list, by combination of choices
	Dropped int          `json:"dropped,omitempty"`
	Ignored int          `json:"ignored,omitempty"`
	Raw     Points       `json:"raw"`           // before the cap
	Cap     *Points      `json:"cap,omitempty"` // as the card has it
	Score   Points       `json:"score"`
	Veto    bool         `json:"veto,omitempty"`
	Next    *Next        `json:"next,omitempty"` // nil where nothing more can be gained
}

// UsedFact is a fact with its value; Value is "" where it was not given and the
// number of rows for a list.
type UsedFact struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
}

// CountedRow is how many rows of a list count alike, and for how much each.
type CountedRow struct {
	Label  string `json:"label"`
	Count  int    `json:"count"`
	Points Points `json:"points"`
	Veto   bool   `json:"veto,omitempty"`
}

// Breakdowns explains every indicator of the card as a structure, in printed
// order, from the same evaluation as Score.
func (c *Card) Breakdowns(f *Facts) []Breakdown {
	var out Explained
	c.Evaluate(f, &out.Outcome)
	p := &c.program
	all := make([]Breakdown, len(c.indicators))
	for i, indicator := range c.indicators {
		b := &all[i]
		*b = Breakdown{
			Indicator: indicator.ID, Clause: indicator.Standard, Rulings: indicator.Rulings,
			Status: out.Lines[i].Status, Score: out.Lines[i].Score,
		}
		rules := indicator.Rule.Sum
		if rules == nil {
			rules = []Rule{indicator.Rule}
		}
		for n := range rules {
			part := c.part(f, &rules[n], &p.explanations[p.firstOfLine[i]+n], &out)
			if b.Status != Scored { // one missing fact leaves the whole indicator at 0
				part = Part{Facts: part.Facts}
			}
			b.Parts = append(b.Parts, part)
		}
	}
	return all
}

func (c *Card) part(f *Facts, rule *Rule, w *explanation, out *Explained) Part {
	part := Part{Facts: c.usedFacts(f, rule)}
	for _, fact := range part.Facts {
		if fact.Value == "" {
			return part
		}
	}
	value := f.values[w.slot]
	p := &c.program
	switch {
	case rule.Flag != nil:
		part.Tier = part.Facts[0].Value
		part.Raw = Points(p.cells[int64(w.index)+value].points)
		if value == 0 && rule.Flag.Points > 0 {
			part.Next = &Next{Fact: rule.Flag.Fact, To: yesText, Gain: rule.Flag.Points}
		}
	case rule.Choice != nil:
		part.Tier = part.Facts[0].Value
		part.Raw = Points(p.cells[int64(w.index)+value].points)
		part.Next = c.nextChoice(rule.Choice, part.Raw)
	case rule.Each != nil:
		part.Value = part.Facts[0].Value
		part.Steps, part.Every, part.Raw = value, "1", rule.Each.Points*Points(value)
		part.Added = part.Raw
		if value > 0 && rule.Each.Points < 0 {
			part.Next = &Next{Fact: rule.Each.Fact, Amount: "-1", Unit: w.unit, Gain: -rule.Each.Points}
		}
	case rule.Ladder != nil:
		ladder := compileLadder(c, rule.Ladder)
		ladder.breakdown(c, f, rule.Ladder, &part)
	case rule.List != nil:
		p.listOf[w.index].breakdown(f, rule.List, w, out, &part)
	}
	if rule.Ladder == nil && rule.List == nil {
		part.Score = part.Raw
		part.Points = part.Raw - part.Added
	}
	return part
}

// usedFacts are the facts that the rule reads, with their values.
func (c *Card) usedFacts(f *Facts, rule *Rule) []UsedFact {
	l := &linker{card: c, problems: &Problems{}}
	l.rule(rule, true)
	facts := make([]UsedFact, len(l.facts))
	for i, slot := range l.facts {
		fact := &c.Facts[slot]
		facts[i] = UsedFact{Key: fact.Key, Label: fact.Label, Unit: fact.Unit}
		switch {
		case f.values[slot] == unknown:
		case fact.Type == TypeList:
			facts[i].Value = string(appendCount(nil, f.values[slot]))
		default:
			facts[i].Value = valueText(fact.Type, fact.Choices, f.values[slot])
		}
	}
	return facts
}

func (l *compiledLadder) breakdown(c *Card, f *Facts, rule *LadderRule, part *Part) {
	value, divisor, status := l.of.value(f.values)
	if status != Scored {
		return
	}
	unit := rule.Of.unit()
	part.Value = Quantity{value / divisor, unit}.String()
	row, raw, steps := l.reach(value, divisor)
	part.Raw, part.Cap, part.Steps = raw, rule.Cap, steps
	if row >= 0 {
		part.Tier, part.Points, part.Veto = rule.Rows[row].text(), l.rows[row].points, l.rows[row].veto
	}
	if steps > 0 {
		part.Every, part.Added = rule.Then.Every.String(), Points(steps)*l.points
	}
	part.Score = capped(raw, l.cap)
	part.Next = l.next(c, f, rule, part.Score)
}

func (l *compiledList) breakdown(f *Facts, rule *ListRule, w *explanation, out *Explained, part *Part) {
	detail := listDetail{tallies: out.tallyRoom(len(l.cells))}
	part.Score, part.Veto = l.evaluate(&f.lists[w.slot], out.best, &detail)
	part.Raw, part.Cap, part.Dropped, part.Ignored = detail.raw, rule.Cap, detail.dropped, detail.ignored
	part.Points = detail.raw
	for code, n := range detail.tallies {
		if n > 0 {
			cell := &l.cells[code]
			part.Rows = append(part.Rows, CountedRow{Label: cell.label, Count: int(n), Points: cell.points, Veto: cell.veto})
		}
	}
	part.Next = l.next(rule, w, part.Score)
}
