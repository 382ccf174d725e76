package workbook

import (
	"errors"
	"fmt"
	"strings"

	"wuxing/scoring"
)

// expressions are the parts of an indicator's formula. Points are in hundredths,
// so that everything stays whole until it is shown. They hold where every fact of
// the rule is given and fits the others, which is asked elsewhere (form_calc.go).
type expressions struct {
	computable string   // true when no divisor is 0; "" when there is none
	divisors   []string // keys of the facts that must not be 0
	points     string   // right only where computable
	veto       string   // true for a veto; "" when the rule knows none
	words      string   // why it is so many points, in a few words (formula_words.go)
	part       string   // the same as a part of a sum
}

// ruleFormula turns a rule into spreadsheet expressions. They use only functions
// that Excel 2016, WPS and LibreOffice calculate alike, and are exact at every
// bound: shares are compared as whole products, money as whole fen, steps are
// counted with QUOTIENT of whole numbers. check.go of scoring has seen the rule.
func (l *formLayout) ruleFormula(rule *scoring.Rule) (expressions, error) {
	switch {
	case rule.Flag != nil:
		yes := fmt.Sprintf("%s=%s", l.checkCell(rule.Flag.Fact, checkPlain), quote(labelYes))
		return expressions{
			points: fmt.Sprintf("IF(%s,%d,0)", yes, rule.Flag.Points),
			words:  fmt.Sprintf("IF(%s,%s,%s)", yes, quote(labelYes+","+pointsWord(rule.Flag.Points)), quote(labelNo+","+pointsWord(0))),
			part:   fmt.Sprintf("%s&IF(%s,%s,%s)", quote(l.label(rule.Flag.Fact)), yes, quote(rule.Flag.Points.String()+"分"), quote("0分")),
		}, nil
	case rule.Choice != nil:
		return l.choiceFormula(rule.Choice)
	case rule.Ladder != nil:
		return l.ladderFormula(rule.Ladder)
	case rule.Each != nil:
		return l.eachFormula(rule.Each)
	case rule.List != nil:
		return l.listFormula(rule.List)
	case len(rule.Sum) > 0:
		return l.sumFormula(rule.Sum)
	default: // a kind of rule that has no formula yet must not pass for a 0
		return expressions{}, errors.New("no formula for this kind of rule")
	}
}

// sumFormula adds rules; all of their facts are needed.
func (l *formLayout) sumFormula(rules []scoring.Rule) (expressions, error) {
	var sum expressions
	var computable, points, veto, parts []string
	for i := range rules {
		e, err := l.ruleFormula(&rules[i])
		if err != nil {
			return expressions{}, err
		}
		points, parts = append(points, e.points), append(parts, e.part)
		sum.divisors = append(sum.divisors, e.divisors...)
		if e.computable != "" {
			computable = append(computable, e.computable)
		}
		if e.veto != "" {
			veto = append(veto, e.veto)
		}
	}
	sum.computable, sum.points, sum.veto = all(computable), strings.Join(points, "+"), anyOf(veto)
	sum.words = strings.Join(parts, `&"、"&`)
	sum.part = sum.words
	return sum, nil
}

func (l *formLayout) choiceFormula(rule *scoring.ChoiceRule) (expressions, error) {
	fact, ok := l.card.Fact(rule.Fact)
	if !ok {
		return expressions{}, fmt.Errorf("no fact %s", rule.Fact)
	}
	cell := l.checkCell(rule.Fact, checkPlain)
	points, words := "", ""
	for _, row := range rule.Points {
		label := labelOf(fact.Choices, row.Choice)
		is := fmt.Sprintf("IF(%s=%s,", cell, quote(plainLabelText(label)))
		points += is + fmt.Sprintf("%d,", row.Points)
		words += is + quote(label+","+pointsWord(row.Points)) + ","
	}
	end := strings.Repeat(")", len(rule.Points))
	return expressions{
		points: points + "0" + end,
		words:  words + cell + end,
		part:   fmt.Sprintf(`%s&"("&%s&")"&%s`, quote(fact.Label), cell, pointsShown(points+"0"+end)),
	}, nil
}

// eachFormula counts each one.
func (l *formLayout) eachFormula(rule *scoring.EachRule) (expressions, error) {
	fact, ok := l.card.Fact(rule.Fact)
	if !ok {
		return expressions{}, fmt.Errorf("no fact %s", rule.Fact)
	}
	number := l.checkCell(rule.Fact, checkNumber)
	points := fmt.Sprintf("%s*(%d)", number, rule.Points)
	return expressions{
		points: points,
		words:  fmt.Sprintf("%s&%s", number, quote(fact.Unit+",每"+fact.Unit+pointsWord(rule.Points))),
		part:   fmt.Sprintf("%s&%s&%s&%s", quote(fact.Label), number, quote(fact.Unit), pointsShown(points)),
	}, nil
}

// ladderFormula asks for the highest row first. Above the last row each complete
// step counts; the cap limits the size of the score.
func (l *formLayout) ladderFormula(rule *scoring.LadderRule) (expressions, error) {
	m, err := l.measure(&rule.Of)
	if err != nil {
		return expressions{}, err
	}
	points, veto, depth := "", []string{}, 0
	reached := func(i int) string {
		row := &rule.Rows[i]
		if row.Above != nil {
			return m.value + ">" + m.bound(*row.Above)
		}
		return m.value + ">=" + m.bound(*row.From)
	}
	last := len(rule.Rows) - 1
	for i := last; i >= 0; i-- {
		score := fmt.Sprint(int64(rule.Rows[i].Points))
		if i == last && rule.Then != nil {
			score += fmt.Sprintf("+QUOTIENT(MAX(0,%s-%s),%s)*(%d)", m.value, m.bound(rule.Then.Over), m.bound(rule.Then.Every), rule.Then.Points)
		}
		points += fmt.Sprintf("IF(%s,%s,", reached(i), score)
		depth++
		if rule.Rows[i].Veto {
			condition := reached(i)
			if i < last { // the next row takes over
				condition = fmt.Sprintf("AND(%s,NOT(%s))", condition, reached(i+1))
			}
			veto = append(veto, condition)
		}
	}
	points = capped(points+"0"+strings.Repeat(")", depth), rule.Cap)
	e := expressions{computable: m.computable, points: points, veto: anyOf(veto), words: m.words(rule, reached, points)}
	if m.divisor != "" {
		e.divisors = []string{m.pair[1]}
	}
	e.part = m.shown + "&" + pointsShown(points)
	if m.divisor == "" {
		e.part = quote(m.fact.Label) + "&" + e.part
	}
	return e, nil
}

// measured is a ladder's value and the divisor that its bounds are multiplied
// with: a share of a÷b reaches p percent when a·10000 ≥ p·100·b.
type measured struct {
	value, divisor string // divisor "" for counts and amounts
	computable     string
	unit           int64 // of a bound: hundredths of a bound's text in one unit of value

	fact  *scoring.Fact // of a count or an amount
	pair  [2]string     // of a share or growth
	shown string        // the value as people read it
}

// bound is a quantity in the unit of the measured value, times the divisor.
func (m *measured) bound(q scoring.Quantity) string {
	hundredths, err := scoring.ParsePoints(strings.TrimSuffix(q.String(), "%"))
	if err != nil {
		panic("workbook: a card's quantity is not a number: " + q.String()) // scoring wrote it
	}
	n := int64(hundredths) / m.unit
	switch {
	case m.divisor == "" || n == 0:
		return fmt.Sprint(n)
	default:
		return fmt.Sprintf("%d*%s", n, m.divisor)
	}
}

// exactLimit is the largest whole number that every spreadsheet keeps exactly:
// they work in binary floating point and compare 15 digits.
const exactLimit = 1_000_000_000_000_000

// shareScale is one whole (100 %) in the unit of a share's bounds.
const shareScale = 10_000

func (l *formLayout) measure(of *scoring.Measure) (*measured, error) {
	for _, key := range []string{of.Count, of.Amount} {
		fact, ok := l.card.Fact(key)
		if !ok {
			continue
		}
		m := &measured{value: l.checkCell(key, checkNumber), unit: 100 / scaleOf(fact), fact: fact}
		m.shown = fmt.Sprintf("%s&%s", l.checkCell(key, checkRaw), quote(fact.Unit))
		return m, nil
	}
	pair := of.Ratio
	if pair[0] == "" {
		pair = of.Growth
	}
	for _, key := range pair {
		if fact, ok := l.card.Fact(key); !ok || fact.Max*scaleOf(fact)*shareScale >= exactLimit {
			return nil, fmt.Errorf("fact %s is too large for an exact formula", key)
		}
	}
	a, b := l.checkCell(pair[0], checkNumber), l.checkCell(pair[1], checkNumber)
	m := &measured{value: fmt.Sprintf("%s*%d", a, shareScale), divisor: b, unit: 1, computable: b + "<>0", pair: pair}
	if of.Ratio[0] == "" {
		m.value = fmt.Sprintf("(%s-%s)*%d", a, b, shareScale)
	}
	m.shown = m.share(of.Ratio[0] == "")
	return m, nil
}

func scaleOf(fact *scoring.Fact) int64 {
	if fact.Type == scoring.TypeMoney {
		return 100
	}
	return 1
}

// isOneOf is true when a cell holds one of the answers.
func isOneOf(cell string, choices []scoring.Choice) string {
	tests := make([]string, len(choices))
	for i, c := range choices {
		tests[i] = cell + "=" + quote(plainLabelText(c.Label))
	}
	return anyOf(tests)
}

// capped limits the size of a score.
func capped(points string, most *scoring.Points) string {
	if most == nil || *most == 0 {
		return points
	}
	return fmt.Sprintf("MAX(-%d,MIN(%d,%s))", *most, *most, points)
}

// quote writes a text as a formula does: in pieces where it is longer than the
// 255 characters that spreadsheets allow.
func quote(text string) string {
	runes, most := []rune(text), 120
	if len(runes) <= most {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return "(" + quote(string(runes[:most])) + "&" + quote(string(runes[most:])) + ")"
}

func all(conditions []string) string   { return joined("AND", conditions) }
func anyOf(conditions []string) string { return joined("OR", conditions) }

func joined(function string, conditions []string) string {
	switch len(conditions) {
	case 0:
		return ""
	case 1:
		return conditions[0]
	default:
		return function + "(" + strings.Join(conditions, ",") + ")"
	}
}
