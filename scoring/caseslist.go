package scoring

import (
	"strconv"
	"strings"
)

// caseRow is a row of a list in a case.
type caseRow struct {
	cells  []int64 // choices and yes/no by number, unknown where left out
	name   int     // of all its texts
	points Points
	veto   bool
	label  string
}

// list probes the empty list, each combination of answers on both sides of each
// bound, sums around the cap, and rows of one name.
func (m *caseMaker) list(list *ListRule) {
	fact := &m.card.Facts[m.card.factByKey[list.Fact]]
	m.add(list.Fact+": empty", setting{list.Fact, "[]"})
	rows := allowedRows(fact, list)
	for _, row := range rows {
		m.rows(fact, list, row.label, row)
		for _, bound := range list.Only {
			c := fieldIndex(fact.Fields, bound.Field)
			for n := bound.From - 1; n <= min(bound.From+1, fact.Fields[c].Max); n++ {
				near := row
				near.cells = append([]int64{}, row.cells...)
				near.cells[c] = n
				m.rows(fact, list, row.label+", "+bound.Field+" "+strconv.FormatInt(n, 10)+": "+side(n-bound.From)+"≥"+strconv.FormatInt(bound.From, 10), near)
			}
		}
	}
	least, most, ok := extremes(rows)
	if !ok || fact.MaxRows < 2 {
		return
	}
	m.rows(fact, list, "two rows, the better first", most, least.called(2))
	m.rows(fact, list, "two rows, the better last", least, most.called(2))
	if list.BestPer != "" {
		m.rows(fact, list, "one name, the better row first", most, least)
		m.rows(fact, list, "one name, the better row last", least, most)
		m.rows(fact, list, "one name, equal rows", least, least)
	}
	if list.Combine == combineSum && list.Cap != nil {
		m.aroundCap(fact, list, rows)
	}
}

func (r caseRow) called(name int) caseRow {
	r.name = name
	return r
}

// aroundCap probes the largest sum below the cap, the cap, and the smallest sum
// above it, of rows with different names.
func (m *caseMaker) aroundCap(fact *Fact, list *ListRule, rows []caseRow) {
	_, most, _ := extremes(rows)
	limit := int((*list.Cap + magnitude(most.points)) / QuarterPoint)
	fewest := make([]int, limit+1) // rows that add up to so many quarter points; 0: none do
	last := make([]int, limit+1)   // the row that was added
	for sum := 1; sum <= limit; sum++ {
		for i := range rows {
			before := sum - int(magnitude(rows[i].points)/QuarterPoint)
			if rows[i].points == 0 || rows[i].veto || before < 0 || before > 0 && fewest[before] == 0 {
				continue
			}
			if n := fewest[before] + 1; n <= fact.MaxRows && (fewest[sum] == 0 || n < fewest[sum]) {
				fewest[sum], last[sum] = n, i
			}
		}
	}
	probe := func(sum int, name string) bool {
		if sum <= 0 || sum > limit || fewest[sum] == 0 {
			return false
		}
		var added []caseRow
		for ; sum > 0; sum -= int(magnitude(rows[last[sum]].points) / QuarterPoint) {
			added = append(added, rows[last[sum]].called(len(added)+1))
		}
		m.rows(fact, list, name+" the cap "+list.Cap.String(), added...)
		return true
	}
	at := int(*list.Cap / QuarterPoint)
	for sum := at - 1; sum > 0 && !probe(sum, "just below"); sum-- {
		continue
	}
	probe(at, "on")
	for sum := at + 1; sum <= limit && !probe(sum, "just above"); sum++ {
		continue
	}
}

func (m *caseMaker) rows(fact *Fact, list *ListRule, probe string, rows ...caseRow) {
	m.add(list.Fact+": "+probe, setting{fact.Key, rowsJSON(fact, rows)})
}

// extremes are the rows of least and most points that are not 0.
func extremes(rows []caseRow) (least, most caseRow, ok bool) {
	for _, row := range rows {
		switch {
		case row.points == 0 || row.veto:
			continue
		case !ok:
			least, most, ok = row, row, true
		case further(least.points, row.points):
			least = row
		case further(row.points, most.points):
			most = row
		}
	}
	return least, most, ok
}

// allowedRows is a row for each combination of answers that the form takes. Counts
// stand on their bound, or at 1.
func allowedRows(fact *Fact, list *ListRule) []caseRow {
	factors, _ := rowFactors(fact.Fields)
	var rows []caseRow
	for code, cell := range compileCells(fact, list) {
		row := caseRow{cells: make([]int64, len(fact.Fields)), name: 1, points: cell.points, veto: cell.veto, label: cell.label}
		for c := range fact.Fields {
			switch {
			case factors[c] > 0:
				row.cells[c] = int64(code)/factors[c]%int64(fieldChoices(&fact.Fields[c])+1) - 1
			case fact.Fields[c].Type == TypeCount:
				row.cells[c] = 1
			}
		}
		for _, bound := range list.Only {
			c := fieldIndex(fact.Fields, bound.Field)
			row.cells[c] = max(row.cells[c], bound.From)
		}
		if row.allowed(fact) {
			rows = append(rows, row)
		}
	}
	return rows
}

// allowed tells whether the row has what it needs and nothing that it does not.
func (r *caseRow) allowed(fact *Fact) bool {
	for c := range fact.Fields {
		field := &fact.Fields[c]
		if fieldChoices(field) > 0 && !field.Optional && (r.cells[c] != unknown) != fieldNeeded(fact.Fields, c, r.cells) {
			return false
		}
	}
	return true
}

// rowsJSON writes rows as the facts of a list.
func rowsJSON(fact *Fact, rows []caseRow) string {
	var b strings.Builder
	b.WriteByte('[')
	for i := range rows {
		texts := make([]string, len(fact.Fields))
		for c := range fact.Fields {
			switch field := &fact.Fields[c]; {
			case field.Type == TypeText:
				texts[c] = strconv.Itoa(rows[i].name)
			case rows[i].cells[c] != unknown:
				texts[c] = valueText(field.Type, field.Choices, rows[i].cells[c])
			}
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(appendJSONRow(nil, fact.Fields, texts))
	}
	b.WriteByte(']')
	return b.String()
}

// listLimits fills a list, gives it one row too many, and its counts their largest
// number and one more.
func (m *caseMaker) listLimits(fact *Fact) {
	list := firstList(&m.indicator.Rule, fact.Key)
	rows := allowedRows(fact, list)
	if len(rows) == 0 {
		return
	}
	for n := fact.MaxRows; n <= fact.MaxRows+1; n++ {
		full := make([]caseRow, n)
		for i := range full {
			full[i] = rows[0]
		}
		m.rows(fact, list, strconv.Itoa(n)+" rows: at the largest number "+strconv.Itoa(fact.MaxRows), full...)
	}
	for c := range fact.Fields {
		if field := &fact.Fields[c]; field.Type == TypeCount {
			for n := field.Max; n <= field.Max+1; n++ {
				row := rows[0]
				row.cells = append([]int64{}, row.cells...)
				row.cells[c] = n
				m.rows(fact, list, field.Key+" "+strconv.FormatInt(n, 10)+": at the largest number "+strconv.FormatInt(field.Max, 10), row)
			}
		}
	}
}

// firstList is the first rule of a list in a rule.
func firstList(rule *Rule, key string) *ListRule {
	if rule.List != nil && rule.List.Fact == key {
		return rule.List
	}
	for i := range rule.Sum {
		if list := firstList(&rule.Sum[i], key); list != nil {
			return list
		}
	}
	return nil
}
