package workbook

import (
	"fmt"
	"strings"

	"wuxing/scoring"
)

// CardBook is what a card's workbook says.
type CardBook struct {
	Card     *scoring.Card
	BasedOn  string           // id of the version that was exported; may be empty
	IDCell   scoring.Position // where the card's id stands
	Warnings scoring.Problems
}

// ReadCard reads a workbook of WriteCard. The card in it is held to the same
// checks as a file; otherwise every problem is returned at once, with sheet and
// cell, in the order of sheets, rows and columns.
func ReadCard(data []byte) (read *CardBook, problems scoring.Problems) {
	defer func() { // as in Read
		if p := recover(); p != nil {
			read, problems = nil, (&refused{CodeWorkbookDamaged, []string{"what", "panic: " + fmt.Sprint(p)}}).problems()
		}
	}()
	b, err := openBook(data)
	if err != nil {
		return nil, asProblems(err)
	}
	i := &cardImport{
		book: b, rows: map[string][]*cardRow{}, sheets: map[string]string{}, rowAt: map[CellRef]*cardRow{},
		facts: newCardNames(), indicators: newCardNames(), categories: newCardNames(), fields: map[string]*cardNames{}, choices: map[[2]string]*cardNames{},
		used: map[*cardRow]bool{},
	}
	if err := i.readTables(); err != nil {
		return nil, asProblems(err)
	}
	i.resolve()
	draft := i.draft()
	i.unused()
	card, found := scoring.LoadDraft(draft)
	problems = i.merge(found)
	b.inOrder(problems)
	if len(problems) > 0 {
		return nil, problems
	}
	b.inOrder(i.warnings)
	read = &CardBook{Card: card, Warnings: i.warnings, BasedOn: i.basic(basicBasedOn), IDCell: scoring.Position{Sheet: i.sheets[tableBasics]}}
	if row := i.basicRow("id"); row != nil {
		read.IDCell = row.at("value")
	}
	return read, nil
}

// cardImport reads one workbook.
type cardImport struct {
	book     *book
	rows     map[string][]*cardRow // by table
	sheets   map[string]string     // table -> its sheet as it is called now
	rowAt    map[CellRef]*cardRow  // sheet and number of a row
	used     map[*cardRow]bool     // rows of rules that became part of the card
	text     int                   // bytes read so far
	problems scoring.Problems
	warnings scoring.Problems

	facts, indicators, categories *cardNames
	fields                        map[string]*cardNames    // of a list
	choices                       map[[2]string]*cardNames // of a fact, or of a field of a list
}

func (i *cardImport) basicRow(key string) *cardRow {
	for _, row := range i.rows[tableBasics] {
		if row.texts["key"] == key {
			return row
		}
	}
	return nil
}

func (i *cardImport) basic(key string) string {
	if row := i.basicRow(key); row != nil {
		return row.texts["value"]
	}
	return ""
}

// merge puts the problems of the card beside those of the cells. What the card
// says of a cell that is known to be wrong only follows from it.
func (i *cardImport) merge(found scoring.Problems) scoring.Problems {
	at := func(p *scoring.Problem) CellRef { return CellRef{p.Sheet, p.Cell} }
	known := map[CellRef]bool{}
	rules := map[ruleRows]bool{} // with a problem of their own
	for n := range i.problems {
		known[at(&i.problems[n])] = true
		if row := i.rowOf(&i.problems[n]); row != nil {
			rules[row.rows()] = true
		}
	}
	all := i.problems
	for n := range found {
		p := &found[n]
		i.refine(p)
		row := i.rowOf(p)
		follows := known[at(p)] && p.Cell != "" ||
			p.Code == scoring.CodeCardMissingKey && row != nil && p.Cell == "" || // its column is lost
			p.Code == scoring.CodeCardAlternative && row != nil && known[CellRef{p.Sheet, row.at("rule").Cell}] || // its rule is
			(p.Code == scoring.CodeCardChoiceMissing || p.Code == scoring.CodeCardCaseNever) && row != nil && rules[row.rows()]
		if !follows {
			all = append(all, *p)
		}
	}
	return all
}

// ruleRows are the rows of a rule on one sheet.
type ruleRows struct {
	table string
	rule  ruleID
}

func (r *cardRow) rows() ruleRows { return ruleRows{r.table.key, r.rule()} }

// columnsOf are the columns that a problem with a whole row is about.
var columnsOf = map[string]string{
	scoring.CodeCardPointsOrder: "points", scoring.CodeCardSign: "points", scoring.CodeCardTimes: "points",
	scoring.CodeCardRowOrder: "bound", scoring.CodeCardRowNever: "bound", scoring.CodeCardStepZero: "every",
	scoring.CodeCardStepsBelowRow: "over", scoring.CodeCardHighest: "points", scoring.CodeCardCapMissing: "points",
	scoring.CodeCardSum: "points", scoring.CodeCardCaseNever: "when", scoring.CodeCardTieBreak: "indicator",
}

// refine moves a problem from the cell that stands for a row to the very cell,
// and calls keys by their headings.
func (i *cardImport) refine(p *scoring.Problem) {
	row := i.rowOf(p)
	if p.Code == scoring.CodeCardSum && (p.Params["of"] == "base" || p.Params["of"] == "bonus") {
		if basic := i.basicRow(p.Params["of"]); basic != nil && (row == nil || row.table.key == tableBasics) {
			p.Position = basic.at("value")
		}
		return
	}
	if p.Code == scoring.CodeCardTotalCap { // of the card, or of a ruling's other reading
		if basic := i.basicRow("cap"); row != nil && row.table.key == tableRulings {
			p.Position = row.at("total_cap")
		} else if basic != nil {
			p.Position = basic.at("value")
		}
		return
	}
	if row == nil {
		return
	}
	if p.Code == scoring.CodeCardMissingKey || p.Code == scoring.CodeCardUnknownKey {
		i.refineKey(p, row)
		return
	}
	if column := columnsOf[p.Code]; column != "" && p.Cell == row.anchor().Cell {
		if renamed := row.table.rename[column]; renamed != "" {
			column = renamed
		}
		if _, ok := row.cols[column]; ok {
			p.Position = row.at(column)
		}
		return
	}
	if row.table.key == tableOnly && (p.Code == scoring.CodeCardUnknownChoice || p.Code == scoring.CodeCardUnknownField && p.Params["field"] != row.meaning("field")) {
		p.Position = row.at("unless")
		return
	}
	for _, param := range []string{"key", "choice", "field", "id", "category"} {
		for _, column := range row.table.columns {
			if wanted := p.Params[param]; wanted != "" && (row.meaning(column.key) == wanted || row.texts[column.key] == wanted) {
				p.Position = row.at(column.key)
				return
			}
		}
	}
}

// refineKey points at the empty cell, or the one that should be empty, and calls
// the key by its heading.
func (i *cardImport) refineKey(p *scoring.Problem, row *cardRow) {
	key := p.Params["key"]
	if row.table.key == tableBasics {
		for _, basic := range basicRows {
			if basic.key != key {
				continue
			}
			p.Params["key"] = basic.label
			if at := i.basicRow(key); at != nil {
				p.Position = at.at("value")
			}
		}
		return
	}
	if renamed := row.table.rename[key]; renamed != "" {
		key = renamed
	}
	if c := row.table.column(key); c >= 0 {
		p.Params["key"] = row.table.columns[c].title
		p.Position = row.at(key)
		return
	}
	for t := range cardTables {
		if cardTables[t].key == key || cardTables[t].sheet == key {
			p.Params["key"] = cardTables[t].sheet
		}
	}
}

// rowOf is the row in which a problem stands.
func (i *cardImport) rowOf(p *scoring.Problem) *cardRow {
	return i.rowAt[CellRef{p.Sheet, strings.TrimLeft(p.Cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")}]
}

// unused reports rows of rules that belong to nothing.
func (i *cardImport) unused() {
	for _, table := range ruleTables {
		for _, row := range i.rows[table] {
			id, ok := row.keys["indicator"]
			if i.used[row] || !ok && row.texts["indicator"] != "" {
				continue // an indicator that is not known has been told
			}
			if row.texts["indicator"] == "" {
				c := row.table.column("indicator")
				i.problems.Add(scoring.CodeCardMissingKey, row.at("indicator"), "key", row.table.columns[c].title)
				continue
			}
			i.problems.Add(CodeCardRuleExtra, row.at("indicator"), "indicator", id)
		}
	}
}

// ruleTables hold the rows of rules.
var ruleTables = []string{
	tableFlags, tableChosen, tableLadders, tableTiers, tableEach, tableLists, tableCases, tableOnly, tableTimes,
}
