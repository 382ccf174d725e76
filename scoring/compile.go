package scoring

// program is a card made ready for evaluation: a flat row of leaves in printed
// order, names replaced by slots and words by numbers.
type program struct {
	leaves  []leaf
	first   []int          // first leaf of each indicator, and one past the last
	kinds   []CategoryKind // of each category
	tallies int            // cells of all lists together
	rows    int            // the longest list
}

type leafKind uint8

const (
	leafFlag leafKind = iota
	leafChoice
	leafLadder
	leafEach
	leafList
)

// leaf is one rule that is not a sum.
type leaf struct {
	kind    leafKind
	slot    int
	points  Points   // flag, each
	choices []Points // choice, by its number
	ladder  compiledLadder
	list    compiledList
	words   leafWords
}

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

// compiledList scores a row by a number made of its choice and yes/no fields:
// the dense index into cells.
type compiledList struct {
	width   int
	only    []columnBound
	fields  []columnFactor
	cells   []listCell
	tally   int // first of its tallies
	bestPer int // column, or -1
	best    bool
	cap     Points // absolute; 0: none
}

type columnBound struct {
	column int
	from   int64
}

type columnFactor struct {
	column int
	factor int64
}

// listCell is one combination of choices. A left-out field counts as a choice of
// its own, so index 0 is a row with every field left out.
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
	p := program{}
	for i := range c.Categories {
		p.kinds = append(p.kinds, c.Categories[i].Kind)
	}
	for _, indicator := range c.indicators {
		p.first = append(p.first, len(p.leaves))
		rules := indicator.Rule.Sum
		if rules == nil {
			rules = []Rule{indicator.Rule}
		}
		for r := range rules {
			p.leaves = append(p.leaves, compileLeaf(c, &rules[r], &p))
		}
	}
	p.first = append(p.first, len(p.leaves))
	return p
}

func compileLeaf(c *Card, rule *Rule, p *program) leaf {
	l := leaf{}
	switch {
	case rule.Flag != nil:
		l.kind, l.slot, l.points = leafFlag, c.factByKey[rule.Flag.Fact], rule.Flag.Points
	case rule.Choice != nil:
		l.kind, l.slot = leafChoice, c.factByKey[rule.Choice.Fact]
		fact := &c.Facts[l.slot]
		l.choices = make([]Points, len(fact.Choices))
		for _, row := range rule.Choice.Points {
			l.choices[choiceIndex(fact.Choices, row.Choice)] = row.Points
		}
	case rule.Ladder != nil:
		l.kind, l.ladder = leafLadder, compileLadder(c, rule.Ladder)
		l.slot = l.ladder.of.a
	case rule.Each != nil:
		l.kind, l.slot, l.points = leafEach, c.factByKey[rule.Each.Fact], rule.Each.Points
	case rule.List != nil:
		l.kind, l.slot, l.list = leafList, c.factByKey[rule.List.Fact], compileList(c, rule.List)
		l.list.tally = p.tallies
		p.tallies += len(l.list.cells)
		p.rows = max(p.rows, c.Facts[l.slot].MaxRows)
	}
	l.words = compileWords(c, rule, &l)
	return l
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
		l.only = append(l.only, columnBound{fieldIndex(fact.Fields, bound.Field), bound.From})
	}
	l.cells, l.fields = compileCells(c, rule)
	if rule.BestPer != "" {
		l.bestPer = fieldIndex(fact.Fields, rule.BestPer)
	}
	if rule.Cap != nil {
		l.cap = *rule.Cap
	}
	return l
}

// compileCells works out the points of every combination of choices.
func compileCells(c *Card, rule *ListRule) ([]listCell, []columnFactor) {
	fact := &c.Facts[c.factByKey[rule.Fact]]
	var fields []columnFactor
	size := int64(1)
	for column := range fact.Fields {
		if n := fieldChoices(&fact.Fields[column]); n > 0 {
			fields = append(fields, columnFactor{column, size})
			size *= int64(n + 1)
		}
	}
	cells := make([]listCell, size)
	row := make([]int64, len(fact.Fields))
	for index := range cells {
		for column := range row {
			row[column] = unknown
		}
		for _, f := range fields {
			n := int64(fieldChoices(&fact.Fields[f.column]) + 1)
			row[f.column] = int64(index)/f.factor%n - 1
		}
		cells[index] = scoreCell(fact, rule, row)
	}
	return cells, fields
}

func fieldChoices(field *Field) int {
	switch field.Type {
	case TypeChoice:
		return len(field.Choices)
	case TypeYesNo:
		return 2
	default:
		return 0
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

// cellLabel names a combination: 省级一等奖, or for a yes its heading.
func cellLabel(fact *Fact, row []int64) string {
	label := ""
	for c := range fact.Fields {
		field := &fact.Fields[c]
		switch {
		case row[c] == unknown:
		case field.Type == TypeChoice:
			label += field.Choices[row[c]].Label
		case field.Type == TypeYesNo && row[c] == 1:
			label += field.Label
		}
	}
	return label
}
