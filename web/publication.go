package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// publicationPage ends a round, or opens it again; both take two persons.
type publicationPage struct {
	*roundBase
	View     *assessment.Ending
	InTheWay []string
	Final    *assessment.FinalList // nil: not decided
	Awards   *assessment.AwardList
	Form     string // the form that was refused: publish, reopen
	Sum      string // of the awards
}

func (s *Site) publication(c *gin.Context) error {
	shared, err := s.roundBase(c, "publication")
	if err != nil {
		return err
	}
	return s.showPublication(c, http.StatusOK, publicationPage{roundBase: shared})
}

func (s *Site) showPublication(c *gin.Context, status int, page publicationPage) error {
	ctx, actor, round := c.Request.Context(), page.Actor, page.Round.ID
	var err error
	if page.View, err = s.config.Service.Ending(ctx, actor, round); err != nil {
		return err
	}
	page.InTheWay = s.explain(c, page.View.InTheWay)
	page.Final, err = s.config.Service.FinalList(ctx, actor, round)
	if err == nil {
		page.Awards, err = s.config.Service.AwardList(ctx, actor, round)
	}
	if err != nil && !assessment.IsKind(err, assessment.KindConflict) && !assessment.IsKind(err, assessment.KindNotFound) {
		return err // anything but that there is no list yet
	}
	if page.Awards != nil {
		page.Sum = yuan(int64(page.Awards.Sum()))
	}
	return s.show(c, status, "publication", page)
}

// twice is a step that two persons take: do tells whether this was the second.
func (s *Site) twice(c *gin.Context, form, asked, done string, do func(ctx context.Context, cmd assessment.Command, roundID, reason string) (second bool, err error)) error {
	version, _ := strconv.Atoi(c.PostForm(fieldVersion))
	cmd, err := s.keyed(c, version)
	if err != nil {
		return err
	}
	second, err := do(c.Request.Context(), cmd, c.Param("round"), c.PostForm("reason"))
	if err == nil {
		notice := asked
		if second {
			notice = done
		}
		return s.done(c, "/rounds/"+c.Param("round")+"/publication", notice)
	}
	shared, other := s.roundBase(c, "publication")
	if other != nil {
		return other
	}
	why, err := s.refusedIn(c, err, shared)
	if err != nil {
		return err
	}
	return s.showPublication(c, why.Status, publicationPage{roundBase: shared, Form: form})
}

func (s *Site) publish(c *gin.Context) error {
	return s.twice(c, "publish", "publishing_asked", "published", func(ctx context.Context, cmd assessment.Command, roundID, reason string) (bool, error) {
		view, err := s.config.Service.Publish(ctx, cmd, roundID, reason)
		return err == nil && view.Published, err
	})
}

func (s *Site) reopen(c *gin.Context) error {
	return s.twice(c, "reopen", "reopening_asked", "reopened", func(ctx context.Context, cmd assessment.Command, roundID, reason string) (bool, error) {
		view, err := s.config.Service.Reopen(ctx, cmd, roundID, reason)
		return err == nil && view.Reopened, err
	})
}
