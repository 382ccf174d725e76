package workbook

import (
	"fmt"
	"strings"

	"wuxing/scoring"
)

// planRows plans the hidden columns that say what a list's rows hold, before the
// rules plan theirs.
func (l *listLayout) planRows() {
	l.values = make([]int, len(l.fact.Fields))
	shown := make([]int, len(l.fact.Fields)) // columns that are blank where the cell is
	for f := range l.fact.Fields {
		field := &l.fact.Fields[f]
		cell := func(row int) string { return cellName(l.fieldCol(f), row) }
		switch field.Type {
		case scoring.TypeText:
			l.values[f] = l.addHelper(field.Key, func(row int) string { return trimmed(cell(row), pastedSpaces) })
			shown[f] = l.values[f]
		case scoring.TypeCount:
			shown[f] = l.addHelper(field.Key+" text", func(row int) string {
				return fmt.Sprintf(`IF(ISNUMBER(%s),%s&"",%s)`, cell(row), cell(row), narrowed(trimmed(cell(row), pastedSpaces)))
			})
			text := shown[f]
			l.values[f] = l.addHelper(field.Key, func(row int) string {
				return fmt.Sprintf(`IF(LEN(%s)=0,"",%s)`, cellName(text, row), cleanNumber(cell(row), cellName(text, row), withoutDigits(cellName(text, row)), 0))
			})
		default:
			l.values[f] = l.addHelper(field.Key, func(row int) string {
				return answerLabel(trimmed(cell(row), pastedSpaces))
			})
			shown[f] = l.values[f]
		}
	}
	l.present = l.addHelper("present", func(row int) string {
		cells := make([]string, len(shown))
		for f := range shown {
			cells[f] = cellName(shown[f], row)
		}
		return fmt.Sprintf("IF(LEN(%s)>0,1,0)", strings.Join(cells, "&"))
	})
	l.texts = shown
}

// missing is true where a row needs a field and has nothing in it.
func (l *listLayout) missing(f, row int) string {
	field := &l.fact.Fields[f]
	conditions := []string{cellName(l.present, row) + "=1", fmt.Sprintf("LEN(%s)=0", cellName(l.texts[f], row))}
	if len(field.NeededWhen) > 0 {
		ways := make([]string, len(field.NeededWhen))
		for m := range field.NeededWhen {
			ways[m] = l.matches(field.NeededWhen[m:m+1], row)
		}
		conditions = append(conditions, anyOf(ways))
	}
	return all(conditions)
}

// bad is true where a field holds what the reader refuses.
func (l *listLayout) bad(f, row int) string {
	field := &l.fact.Fields[f]
	value := cellName(l.values[f], row)
	wrong := ""
	switch field.Type {
	case scoring.TypeText:
		wrong = value + "=" + quote(unreadable)
	case scoring.TypeCount:
		wrong = fmt.Sprintf("NOT(%s)", isWithin(value, field.Max, 0))
	default:
		wrong = fmt.Sprintf("NOT(%s)", isOneOf(value, choicesOf(field.Type, field.Choices)))
	}
	return fmt.Sprintf("AND(LEN(%s)>0,%s)", cellName(l.texts[f], row), wrong)
}

// rowCheck says what is wrong with a row: 未填姓名、荣誉级别不在选项中.
func (l *listLayout) rowCheck(row int) string {
	parts := make([]string, 0, len(l.fact.Fields))
	for f := range l.fact.Fields {
		field := &l.fact.Fields[f]
		wrong := "、" + field.Label + "不在选项中"
		switch field.Type {
		case scoring.TypeText:
			wrong = "、" + field.Label + "不能读取"
		case scoring.TypeCount:
			wrong = "、" + field.Label + "应为整数"
		}
		missing := `""`
		if !field.Optional {
			missing = fmt.Sprintf(`IF(%s,%s,"")`, l.missing(f, row), quote("、"+wordMissing+field.Label))
		}
		parts = append(parts, fmt.Sprintf("IF(%s,%s,%s)", l.bad(f, row), quote(wrong), missing))
	}
	return fmt.Sprintf(`IF(%s=1,MID(%s,2,200),"")`, cellName(l.present, row), strings.Join(parts, "&"))
}

// checks are the state of a list's fact and what is wrong with it; see read_list.go
// for what the answers 有 and 无 mean with and without rows.
func (l *listLayout) checks(at func(col int) string) (state, fault string) {
	rows, faulty := fmt.Sprintf("SUM(%s)", l.column(l.present)), fmt.Sprintf(`COUNTIF(%s,"?*")`, l.column(l.checkCol()))
	said := at(checkPlain)
	is := func(label string) string { return said + "=" + quote(label) }
	problems := []struct{ when, text string }{
		{fmt.Sprintf("NOT(OR(LEN(%s)=0,%s,%s))", said, is(labelSome), is(labelNone)), `"不在选项中,请从列表中选"`},
		{fmt.Sprintf("AND(%s,%s>0)", is(labelNone), rows), fmt.Sprintf(`"选了“%s”,清单却填了"&%s&"行"`, labelNone, rows)},
		{fmt.Sprintf("AND(%s,%s=0)", is(labelSome), rows), fmt.Sprintf(`"选了“%s”,清单没有填"`, labelSome)},
		{faulty + ">0", fmt.Sprintf(`"清单有"&%s&"行未填全或填错"`, faulty)},
	}
	state = fmt.Sprintf("IF(AND(LEN(%s)=0,%s=0),%d,%d)", said, rows, stateMissing, stateGiven)
	fault = `""`
	for i := len(problems) - 1; i >= 0; i-- {
		state = fmt.Sprintf("IF(%s,%d,%s)", problems[i].when, stateBad, state)
		fault = fmt.Sprintf("IF(%s,%s,%s)", problems[i].when, problems[i].text, fault)
	}
	return state, fault
}
