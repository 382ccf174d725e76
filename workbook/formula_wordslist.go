package workbook

import (
	"fmt"
	"strings"

	"wuxing/scoring"
)

// sumWords counts the rows by what they got points for: 区级2人、省级1人,另1人不计.
func (l *listLayout) sumWords(rule *scoring.ListRule, counted int, e *expressions) string {
	unit := l.fact.Unit
	var parts []string
	for _, table := range rule.Tables {
		place := l.addHelper("case", l.rowCase(table, counted))
		for i := range table {
			if table[i].Points == 0 && !table[i].Veto {
				continue
			}
			count := fmt.Sprintf("COUNTIF(%s,%d)", l.column(place), i+1)
			label := l.caseLabel(table[i].When)
			parts = append(parts, fmt.Sprintf(`IF(%s>0,%s&%s&%s,"")`, count, quote("、"+label), count, quote(unit)))
		}
	}
	present, rows := fmt.Sprintf("SUM(%s)", l.column(l.present)), fmt.Sprintf("COUNT(%s)", l.column(counted))
	if !e.hasVeto() { // of a veto's row the points are 0, too
		zero := fmt.Sprintf("COUNTIF(%s,0)", l.column(counted))
		parts = append(parts, fmt.Sprintf(`IF(%s>0,"、"&%s&%s,"")`, zero, zero, quote(unit+"得0分")))
	}
	parts = append(parts, fmt.Sprintf(`IF(%s>%s,"、"&(%s-%s)&%s,"")`, present, rows, present, rows, quote(unit+"不计")))
	return fmt.Sprintf(`IF(%s=0,%s,MID(%s,2,500)%s%s)`, present, quote(labelNone), strings.Join(parts, "&"), e.vetoWord(), cappedWord(e.points, rule.Cap))
}

// bestWords names the row that counts: 最高:省级二等奖为主.
func (l *listLayout) bestWords(rule *scoring.ListRule, counted int, best string, e *expressions) string {
	named := map[string]bool{}
	for _, table := range rule.Tables {
		for i := range table {
			for _, match := range table[i].When {
				named[match.Field] = true
			}
		}
	}
	for i := range rule.Times {
		for _, match := range rule.Times[i].When {
			named[match.Field] = true
		}
	}
	var parts []string
	for f := range l.fact.Fields {
		field := &l.fact.Fields[f]
		if !named[field.Key] {
			continue
		}
		value := fmt.Sprintf("INDEX(%s,MATCH(%s,%s,0))", l.column(l.values[f]), best, l.column(counted))
		if field.Type == scoring.TypeYesNo {
			value = fmt.Sprintf("IF(%s=%s,%s,%s)", value, quote(labelYes), quote(field.Label), quote("非"+field.Label))
		}
		parts = append(parts, value)
	}
	most := "最高"
	if deducts(rule) {
		most = "最重"
	}
	return fmt.Sprintf(`IF(SUM(%s)=0,%s,IF(%s=0,"无计分项",%s&%s)%s%s)`, l.column(l.present), quote(labelNone), best,
		quote(most+":"), strings.Join(parts, "&"), e.vetoWord(), cappedWord(e.points, rule.Cap))
}

// rowCase is the number of the entry that a row's points come from.
func (l *listLayout) rowCase(table []scoring.RowCase, counted int) func(row int) string {
	return func(row int) string {
		formula := ""
		for i := range table {
			formula += fmt.Sprintf("IF(%s,%d,", l.matches(table[i].When, row), i+1)
		}
		return fmt.Sprintf(`IF(ISNUMBER(%s),%s0%s,"")`, cellName(counted, row), formula, strings.Repeat(")", len(table)))
	}
}

// caseLabel names an entry of a table by its answers: 省级一等奖. The answer to a
// yes/no is named by its question.
func (l *listLayout) caseLabel(when []scoring.Match) string {
	label := ""
	for _, match := range when {
		field := &l.fact.Fields[l.fieldPlace(match.Field)]
		switch {
		case field.Type != scoring.TypeYesNo:
			label += labelOf(field.Choices, match.Choice)
		case match.Choice == yesNo[0].Key:
			label += field.Label
		default:
			label += "非" + field.Label
		}
	}
	return label
}

func (e *expressions) hasVeto() bool { return e.veto != "" }

// vetoWord is a tail of words.
func (e *expressions) vetoWord() string {
	if !e.hasVeto() {
		return ""
	}
	return fmt.Sprintf(`&IF(%s,",一票否决","")`, e.veto)
}
