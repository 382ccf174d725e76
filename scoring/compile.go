package scoring

import "strings"

// program is a card made ready for evaluation: a flat row of instructions in
// printed order, names replaced by slots and words by numbers. What evaluation
// reads is kept apart from what only explanations read, so that it stays small.
type program struct {
	tables   []instruction // by kind, so that each kind is one tight loop
	eaches   []instruction
	ladders  []instruction
	lists    []instruction
	spans    []span // lines of each category
	totalCap Points // 0: none
	lines    int
	rows     int // the longest list

	cells        []tableCell
	ladderOf     []compiledLadder
	listOf       []compiledList
	explanations []explanation // in printed order
	firstOfLine  []int         // first explanation of each indicator, and one past the last
	sentences    []lineWords   // of each indicator
	possible     *possibleScores
}

// span is the lines of one category: from (included) to (not included).
type span struct {
	kind     CategoryKind
	from, to int
}

// instruction is one rule that is not a sum.
type instruction struct {
	line   int32  // the indicator
	slot   int32  // the fact; for a ladder the first of its measure
	index  int32  // first cell of the table, number of the ladder or list
	last   int32  // last cell of the table: a larger value counts like it
	points Points // each
}

// tableCell is the score of one value.
type tableCell struct {
	points int32 // hundredths
	row    int16 // of a tier table: the row reached, -1: none
	veto   bool
}

// maxTable is the largest count up to which tiers are looked up.
const maxTable = 255

// measure is what a ladder compares: value ÷ divisor against its bounds.
type measure struct {
	kind measureKind
	a, b int // slots
}

type measureKind uint8

const (
	measureCount measureKind = iota
	measureAmount
	measureRatio
	measureGrowth
)

// threshold is a bound: value ≥ n (strict 0) or value > n (strict 1). All values
// are whole, so > n·d is ≥ n·d+1.
type threshold struct {
	n      int64
	strict int64
}

func (t threshold) below(other threshold) bool {
	return t.n < other.n || (t.n == other.n && t.strict < other.strict)
}

func (t threshold) atLeast(other threshold) bool { return !t.below(other) }

func (r *LadderRow) bound() threshold {
	if r.Above != nil {
		return threshold{r.Above.n, 1}
	}
	return threshold{r.From.n, 0}
}

type compiledLadder struct {
	of     measure
	rows   []compiledRow
	steps  bool
	over   int64
	every  int64
	points Points // of one step
	cap    Points // absolute; 0: none
}

type compiledRow struct {
	at     threshold
	points Points
	veto   bool
}

// compiledList scores a row by its code, see rowCodes.
type compiledList struct {
	width   int
	only    []columnBound
	cells   []listCell // by code
	bestPer int        // column, or -1
	best    bool
	cap     Points // absolute; 0: none

	rows  [][]int64 // by code: such a row without its names; nil where the card allows none
	order []int32   // the codes of these rows, field by field in the order of the card
}

type columnBound struct {
	column int
	from   int64
	free   []bool // by code: rows to which the bound does not apply; nil: none
}

// listCell is one combination of choices.
type listCell struct {
	points  Points
	veto    bool
	label   string // 省级一等奖
	before  Points // points before the factor that does not divide exactly
	factor  int
	inexact bool
}

// Words of cards that Go gives a meaning.
const (
	combineSum     = "sum"
	combineBest    = "best"
	tieByDeduction = "deduction"
	tieByBase      = "base"
	tieByShare     = "share"
)

func compile(c *Card) program {
	p := program{lines: len(c.indicators), possible: &possibleScores{}}
	if c.Totals.Cap != nil {
		p.totalCap = *c.Totals.Cap
	}
	for g := range c.Categories {
		category := &c.Categories[g]
		from := 0
		if g > 0 {
			from = p.spans[g-1].to
		}
		p.spans = append(p.spans, span{category.Kind, from, from + len(category.Indicators)})
	}
	for line, indicator := range c.indicators {
		p.firstOfLine = append(p.firstOfLine, len(p.explanations))
		rules := indicator.Rule.Sum
		if rules == nil {
			rules = []Rule{indicator.Rule}
		}
		for r := range rules {
			p.add(c, &rules[r], line)
		}
		p.sentences = append(p.sentences, p.compileLine(c, line))
	}
	p.firstOfLine = append(p.firstOfLine, len(p.explanations))
	return p
}

// add compiles one rule that is not a sum.
func (p *program) add(c *Card, rule *Rule, line int) {
	in := instruction{line: int32(line)}
	switch {
	case rule.Flag != nil:
		in.slot = int32(c.factByKey[rule.Flag.Fact])
		p.addTable(&in, []tableCell{{}, {points: int32(rule.Flag.Points)}})
	case rule.Choice != nil:
		in.slot = int32(c.factByKey[rule.Choice.Fact])
		choices := c.Facts[in.slot].Choices
		cells := make([]tableCell, len(choices))
		for _, row := range rule.Choice.Points {
			cells[choiceIndex(choices, row.Choice)].points = int32(row.Points)
		}
		p.addTable(&in, cells)
	case rule.Ladder != nil:
		ladder := compileLadder(c, rule.Ladder)
		in.slot = int32(ladder.of.a)
		if cells := ladder.table(); cells != nil {
			p.addTable(&in, cells)
			break
		}
		in.index = int32(len(p.ladderOf))
		p.ladderOf = append(p.ladderOf, ladder)
		p.ladders = append(p.ladders, in)
	case rule.Each != nil:
		in.slot, in.points = int32(c.factByKey[rule.Each.Fact]), rule.Each.Points
		p.eaches = append(p.eaches, in)
	case rule.List != nil:
		in.slot, in.index = int32(c.factByKey[rule.List.Fact]), int32(len(p.listOf))
		p.listOf = append(p.listOf, compileList(c, rule.List))
		p.lists = append(p.lists, in)
		p.rows = max(p.rows, c.Facts[in.slot].MaxRows)
	}
	p.explanations = append(p.explanations, p.compileWords(c, rule, &in))
}

func (p *program) addTable(in *instruction, cells []tableCell) {
	in.index, in.last = int32(len(p.cells)), int32(len(cells)-1)
	p.cells = append(p.cells, cells...)
	p.tables = append(p.tables, *in)
}

// table writes the tiers of a small count out, value by value; nil where the
// ladder measures something else or has steps.
func (l *compiledLadder) table() []tableCell {
	last := l.rows[len(l.rows)-1].at
	if l.of.kind != measureCount || l.steps || last.n >= maxTable {
		return nil
	}
	cells := make([]tableCell, last.n+last.strict+1)
	for value := range cells {
		row, raw, _ := l.reach(int64(value), 1)
		cells[value] = tableCell{points: int32(capped(raw, l.cap)), row: int16(row)}
		cells[value].veto = row >= 0 && l.rows[row].veto
	}
	return cells
}

func compileMeasure(c *Card, m *Measure) measure {
	switch {
	case m.Count != "":
		return measure{measureCount, c.factByKey[m.Count], 0}
	case m.Amount != "":
		return measure{measureAmount, c.factByKey[m.Amount], 0}
	case m.Ratio[0] != "":
		return measure{measureRatio, c.factByKey[m.Ratio[0]], c.factByKey[m.Ratio[1]]}
	default:
		return measure{measureGrowth, c.factByKey[m.Growth[0]], c.factByKey[m.Growth[1]]}
	}
}

func compileLadder(c *Card, rule *LadderRule) compiledLadder {
	l := compiledLadder{of: compileMeasure(c, &rule.Of)}
	for i := range rule.Rows {
		row := &rule.Rows[i]
		l.rows = append(l.rows, compiledRow{row.bound(), row.Points, row.Veto})
	}
	if rule.Then != nil {
		l.steps, l.over, l.every, l.points = true, rule.Then.Over.n, rule.Then.Every.n, rule.Then.Points
	}
	if rule.Cap != nil {
		l.cap = *rule.Cap
	}
	return l
}

func compileList(c *Card, rule *ListRule) compiledList {
	fact := &c.Facts[c.factByKey[rule.Fact]]
	l := compiledList{width: len(fact.Fields), bestPer: -1, best: rule.Combine == combineBest}
	for _, bound := range rule.Only {
		l.only = append(l.only, columnBound{fieldIndex(fact.Fields, bound.Field), bound.From, freeRows(fact, bound.Unless)})
	}
	l.cells = compileCells(fact, rule)
	if rule.BestPer != "" {
		l.bestPer = fieldIndex(fact.Fields, rule.BestPer)
	}
	if rule.Cap != nil {
		l.cap = *rule.Cap
	}
	l.compileRows(fact)
	return l
}

// compileCells works out the points of every combination of choices.
func compileCells(fact *Fact, rule *ListRule) []listCell {
	_, size := rowFactors(fact.Fields)
	cells := make([]listCell, 0, size)
	everyRow(fact, func(row []int64) { cells = append(cells, scoreCell(fact, rule, row)) })
	return cells
}

// freeRows tells by code which combinations of choices match one of these.
func freeRows(fact *Fact, unless []Match) []bool {
	if len(unless) == 0 {
		return nil
	}
	var free []bool
	everyRow(fact, func(row []int64) {
		matches := false
		for i := range unless {
			matches = matches || matchesRow(fact, unless[i:i+1], row)
		}
		free = append(free, matches)
	})
	return free
}

// everyRow hands out every combination of choices in the order of their codes.
func everyRow(fact *Fact, visit func(row []int64)) {
	factors, size := rowFactors(fact.Fields)
	row := make([]int64, len(fact.Fields))
	for code := range size {
		for column, factor := range factors {
			row[column] = unknown
			if factor > 0 {
				row[column] = code/factor%int64(fieldChoices(&fact.Fields[column])+1) - 1
			}
		}
		visit(row)
	}
}

func scoreCell(fact *Fact, rule *ListRule, row []int64) listCell {
	cell := listCell{label: cellLabel(fact, row)}
	for _, table := range rule.Tables {
		for i := range table {
			if matchesRow(fact, table[i].When, row) {
				cell.points += table[i].Points
				cell.veto = cell.veto || table[i].Veto
				break
			}
		}
	}
	for i, factor := range rule.Times {
		if !matchesRow(fact, factor.When, row) {
			continue
		}
		over, under := Points(factor.By[0]), Points(factor.By[1])
		if cell.points*over%(under*QuarterPoint) != 0 {
			cell.before, cell.factor, cell.inexact = cell.points, i, true
			return cell
		}
		cell.points = cell.points * over / under
	}
	return cell
}

func matchesRow(fact *Fact, matches []Match, row []int64) bool {
	for _, match := range matches {
		c := fieldIndex(fact.Fields, match.Field)
		if row[c] != int64(fieldValue(&fact.Fields[c], match.Choice)) {
			return false
		}
	}
	return true
}

// cellLabel names a combination: 省级·一等奖; a yes by its heading.
func cellLabel(fact *Fact, row []int64) string {
	var labels []string
	for c := range fact.Fields {
		field := &fact.Fields[c]
		switch {
		case row[c] == unknown:
		case field.Type == TypeChoice:
			labels = append(labels, field.Choices[row[c]].Label)
		case field.Type == TypeYesNo && row[c] == 1:
			labels = append(labels, field.Label)
		}
	}
	return strings.Join(labels, "·")
}
