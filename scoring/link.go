package scoring

import "slices"

// link resolves every name in the card and reports the ones that lead nowhere.
func link(c *Card, problems *Problems) {
	c.factByKey = make(map[string]int, len(c.Facts))
	for slot := range c.Facts {
		fact := &c.Facts[slot]
		if _, double := c.factByKey[fact.Key]; double {
			problems.Add(CodeCardDuplicateID, fact.at, "id", fact.Key)
		}
		c.factByKey[fact.Key] = slot
		linkFields(fact, problems)
	}
	c.byID = make(map[string]int)
	categories := make(map[string]bool)
	numbers := make(map[string]bool)
	used := make([]bool, len(c.Facts))
	for g := range c.Categories {
		category := &c.Categories[g]
		if categories[category.ID] {
			problems.Add(CodeCardDuplicateID, category.at, "id", category.ID)
		}
		categories[category.ID] = true
		for i := range category.Indicators {
			indicator := &category.Indicators[i]
			if _, double := c.byID[indicator.ID]; double || numbers[indicator.No] {
				problems.Add(CodeCardDuplicateID, indicator.at, "id", indicator.ID+" "+indicator.No)
			}
			numbers[indicator.No] = true
			indicator.index, indicator.group = len(c.indicators), g
			c.byID[indicator.ID] = indicator.index
			c.indicators = append(c.indicators, indicator)
			l := &linker{card: c, problems: problems}
			l.rule(&indicator.Rule, true)
			indicator.facts = l.facts
			for _, slot := range l.facts {
				used[slot] = true
			}
		}
	}
	for slot, isUsed := range used {
		if !isUsed && c.factByKey[c.Facts[slot].Key] == slot {
			problems.Add(CodeCardUnusedFact, c.Facts[slot].at, "key", c.Facts[slot].Key)
		}
	}
	linkChecks(c, problems)
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
}

func (l *linker) rule(rule *Rule, top bool) {
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

func linkTieBreaks(c *Card, problems *Problems) {
	for i := range c.TieBreaks {
		tie := &c.TieBreaks[i]
		if tie.By != tieByShare {
			if tie.Indicator != "" {
				problems.Add(CodeCardTieBreak, tie.at, "indicator", tie.Indicator)
			}
			continue
		}
		indicator, ok := c.Indicator(tie.Indicator)
		if !ok || indicator.Rule.Ladder == nil || indicator.Rule.Ladder.Of.Ratio[0] == "" || len(*problems) > 0 {
			if !ok || indicator.Rule.Ladder == nil || indicator.Rule.Ladder.Of.Ratio[0] == "" {
				problems.Add(CodeCardTieBreak, tie.at, "indicator", tie.Indicator)
			}
			continue
		}
		tie.ratio = compileMeasure(c, &indicator.Rule.Ladder.Of)
	}
}
