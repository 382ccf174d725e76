package scoring

// leafWords are the parts of an explanation that do not depend on the facts,
// written once when the card is loaded.
type leafWords struct {
	yes, no  string   // flag: the whole sentence
	choices  []string // choice: the whole sentence of each
	label    string   // what is counted: 新型学徒制培养人数
	unit     string   // of the value: 人, 元/月; of a list: of one row
	rows     []string // ladder: ",达到20人得2分"
	below    string   // ladder: ",未达到1人,得0分"
	excess   string   // ladder: ",超出" or ",超过100元的部分"
	unitStep string   // 个百分点, 元, 人
	step     string   // "个5个百分点,加"
	short    string   // ",不满5个百分点不加分"
	capped   string   // ",按上限8分计"
	none     string   // list without rows: the whole sentence
	dropped  string   // list: "项同名只计最高,不重复计分"
	ignored  string   // list: "次不足5人,不计"
	cells    []string // list: "×1分" of each combination
	negative bool     // points are deducted
}

// gain words a score: 得2分, 扣2分.
func gain(p Points) string {
	if p < 0 {
		return "扣" + (-p).String() + "分"
	}
	return "得" + p.String() + "分"
}

func compileWords(c *Card, rule *Rule, l *leaf) leafWords {
	fact := &c.Facts[l.slot]
	w := leafWords{label: fact.Label, unit: fact.Unit}
	switch l.kind {
	case leafFlag:
		w.yes, w.no = fact.Label+":是,"+gain(l.points), fact.Label+":否,得0分"
	case leafChoice:
		for i, choice := range fact.Choices {
			w.choices = append(w.choices, fact.Label+":"+choice.Label+","+gain(l.choices[i]))
		}
	case leafEach:
		w.negative = l.points < 0
		w.step = ",每" + fact.Unit + gain(l.points) + ",共"
		w.none = fact.Label + "0" + fact.Unit + ",得0分"
		if w.negative {
			w.none = fact.Label + "0" + fact.Unit + ",不扣分"
		}
	case leafLadder:
		w.ladder(fact, rule.Ladder)
	case leafList:
		w.list(fact, rule.List, &l.list)
	}
	return w
}

func (w *leafWords) ladder(fact *Fact, rule *LadderRule) {
	unit := ""
	switch rule.Of.unit() {
	case unitWhole:
		unit, w.unitStep = fact.Unit, fact.Unit
	case unitFen:
		unit, w.unitStep = "元", "元"
	case unitPercent:
		w.unitStep = "个百分点"
	}
	for i := range rule.Rows {
		row := &rule.Rows[i]
		bound, verb := row.From, ",达到"
		if row.Above != nil {
			bound, verb = row.Above, ",超过"
		}
		text := verb + bound.String() + unit
		if row.Veto {
			text += ",一票否决"
		} else {
			text += gain(row.Points)
		}
		w.rows = append(w.rows, text)
		w.negative = w.negative || row.Points < 0
		if i == 0 {
			w.below = ",未" + text[len(","):len(verb)] + bound.String() + unit + ",得0分"
			if row.Points < 0 {
				w.below = ",未" + text[len(","):len(verb)] + bound.String() + unit + ",不扣分"
			}
		}
	}
	if steps := rule.Then; steps != nil {
		last := rule.Rows[len(rule.Rows)-1].bound()
		w.excess = ",超出"
		if steps.Over.n != last.n {
			w.excess = ",超过" + steps.Over.String() + unit + "的部分"
		}
		every := string(appendDecimal(nil, steps.Every.n, steps.Every.decimals())) + w.unitStep
		w.step = "个" + every + ",加"
		w.short = ",不满" + every + "不加分"
	}
	if rule.Cap != nil {
		w.capped = ",按上限" + rule.Cap.String() + "分计"
	}
}

func (q Quantity) decimals() int {
	if q.unit == unitWhole {
		return 0
	}
	return 2
}

func (w *leafWords) list(fact *Fact, rule *ListRule, l *compiledList) {
	for i := range l.cells {
		w.negative = w.negative || l.cells[i].points < 0
	}
	for i := range l.cells {
		text := "×" + l.cells[i].points.String() + "分"
		if w.negative {
			text = "×" + (-l.cells[i].points).String() + "分"
		}
		if l.cells[i].veto {
			text = "(一票否决)"
		}
		w.cells = append(w.cells, text)
	}
	w.none = fact.Label + ":无,得0分"
	if w.negative {
		w.none = fact.Label + ":无,不扣分"
	}
	if l.bestPer >= 0 {
		w.dropped = "项因" + fact.Fields[l.bestPer].Label + "相同只计最高,不重复计分"
	}
	for i, bound := range rule.Only {
		if i > 0 {
			w.ignored += "或"
		}
		field := &fact.Fields[l.only[i].column]
		w.ignored += string(appendDecimal(nil, bound.From, 0)) + field.Unit
	}
	if w.ignored != "" {
		w.ignored = fact.Unit + "不足" + w.ignored + ",不计"
	}
	if rule.Cap != nil {
		w.capped = ",按上限" + rule.Cap.String() + "分计"
	}
}
