package scoring

import "slices"

// link resolves every name in the card and reports the ones that lead nowhere.
func link(c *Card, problems *Problems) {
	unread := len(c.Categories) == 0 // a rule that is missing may be the one that reads a fact
	c.factByKey = make(map[string]int, len(c.Facts))
	for slot := range c.Facts {
		fact := &c.Facts[slot]
		if fact.Key == "" {
			continue // could not be read
		}
		if _, double := c.factByKey[fact.Key]; double {
			problems.Add(CodeCardDuplicateID, fact.at, "id", fact.Key)
		}
		c.factByKey[fact.Key] = slot
		if !fact.broken {
			linkFields(fact, problems)
		}
	}
	c.byID = make(map[string]int)
	categories := make(map[string]bool)
	numbers := make(map[string]bool)
	used := make([]bool, len(c.Facts))
	for g := range c.Categories {
		category := &c.Categories[g]
		if category.ID != "" && categories[category.ID] {
			problems.Add(CodeCardDuplicateID, category.at, "id", category.ID)
		}
		categories[category.ID] = true
		for i := range category.Indicators {
			indicator := &category.Indicators[i]
			if _, double := c.byID[indicator.ID]; double && indicator.ID != "" || numbers[indicator.No] && indicator.No != "" {
				problems.Add(CodeCardDuplicateID, indicator.at, "id", indicator.ID+" "+indicator.No)
			}
			numbers[indicator.No] = true
			indicator.index, indicator.group = len(c.indicators), g
			c.byID[indicator.ID] = indicator.index
			c.indicators = append(c.indicators, indicator)
			unread = unread || indicator.Rule.broken && indicator.Rule.mentions == nil
			l := &linker{card: c, problems: problems}
			l.rule(&indicator.Rule, true)
			indicator.facts = l.facts
			for _, slot := range l.facts {
				used[slot] = true
			}
		}
	}
	for slot, isUsed := range used {
		if key := c.Facts[slot].Key; !isUsed && !unread && key != "" && c.factByKey[key] == slot {
			problems.Add(CodeCardUnusedFact, c.Facts[slot].at, "key", c.Facts[slot].Key)
		}
	}
	linkChecks(c, problems)
	findCycles(c, problems)
	linkTieBreaks(c, problems)
}

func linkFields(fact *Fact, problems *Problems) {
	for i := range fact.Fields {
		field := &fact.Fields[i]
		if fieldIndex(fact.Fields, field.Key) != i {
			problems.Add(CodeCardDuplicateID, field.at, "id", field.Key)
		}
		for _, match := range field.NeededWhen {
			linkMatch(fact, match, field.at, problems)
		}
	}
}

// linkMatch checks that field and choice of a match exist.
func linkMatch(fact *Fact, match Match, at Position, problems *Problems) {
	c := fieldIndex(fact.Fields, match.Field)
	if c < 0 {
		problems.Add(CodeCardUnknownField, at, "field", match.Field, "fact", fact.Key)
		return
	}
	if fieldValue(&fact.Fields[c], match.Choice) < 0 {
		problems.Add(CodeCardUnknownChoice, at, "choice", match.Choice, "of", fact.Key+"."+match.Field)
	}
}

// fieldValue is the stored value of a choice or yes/no field by its word, or -1.
func fieldValue(field *Field, word string) int {
	switch field.Type {
	case TypeChoice:
		return choiceIndex(field.Choices, word)
	case TypeYesNo:
		return slices.Index([]string{noText, yesText}, word)
	default:
		return -1
	}
}

// linker collects the facts that one rule reads.
type linker struct {
	card     *Card
	problems *Problems
	facts    []int
	unread   bool // met a fact that could not be read
}

// rule links a rule. One that could not be read is left alone, but for the facts
// that it names: they count as used.
func (l *linker) rule(rule *Rule, top bool) {
	if rule.broken {
		for _, word := range rule.mentions {
			if slot, ok := l.card.factByKey[word]; ok && !slices.Contains(l.facts, slot) {
				l.facts = append(l.facts, slot)
			}
		}
		return
	}
	before := len(*l.problems)
	defer func() { rule.broken = rule.broken || l.unread || len(*l.problems) > before }()
	kinds := 0
	if rule.Flag != nil {
		kinds++
		l.fact(rule.Flag.Fact, rule.at, TypeYesNo)
	}
	if rule.Choice != nil {
		kinds++
		if fact := l.fact(rule.Choice.Fact, rule.at, TypeChoice); fact != nil {
			l.choices(rule, fact)
		}
	}
	if rule.Ladder != nil {
		kinds++
		l.measure(&rule.Ladder.Of, rule.at)
	}
	if rule.Each != nil {
		kinds++
		l.fact(rule.Each.Fact, rule.at, TypeCount)
	}
	if rule.List != nil {
		kinds++
		if fact := l.fact(rule.List.Fact, rule.at, TypeList); fact != nil {
			l.list(rule, fact)
		}
	}
	if len(rule.Sum) > 0 {
		kinds++
		for i := range rule.Sum {
			l.rule(&rule.Sum[i], false)
		}
	}
	if kinds != 1 || (!top && len(rule.Sum) > 0) {
		l.problems.Add(CodeCardRuleKinds, rule.at, "found", "sum")
	}
}

func (l *linker) fact(key string, at Position, kinds ...FactType) *Fact {
	slot, ok := l.card.factByKey[key]
	if !ok {
		l.problems.Add(CodeCardUnknownFact, at, "key", key)
		return nil
	}
	fact := &l.card.Facts[slot]
	if fact.broken {
		l.facts, l.unread = append(l.facts, slot), true
		return nil
	}
	if !slices.Contains(kinds, fact.Type) {
		l.problems.Add(CodeCardFactType, at, "key", key, "found", string(fact.Type), "wanted", string(kinds[0]))
		return nil
	}
	if !slices.Contains(l.facts, slot) {
		l.facts = append(l.facts, slot)
	}
	return fact
}

func (l *linker) measure(m *Measure, at Position) {
	switch {
	case m.Count != "":
		l.fact(m.Count, at, TypeCount)
	case m.Amount != "":
		l.fact(m.Amount, at, TypeMoney)
	case m.Ratio[0] != "":
		l.pair(m.Ratio, at, TypeCount)
	case m.Growth[0] != "":
		l.pair(m.Growth, at, TypeMoney)
	}
}

func (l *linker) pair(keys [2]string, at Position, kind FactType) {
	left, right := l.fact(keys[0], at, kind), l.fact(keys[1], at, kind)
	if left != nil && right != nil && left.Unit != right.Unit {
		l.problems.Add(CodeCardFactUnit, at, "left", left.Key, "left_unit", left.Unit, "right", right.Key, "right_unit", right.Unit)
	}
}

// choices holds a choice rule against the choices of its fact, both ways.
func (l *linker) choices(rule *Rule, fact *Fact) {
	for _, row := range rule.Choice.Points {
		if choiceIndex(fact.Choices, row.Choice) < 0 {
			l.problems.Add(CodeCardUnknownChoice, row.at, "choice", row.Choice, "of", fact.Key)
		}
	}
	for _, choice := range fact.Choices {
		if !slices.ContainsFunc(rule.Choice.Points, func(row ChoicePoints) bool { return row.Choice == choice.Key }) {
			l.problems.Add(CodeCardChoiceMissing, rule.at, "choice", choice.Key, "of", fact.Key)
		}
	}
}

func (l *linker) list(rule *Rule, fact *Fact) {
	list := rule.List
	for _, bound := range list.Only {
		if c := fieldIndex(fact.Fields, bound.Field); c < 0 || fact.Fields[c].Type != TypeCount {
			l.problems.Add(CodeCardUnknownField, bound.at, "field", bound.Field, "fact", fact.Key)
		}
		for _, match := range bound.Unless {
			linkMatch(fact, match, bound.at, l.problems)
		}
	}
	for _, table := range list.Tables {
		if len(table) == 0 {
			l.problems.Add(CodeCardNoRows, rule.at)
		}
		for _, row := range table {
			for _, match := range row.When {
				linkMatch(fact, match, row.at, l.problems)
			}
		}
	}
	if len(list.Tables) == 0 {
		l.problems.Add(CodeCardNoRows, rule.at)
	}
	for _, factor := range list.Times {
		for _, match := range factor.When {
			linkMatch(fact, match, factor.at, l.problems)
		}
	}
	if list.BestPer != "" {
		if c := fieldIndex(fact.Fields, list.BestPer); c < 0 || fact.Fields[c].Type != TypeText {
			l.problems.Add(CodeCardUnknownField, rule.at, "field", list.BestPer, "fact", fact.Key)
		}
	}
}

func linkChecks(c *Card, problems *Problems) {
	for i := range c.Checks {
		check := &c.Checks[i]
		if check.Smaller == "" || check.Larger == "" {
			continue // could not be read
		}
		l := &linker{card: c, problems: problems}
		smaller, larger := l.fact(check.Smaller, check.at, TypeCount, TypeMoney), l.fact(check.Larger, check.at, TypeCount, TypeMoney)
		if smaller == nil || larger == nil {
			continue
		}
		if smaller.Type != larger.Type || smaller.Unit != larger.Unit {
			problems.Add(CodeCardFactUnit, check.at, "left", smaller.Key, "left_unit", smaller.Unit, "right", larger.Key, "right_unit", larger.Unit)
		}
		check.smaller, check.larger = c.factByKey[check.Smaller], c.factByKey[check.Larger]
	}
}

// findCycles reports checks that lead back to where they began: they would hold
// all their facts equal.
func findCycles(c *Card, problems *Problems) {
	for i := range c.Checks {
		if check := &c.Checks[i]; check.Smaller != "" && c.notLarger(check.Larger, check.Smaller) {
			problems.Add(CodeCardCheckCycle, check.at, "smaller", check.Smaller, "larger", check.Larger)
		}
	}
}

// notLarger tells whether the checks, one after the other, keep one fact from
// being larger than another.
func (c *Card) notLarger(smaller, larger string) bool {
	reached := []string{smaller}
	for i := 0; i < len(reached); i++ {
		if reached[i] == larger {
			return true
		}
		for _, check := range c.Checks {
			if check.Smaller == reached[i] && !slices.Contains(reached, check.Larger) {
				reached = append(reached, check.Larger)
			}
		}
	}
	return false
}

func linkTieBreaks(c *Card, problems *Problems) {
	for i := range c.TieBreaks {
		tie := &c.TieBreaks[i]
		if tie.broken {
			continue
		}
		if tie.By != tieByShare {
			if tie.Indicator != "" {
				problems.Add(CodeCardTieBreak, tie.at, "indicator", tie.Indicator)
			}
			continue
		}
		indicator, ok := c.Indicator(tie.Indicator)
		switch {
		case ok && indicator.Rule.broken, !ok && c.byID[""] > 0:
			continue // the rule or an id could not be read
		case !ok, indicator.Rule.Ladder == nil, indicator.Rule.Ladder.Of.Ratio[0] == "":
			problems.Add(CodeCardTieBreak, tie.at, "indicator", tie.Indicator)
			continue
		}
		tie.ratio = compileMeasure(c, &indicator.Rule.Ladder.Of)
	}
}
