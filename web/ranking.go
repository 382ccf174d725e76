package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// rankingPage is the order of a round, a page at a time.
type rankingPage struct {
	*roundBase
	View  *assessment.Standings
	Rows  []rankingRow
	Next  string // where the list goes on; "": it ends here
	First string // back to the beginning; "": this is it
}

// rankingRow is one enterprise with what is drawn around it.
type rankingRow struct {
	assessment.PlacedRow
	Tie    string // first, middle, last: its place among those with the same rank; "": alone
	Across bool   // the line of a quota goes through those with the same rank
	Apart  bool   // the vetoed begin here
	Below  []string
	Ends   []quotaEnd // of quotas above the row
	Opens  bool       // the reader may open the application
}

// quotaEnd is the line below those within a quota, in words.
type quotaEnd struct {
	Line assessment.Line
	Text string
}

// ends are the lines above a row. Where those who share the last rank are more than
// there are places, it says who decides.
func (p *rankingPage) ends(row assessment.PlacedRow) (ends []quotaEnd) {
	for _, line := range row.Passed {
		quota, above := p.Places(line), row.Place-1
		key := "ranking.end."
		if above > quota {
			key = "ranking.tied."
		}
		ends = append(ends, quotaEnd{line, text(p.Lang, key+string(line), "quota", quota, "above", above)})
	}
	return ends
}

func (s *Site) ranking(c *gin.Context) error {
	shared, err := s.roundBase(c, "ranking")
	if err != nil {
		return err
	}
	after := c.Query("after")
	view, err := s.config.Service.Standings(c.Request.Context(), shared.Actor, shared.Round.ID, after, pageRows)
	if err != nil {
		return err
	}
	shared.Round = view.Round
	page := rankingPage{roundBase: shared, View: view}
	card, _ := s.config.Cards.Card(view.Round.CardID) // only names are read
	page.rows(card)
	if after != "" {
		page.First = page.Path
	}
	if view.More {
		page.Next = page.Path + "?after=" + url.QueryEscape(view.Rows[len(view.Rows)-1].ApplicationID)
	}
	return s.show(c, http.StatusOK, "ranking", page)
}

func (p *rankingPage) rows(card *scoring.Card) {
	across := make(map[int]bool)
	for _, tie := range p.View.Ties {
		across[tie.Rank] = true
	}
	for i, standing := range p.View.Rows {
		row := rankingRow{PlacedRow: standing, Across: across[standing.Rank] && standing.Rank > 0, Opens: p.User.Role != assessment.RoleReviewer}
		if standing.Shared > 1 {
			row.Tie = "middle"
			switch standing.Place {
			case standing.Rank:
				row.Tie = "first"
			case standing.Rank + standing.Shared - 1:
				row.Tie = "last"
			}
		}
		row.Ends = p.ends(standing)
		row.Apart = standing.Vetoed && (i == 0 || !p.View.Rows[i-1].Vetoed)
		for _, line := range standing.Below {
			row.Below = append(row.Below, p.lineName(card, line))
		}
		p.Rows = append(p.Rows, row)
	}
}

// lineName is the name of what has a least score.
func (b *base) lineName(card *scoring.Card, id string) string {
	if card != nil {
		for i := range card.Categories {
			if card.Categories[i].ID == id {
				return card.Categories[i].Name
			}
		}
	}
	return text(b.Lang, "ranking.total")
}

// freezePage is the step before freezing: what stands in the way, with where to clear
// it away, and what freezing does.
type freezePage struct {
	*roundBase
	View     *assessment.Readiness
	InTheWay []string
	Appeals  string // the page of the round's appeals, where there is one
}

func (s *Site) freezePage(c *gin.Context) error {
	shared, err := s.roundBase(c, "ranking")
	if err != nil {
		return err
	}
	return s.showFreeze(c, http.StatusOK, shared)
}

func (s *Site) showFreeze(c *gin.Context, status int, shared *roundBase) error {
	view, err := s.config.Service.Readiness(c.Request.Context(), shared.Actor, shared.Round.ID)
	if err != nil {
		return err
	}
	shared.Title = text(shared.Lang, "freeze.title")
	shared.Trail = append(shared.Trail[:len(shared.Trail)-1], link{Href: "/rounds/" + shared.Round.ID + "/ranking", Text: text(shared.Lang, "round.tab.ranking")}, link{Text: shared.Title})
	shared.Path = "/rounds/" + shared.Round.ID + "/ranking/freeze"
	page := freezePage{roundBase: shared, View: view, InTheWay: s.explain(c, view.InTheWay)}
	if s.opens(shared.Actor.Role, "/rounds/{round}/appeals") {
		page.Appeals = "/rounds/" + shared.Round.ID + "/appeals"
	}
	return s.show(c, status, "freeze", page)
}

func (s *Site) freeze(c *gin.Context) error {
	version, _ := strconv.Atoi(c.PostForm(fieldVersion))
	cmd, err := s.keyed(c, version)
	if err != nil {
		return err
	}
	if c.PostForm("confirm") != "yes" {
		err = scoringProblem(assessment.CodeValueMissing, "confirm", "field", "confirm")
	} else {
		_, err = s.config.Service.Rank(c.Request.Context(), cmd, c.Param("round"))
	}
	if err == nil {
		return s.done(c, "/rounds/"+c.Param("round")+"/ranking", "frozen")
	}
	shared, other := s.roundBase(c, "ranking")
	if other != nil {
		return other
	}
	why, err := s.refusedIn(c, err, shared)
	if err != nil {
		return err
	}
	return s.showFreeze(c, why.Status, shared)
}
