package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// roundAppealsPage lists the appeals of a round, what waits first.
type roundAppealsPage struct {
	*leadPage
	List  []assessment.AppealView
	Open  int
	All   bool // decided ones, too
	First string
	Next  string
}

func (s *Site) roundAppeals(c *gin.Context) error {
	shared, err := s.leadPage(c, "appeals")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	all, err := s.config.Service.RoundAppeals(c.Request.Context(), actor, shared.Round.ID)
	if err != nil {
		return err
	}
	page := roundAppealsPage{leadPage: shared, All: c.Query("show") != "open"}
	var decided []assessment.AppealView
	for _, appeal := range all {
		if appeal.Outcome == "" {
			page.List = append(page.List, appeal)
		} else {
			decided = append(decided, appeal)
		}
	}
	page.Open = len(page.List)
	slices.SortStableFunc(page.List, func(a, b assessment.AppealView) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(decided, func(a, b assessment.AppealView) int { return b.DecidedAt.Compare(*a.DecidedAt) })
	here := shared.Path
	if page.All {
		page.List = append(page.List, decided...)
	} else {
		here += "?show=open"
	}
	page.cut(c.Query("after"), here)
	return s.show(c, http.StatusOK, "roundappeals", page)
}

// cut keeps one page of the list, from after the appeal on.
func (p *roundAppealsPage) cut(after, here string) {
	if i := slices.IndexFunc(p.List, func(a assessment.AppealView) bool { return a.ID == after }); i >= 0 {
		p.List, p.First = p.List[i+1:], here
	}
	if len(p.List) > pageRows {
		p.List = p.List[:pageRows]
		joint := "?"
		if !p.All {
			joint = "&"
		}
		p.Next = here + joint + "after=" + p.List[pageRows-1].ID
	}
}
