package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/web/chart"
)

// overviewPage is how far a round has come, as far as its reader hears of it; what it
// does not hear of is nil or empty.
type overviewPage struct {
	base
	*assessment.Overview
	Area      bool // one's own township alone
	Figures   []figure
	Late      []assessment.OverdueWork // the kinds with something overdue
	Names     map[string]string        // of the indicators, by id
	Progress  []townshipRow
	Loads     []reviewerRow
	Quotas    []quotaRow
	Columns   *chart.Columns
	Radar     *chart.Radar
	Groups    []gapGroup // categories, each with its indicators
	Some      bool       // there is something to compare
	Townscore []gapRow
}

// figure is a number with what it counts; Warn where there is something to do.
type figure struct {
	Text  string
	Count int
	Warn  bool
}

// townshipRow and reviewerRow are the rows of progress with a bar of what is done.
type townshipRow struct {
	assessment.TownshipProgress
	Done int // official score given
	Of   int // what was not taken back
	Part *chart.Part
}

type reviewerRow struct {
	assessment.ReviewerProgress
	Part *chart.Part
}

type quotaRow struct {
	Name string
	assessment.QuotaLine
	Part *chart.Part
}

// gapRow holds self and official scores against each other, as means.
type gapRow struct {
	No, Name                   string
	Points                     scoring.Points
	Compared, Apart            int // reviews with both scores, and without one of them
	Self, Official, Difference scoring.Points
	Higher, Equal, Lower       int
	Largest                    *assessment.Difference
	Gap                        *chart.Gap
}

type gapGroup struct {
	gapRow // of the category
	Rows   []gapRow
}

func (s *Site) overview(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	overview, err := s.config.Service.Overview(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "ov.title"))
	if err != nil {
		return err
	}
	page := &overviewPage{base: b, Overview: overview, Area: actor.Role == assessment.RoleTownship}
	page.Trail = page.trail(
		link{Href: "/rounds", Text: text(page.Lang, "menu.rounds")}, link{Href: "/rounds/" + overview.RoundID, Text: overview.RoundName}, link{Text: page.Title},
	)
	page.work()
	page.scores()
	return s.show(c, http.StatusOK, "overview", page)
}

// work is how far everyone has come, and what is late.
func (p *overviewPage) work() {
	all, done, late := 0, 0, 0
	for _, township := range p.Overview.Townships {
		row := townshipRow{TownshipProgress: township, Of: township.Applications}
		for _, state := range township.States {
			switch {
			case state.State == assessment.StateWithdrawn:
				row.Of -= state.Count
			case assessment.Reviewed(state.State):
				row.Done += state.Count
			}
		}
		row.Part = chart.NewPart(row.Done, row.Of)
		all, done = all+row.Of, done+row.Done
		p.Progress = append(p.Progress, row)
	}
	for _, reviewer := range p.Overview.Reviewers {
		p.Loads = append(p.Loads, reviewerRow{reviewer, chart.NewPart(reviewer.Done, reviewer.Assigned)})
	}
	for _, work := range p.Overdue {
		late += work.Count
		if work.Count > 0 {
			p.Late = append(p.Late, work)
		}
	}
	add := func(name string, count int, warn bool) {
		p.Figures = append(p.Figures, figure{text(p.Lang, "ov."+name), count, warn})
	}
	if own := p.Own; own != nil {
		add("assigned", own.Assigned, false)
		add("waiting", own.Waiting, false)
		add("begun", own.Begun, false)
		add("returned", own.Returned, false)
		add("done", own.Done, false)
		add("undeclared", own.Undeclared, own.Undeclared > 0)
	} else {
		add("applications", all, false)
		add("finished", done, false)
	}
	if p.Unassigned != nil {
		add("unassigned", *p.Unassigned, *p.Unassigned > 0 && p.State == assessment.RoundOpen)
	}
	add("overdue", late, late > 0)
}

// scores are for who hears of all of them.
func (p *overviewPage) scores() {
	if p.Quota != nil {
		for _, line := range []quotaRow{{Name: "certified", QuotaLine: p.Quota.Certified}, {Name: "excellent", QuotaLine: p.Quota.Excellent}} {
			line.Part = chart.NewPart(line.Within, line.Quota)
			p.Quotas = append(p.Quotas, line)
		}
	}
	scores := p.Overview.Scores
	if scores == nil {
		return
	}
	var classes []chart.Class
	end := ""
	for _, class := range scores.Totals.Classes {
		classes = append(classes, chart.Class{From: class.From.String(), Self: class.Self, Official: class.Official})
		end = class.To.String()
	}
	p.Columns = chart.NewColumns(classes, end)
	p.Names = make(map[string]string, len(scores.Indicators))
	for i := range scores.Indicators {
		p.Names[scores.Indicators[i].ID] = scores.Indicators[i].No + " " + scores.Indicators[i].Name
	}
	p.gaps(scores)
}

// gaps are the means of both scores by category, indicator and township. The bars of
// a table are drawn against its largest difference.
func (p *overviewPage) gaps(scores *assessment.ScoreOverview) {
	var axes []chart.Axis
	for i := range scores.Categories {
		group := gapGroup{gapRow: compared(&scores.Categories[i])}
		for j := range scores.Indicators {
			if scores.Indicators[j].Category == scores.Categories[i].ID {
				group.Rows = append(group.Rows, compared(&scores.Indicators[j]))
			}
		}
		if group.Points > 0 && group.Compared > 0 {
			axes = append(axes, axis(p.Lang, group.Name, group.Self, group.Official, group.Points))
		}
		p.Groups = append(p.Groups, group)
	}
	var lines, townships []*gapRow
	for i := range p.Groups {
		for j := range p.Groups[i].Rows {
			lines = append(lines, &p.Groups[i].Rows[j])
		}
	}
	for i := range scores.Townships {
		t := &scores.Townships[i]
		row := gapRow{Name: t.Township, Apart: t.Vetoed, Compared: t.Totals.Applications}
		row.fill(t.Totals, t.Largest)
		p.Townscore = append(p.Townscore, row)
	}
	for i := range p.Townscore {
		townships = append(townships, &p.Townscore[i])
	}
	for _, row := range lines {
		p.Some = p.Some || row.Compared > 0
	}
	p.Radar = chart.NewRadar(axes) // nil where less than three categories can be compared
	drawGaps(lines)
	drawGaps(townships)
}

// compared sums up what stands on facts and what was claimed; where a side is blank
// or not computable there is nothing to compare.
func compared(c *assessment.Comparison) gapRow {
	row := gapRow{No: c.No, Name: c.Name, Points: c.Points, Apart: c.Unanswered.Applications + c.NotComputable.Applications}
	both := c.Facts
	both.Applications += c.Claimed.Applications
	both.Self += c.Claimed.Self
	both.Official += c.Claimed.Official
	both.Higher += c.Claimed.Higher
	both.Equal += c.Claimed.Equal
	both.Lower += c.Claimed.Lower
	row.fill(both, c.Largest)
	return row
}

func (r *gapRow) fill(both assessment.Compared, largest []assessment.Difference) {
	n := both.Applications
	r.Compared, r.Self, r.Official, r.Difference = n, mean(both.Self, n), mean(both.Official, n), mean(both.Official-both.Self, n)
	r.Higher, r.Equal, r.Lower = both.Higher, both.Equal, both.Lower
	if len(largest) > 0 {
		r.Largest = &largest[0]
	}
}

func drawGaps(rows []*gapRow) {
	most := scoring.Points(0)
	for _, row := range rows {
		most = max(most, row.Difference, -row.Difference)
	}
	for _, row := range rows {
		row.Gap = chart.NewGap(int64(row.Difference), int64(most))
	}
}
