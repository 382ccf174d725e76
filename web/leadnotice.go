package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// leadNoticePage begins the public notice, and then holds its objections.
type leadNoticePage struct {
	*roundBase
	Plan       *assessment.NoticePlan // how it would run; nil: it has begun, or cannot yet
	View       *assessment.NoticeView // nil: there is none
	Objections []objectionRow
	Open       int
	Indicators []*scoring.Indicator
	Form       string // the form that was refused: record, or the id of an objection with what was done
	Today      string
}

// objectionRow is an objection with its forms.
type objectionRow struct {
	assessment.ObjectionView
	Subject string // the enterprise of the row of the notice; "": the whole list
	No      int    // its number in the list of this page
	Link    *typed // into its forms, when they were refused
	Close   *typed
}

func (s *Site) leadNotice(c *gin.Context) error {
	shared, err := s.roundBase(c, "notice")
	if err != nil {
		return err
	}
	return s.showLeadNotice(c, http.StatusOK, leadNoticePage{roundBase: shared})
}

func (s *Site) showLeadNotice(c *gin.Context, status int, page leadNoticePage) error {
	ctx, actor, round := c.Request.Context(), page.Actor, page.Round
	page.Today = s.config.Now().In(assessment.OfficeZone).Format(time.DateOnly)
	if page.May(string(assessment.ActionBeginNotice)) {
		day := c.Query("starts_on")
		if page.Form == "begin" {
			day = ""
		}
		plan, err := s.config.Service.PlanNotice(ctx, actor, round.ID, day)
		if err != nil { // of the day that was asked for
			why, err := s.refused(c, err, onlyWrong)
			if err != nil {
				return err
			}
			page.Problems, status = why.Sentences(), why.Status
			if plan, err = s.config.Service.PlanNotice(ctx, actor, round.ID, ""); err != nil {
				return err
			}
		}
		page.Plan = plan
		return s.show(c, status, "leadnotice", &page)
	}
	view, err := s.config.Service.Notice(ctx, actor, round.ID)
	if err != nil && !assessment.IsKind(err, assessment.KindNotFound) {
		return err
	}
	page.View = view
	if err := s.objections(c, &page); err != nil {
		return err
	}
	return s.show(c, status, "leadnotice", &page)
}

// objections lists the open ones first, each in the order in which they came.
func (s *Site) objections(c *gin.Context, page *leadNoticePage) error {
	list, err := s.config.Service.Objections(c.Request.Context(), page.Actor, page.Round.ID)
	if err != nil {
		return err
	}
	page.Open = list.Open
	for _, open := range []bool{true, false} {
		for n, each := range list.Objections {
			if (each.Result == "") != open {
				continue
			}
			row := objectionRow{ObjectionView: each, No: n + 1}
			if each.Enterprise != nil {
				row.Subject = each.Enterprise.Name
			}
			switch page.Form {
			case "link " + each.ID:
				row.Link = &page.Typed
			case "close " + each.ID:
				row.Close = &page.Typed
			}
			page.Objections = append(page.Objections, row)
		}
	}
	if card, ok := s.config.Cards.Card(page.Round.CardID); ok {
		page.Indicators = card.Indicators()
	}
	return nil
}

// noticeForm is one of the forms of the page: do does what it asks for, and what is
// refused comes back under the name of the form.
func (s *Site) noticeForm(c *gin.Context, form, notice string, do func(cmd assessment.Command) error) error {
	cmd, err := s.keyed(c, 0)
	if err == nil {
		err = do(cmd)
	}
	if err == nil {
		return s.done(c, "/rounds/"+c.Param("round")+"/notice", notice)
	}
	shared, other := s.roundBase(c, "notice")
	if other != nil {
		return other
	}
	why, err := s.refusedIn(c, err, shared)
	if err != nil {
		return err
	}
	return s.showLeadNotice(c, why.Status, leadNoticePage{roundBase: shared, Form: form})
}

func (s *Site) beginNotice(c *gin.Context) error {
	return s.noticeForm(c, "begin", "notice_begun", func(cmd assessment.Command) error {
		_, err := s.config.Service.BeginNotice(c.Request.Context(), cmd, c.Param("round"), c.PostForm("starts_on"))
		return err
	})
}

// recordObjection writes down an objection that came on paper or by telephone.
func (s *Site) recordObjection(c *gin.Context) error {
	return s.noticeForm(c, "record", "objection_recorded", func(cmd assessment.Command) error {
		objection, err := objectionOf(c)
		if err != nil {
			return err
		}
		if objection.ReceivedOn = c.PostForm("received_on"); objection.ReceivedOn == "" {
			return scoringProblem(assessment.CodeValueMissing, "received_on", "field", "received_on")
		}
		_, err = s.config.Service.Object(c.Request.Context(), cmd, c.Param("round"), objection)
		return err
	})
}

// linkObjection finds the application by the enterprise's name or code, as people know
// it.
func (s *Site) linkObjection(c *gin.Context) error {
	id := c.Param("objection")
	return s.noticeForm(c, "link "+id, "objection_linked", func(cmd assessment.Command) error {
		application, err := s.applicationOf(c, cmd.Actor, c.PostForm("enterprise"))
		if err != nil {
			return err
		}
		_, err = s.config.Service.LinkObjection(c.Request.Context(), cmd, c.Param("round"), id, application, c.PostForm("indicator"))
		return err
	})
}

// applicationOf is the one application of the ranking whose enterprise has the name or
// the code.
func (s *Site) applicationOf(c *gin.Context, actor assessment.Actor, named string) (string, error) {
	named = strings.TrimSpace(named)
	if named == "" {
		return "", scoringProblem(assessment.CodeValueMissing, "enterprise", "field", "enterprise")
	}
	view, err := s.config.Service.WholeOrder(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return "", err
	}
	found := ""
	for _, row := range view.Rows {
		switch {
		case strings.EqualFold(row.Enterprise.USCC, named):
			return row.ApplicationID, nil
		case row.Enterprise.Name == named && found != "":
			return "", scoringProblem(assessment.CodeUnknownApplication, "enterprise", "found", named) // two of one name: only the code tells
		case row.Enterprise.Name == named:
			found = row.ApplicationID
		}
	}
	if found == "" {
		return "", scoringProblem(assessment.CodeUnknownApplication, "enterprise", "found", named)
	}
	return found, nil
}

func (s *Site) closeObjection(c *gin.Context) error {
	id := c.Param("objection")
	return s.noticeForm(c, "close "+id, "objection_closed", func(cmd assessment.Command) error {
		_, err := s.config.Service.CloseObjection(c.Request.Context(), cmd, c.Param("round"), id, assessment.NewObjectionClosing{
			Result: assessment.ObjectionResult(c.PostForm("result")), Answer: c.PostForm("answer"),
		})
		return err
	})
}

// Leads tells whether the reader links and closes objections.
func (p *leadNoticePage) Leads() bool {
	return slices.Contains(assessment.RolesFor(assessment.ActionCloseObjection), p.Actor.Role)
}

// Reveals tells whether the reader may see an objector in full.
func (p *leadNoticePage) Reveals() bool { return p.Actor.MayReveal(assessment.RevealObjector) }

// NoneTyped is what an untouched form holds.
func (p *leadNoticePage) NoneTyped() typed { return nil }

// IndicatorName is the name of an indicator of the round's card.
func (p *leadNoticePage) IndicatorName(id string) string {
	for _, indicator := range p.Indicators {
		if indicator.ID == id {
			return indicator.No + " " + indicator.Name
		}
	}
	return id
}
