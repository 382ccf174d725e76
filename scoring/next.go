package scoring

// Next is the smallest change of one fact that brings the rule its next points,
// with every other fact as it is: so many people, CNY or documents more (a minus:
// less), or another choice. Other indicators may lose by it.
type Next struct {
	Fact   string `json:"fact"`
	To     string `json:"to,omitempty"`     // a choice, or yes
	Amount string `json:"amount,omitempty"` // how much more
	Unit   string `json:"unit,omitempty"`
	Bound  string `json:"bound,omitempty"` // what is then reached: ≥60%
	Gain   Points `json:"gain"`
}

// nextChoice is the choice with the next higher points.
func (c *Card) nextChoice(rule *ChoiceRule, score Points) *Next {
	var next *Next
	for _, row := range rule.Points {
		if gain := row.Points - score; gain > 0 && (next == nil || gain < next.Gain) {
			next = &Next{Fact: rule.Fact, To: row.Choice, Gain: gain}
		}
	}
	return next
}

// next looks for the smallest value of the measured fact that scores more. The
// bounds of earned points lie above the value, those of deductions below it.
func (l *compiledLadder) next(c *Card, f *Facts, rule *LadderRule, score Points) *Next {
	value, divisor, status := l.of.value(f.values)
	if status != Scored {
		return nil
	}
	fact := &c.Facts[l.of.a]
	scale := int64(1)
	if l.of.kind >= measureRatio {
		scale = shareScale
	}
	if l.deducts() {
		return l.less(rule, fact, value, score)
	}
	for _, t := range l.targets(value, divisor) {
		// value is a multiple of scale: round the missing part up to whole units.
		missing := (t.n*divisor + t.strict - value + scale - 1) / scale
		_, raw, _ := l.reach(value+missing*scale, divisor)
		if gain := capped(raw, l.cap) - score; missing > 0 && gain > 0 {
			if f.values[l.of.a]+missing > fact.Max*powersOfTen[decimalsOf(fact.Type)] ||
				l.of.kind == measureRatio && f.values[l.of.a]+missing > divisor {
				return nil // more than there can be
			}
			amount := valueText(fact.Type, nil, missing)
			return &Next{Fact: fact.Key, Amount: amount, Unit: fact.Unit, Bound: t.text(rule.Of.unit()), Gain: gain}
		}
	}
	return nil
}

// less is one fewer as far as the tier below: deductions only.
func (l *compiledLadder) less(rule *LadderRule, fact *Fact, value int64, score Points) *Next {
	row, _, _ := l.reach(value, 1)
	if row < 0 || l.of.kind != measureCount {
		return nil
	}
	target := l.rows[row].at.n + l.rows[row].at.strict - 1
	_, raw, _ := l.reach(target, 1)
	gain := capped(raw, l.cap) - score
	if gain <= 0 && !l.rows[row].veto {
		return nil
	}
	bound := threshold{target, 0}
	return &Next{Fact: fact.Key, Amount: "-" + valueText(fact.Type, nil, value-target), Unit: fact.Unit, Bound: "≤" + bound.quantity(rule.Of.unit()).String(), Gain: gain}
}

func (l *compiledLadder) deducts() bool {
	for i := range l.rows {
		if l.rows[i].points < 0 || l.rows[i].veto {
			return true
		}
	}
	return false
}

// targets are the bounds above the value, lowest first: the rows and the next step.
func (l *compiledLadder) targets(value, divisor int64) []threshold {
	var all []threshold
	for i := range l.rows {
		if value < l.rows[i].at.n*divisor+l.rows[i].at.strict {
			all = append(all, l.rows[i].at)
		}
	}
	if l.steps {
		steps := int64(1)
		if above := value - l.over*divisor; above > 0 {
			steps = above/(l.every*divisor) + 1
		}
		all = append(all, threshold{l.over + steps*l.every, 0})
	}
	return all
}

func (t threshold) quantity(unit quantityUnit) Quantity { return Quantity{t.n, unit} }

func (t threshold) text(unit quantityUnit) string {
	if t.strict > 0 {
		return ">" + t.quantity(unit).String()
	}
	return "≥" + t.quantity(unit).String()
}

func decimalsOf(kind FactType) int {
	if kind == TypeMoney {
		return 2
	}
	return 0
}

// next is one more row of the kind that gains the least, for deductions one row
// less of the mildest kind. A best-of list gains by a better row only.
func (l *compiledList) next(rule *ListRule, w *explanation, score Points) *Next {
	var next *Next
	for code := range l.cells {
		cell := &l.cells[code]
		if cell.points <= 0 {
			continue
		}
		with := score + cell.points
		if l.best {
			with = max(score, cell.points)
		}
		if gain := capped(with, l.cap) - score; gain > 0 && (next == nil || gain < next.Gain) {
			next = &Next{Fact: rule.Fact, To: cell.label, Amount: "1", Unit: w.unit, Gain: gain}
		}
	}
	return next
}

// Words says the change in Chinese: 再增加5人,达到≥60%,本项+1分.
func (n *Next) Words(c *Card) string {
	fact, ok := c.Fact(n.Fact)
	if !ok {
		return ""
	}
	change := ""
	switch {
	case n.To == yesText:
		change = fact.Label + "改为“是”"
	case n.Amount == "": // another choice
		label := n.To
		if i := choiceIndex(fact.Choices, n.To); i >= 0 {
			label = fact.Choices[i].Label
		}
		change = fact.Label + "达到“" + label + "”"
	case fact.Type == TypeList:
		change = fact.Label + "再有" + n.Amount + n.Unit + n.To
	case n.Amount[0] == '-':
		change = fact.Label + "减少" + n.Amount[1:] + n.Unit
	default:
		change = fact.Label + "再增加" + n.Amount + n.Unit
	}
	if n.Bound != "" {
		change += "(" + n.Bound + ")"
	}
	if n.Gain > 0 {
		return change + ",本项+" + n.Gain.String() + "分"
	}
	return change + ",不再一票否决"
}
