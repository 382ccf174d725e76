package workbook

import (
	"fmt"
	"strings"

	"wuxing/scoring"
)

// Why a row has its points, in a few words, as a formula: the value, the bound
// that it reached or missed, and the steps above it. The full reasoning is the
// engine's; these words only have to be true and short.

// pointsWord is what points do: 得2分, 扣1分.
func pointsWord(points scoring.Points) string {
	switch {
	case points < 0:
		return "扣" + (-points).String() + "分"
	default:
		return "得" + points.String() + "分"
	}
}

// pointsShown is an expression of points in hundredths as text: 0.5分.
func pointsShown(points string) string { return fmt.Sprintf(`(%s)/100&"分"`, points) }

// share shows a÷b=50%, cut after two decimals so that it never looks like a bound
// that it does not reach; of growth only the percentage.
func (m *measured) share(growth bool) string {
	percent := fmt.Sprintf(`QUOTIENT(%s,%s)/100`, m.value, m.divisor)
	exact := fmt.Sprintf(`QUOTIENT(%s,%s)*%s=%s`, m.value, m.divisor, m.divisor, m.value)
	if growth {
		return fmt.Sprintf(`IF(%s<0,"下降","增长")&IF(%s,"","约")&ABS(%s)&"%%"`, m.value, exact, percent)
	}
	a := strings.TrimSuffix(m.value, fmt.Sprintf("*%d", shareScale))
	return fmt.Sprintf(`%s&"÷"&%s&IF(%s,"=","≈")&%s&"%%"`, a, m.divisor, exact, percent)
}

// mostSteps is as far as the engine counts: growth from a fen has no end.
const mostSteps = 1_000_000_000

// words of a ladder: 200÷400=50%,达到35%,满3个5个百分点.
func (m *measured) words(rule *scoring.LadderRule, reached func(int) string, points string) string {
	last := len(rule.Rows) - 1
	found, end := "", ""
	for i := last; i >= 0; i-- {
		row := &rule.Rows[i]
		said := quote("," + m.reachedWord(row, false))
		if i == last && rule.Then != nil {
			steps := fmt.Sprintf("MIN(%d,QUOTIENT(MAX(0,%s-%s),%s))", mostSteps, m.value, m.bound(rule.Then.Over), m.bound(rule.Then.Every))
			said += fmt.Sprintf(`&IF(%s>0,",满"&%s&%s,"")`, steps, steps, quote(m.stepWord(rule.Then.Every)))
		}
		if row.Veto {
			said += "&" + quote(",一票否决")
		}
		found += fmt.Sprintf("IF(%s,%s,", reached(i), said)
		end += ")"
	}
	found += quote(","+m.reachedWord(&rule.Rows[0], true)) + end
	return m.shown + "&" + found + cappedWord(points, rule.Cap)
}

// reachedWord is 达到35% or 超过20%, with 未 before it when it is missed.
func (m *measured) reachedWord(row *scoring.LadderRow, missed bool) string {
	word, bound := "达到", row.From
	if row.Above != nil {
		word, bound = "超过", row.Above
	}
	if missed {
		word = "未" + word
	}
	return word + bound.String() + m.unitWord()
}

// unitWord is the unit of a bound; money is 元 whatever the period it is paid for.
func (m *measured) unitWord() string {
	switch {
	case m.fact == nil:
		return "" // the quantity carries its %
	case m.fact.Type == scoring.TypeMoney:
		return "元"
	default:
		return m.fact.Unit
	}
}

// stepWord is what complete steps are counted in: 个5个百分点, 个百分点, 个50元.
func (m *measured) stepWord(every scoring.Quantity) string {
	number, percent := strings.CutSuffix(every.String(), "%")
	unit := m.unitWord()
	if percent {
		unit = "个百分点"
	}
	if number == "1" {
		return unit
	}
	return "个" + number + unit
}

// cappedWord tells that no more points are to be had, as a tail of words.
func cappedWord(points string, most *scoring.Points) string {
	if most == nil || *most == 0 {
		return ""
	}
	return fmt.Sprintf(`&IF(ABS(%s)>=%d,",已达上限","")`, points, *most)
}
