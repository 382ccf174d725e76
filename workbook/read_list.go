package workbook

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// foundList is where a list stands in the workbook.
type foundList struct {
	sheet   string
	columns []int // of the fields, in card order; 0 for one that is lost
	keyRow  int   // the row that names the columns, by keys or by headings
	first   int   // first row of answers
	rows    []int // those with an answer, once they were looked for
}

// readList reads the rows of a list and whether there is anything to list:
//
//	无 and no rows      an empty list
//	blank and no rows   not given
//	有 or blank, rows   the rows
//	无 and rows         a contradiction
//	有 and no rows      the rows are missing
//
// Rows that say nothing but 无 are no rows, and say so as the cell would.
func (r *reader) readList(fact *scoring.Fact) error {
	answer, at, ok, err := r.factCell(fact)
	if err != nil || !ok {
		return err
	}
	wanted := asked{fact.Key, fact.Label, "", scoring.TypeList, declared}
	said, understood := r.answer(&wanted, answer, at)
	if !understood {
		said = "" // the problem is recorded; the rows may have their own
	}
	list, rows, ok, err := r.listRows(fact, said, at)
	if err != nil || !ok {
		return err
	}
	if len(rows) > 0 && r.saysNone(fact, list, rows) {
		if said == "" && understood {
			said = "none"
			r.warn(CodeListReadAsNone, position(list.sheet, list.columns[0], rows[0]), "fact", fact.Label)
		}
		rows = nil
	}
	switch said {
	case "none":
		if len(rows) > 0 {
			r.collect.FailFact(fact.Key, scoring.CodeListContradiction, at, "fact", fact.Label)
		}
	case "some":
		if len(rows) == 0 {
			r.collect.FailFact(fact.Key, CodeListWithoutRows, at, "fact", fact.Label)
			return nil
		}
	case "":
		if len(rows) == 0 {
			return nil
		}
	default:
		r.collect.FailFact(fact.Key, scoring.CodeUnknownChoice, at, "fact", fact.Label, "found", clip(said), "choices", labelSome+"、"+labelNone)
	}
	r.collect.List(fact.Key, at)
	// One too many is enough to be refused; a million would be as many problems.
	rows = rows[:min(len(rows), fact.MaxRows+1)]
	for i, row := range rows {
		r.readRow(fact, list, i, row)
	}
	return nil
}

// listRows finds a list and its filled rows. A list that is declared as empty may
// be gone with its sheet.
func (r *reader) listRows(fact *scoring.Fact, said string, at scoring.Position) (list foundList, rows []int, ok bool, err error) {
	list, ok, err = r.findList(fact)
	if err != nil {
		return list, nil, false, err
	}
	if !ok {
		switch {
		case list.sheet != "":
			for f, col := range list.columns {
				if col == 0 {
					r.collect.FailFact(fact.Key, CodeMissingColumn, position(list.sheet, listFirstCol, list.keyRow), "fact", fact.Label, "field", heading(&fact.Fields[f]))
				}
			}
		case said == "none":
			return list, nil, true, nil
		default:
			r.collect.FailFact(fact.Key, CodeMissingList, at, "fact", fact.Label, "key", fact.Key)
		}
		return list, nil, false, nil
	}
	list.rows = r.filledRows(list)
	r.lists[fact.Key] = list
	r.columnsTwice(fact, list)
	return list, list.rows, true, nil
}

func (r *reader) readRow(fact *scoring.Fact, list foundList, index, row int) {
	g := r.gridOf(list)
	rowAt := position(list.sheet, list.columns[0], row)
	path := fmt.Sprintf("%s[%d]", fact.Key, index)
	r.remember(path, rowAt)
	if at, found := r.isSum(fact, list, row); found != "" {
		r.collect.FailFact(fact.Key, CodeSumRow, at, "fact", fact.Label, "found", found)
		return
	}
	cells := make([]scoring.RowCell, 0, len(fact.Fields))
	unusable := false
	for f := range fact.Fields {
		field := &fact.Fields[f]
		at := position(list.sheet, list.columns[f], row)
		r.remember(path+"."+field.Key, at)
		c := g.at(list.columns[f], row)
		if top, joined := g.joined[[2]int{list.columns[f], row}]; joined && field.Type != scoring.TypeCount && top[0] == list.columns[f] && top[1] >= list.first {
			c = g.at(top[0], top[1]) // one name or level for several rows
		}
		text, ok := r.answer(&asked{fact.Key, field.Label, field.Unit, field.Type, field.Choices}, c, at)
		if !ok {
			unusable = true
			continue
		}
		cells = append(cells, scoring.RowCell{Field: field.Key, Text: text, At: at})
	}
	if unusable { // or the collector would call the field missing as well
		return
	}
	r.collect.Row(fact.Key, rowAt, cells)
}

func (r *reader) gridOf(list foundList) *grid { return r.book.sheets[r.book.order[list.sheet]].grid }

// filledRows are the rows of a list with an answer in any field, however far down
// and with whatever gaps: nothing that was filled in is passed over.
func (r *reader) filledRows(list foundList) []int {
	filled := map[int]bool{}
	for at, c := range r.gridOf(list).cells { // not row by row: the last one may be the millionth
		if at[1] >= list.first && slices.Contains(list.columns, at[0]) && c.answered() {
			filled[at[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(filled))
}

// answered tells whether something was put into the cell. A formula whose result
// is an empty text is not.
func (c cell) answered() bool {
	return c.formula && c.kind == cellBlank || c.kind != cellText && c.kind != cellBlank || trim(c.text) != ""
}

// Words that people write into a table that has no rows, and in front of a sum.
var (
	noneWords = []string{"无", "没有", "暂无"}
	sumWords  = []string{"合计", "总计", "小计", "共计"}
)

// saysNone tells whether all that stands in the rows of a list is that there are
// none.
func (r *reader) saysNone(fact *scoring.Fact, list foundList, rows []int) bool {
	g := r.gridOf(list)
	for _, row := range rows {
		for f, col := range list.columns {
			c, field := g.at(col, row), &fact.Fields[f]
			if !c.answered() {
				continue
			}
			text := plainAnswer(c.text)
			if !slices.Contains(noneWords, text) || slices.ContainsFunc(field.Choices, func(choice scoring.Choice) bool { return plainAnswer(choice.Label) == text }) {
				return false
			}
		}
	}
	return true
}

// isSum finds the word that makes a row a sum of the others: in front of the
// table, or in one of its texts.
func (r *reader) isSum(fact *scoring.Fact, list foundList, row int) (scoring.Position, string) {
	g := r.gridOf(list)
	columns := []int{}
	for col := max(1, slices.Min(list.columns)-4); col < slices.Min(list.columns); col++ {
		columns = append(columns, col)
	}
	for f, col := range list.columns {
		if fact.Fields[f].Type == scoring.TypeText {
			columns = append(columns, col)
		}
	}
	for _, col := range columns {
		if c := g.at(col, row); c.kind == cellText && strings.Contains(c.text, "计") && slices.Contains(sumWords, plainAnswer(c.text)) {
			return position(list.sheet, col, row), trim(c.text)
		}
	}
	return scoring.Position{}, ""
}

// columnsTwice complains of copies of a column that hold answers, too.
func (r *reader) columnsTwice(fact *scoring.Fact, list foundList) {
	g := r.gridOf(list)
	names := map[string]int{}
	for f, col := range list.columns {
		names[trim(g.at(col, list.keyRow).text)] = f
	}
	for col := 1; col <= maxListColumn; col++ {
		f, twice := names[trim(g.at(col, list.keyRow).text)]
		if !twice || slices.Contains(list.columns, col) {
			continue
		}
		if rows := r.filledRows(foundList{sheet: list.sheet, columns: []int{col}, first: list.first}); len(rows) > 0 {
			r.collect.FailFact(fact.Key, CodeColumnTwice, position(list.sheet, col, rows[0]), "fact", fact.Label,
				"field", fact.Fields[f].Label, "column", columnName(list.columns[f]), "count", strconv.Itoa(len(rows)))
			return
		}
	}
}
