package scoring

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// rule reads a rule: a mapping with exactly one key, its kind.
func (r *reader) rule(n *yaml.Node) Rule {
	rule := Rule{at: position(n)}
	before := len(r.problems)
	r.mapping(n,
		key{"flag", false, func(n *yaml.Node) {
			rule.Flag = &FlagRule{}
			r.mapping(n, key{"fact", true, r.id(&rule.Flag.Fact)}, key{"points", true, placed(&rule.Flag.pointsAt, r.points(&rule.Flag.Points))})
		}},
		key{"choice", false, func(n *yaml.Node) {
			rule.Choice = &ChoiceRule{}
			r.mapping(n, key{"fact", true, r.id(&rule.Choice.Fact)}, key{"points", true, func(n *yaml.Node) {
				r.pairs(n, func(name, value *yaml.Node) {
					row := ChoicePoints{Choice: name.Value, at: position(name)}
					placed(&row.pointsAt, r.points(&row.Points))(value)
					rule.Choice.Points = append(rule.Choice.Points, row)
				})
			}})
		}},
		key{"ladder", false, func(n *yaml.Node) { rule.Ladder = r.ladder(n) }},
		key{"each", false, func(n *yaml.Node) {
			rule.Each = &EachRule{}
			r.mapping(n, key{"fact", true, r.id(&rule.Each.Fact)}, key{"points", true, placed(&rule.Each.pointsAt, r.points(&rule.Each.Points))})
		}},
		key{"list", false, func(n *yaml.Node) { rule.List = r.list(n) }},
		key{"sum", false, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) { rule.Sum = append(rule.Sum, r.rule(item)) })
		}})
	if n.Kind == yaml.MappingNode && len(n.Content) != 2 {
		r.fail(CodeCardRuleKinds, n, "found", strconv.Itoa(len(n.Content)/2))
	}
	if rule.broken = len(r.problems) > before; rule.broken {
		rule.mentions = words(n, nil)
	}
	return rule
}

// words lists every scalar below a node.
func words(n *yaml.Node, all []string) []string {
	if n.Kind == yaml.ScalarNode {
		return append(all, n.Value)
	}
	for _, child := range n.Content {
		all = words(child, all)
	}
	return all
}

func (r *reader) ladder(n *yaml.Node) *LadderRule {
	ladder := &LadderRule{}
	r.mapping(n,
		key{"of", true, func(n *yaml.Node) { r.measure(n, &ladder.Of) }},
		key{"rows", true, func(*yaml.Node) {}},
		key{"then", false, func(*yaml.Node) {}},
		key{"cap", false, placed(&ladder.capAt, r.cap(&ladder.Cap))})
	if ladder.Of == (Measure{}) {
		return ladder // what is measured could not be read: bounds have no unit
	}
	unit := ladder.Of.unit()
	// The unit of the bounds follows from what is measured, so they come second.
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		switch value := n.Content[i+1]; n.Content[i].Value {
		case "rows":
			r.sequence(value, func(item *yaml.Node) { ladder.Rows = append(ladder.Rows, r.ladderRow(item, unit)) })
		case "then":
			steps := &Steps{at: position(value)}
			r.mapping(value,
				key{"over", true, placed(&steps.overAt, r.quantity(&steps.Over, unit))},
				key{"every", true, placed(&steps.everyAt, r.quantity(&steps.Every, unit))},
				key{"points", true, placed(&steps.pointsAt, r.points(&steps.Points))})
			ladder.Then = steps
		}
	}
	return ladder
}

func (r *reader) measure(n *yaml.Node, into *Measure) {
	pair := func(into *[2]string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
				r.fail(CodeCardType, n, "wanted", "pair")
				return
			}
			r.id(&into[0])(n.Content[0])
			r.id(&into[1])(n.Content[1])
		}
	}
	r.mapping(n,
		key{"count", false, r.id(&into.Count)},
		key{"amount", false, r.id(&into.Amount)},
		key{"ratio", false, pair(&into.Ratio)},
		key{"growth", false, pair(&into.Growth)})
	if n.Kind == yaml.MappingNode && len(n.Content) != 2 {
		r.fail(CodeCardRuleKinds, n, "found", strconv.Itoa(len(n.Content)/2))
	}
}

func (m *Measure) unit() quantityUnit {
	switch {
	case m.Amount != "":
		return unitFen
	case m.Ratio[0] != "" || m.Growth[0] != "":
		return unitPercent
	default:
		return unitWhole
	}
}

func (r *reader) ladderRow(n *yaml.Node, unit quantityUnit) LadderRow {
	row := LadderRow{at: position(n)}
	bound := func(into **Quantity, at *Position) func(*yaml.Node) {
		return placed(at, func(n *yaml.Node) {
			*into = new(Quantity)
			r.quantity(*into, unit)(n)
		})
	}
	r.mapping(n,
		key{"from", false, bound(&row.From, &row.lowerAt)},
		key{"above", false, bound(&row.Above, &row.lowerAt)},
		key{"to", false, bound(&row.To, &row.upperAt)},
		key{"below", false, bound(&row.Below, &row.upperAt)},
		key{"points", false, placed(&row.pointsAt, r.points(&row.Points))},
		key{"veto", false, r.truth(&row.Veto)})
	if (row.From == nil) == (row.Above == nil) || row.To != nil && row.Below != nil {
		r.fail(CodeCardBoundKinds, n)
	}
	return row
}

// quantity reads a bound: digits, for shares with a percent sign.
func (r *reader) quantity(into *Quantity, unit quantityUnit) func(*yaml.Node) {
	return func(n *yaml.Node) {
		into.unit = unit
		text, decimals, wanted, most := n.Value, 0, "whole number", int64(maxYuan)
		switch unit {
		case unitFen:
			decimals, wanted = 2, "CNY"
		case unitPercent:
			decimals, wanted, most = 2, "35%", maxShare
			if !strings.HasSuffix(text, "%") {
				text = ""
			}
			text = strings.TrimSuffix(text, "%")
		}
		value, err := parseDecimal(text, decimals)
		if n.Kind != yaml.ScalarNode || err != nil || value > most {
			r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", wanted)
			return
		}
		into.n = value
	}
}

func (r *reader) list(n *yaml.Node) *ListRule {
	list := &ListRule{}
	r.mapping(n,
		key{"fact", true, r.id(&list.Fact)},
		key{"only", false, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) {
				bound := RowBound{at: position(item)}
				r.mapping(item,
					key{"field", true, r.id(&bound.Field)},
					key{"from", true, placed(&bound.fromAt, r.number(&bound.From, 1, maxCount))},
					key{"unless", false, func(n *yaml.Node) { bound.Unless = r.matches(n) }})
				list.Only = append(list.Only, bound)
			})
		}},
		key{"tables", true, func(n *yaml.Node) {
			r.sequence(n, func(table *yaml.Node) {
				var cases []RowCase
				r.sequence(table, func(item *yaml.Node) { cases = append(cases, r.rowCase(item)) })
				list.Tables = append(list.Tables, cases)
			})
		}},
		key{"times", false, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) {
				factor := RowFactor{at: position(item)}
				r.mapping(item,
					key{"when", true, func(n *yaml.Node) { factor.When = r.matches(n) }},
					key{"by", true, placed(&factor.byAt, r.fraction(&factor.By))})
				list.Times = append(list.Times, factor)
			})
		}},
		key{"best_per", false, r.id(&list.BestPer)},
		key{"combine", true, oneOf(r, &list.Combine, combineSum, combineBest)},
		key{"cap", false, placed(&list.capAt, r.cap(&list.Cap))})
	return list
}

func (r *reader) rowCase(n *yaml.Node) RowCase {
	row := RowCase{at: position(n)}
	r.mapping(n,
		key{"when", true, func(n *yaml.Node) { row.When = r.matches(n) }},
		key{"points", false, placed(&row.pointsAt, r.points(&row.Points))},
		key{"veto", false, r.truth(&row.Veto)})
	return row
}

// cap reads the most points there can be; for deductions, too, it is above 0.
func (r *reader) cap(into **Points) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = new(Points)
		before := len(r.problems)
		if r.points(*into)(n); **into <= 0 && len(r.problems) == before {
			r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", "> 0")
		}
	}
}

// fraction reads "1/2".
func (r *reader) fraction(into *[2]int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		over, under, ok := strings.Cut(n.Value, "/")
		a, errA := parseDecimal(over, 0)
		b, errB := parseDecimal(under, 0)
		if n.Kind != yaml.ScalarNode || !ok || errA != nil || errB != nil || b == 0 || a > 100 || b > 100 {
			r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", "1/2")
			return
		}
		*into = [2]int{int(a), int(b)}
	}
}
