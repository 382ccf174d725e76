package workbook

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"wuxing/scoring"
)

// A printed sheet is the seven-column form as the document prints it, made by hand
// or cut out of our form: no sheets of facts, no mark of a card. It is known by
// its headings and by the texts of its rows.

// Where the headings of a printed sheet are looked for.
const (
	maxHeadRow = 200
	maxHeadCol = 64
)

// printedTable is the printed form as it stands on a sheet.
type printedTable struct {
	sheet   string
	grid    *grid
	head    int // row of the headings
	self    int // column of 自评分
	rows    []printedRow
	matched int // indicators found
}

// printedRow is one row below the headings.
type printedRow struct {
	row       int
	indicator *scoring.Indicator // nil: none of the card's
	unclear   bool               // its texts are those of several indicators
	text      string             // what stands left of 自评分
	sum       sumKind
}

type sumKind uint8

const (
	noSum sumKind = iota
	subtotal
	total
)

// findTables finds the printed forms of a card, sheet by sheet: at least half of
// its indicators must be there.
func (b *book) findTables(card *scoring.Card) ([]*printedTable, error) {
	texts := textsOf(card)
	var tables []*printedTable
	for i := range b.sheets {
		g, err := b.grid(b.sheets[i].name)
		if err != nil {
			return nil, err
		}
		table, ok := findHead(g, card)
		if !ok {
			continue
		}
		table.sheet = b.sheets[i].name
		table.readRows(texts)
		if table.matched*2 >= len(card.Indicators()) {
			tables = append(tables, table)
		}
	}
	return tables, nil
}

// findHead finds the row with the card's headings; 自评分 and 指标内容 must be
// there, and 分值 or 评分标准.
func findHead(g *grid, card *scoring.Card) (*printedTable, bool) {
	if len(card.Columns) < colSelf {
		return nil, false
	}
	for row := 1; row <= min(g.lastRow, maxHeadRow); row++ {
		name := headingIn(g, row, card.Columns[colName-1])
		if name == 0 {
			continue
		}
		self, head := headingIn(g, row, card.Columns[colSelf-1]), row
		if self == 0 { // 得分 over 自评分 and 评审分
			head++
			self = headingIn(g, head, card.Columns[colSelf-1])
		}
		other := headingIn(g, row, card.Columns[colPoints-1]) + headingIn(g, row, card.Columns[colStandard-1])
		if self > 0 && other > 0 && name != self {
			return &printedTable{grid: g, head: head, self: self}, true
		}
	}
	return nil, false
}

// maxHeadText bounds the texts that may be headings, in bytes as they stand; most
// texts of a form are clauses.
const maxHeadText = 200

// headingIn is the column of a row with a heading, also as a part of a longer
// one: 企业自评得分; 0 where there is none.
func headingIn(g *grid, row int, heading string) int {
	heading = plain(heading)
	for col := 1; col <= maxHeadCol && heading != ""; col++ {
		c := g.at(col, row)
		if c.kind != cellText || len(c.text) > maxHeadText {
			continue
		}
		text := strings.ReplaceAll(plain(c.text), "得分", "分")
		if strings.Contains(text, heading) && len(text) <= 3*len(heading) {
			return col
		}
	}
	return 0
}

// printedTexts are the texts of a card's rows, made comparable.
type printedTexts struct {
	byName, byStandard map[string][]*scoring.Indicator
}

func textsOf(card *scoring.Card) *printedTexts {
	t := &printedTexts{map[string][]*scoring.Indicator{}, map[string][]*scoring.Indicator{}}
	for _, indicator := range card.Indicators() {
		for _, name := range []string{plain(indicator.Name), plain(indicator.PrintedName())} {
			if !slices.Contains(t.byName[name], indicator) {
				t.byName[name] = append(t.byName[name], indicator)
			}
		}
		standard := plain(indicator.Standard)
		t.byStandard[standard] = append(t.byStandard[standard], indicator)
	}
	return t
}

// readRows tells which indicator each row below the headings is. Rows may have
// been inserted anywhere.
func (p *printedTable) readRows(texts *printedTexts) {
	cols := map[int][]int{} // filled columns left of 自评分, by row
	for at := range p.grid.cells {
		if at[1] > p.head && at[0] <= p.self {
			cols[at[1]] = append(cols[at[1]], at[0])
		}
	}
	var rows []int
	for row := range cols {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	seen := map[*scoring.Indicator]bool{}
	for _, row := range rows {
		slices.Sort(cols[row])
		r := printedRow{row: row}
		var left []string
		for _, col := range cols[row] {
			if text := p.grid.at(col, row).text; col < p.self && plain(text) != "" {
				left = append(left, text)
			}
		}
		r.text = strings.Join(left, " ")
		if r.indicator, r.unclear = texts.find(left); r.indicator != nil && !seen[r.indicator] {
			seen[r.indicator] = true
			p.matched++
		}
		if r.indicator == nil {
			r.sum = sumOf(left)
		}
		p.rows = append(p.rows, r)
	}
}

// find tells which indicator the texts of a row name. The 评分标准 says it best:
// rows that are merged share their 指标内容.
func (t *printedTexts) find(left []string) (found *scoring.Indicator, unclear bool) {
	var names, standards []*scoring.Indicator
	for _, text := range left {
		key := plain(text)
		standards = append(standards, t.byStandard[key]...)
		byName := t.byName[key]
		if byName == nil { // 2.5 技术工人占比
			byName = t.byName[strings.TrimLeftFunc(key, unicode.IsDigit)]
		}
		names = append(names, byName...)
	}
	candidates := names
	if len(standards) > 0 {
		candidates = standards
		if len(names) > 0 {
			candidates = slices.DeleteFunc(slices.Clone(standards), func(i *scoring.Indicator) bool { return !slices.Contains(names, i) })
			if len(candidates) == 0 {
				return nil, true // the name of one and the standard of another
			}
		}
	}
	if len(candidates) != 1 {
		return nil, len(candidates) > 1
	}
	return candidates[0], false
}

// sumOf tells whether a row adds up.
func sumOf(left []string) sumKind {
	for _, text := range left {
		key := plain(text)
		switch {
		case strings.Contains(key, "小计"):
			return subtotal
		case strings.Contains(key, "合计"), strings.Contains(key, "总计"), strings.Contains(key, "总分"):
			return total
		}
	}
	return noSum
}

// plain makes printed texts comparable: letters and digits only, of one width.
// Retyping loses line breaks, spaces and the width of punctuation first.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, width.Narrow.String(text))
}

// readPrinted reads a printed sheet of one of the cards. A workbook without one is
// no form.
func (b *book) readPrinted(cards []*scoring.Card) (*Reading, scoring.Problems, error) {
	card, tables, err := b.printedCard(cards)
	if err != nil {
		return nil, nil, err
	}
	r := newReader(b, card)
	claims := &claimReader{reader: r, collect: card.CollectClaims(), bare: true}
	table := claims.choose(tables)
	if table == nil {
		return nil, append(r.problems, claims.ended()...), nil
	}
	r.readPrintedEnterprise(table)
	claims.read(table)
	r.reading.Facts, _ = r.collect.Facts() // none were given
	r.reading.Claims, r.problems = claims.end(r.problems)
	if len(r.problems) > 0 {
		return nil, r.problems, nil
	}
	if r.reading.Claims == nil {
		return nil, nil, &refused{code: CodePaperEmpty}
	}
	claims.checkMissing(table)
	claims.checkSums(table)
	return r.reading, nil, nil
}

// printedCard finds the card whose texts the sheets have; of several the one with
// the most.
func (b *book) printedCard(cards []*scoring.Card) (card *scoring.Card, tables []*printedTable, err error) {
	most, headings := 0, false
	var equal []string
	for _, candidate := range cards {
		found, err := b.findTables(candidate)
		if err != nil {
			return nil, nil, err
		}
		matched := 0
		for _, table := range found {
			matched = max(matched, table.matched)
		}
		switch {
		case matched > most:
			most, card, tables, equal = matched, candidate, found, []string{candidate.ID}
		case matched > 0 && matched == most:
			equal = append(equal, candidate.ID)
		}
		for i := range b.sheets {
			_, ok := findHead(b.sheets[i].grid, candidate)
			headings = headings || ok
		}
	}
	switch {
	case card == nil && headings:
		return nil, nil, &refused{code: CodePaperUnknown}
	case card == nil:
		return nil, nil, &refused{code: CodeNotAForm}
	case len(equal) > 1:
		return nil, nil, &refused{CodePaperAmbiguous, []string{"cards", strings.Join(equal, "、")}}
	}
	return card, tables, nil
}
