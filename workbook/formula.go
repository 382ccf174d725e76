package workbook

import (
	"errors"
	"fmt"
	"strings"

	"wuxing/scoring"
)

// expressions are the parts of an indicator's formula. Points are in hundredths,
// so that everything stays whole until it is shown.
type expressions struct {
	given      string // true when every fact is filled in
	computable string // true when no divisor is 0; "" when there is none
	points     string // right only where given and computable
	veto       string // true for a veto; "" when the rule knows none
}

// ruleFormula turns a rule into spreadsheet expressions. They use only functions
// that Excel 2016, WPS and LibreOffice calculate alike, and are exact at every
// bound: shares are compared as whole products, money as whole fen, steps are
// counted with QUOTIENT of whole numbers. check.go of scoring has seen the rule.
func (l *formLayout) ruleFormula(rule *scoring.Rule) (expressions, error) {
	switch {
	case rule.Flag != nil:
		fact := rule.Flag.Fact
		return expressions{
			given:  l.isLabel(fact, yesNo),
			points: fmt.Sprintf("IF(%s=%s,%d,0)", fact, quote(labelYes), rule.Flag.Points),
		}, nil
	case rule.Choice != nil:
		return l.choiceFormula(rule.Choice)
	case rule.Ladder != nil:
		return l.ladderFormula(rule.Ladder)
	case rule.Each != nil:
		number, err := l.whole(rule.Each.Fact)
		return expressions{given: isNumber(rule.Each.Fact), points: fmt.Sprintf("%s*(%d)", number, rule.Each.Points)}, err
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
	var given, computable, points, veto []string
	for i := range rules {
		e, err := l.ruleFormula(&rules[i])
		if err != nil {
			return expressions{}, err
		}
		given, points = append(given, e.given), append(points, e.points)
		if e.computable != "" {
			computable = append(computable, e.computable)
		}
		if e.veto != "" {
			veto = append(veto, e.veto)
		}
	}
	return expressions{given: all(given), computable: all(computable), points: strings.Join(points, "+"), veto: anyOf(veto)}, nil
}

func (l *formLayout) choiceFormula(rule *scoring.ChoiceRule) (expressions, error) {
	fact, ok := l.card.Fact(rule.Fact)
	if !ok {
		return expressions{}, fmt.Errorf("no fact %s", rule.Fact)
	}
	points, depth := "", 0
	for _, row := range rule.Points {
		points += fmt.Sprintf("IF(%s=%s,%d,", rule.Fact, quote(labelOf(fact.Choices, row.Choice)), row.Points)
		depth++
	}
	return expressions{given: l.isLabel(rule.Fact, fact.Choices), points: points + "0" + strings.Repeat(")", depth)}, nil
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
	points += "0" + strings.Repeat(")", depth)
	return expressions{given: m.given, computable: m.computable, points: capped(points, rule.Cap), veto: anyOf(veto)}, nil
}

// measured is a ladder's value and the divisor that its bounds are multiplied
// with: a share of a÷b reaches p percent when a·10000 ≥ p·100·b.
type measured struct {
	value, divisor    string // divisor "" for counts and amounts
	given, computable string
	unit              int64 // of a bound: hundredths of a bound's text in one unit of value
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
	switch {
	case of.Count != "":
		value, err := l.whole(of.Count)
		return &measured{value: value, given: isNumber(of.Count), unit: 100}, err
	case of.Amount != "":
		value, err := l.whole(of.Amount)
		return &measured{value: value, given: isNumber(of.Amount), unit: 1}, err
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
	a, errA := l.whole(pair[0])
	b, errB := l.whole(pair[1])
	m := &measured{
		value: fmt.Sprintf("%s*%d", a, shareScale), divisor: b, unit: 1,
		given: all([]string{isNumber(pair[0]), isNumber(pair[1])}), computable: b + "<>0",
	}
	if of.Ratio[0] == "" {
		m.value = fmt.Sprintf("(%s-%s)*%d", a, b, shareScale)
	}
	return m, firstError(errA, errB)
}

// whole is a fact as a whole number: people, or fen.
func (l *formLayout) whole(key string) (string, error) {
	fact, ok := l.card.Fact(key)
	if !ok {
		return "", fmt.Errorf("no fact %s", key)
	}
	if scaleOf(fact) == 1 {
		return fmt.Sprintf("ROUND(%s,0)", key), nil
	}
	return fmt.Sprintf("ROUND(%s*%d,0)", key, scaleOf(fact)), nil
}

func scaleOf(fact *scoring.Fact) int64 {
	if fact.Type == scoring.TypeMoney {
		return 100
	}
	return 1
}

func isNumber(key string) string { return "ISNUMBER(" + key + ")" }

// isLabel is true when a cell holds one of the answers.
func (l *formLayout) isLabel(key string, choices []scoring.Choice) string {
	tests := make([]string, len(choices))
	for i, c := range choices {
		tests[i] = key + "=" + quote(c.Label)
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

func quote(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

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

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
