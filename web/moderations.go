package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// moderationRows is how many pairs of reviews a list shows at once: each is scored.
const moderationRows = 20

// moderationsPage lists applications with two reviews that are in.
type moderationsPage struct {
	*leadPage
	Done  bool // those that are settled, else those that wait
	Rows  []*assessment.ModerationView
	First string
	Next  string
}

func (s *Site) moderations(c *gin.Context) error {
	shared, err := s.leadPage(c, "moderation")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page := moderationsPage{leadPage: shared, Done: c.Query("show") == "settled"}
	filter := assessment.ApplicationFilter{
		RoundID: shared.Round.ID, States: []assessment.State{assessment.StateModeration}, After: c.Query("after"), Limit: moderationRows + 1,
	}
	here := shared.Path + "?show=open"
	if page.Done {
		filter.States, here = []assessment.State{assessment.StateReviewed}, shared.Path+"?show=settled"
	}
	if shared.Round.Settings.Reviewers != 2 {
		return s.show(c, http.StatusOK, "moderations", page)
	}
	ctx := c.Request.Context()
	heads, err := s.config.Service.ListApplications(ctx, actor, filter)
	if err != nil {
		return err
	}
	if filter.After != "" {
		page.First = here
	}
	if len(heads) > moderationRows {
		heads = heads[:moderationRows]
		page.Next = here + "&after=" + heads[moderationRows-1].ID
	}
	for _, head := range heads {
		view, err := s.config.Service.Moderation(ctx, actor, head.ID)
		if assessment.IsKind(err, assessment.KindForbidden) { // its reviewer has still to declare
			continue
		}
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, view)
	}
	return s.show(c, http.StatusOK, "moderations", page)
}
