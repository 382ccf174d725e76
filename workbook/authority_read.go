package workbook

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"wuxing/assessment"
	"wuxing/scoring"
)

// ReadAuthority reads the lists of other departments for a card, or gives every
// problem at once, with sheet and cell. A sheet on which nothing is filled in is
// no list; one with a name and no rows says that nobody has anything.
func ReadAuthority(data []byte, card *scoring.Card) (book *assessment.AuthorityBook, problems scoring.Problems) {
	defer func() { // see Read
		if p := recover(); p != nil {
			book, problems = nil, (&refused{CodeWorkbookDamaged, []string{"what", "panic: " + fmt.Sprint(p)}}).problems()
		}
	}()
	b, err := openBook(data)
	if err != nil {
		return nil, asProblems(err)
	}
	if id := strings.TrimSpace(b.props[propCard]); id != "" && id != card.ID {
		return nil, (&refused{CodeWrongCard, []string{"found", clip(id)}}).problems()
	}
	r := &authorityReader{book: b, card: card, out: &assessment.AuthorityBook{}}
	if err := r.read(); err != nil {
		return nil, asProblems(err)
	}
	b.inOrder(r.problems)
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	b.inOrder(r.out.Warnings)
	return r.out, nil
}

type authorityReader struct {
	book     *book
	card     *scoring.Card
	out      *assessment.AuthorityBook
	problems scoring.Problems
}

// authorityTable is where a list stands.
type authorityTable struct {
	fact    *scoring.Fact
	sheet   string
	grid    *grid
	keyRow  int
	columns []scoring.Field
	cols    []int // where each column stands
}

func (r *authorityReader) read() error {
	tables := make(map[string]*authorityTable)
	for i := range r.book.sheets {
		table, err := r.table(r.book.sheets[i].name)
		if err != nil {
			return err
		}
		if table == nil {
			continue
		}
		if tables[table.fact.Key] != nil {
			r.problems.Add(CodeAuthorityTwice, position(table.sheet, 1, table.keyRow), "fact", table.fact.Label)
			continue
		}
		tables[table.fact.Key] = table
	}
	if len(tables) == 0 && len(r.problems) == 0 {
		return &refused{code: CodeNotAuthority}
	}
	for _, fact := range r.card.AuthorityFacts() {
		if table := tables[fact.Key]; table != nil {
			r.readTable(table)
		}
	}
	return nil
}

// table finds the row of keys of a sheet; nil where it has none.
func (r *authorityReader) table(sheet string) (*authorityTable, error) {
	g, err := r.book.grid(sheet)
	if err != nil {
		return nil, err
	}
	facts := r.card.AuthorityFacts()
	for row := 1; row <= min(g.lastRow, 40); row++ {
		key, marked := strings.CutPrefix(g.at(1, row).text, markAuthority)
		i := slices.IndexFunc(facts, func(f *scoring.Fact) bool { return f.Key == key })
		if !marked || i < 0 || row <= authorityKeyRow-authorityNameRow {
			continue
		}
		table := &authorityTable{fact: facts[i], sheet: sheet, grid: g, keyRow: row, columns: authorityColumns(facts[i])}
		for c := range table.columns {
			found := 0
			for col := authorityFirstCol; col <= 64 && found == 0; col++ {
				if trim(g.at(col, row).text) == table.columns[c].Key {
					found = col
				}
			}
			if found == 0 {
				r.problems.Add(CodeAuthorityColumn, position(sheet, 1, row), "column", heading(&table.columns[c]))
				return nil, nil
			}
			table.cols = append(table.cols, found)
		}
		return table, nil
	}
	return nil, nil
}

func (r *authorityReader) readTable(t *authorityTable) {
	rows := t.filledRows()
	source := make(map[string]string)
	filled := false
	for i, line := range authoritySource {
		source[line.key] = trim(t.grid.at(3, t.keyRow-(authorityKeyRow-authorityNameRow)+i).text)
		filled = filled || source[line.key] != ""
	}
	if !filled && len(rows) == 0 {
		return
	}
	sheet := assessment.AuthoritySheet{Fact: t.fact.Key, Name: source["list_name"], Department: source["department"]}
	for i, line := range authoritySource {
		row := t.keyRow - (authorityKeyRow - authorityNameRow) + i
		at := position(t.sheet, 3, row)
		text := source[line.key]
		switch {
		case text == "":
			r.problems.Add(CodeAuthoritySource, at, "what", line.label)
		case line.key == "dated":
			day, ok := dayOf(t.grid.at(3, row))
			if !ok {
				r.problems.Add(CodeAuthorityDate, at, "found", clip(text))
			}
			sheet.Dated = day
		case line.key == "unlisted":
			key := keyOf(scoring.TypeChoice, unlisted, text)
			if labelOf(unlisted, key) == key {
				r.problems.Add(CodeAuthorityUnlisted, at, "found", clip(text), "choices", labelNothing+"、"+labelUnsaid)
			}
			sheet.Complete = key == "nothing"
		}
	}
	if len(rows) > maxAuthorityRows {
		r.problems.Add(CodeAuthorityTooMany, position(t.sheet, t.cols[0], rows[maxAuthorityRows]), "limit", strconv.Itoa(maxAuthorityRows))
		return
	}
	sheet.Rows = r.rows(t, rows)
	r.out.Sheets = append(r.out.Sheets, sheet)
}

// filledRows are the rows with an answer in any column, from the second below the
// keys on, however far down.
func (t *authorityTable) filledRows() []int {
	filled := make(map[int]bool)
	first := t.keyRow + authorityFirstRow - authorityKeyRow
	for at, c := range t.grid.cells {
		if at[1] >= first && slices.Contains(t.cols, at[0]) && c.answered() {
			filled[at[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(filled))
}

// rows reads the rows, those of one enterprise together: the collector of facts
// makes one fact of them.
func (r *authorityReader) rows(t *authorityTable, numbers []int) (list []assessment.AuthorityRow) {
	type gathered struct {
		row   assessment.AuthorityRow
		first scoring.Position
		cells *reader // as a form's are read
	}
	var order []string
	byCode := make(map[string]*gathered)
	for _, number := range numbers {
		at := position(t.sheet, t.cols[0], number)
		code, name, ok := r.who(t, number, at)
		if !ok {
			continue
		}
		g := byCode[code]
		switch {
		case g == nil:
			g = &gathered{assessment.AuthorityRow{USCC: code, Name: name, Place: at.Sheet + "!" + at.Cell}, at, newReader(r.book, r.card)}
			byCode[code] = g
			order = append(order, code)
			if t.fact.Type == scoring.TypeList {
				g.cells.collect.List(t.fact.Key, at)
			}
		case t.fact.Type != scoring.TypeList:
			r.problems.Add(CodeAuthorityRowTwice, at, "uscc", code, "other", g.first.Cell)
			continue
		}
		r.give(t, g.cells, number, at)
	}
	for _, code := range order {
		g := byCode[code]
		facts, problems := g.cells.collect.Facts()
		g.cells.quote(problems)
		r.out.Warnings = append(r.out.Warnings, g.cells.reading.Warnings...)
		r.problems = append(r.problems, problems...)
		if len(problems) > 0 {
			continue
		}
		text, err := facts.MarshalJSON()
		var values map[string]json.RawMessage
		if err == nil {
			err = json.Unmarshal(text, &values)
		}
		if err != nil { // what scoring has written is JSON
			panic(err)
		}
		if g.row.Value = values[t.fact.Key]; g.row.Value == nil { // a count that was left out
			r.problems.Add(scoring.CodeMissingField, g.first, "field", t.fact.Label, "fact", t.fact.Label)
			continue
		}
		list = append(list, g.row)
	}
	return list
}

// give hands the cells of a row to the collector.
func (r *authorityReader) give(t *authorityTable, from *reader, number int, at scoring.Position) {
	var cells []scoring.RowCell
	for c := 2; c < len(t.columns); c++ {
		field := &t.columns[c]
		value := t.grid.at(t.cols[c], number)
		place := position(t.sheet, t.cols[c], number)
		text, ok := from.answer(&asked{t.fact.Key, field.Label, field.Unit, field.Type, field.Choices}, value, place)
		if !ok {
			return
		}
		if t.fact.Type != scoring.TypeList {
			from.collect.Set(t.fact.Key, text, place)
			return
		}
		cells = append(cells, scoring.RowCell{Field: field.Key, Text: text, At: place})
	}
	from.collect.Row(t.fact.Key, at, cells)
}

// who reads the code and the name of a row.
func (r *authorityReader) who(t *authorityTable, number int, at scoring.Position) (code, name string, ok bool) {
	cell := t.grid.at(t.cols[0], number)
	name = t.grid.at(t.cols[1], number).shown()
	switch {
	case cell.kind == cellNumber || cell.kind == cellDate:
		r.problems.Add(CodeUSCCNumber, at, "found", clip(cell.text))
		return "", "", false
	case unusable(cell) != "":
		r.problems.Add(unusable(cell), at, (&asked{label: t.columns[0].Label, kind: scoring.TypeText}).params(cell.shown())...)
		return "", "", false
	}
	enterprise := &scoring.Enterprise{USCC: plainCode(trim(cell.text)), Name: name}
	if enterprise.USCC == "" {
		r.problems.Add(CodeAuthorityNoCode, at)
		return "", "", false
	}
	warnings, problems := enterprise.Check("")
	for _, list := range []scoring.Problems{warnings, problems} {
		for i := range list {
			list[i].Position = at
		}
	}
	r.out.Warnings = append(r.out.Warnings, warnings...)
	r.problems = append(r.problems, problems...)
	return enterprise.USCC, enterprise.Name, len(problems) == 0
}

// unusable is the code of what can be no answer; "" for what may be one.
func unusable(c cell) string {
	switch {
	case c.formula && c.kind == cellBlank:
		return CodeNoCachedValue
	case c.kind == cellError:
		return CodeCellError
	case c.kind == cellDate:
		return CodeCellDate
	}
	return ""
}

// dayOf reads a date as 2026-03-01: one that the spreadsheet knows as such, or
// text in the ways in which people write it.
func dayOf(c cell) (string, bool) {
	if c.kind == cellDate || c.kind == cellNumber {
		whole, _, _ := strings.Cut(c.text, ".")
		if days, err := strconv.Atoi(whole); err == nil && days >= 36_526 && days <= 73_050 { // 2000 to 2099
			return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).Format(time.DateOnly), true
		}
		if c.kind == cellNumber {
			return "", false
		}
	}
	text := trim(c.text)
	if c.kind == cellDate {
		text, _, _ = strings.Cut(text, " ") // the time of day
	}
	plain := strings.NewReplacer("年", "-", "月", "-", "日", "", ".", "-", "/", "-", " ", "").Replace(width.Narrow.String(text))
	day, err := time.Parse("2006-1-2", plain)
	if err != nil || day.Year() < 2000 || day.Year() > 2099 {
		return "", false
	}
	return day.Format(time.DateOnly), true
}
