package web

import (
	"wuxing/scoring"
)

// paper is the score sheet of an application as it is printed from its pages: the
// browser prints this instead of what is on the screen.
type paper struct {
	Groups     []paperGroup
	Self       scoring.Points
	Official   *scoring.Points // nil: the column stays empty
	Vetoes     []string        // in words
	Reviewed   bool            // there is a column for the official score
	Difference scoring.Points
}

type paperGroup struct {
	No, Name string
	Points   scoring.Points
	Self     scoring.Points
	Official *scoring.Points
	Rows     []scoreRow
}

// paper is the sheet of the application with the scores that the reader may know.
func (p *applicationPage) paper() *paper {
	sheet := &paper{Self: p.View.Result.Total, Vetoes: vetoWords(p.View.Result), Reviewed: p.View.Official != nil}
	if p.View.Official != nil {
		sheet.Official, sheet.Vetoes = &p.View.Official.Total, vetoWords(p.View.Official)
	}
	for i, line := range p.Lines {
		category := p.Categories[i]
		sheet.Groups = append(sheet.Groups, paperGroup{
			No: category.No, Name: line.Name, Points: category.Points, Self: category.Self, Official: category.Official, Rows: line.Rows,
		})
	}
	sheet.sum()
	return sheet
}

// paper is the sheet of a review as it stands: what is not decided yet stays empty.
func (p *reviewPage) paper() *paper {
	sheet := &paper{Self: p.Review.Self.Total, Vetoes: vetoWords(p.Review.Official), Reviewed: true}
	if len(p.Review.Open) == 0 {
		sheet.Official = &p.Review.Official.Total
	}
	for i := range p.Categories {
		category := &p.Categories[i]
		group := paperGroup{No: category.No, Name: category.Name, Points: category.Points, Self: categoryScore(p.Review.Self, category.ID)}
		if category.Open == 0 {
			official := categoryScore(p.Review.Official, category.ID)
			group.Official = &official
		}
		for j := range category.Rows {
			row := &category.Rows[j]
			line := scoreRow{
				No: row.Indicator.No, Name: row.Indicator.Name, Points: row.Indicator.Points,
				Self: row.Self, Status: row.Status, Difference: row.Difference, Reason: row.SelfReason, Ruled: row.Reason,
			}
			if !row.Open {
				line.Official = row.Official
			}
			group.Rows = append(group.Rows, line)
		}
		sheet.Groups = append(sheet.Groups, group)
	}
	sheet.sum()
	return sheet
}

func (p *paper) sum() {
	if p.Official != nil {
		p.Difference = *p.Official - p.Self
	}
}

func vetoWords(result *scoring.Result) (words []string) {
	for _, veto := range result.Vetoes {
		words = append(words, veto.Reason)
	}
	return words
}
