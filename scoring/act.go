package scoring

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// DefaultEffort is the effort of a fact for which the card declares none; the card
// declares it from 1, a decision at a desk, to 5, years of work.
const (
	DefaultEffort = 3
	maxEffort     = 5
)

// effort is what the card declares, or the default.
func (f *Fact) effort() int {
	if f.Effort == 0 {
		return DefaultEffort
	}
	return f.Effort
}

// advised tells whether advice may change the fact. Nobody is told to dismiss
// people or to change last year.
func (f *Fact) advised() bool { return f.Advise == nil || *f.Advise }

// actPlaces are what an act may leave open: how many, and the value before and
// after; of a list, {to} is the row.
var actPlaces = []string{"{n}", "{from}", "{to}"}

var withoutPlaces = strings.NewReplacer(actPlaces[0], "", actPlaces[1], "", actPlaces[2], "")

// act reads the wording of an act and refuses places that nothing fills.
func (r *reader) act(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.text(into)(n)
		if strings.ContainsAny(withoutPlaces.Replace(*into), "{}") {
			r.fail(CodeCardValue, n, "found", clip(*into), "wanted", strings.Join(actPlaces, " "))
		}
	}
}

// appendAct words one change as an act: 再培训 5 名技术工人.
func (c *Card) appendAct(buf []byte, facts *Facts, ch *change) []byte {
	fact := &c.Facts[ch.slot]
	text := fact.Act
	if text == "" {
		text = ch.plainAct(fact)
	}
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			return append(buf, text...)
		}
		buf = append(buf, text[:open]...)
		end := open + strings.IndexByte(text[open:], '}')
		switch text[open : end+1] {
		case "{n}":
			buf = appendAmount(buf, fact, max(ch.to-ch.from, ch.from-ch.to))
		case "{from}":
			buf = ch.appendValue(buf, c, fact, ch.from)
		default:
			buf = ch.appendValue(buf, c, fact, ch.to)
		}
		text = text[end+1:]
	}
}

// plainAct words the change of a fact for which the card has no words.
func (ch *change) plainAct(fact *Fact) string {
	switch {
	case fact.Type == TypeYesNo || fact.Type == TypeChoice:
		return fact.Label + ":由“{from}”变为“{to}”"
	case fact.Type == TypeList && ch.kind == addRow:
		return fact.Label + "增加 {n} " + fact.Unit + "({to})"
	case fact.Type == TypeList:
		return fact.Label + "减少 {n} " + fact.Unit + "({to})"
	case ch.to > ch.from:
		return fact.Label + "增加 {n} " + fact.Unit
	default:
		return fact.Label + "减少 {n} " + fact.Unit
	}
}

// appendAmount writes a number of a fact, money in CNY.
func appendAmount(buf []byte, fact *Fact, n int64) []byte {
	if fact.Type == TypeMoney {
		return appendDecimal(buf, n, 2)
	}
	return appendCount(buf, n)
}

func (ch *change) appendValue(buf []byte, c *Card, fact *Fact, value int64) []byte {
	switch fact.Type {
	case TypeYesNo:
		if value == 1 {
			return append(buf, "是"...)
		}
		return append(buf, "否"...)
	case TypeChoice:
		return append(buf, fact.Choices[value].Label...)
	case TypeList:
		return append(buf, c.program.listOf[ch.list].cells[ch.code].label...)
	default:
		return appendAmount(buf, fact, value)
	}
}
