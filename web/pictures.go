package web

import (
	"slices"

	"wuxing/scoring"
	"wuxing/web/chart"
)

// pictures are the scores of one application to look at: a web of the categories and
// a pair of bars for each indicator.
type pictures struct {
	Radar      *chart.Radar
	Categories []scoreRow
	Groups     []lineGroup
}

// picturesOf draws a self score against an official one; nil where there is none. open
// are indicators that nobody has decided yet: they and their categories have no
// official score, and until the last is decided there is no web.
func picturesOf(lang string, card *scoring.Card, self, official *scoring.Result, open ...string) *pictures {
	if self == nil || official == nil || len(open) == len(card.Indicators()) {
		return nil
	}
	p := &pictures{}
	var axes []chart.Axis
	for i := range card.Categories {
		category := &card.Categories[i]
		row := scoreRow{No: category.No, Name: category.Name, Points: category.Points, Self: categoryScore(self, category.ID)}
		score := categoryScore(official, category.ID)
		if !slices.ContainsFunc(category.Indicators, func(i scoring.Indicator) bool { return slices.Contains(open, i.ID) }) {
			row.Official, row.Difference = &score, score-row.Self
		}
		p.Categories = append(p.Categories, row)
		if category.Points > 0 {
			axes = append(axes, axis(lang, category.Name, row.Self, score, category.Points))
		}
		group := lineGroup{Name: category.Name}
		for j := range category.Indicators {
			indicator := &category.Indicators[j]
			if slices.Contains(open, indicator.ID) {
				group.Rows = append(group.Rows, selfRow(indicator, self))
				continue
			}
			group.Rows = append(group.Rows, barRow(card, indicator, self, official))
		}
		p.Groups = append(p.Groups, group)
	}
	if len(open) == 0 {
		p.Radar = chart.NewRadar(axes)
	}
	return p
}

func axis(lang, name string, self, official, most scoring.Points) chart.Axis {
	return chart.Axis{
		Name: name, Self: int64(self), Official: int64(official), Most: int64(most),
		Values: text(lang, "chart.both", "self", self, "official", official),
	}
}

// barRow puts the two scores of an indicator above each other, within the most that
// it gives or takes.
func barRow(card *scoring.Card, indicator *scoring.Indicator, self, official *scoring.Result) scoreRow {
	row := selfRow(indicator, self)
	if line, ok := official.Indicator(indicator.ID); ok {
		row.Official, row.Difference = &line.Score, line.Score-row.Self
		low, high := card.Range(indicator.ID)
		most := max(high, indicator.Points)
		if most <= 0 {
			most = low
		}
		row.Pair = chart.NewPair(int64(row.Self), int64(line.Score), int64(most))
	}
	return row
}

// selfRow is an indicator with its self score alone.
func selfRow(indicator *scoring.Indicator, self *scoring.Result) scoreRow {
	row := scoreRow{No: indicator.No, Name: indicator.Name, Points: indicator.Points}
	if line, ok := self.Indicator(indicator.ID); ok {
		row.Self, row.Status = line.Score, lineStatus(line)
	}
	return row
}

// mean is a sum over n, to the hundredth of a point, half away from zero: to be
// looked at, never to be counted with.
func mean(sum scoring.Points, n int) scoring.Points {
	if n == 0 {
		return 0
	}
	if sum < 0 {
		return -mean(-sum, n)
	}
	return (2*sum + scoring.Points(n)) / scoring.Points(2*n)
}
