package workbook

import (
	"fmt"
	"strings"

	"wuxing/scoring"
)

// listFormula scores a list with hidden columns beside its table, one formula a
// row, and sums them up. Blank rows have "" there, which sums leave out.
func (l *formLayout) listFormula(rule *scoring.ListRule) (expressions, error) {
	list, ok := l.byKey[rule.Fact]
	if !ok {
		return expressions{}, fmt.Errorf("no list %s", rule.Fact)
	}
	points := list.addHelper("points", list.rowPoints(rule))
	counted := points
	if rule.BestPer != "" {
		counted = list.addBest(rule, points)
	}
	e := expressions{}
	best := ""
	switch rule.Combine {
	case "best":
		furthest := map[bool]string{true: "MIN", false: "MAX"}[deducts(rule)]
		best = fmt.Sprintf("%s(0,%s)", furthest, list.column(counted))
		e.points = best
	default:
		e.points = fmt.Sprintf("SUM(%s)", list.column(counted))
	}
	e.points = capped(e.points, rule.Cap)
	// A veto holds also where a better row of the same name counts.
	if veto := list.rowVeto(rule, points); veto != nil {
		e.veto = fmt.Sprintf("SUM(%s)>0", list.column(list.addHelper("veto", veto)))
	}
	if best == "" {
		e.words = list.sumWords(rule, counted, &e)
	} else {
		e.words = list.bestWords(rule, counted, best, &e)
	}
	e.part = quote(list.fact.Label) + "&" + pointsShown(e.points)
	return e, nil
}

// deducts tells whether a list's rows take points; all of them have one sign, and
// of deductions the largest counts as the best.
func deducts(rule *scoring.ListRule) bool {
	for _, table := range rule.Tables {
		for i := range table {
			if table[i].Points < 0 {
				return true
			}
		}
	}
	return false
}

// addHelper plans a hidden column and gives its number.
func (l *listLayout) addHelper(title string, formula func(row int) string) int {
	l.helpers = append(l.helpers, helperColumn{title, formula})
	return l.helperCol(len(l.helpers) - 1)
}

// rowPoints gives a row its points: the first entry of each table that matches,
// added, times the factors. Rows below a bound have "", as blank ones.
func (l *listLayout) rowPoints(rule *scoring.ListRule) func(row int) string {
	return func(row int) string {
		tables := make([]string, len(rule.Tables))
		for t, table := range rule.Tables {
			for i := range table {
				tables[t] += fmt.Sprintf("IF(%s,%d,", l.matches(table[i].When, row), table[i].Points)
			}
			tables[t] += "0" + strings.Repeat(")", len(table))
		}
		points := "(" + strings.Join(tables, "+") + ")"
		for i := range rule.Times {
			when := l.matches(rule.Times[i].When, row)
			points += fmt.Sprintf("*IF(%s,%d,1)/IF(%s,%d,1)", when, rule.Times[i].By[0], when, rule.Times[i].By[1])
		}
		return fmt.Sprintf(`IF(%s,%s,"")`, l.counts(rule, row), points)
	}
}

// counts is true for a filled row that no bound leaves out.
func (l *listLayout) counts(rule *scoring.ListRule, row int) string {
	conditions := []string{cellName(l.present, row) + "=1"}
	for i := range rule.Only {
		field := cellName(l.values[l.fieldPlace(rule.Only[i].Field)], row)
		// N of a text is 0, so that a text is below every bound.
		reached := fmt.Sprintf("IF(ISNUMBER(%s),%s,-1)>=%d", field, field, rule.Only[i].From)
		alternatives := []string{reached}
		for m := range rule.Only[i].Unless {
			alternatives = append(alternatives, l.matches(rule.Only[i].Unless[m:m+1], row))
		}
		conditions = append(conditions, anyOf(alternatives))
	}
	return all(conditions)
}

// rowVeto is 1 for a row that counts and whose first matching entry is a veto;
// nil when the rule knows none.
func (l *listLayout) rowVeto(rule *scoring.ListRule, points int) func(row int) string {
	any := false
	for _, table := range rule.Tables {
		for i := range table {
			any = any || table[i].Veto
		}
	}
	if !any {
		return nil
	}
	return func(row int) string {
		tables := make([]string, len(rule.Tables))
		for t, table := range rule.Tables {
			for i := range table {
				veto := 0
				if table[i].Veto {
					veto = 1
				}
				tables[t] += fmt.Sprintf("IF(%s,%d,", l.matches(table[i].When, row), veto)
			}
			tables[t] += "0" + strings.Repeat(")", len(table))
		}
		return fmt.Sprintf("IF(ISNUMBER(%s),%s,0)", cellName(points, row), strings.Join(tables, "+"))
	}
}

// matches compares the row's cells with labels.
func (l *listLayout) matches(when []scoring.Match, row int) string {
	conditions := make([]string, len(when))
	for i, match := range when {
		f := l.fieldPlace(match.Field)
		field := &l.fact.Fields[f]
		label := labelOf(choicesOf(field.Type, field.Choices), match.Choice)
		conditions[i] = cellName(l.values[f], row) + "=" + quote(plainLabelText(label))
	}
	return all(conditions)
}

func (l *listLayout) fieldPlace(key string) int {
	for f := range l.fact.Fields {
		if l.fact.Fields[f].Key == key {
			return f
		}
	}
	panic("workbook: a card's rule names no field of " + l.fact.Key + ": " + key) // scoring has checked it
}

// addBest lets only the best row of each name count, and of equal ones the first.
//
// Names are compared as the engine does: without spaces, and otherwise character
// by character. COUNTIFS ignores case and takes * ? ~ for patterns, so these and
// A to Z are written with a | before them, and a k in front keeps a name such as
// ">5" or "100" from being taken for a comparison or a number.
func (l *listLayout) addBest(rule *scoring.ListRule, points int) int {
	cell := l.fieldCol(l.fieldPlace(rule.BestPer))
	plain := l.addHelper("name", func(row int) string { return nameText(cellName(cell, row)) })
	key := l.addHelper("key", func(row int) string {
		return fmt.Sprintf(`IF(ISNUMBER(%s),"k"&%s,"")`, cellName(points, row), substitute(cellName(plain, row), patterns()))
	})
	better := map[bool]string{true: "<", false: ">"}[deducts(rule)]
	return l.addHelper("best", func(row int) string {
		k, p := cellName(key, row), cellName(points, row)
		above := func(col int) string { // the rows above, beginning with the heading
			return fmt.Sprintf("%s$%d:%s", columnName(col), listHeadRow, cellName(col, row-1))
		}
		whole := func(col int) string {
			return fmt.Sprintf("%s$%d:%s$%d", columnName(col), listFirstRow, columnName(col), l.lastRow)
		}
		return fmt.Sprintf(`IF(ISNUMBER(%s),IF(COUNTIFS(%s,%s,%s,"%s"&%s)+COUNTIFS(%s,%s,%s,%s)=0,%s,""),"")`,
			p, whole(key), k, whole(points), better, p, above(key), k, above(points), p, p)
	})
}

// patterns are the pairs that keep characters from being patterns or alike.
func patterns() [][2]string {
	pairs := [][2]string{{"|", "|0"}, {"*", "|1"}, {"?", "|2"}, {"~", "|3"}}
	for letter := 'A'; letter <= 'Z'; letter++ {
		pairs = append(pairs, [2]string{string(letter), "|" + strings.ToLower(string(letter))})
	}
	return pairs
}

// substitute nests SUBSTITUTE; Excel allows 64 levels.
func substitute(cell string, pairs [][2]string) string {
	text := cell
	for _, pair := range pairs {
		text = fmt.Sprintf("SUBSTITUTE(%s,%s,%s)", text, quote(pair[0]), quote(pair[1]))
	}
	return text
}
