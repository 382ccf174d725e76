package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/web/chart"
)

// programmePage is how far the programme has come over its years.
type programmePage struct {
	base
	*assessment.ProgrammeView
	Targets []targetRow
	Counts  *chart.Lines // certified and excellent in all; nil before anything is published
	Scores  *chart.Lines // medians with their quarters; for who hears of all scores
}

type targetRow struct {
	Name string
	assessment.ProgrammeProgress
	Part *chart.Part
}

func (s *Site) programme(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	view, err := s.config.Service.Programme(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "prog.title"))
	if err != nil {
		return err
	}
	page := programmePage{base: b, ProgrammeView: view}
	page.Trail = page.trail(link{Text: page.Title})
	for _, row := range []targetRow{{Name: "certified", ProgrammeProgress: view.Certified}, {Name: "excellent", ProgrammeProgress: view.Excellent}} {
		row.Part = chart.NewPart(row.Counted, row.Target)
		page.Targets = append(page.Targets, row)
	}
	if len(view.Rounds) > 0 {
		page.lines()
	}
	return s.show(c, http.StatusOK, "programme", page)
}

// lines draws the rounds in the years of the programme; a year without a round keeps
// its place.
func (p *programmePage) lines() {
	counts := chart.Slots{Targets: []chart.Aim{
		{Value: int64(p.Certified.Target), Text: text(p.Lang, "prog.aim_certified", "count", p.Certified.Target)},
		{Value: int64(p.Excellent.Target), Text: text(p.Lang, "prog.aim_excellent", "count", p.Excellent.Target)},
	}}
	scores := chart.Slots{Unit: 100}
	some := false
	for year := p.From; year <= p.To; year++ {
		found := false
		for i := range p.Rounds {
			round := &p.Rounds[i]
			if round.Year != year {
				continue
			}
			found = true
			counts.Names, scores.Names = append(counts.Names, strconv.Itoa(year)), append(scores.Names, strconv.Itoa(year))
			counts.Official = append(counts.Official, counted(round.TotalCertified))
			counts.Self = append(counts.Self, counted(round.TotalExcellent))
			scores.Self, scores.Official = append(scores.Self, medianOf(round.Self)), append(scores.Official, medianOf(round.Official))
			some = some || round.Official != nil
		}
		if !found {
			counts.Names, scores.Names = append(counts.Names, strconv.Itoa(year)), append(scores.Names, strconv.Itoa(year))
			counts.Official, counts.Self = append(counts.Official, nil), append(counts.Self, nil)
			scores.Official, scores.Self = append(scores.Official, nil), append(scores.Self, nil)
		}
	}
	p.Counts = chart.NewLines(counts)
	if some {
		p.Scores = chart.NewLines(scores)
	}
}

func counted(count int) *chart.Value {
	return &chart.Value{Value: int64(count), Text: strconv.Itoa(count)}
}

func medianOf(q *assessment.Quartiles) *chart.Value {
	if q == nil {
		return nil
	}
	return &chart.Value{Value: int64(q.Median), Text: q.Median.String(), Low: int64(q.First), High: int64(q.Third)}
}
