package scoring

import (
	"encoding/json"
	"strconv"
)

// Case is one set of facts that probes a card near one of its numbers. Facts holds
// the facts of one indicator only; all others are not given.
type Case struct {
	Indicator string          `json:"indicator"`
	Probe     string          `json:"probe"` // what is probed: "apprentices 19: just below ≥20"
	Facts     json.RawMessage `json:"facts"`
}

// Cases derives from a card the facts just below, on and just above every bound,
// step and cap, every veto, every answer of every choice and of every list, every
// fact that is missing, and the largest number of each fact and one more (which
// is refused). The same card gives the same cases in the same order.
func Cases(c *Card) []Case {
	m := &caseMaker{card: c, seen: map[string]bool{}}
	for _, indicator := range c.indicators {
		m.indicator = indicator
		rules := indicator.Rule.Sum
		if rules == nil {
			rules = []Rule{indicator.Rule}
		}
		m.atRest = make(map[string]string, len(indicator.facts))
		for i := range rules {
			m.rest(&rules[i])
		}
		for _, slot := range indicator.facts {
			m.add(c.Facts[slot].Key+": not given", setting{c.Facts[slot].Key, ""})
		}
		for i := range rules {
			m.rule(&rules[i])
		}
	}
	m.limits()
	return m.cases
}

// caseMaker collects the cases of one card.
type caseMaker struct {
	card      *Card
	indicator *Indicator
	atRest    map[string]string // what the facts of the indicator are where another is probed, as JSON
	cases     []Case
	seen      map[string]bool // the same facts probe two numbers at once: once is enough
}

// setting gives a fact a value, as JSON; "" leaves it out.
type setting struct{ key, value string }

// add makes a case of the indicator's facts at rest and the settings.
func (m *caseMaker) add(probe string, settings ...setting) {
	facts := []byte{'{'}
	for _, slot := range m.indicator.facts {
		key := m.card.Facts[slot].Key
		value := m.atRest[key]
		for _, s := range settings {
			if s.key == key {
				value = s.value
			}
		}
		if value == "" {
			continue
		}
		if len(facts) > 1 {
			facts = append(facts, ',')
		}
		facts = append(append(strconv.AppendQuote(facts, key), ':'), value...)
	}
	facts = append(facts, '}')
	if id := m.indicator.ID + string(facts); !m.seen[id] {
		m.seen[id] = true
		m.cases = append(m.cases, Case{m.indicator.ID, probe, facts})
	}
}

// rest notes the answers that give a rule nothing.
func (m *caseMaker) rest(rule *Rule) {
	switch {
	case rule.Flag != nil:
		m.atRest[rule.Flag.Fact] = "false"
	case rule.Choice != nil:
		fact := &m.card.Facts[m.card.factByKey[rule.Choice.Fact]]
		least := fact.Choices[0].Key
		for _, row := range rule.Choice.Points {
			if row.Points == 0 {
				least = row.Choice
				break
			}
		}
		m.atRest[fact.Key] = strconv.Quote(least)
	case rule.Each != nil:
		m.atRest[rule.Each.Fact] = "0"
	case rule.List != nil:
		m.atRest[rule.List.Fact] = "[]"
	default:
		of := &rule.Ladder.Of
		for _, key := range []string{of.Count, of.Amount, of.Ratio[0]} {
			m.atRest[key] = "0"
		}
		m.atRest[of.Ratio[1]], m.atRest[of.Growth[0]], m.atRest[of.Growth[1]] = "1", "1", "1"
	}
}

func (m *caseMaker) rule(rule *Rule) {
	switch {
	case rule.Flag != nil:
		m.add(rule.Flag.Fact+": no", setting{rule.Flag.Fact, "false"})
		m.add(rule.Flag.Fact+": yes", setting{rule.Flag.Fact, "true"})
	case rule.Choice != nil:
		for _, choice := range m.card.Facts[m.card.factByKey[rule.Choice.Fact]].Choices {
			m.add(rule.Choice.Fact+": "+choice.Key, setting{rule.Choice.Fact, strconv.Quote(choice.Key)})
		}
	case rule.Each != nil:
		for n := range 3 {
			text := strconv.Itoa(n)
			m.add(rule.Each.Fact+": "+text, setting{rule.Each.Fact, text})
		}
	case rule.List != nil:
		m.list(rule.List)
	default:
		m.ladder(rule.Ladder)
	}
}

// limits gives each fact its largest number, and one more than it may be.
func (m *caseMaker) limits() {
	for slot := range m.card.Facts {
		fact := &m.card.Facts[slot]
		m.indicator = m.card.IndicatorsUsing(fact.Key)[0]
		m.atRest = nil
		switch fact.Type {
		case TypeCount, TypeMoney:
			for _, n := range []int64{fact.Max, fact.Max + 1} {
				text := strconv.FormatInt(n, 10)
				m.add(fact.Key+" "+text+": at the largest number "+strconv.FormatInt(fact.Max, 10), setting{fact.Key, text})
			}
		case TypeList:
			m.listLimits(fact)
		}
	}
}
