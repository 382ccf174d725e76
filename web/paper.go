package web

import "wuxing/scoring"

// paper is an application as it is printed from its pages: the browser prints this
// instead of what is on the screen. First comes the annex of the policy in its seven
// columns, then what the scores rest on, as in the workbook of workbook/printed.go.
type paper struct {
	Columns  []string // of the annex
	Groups   []paperGroup
	Sums     []paperSum
	Self     scoring.Points
	Official *scoring.Points // nil: the column stays empty
	Vetoes   []string        // in words
}

type paperGroup struct {
	*scoring.Category
	Self       scoring.Points
	Official   *scoring.Points
	Difference scoring.Points
	Rows       []paperRow
}

type paperRow struct {
	*scoring.Indicator
	Span           int    // rows that its 指标内容 is printed over; 0: the row above holds it
	Self, Official string // points, or the word for why there are none; "": not decided
	Difference     scoring.Points
	Facts          []reviewFact
	Why, Ruled     string // what the self score and the official one rest on
}

// paperSum is one of the sums that make up the total.
type paperSum struct {
	Name       string // key of its text
	Self       scoring.Points
	Official   *scoring.Points
	Difference scoring.Points
}

// paper is the sheet of the application with the scores that the reader may know.
func (p *applicationPage) paper() *paper {
	sheet := p.blankPaper(p.View.Official)
	for i := range sheet.Groups {
		for j := range sheet.Groups[i].Rows {
			row, line := &sheet.Groups[i].Rows[j], &p.Lines[i].Rows[j]
			row.Difference, row.Why, row.Ruled = line.Difference, line.Reason, line.Ruled
			row.Official = p.paperScore(p.View.Official, row.ID)
		}
	}
	return sheet
}

// paper is the sheet of a review as it stands: what is not decided yet stays empty.
func (p *reviewPage) paper() *paper {
	var official *scoring.Result
	if len(p.Review.Open) == 0 {
		official = p.Review.Official
	}
	sheet := p.blankPaper(official)
	sheet.Vetoes = vetoWords(p.Review.Official)
	for i := range p.Categories {
		group := &sheet.Groups[i]
		if p.Categories[i].Open == 0 {
			group.decided(p.Review.Official)
		}
		for j := range p.Categories[i].Rows {
			row, line := &group.Rows[j], &p.Categories[i].Rows[j]
			row.Why, row.Ruled = line.SelfReason, line.Reason
			if !line.Open {
				row.Official, row.Difference = p.paperScore(p.Review.Official, row.ID), line.Difference
			}
		}
	}
	return sheet
}

// blankPaper is the sheet with what the enterprise gave and, where there is an
// official result, its sums.
func (p *applicationBase) blankPaper(official *scoring.Result) *paper {
	self := p.View.Result
	facts, problems := p.Card.ParseFacts(p.View.Facts)
	sheet := &paper{Columns: p.Card.Columns, Self: self.Total, Vetoes: vetoWords(self)}
	if official != nil {
		sheet.Official, sheet.Vetoes = &official.Total, vetoWords(official)
	}
	for i := range p.Card.Categories {
		category := &p.Card.Categories[i]
		group := paperGroup{Category: category, Self: categoryScore(self, category.ID)}
		if official != nil {
			group.decided(official)
		}
		for j, span := range category.PrintedRows() {
			indicator := &category.Indicators[j]
			row := paperRow{Indicator: indicator, Span: span, Self: p.paperScore(self, indicator.ID)}
			if len(problems) == 0 { // stored facts have passed this card
				row.Facts = paperFacts(p.Lang, p.Card.FactsOf(indicator), facts)
			}
			group.Rows = append(group.Rows, row)
		}
		sheet.Groups = append(sheet.Groups, group)
	}
	for _, line := range []struct {
		name string
		of   func(*scoring.Result) scoring.Points
	}{
		{"fill.base", func(r *scoring.Result) scoring.Points { return r.Base }},
		{"fill.bonus", func(r *scoring.Result) scoring.Points { return r.Bonus }},
		{"fill.deduction", func(r *scoring.Result) scoring.Points { return r.Deduction }},
		{"paper.total", func(r *scoring.Result) scoring.Points { return r.Total }},
	} {
		sum := paperSum{Name: line.name, Self: line.of(self)}
		if official != nil {
			points := line.of(official)
			sum.Official, sum.Difference = &points, points-sum.Self
		}
		sheet.Sums = append(sheet.Sums, sum)
	}
	return sheet
}

func (g *paperGroup) decided(official *scoring.Result) {
	points := categoryScore(official, g.ID)
	g.Official, g.Difference = &points, points-g.Self
}

// paperScore is the score of an indicator as it is printed: what was not answered is
// not 0.
func (p *applicationBase) paperScore(result *scoring.Result, id string) string {
	if result == nil {
		return ""
	}
	line, ok := result.Indicator(id)
	switch {
	case !ok:
		return ""
	case line.Status != scoring.Scored:
		return text(p.Lang, "status."+line.Status.String())
	}
	return fixed(line.Score)
}

// paperFacts are facts as they were given. Lists are counted, not told: no person is
// named on paper.
func paperFacts(lang string, asked []*scoring.Fact, facts *scoring.Facts) (list []reviewFact) {
	for _, fact := range asked {
		given := reviewFact{Label: fact.Label, Given: factText(lang, fact, facts)}
		if fact.Type == scoring.TypeList && facts.Given(fact.Key) {
			rows, _ := facts.Rows(fact.Key)
			given.Given = text(lang, "paper.rows", "count", len(rows))
		}
		list = append(list, given)
	}
	return list
}

func vetoWords(result *scoring.Result) (words []string) {
	for _, veto := range result.Vetoes {
		words = append(words, veto.Reason)
	}
	return words
}
