package scoring

// ladderWords are the words of tiers and steps.
type ladderWords struct {
	rule     *LadderRule
	decimals int      // of the value
	rows     []string // ",达到20人得2分"; with steps the last one ends in ",超出"
	last     string   // the last row where nothing is above the start of the steps
	below    string   // ",未达到1人,得0分"
	unit     string   // of a bound: 人, 元; of a share none
	stepUnit string   // 个百分点, 元, 人
	every    string   // 5个百分点
	step     string   // what is counted in steps: 个5个百分点, 个百分点
	tails    []string // what follows the excess, by whole steps: "个百分点,满3个5个百分点,加3分,共4分"
}

// readyTails is up to how many steps the end of the sentence is kept ready.
const readyTails = 32

func (w *explanation) compileLadder(fact *Fact, rule *LadderRule) {
	l := &w.ladder
	l.rule = rule
	switch rule.Of.unit() {
	case unitWhole:
		l.unit, l.stepUnit = fact.Unit, fact.Unit
	case unitFen:
		l.unit, l.stepUnit, l.decimals = "元", "元", 2
	case unitPercent:
		l.stepUnit, l.decimals = "个百分点", 2
	}
	for i := range rule.Rows {
		row := &rule.Rows[i]
		reached := ",一票否决"
		if !row.Veto {
			reached = gain(row.Points)
		}
		l.rows = append(l.rows, ","+row.words(l.unit)+reached)
		w.negative = w.negative || row.Points < 0
	}
	l.below = ",未" + rule.Rows[0].words(l.unit) + w.nothing()
	if rule.Cap != nil {
		w.capped = ",按上限" + rule.Cap.String() + "分计"
	}
	if rule.Then != nil {
		w.compileSteps(rule.Then)
	}
}

func (r *LadderRow) words(unit string) string {
	if r.Above != nil {
		return "超过" + r.Above.String() + unit
	}
	return "达到" + r.From.String() + unit
}

func (w *explanation) compileSteps(steps *Steps) {
	l := &w.ladder
	top := len(l.rows) - 1
	l.last = l.rows[top]
	if bound := l.rule.Rows[top].bound(); steps.Over.n == bound.n {
		l.rows[top] += ",超出"
	} else {
		l.rows[top] += ",超过" + steps.Over.String() + l.unit + "的部分"
	}
	l.every = string(appendDecimal(nil, steps.Every.n, l.decimals)) + l.stepUnit
	if l.step = "个" + l.every; l.every == "1"+l.stepUnit {
		l.step = l.stepUnit
	}
	for n := int64(0); n < readyTails; n++ {
		l.tails = append(l.tails, w.tail(n))
	}
}

// tail words the whole steps of a ladder and its total.
func (w *explanation) tail(steps int64) string {
	l := &w.ladder
	start := l.rule.Rows[len(l.rule.Rows)-1].Points
	none, more, total := "不加分,共", ",加", start
	if w.negative {
		none, more = "不再扣分,共", ",再扣"
	}
	if steps == 0 {
		return l.stepUnit + ",不满" + l.every + none + string(w.appendTotal(nil, total))
	}
	added := Points(steps) * l.rule.Then.Points
	total += added
	text := l.stepUnit + ",满" + string(appendCount(nil, steps)) + l.step + more + max(added, -added).String() + "分,共" + string(w.appendTotal(nil, total))
	if l.rule.Cap != nil && capped(total, *l.rule.Cap) != total {
		text += w.capped
	}
	return text
}
