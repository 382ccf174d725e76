package web

import (
	"crypto/rand"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// noticeRoutes are what the public reads and writes without an account.
func noticeRoutes() []row {
	return []row{
		{http.MethodGet, "/notices", assessment.ActionReadNotice, api.TakesNothing, "The public notices", (*Site).notices},
		{http.MethodGet, "/notices/{round}", assessment.ActionReadNotice, api.TakesNothing, "A public notice, or the final list", (*Site).notice},
		{http.MethodGet, "/notices/{round}/objections", assessment.ActionReadNotice, api.TakesNothing, "Object to what is on notice", (*Site).objectPage},
		{http.MethodPost, "/notices/{round}/objections", assessment.ActionObject, api.TakesFields, "Take in an objection", (*Site).object},
	}
}

// noticesPage lists the public notices.
type noticesPage struct {
	base
	Notices []assessment.NoticeHead
}

func (s *Site) notices(c *gin.Context) error {
	heads, err := s.publicNotices(c)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "notices.title"))
	if err != nil {
		return err
	}
	b.Trail = b.trail(link{Text: b.Title})
	return s.show(c, http.StatusOK, "notices", noticesPage{base: b, Notices: heads})
}

// publicNotices are the notices as the public knows them, whoever reads: what has not
// begun stands on the pages of the lead.
func (s *Site) publicNotices(c *gin.Context) ([]assessment.NoticeHead, error) {
	return s.config.Service.Notices(c.Request.Context(), assessment.Actor{Role: assessment.RolePublic})
}

// noticePage is one public notice, or after it the final list.
type noticePage struct {
	base
	Head  assessment.NoticeHead
	Final *assessment.FinalView // nil: not published
	Rows  []assessment.NoticeRow
	Count int
	Next  string
	First string
}

// noticeRows is how many rows of a notice are shown at once.
const noticeRows = 200

func (s *Site) notice(c *gin.Context) error {
	page, err := s.noticeOf(c)
	if err != nil {
		return err
	}
	page.Trail = page.trail(link{Href: "/notices", Text: text(page.Lang, "notices.title")}, link{Text: page.Head.RoundName})
	after, _ := strconv.Atoi(c.Query("after"))
	here := "/notices/" + page.Head.Round
	if after > 0 {
		page.First = here
		page.Rows = page.Rows[min(after, len(page.Rows)):]
	}
	if len(page.Rows) > noticeRows {
		page.Rows = page.Rows[:noticeRows]
		page.Next = here + "?after=" + strconv.Itoa(page.Rows[noticeRows-1].No)
	}
	return s.show(c, http.StatusOK, "notice", page)
}

// noticeOf reads a notice as the public knows it. One that was stopped has its dates
// and no list; a round published before there were notices has its list alone.
func (s *Site) noticeOf(c *gin.Context) (*noticePage, error) {
	b, err := s.base(c, "")
	if err != nil {
		return nil, err
	}
	page, public, round := &noticePage{base: b}, assessment.Actor{Role: assessment.RolePublic}, c.Param("round")
	ctx := c.Request.Context()
	view, err := s.config.Service.Notice(ctx, public, round)
	switch {
	case err == nil:
		page.Head, page.Rows = view.NoticeHead, view.Rows
	case !assessment.IsKind(err, assessment.KindNotFound):
		return nil, err
	}
	final, err := s.config.Service.Final(ctx, public, round)
	switch {
	case err == nil:
		page.Final, page.Rows = final, final.Rows
		page.Head.Round, page.Head.RoundName, page.Head.Year = final.Round, final.RoundName, final.Year
	case !assessment.IsKind(err, assessment.KindNotFound):
		return nil, err
	}
	if page.Head.Round == "" {
		if page.Head, err = s.stopped(c, round); err != nil {
			return nil, err
		}
	}
	page.Count = len(page.Rows)
	key := "notices.titleof"
	if page.Final != nil {
		key = "notices.finalof"
	}
	page.Title = text(page.Lang, key, "round", page.Head.RoundName)
	return page, nil
}

// stopped is the notice of a round that a reopening has ended.
func (s *Site) stopped(c *gin.Context, round string) (assessment.NoticeHead, error) {
	heads, err := s.publicNotices(c)
	if err != nil {
		return assessment.NoticeHead{}, err
	}
	for _, head := range heads {
		if head.Round == round {
			return head, nil
		}
	}
	return assessment.NoticeHead{}, api.NotFound()
}

// objectPage takes in an objection.
type objectPage struct {
	*noticePage
	Key      string
	Chosen   int // row of the notice; 0: the whole list
	Typed    typed
	Problems []string
	Receipt  *assessment.ObjectionReceipt // once it was taken in
}

// mostChoices is how many enterprises are offered in one list.
const mostChoices = 300

// Choices are the enterprises to choose from.
func (p *objectPage) Choices() []assessment.NoticeRow {
	if len(p.Rows) <= mostChoices {
		return p.Rows
	}
	if p.Chosen > 0 {
		return p.Rows[p.Chosen-1 : p.Chosen]
	}
	return nil
}

func (s *Site) objectPage(c *gin.Context) error {
	return s.showObject(c, http.StatusOK, objectPage{Key: rand.Text()}, c.Query("no"))
}

func (s *Site) showObject(c *gin.Context, status int, page objectPage, chosen string) error {
	shared, err := s.noticeOf(c)
	if err != nil {
		return err
	}
	page.noticePage = shared
	if no, err := strconv.Atoi(chosen); err == nil && no > 0 && no <= len(shared.Rows) {
		page.Chosen = no
	}
	here := "/notices/" + shared.Head.Round
	page.Title = text(shared.Lang, "object.title")
	page.Trail = shared.trail(link{Href: "/notices", Text: text(shared.Lang, "notices.title")}, link{Href: here, Text: shared.Head.RoundName}, link{Text: page.Title})
	page.Path = here + "/objections"
	return s.show(c, status, "object", &page)
}

// object takes an objection of anybody's. The receipt is the answer itself: its number
// stands on no address that could be passed on, and the same form sent twice gives the
// same one.
func (s *Site) object(c *gin.Context) error {
	objection, err := objectionOf(c)
	var receipt *assessment.ObjectionReceipt
	if err == nil {
		var cmd assessment.Command
		if cmd, err = s.keyed(c, 0); err != nil {
			return err
		}
		cmd.Actor = assessment.Actor{Role: assessment.RolePublic}
		receipt, err = s.door.Object(c, cmd, c.Param("round"), objection)
	}
	if err == nil {
		return s.showObject(c, http.StatusCreated, objectPage{Receipt: receipt}, "")
	}
	why, err := s.refused(c, err, onlyWrong)
	if err != nil {
		return err
	}
	form := c.Request.PostForm
	page := objectPage{Key: rand.Text(), Typed: typed{"name": form.Get("name"), "contact": form.Get("contact"), "text": form.Get("text")}}
	page.Problems = why.Sentences()
	return s.showObject(c, why.Status, page, form.Get("no"))
}

// objectionOf is the objection that a form tells.
func objectionOf(c *gin.Context) (assessment.NewObjection, error) {
	objection := assessment.NewObjection{Name: c.PostForm("name"), Contact: c.PostForm("contact"), Text: c.PostForm("text")}
	if typed := c.PostForm("no"); typed != "" {
		no, err := strconv.Atoi(typed)
		if err != nil {
			return objection, scoringProblem(assessment.CodeValueMalformed, "enterprise", "field", "enterprise", "found", typed)
		}
		objection.No = no
	}
	return objection, nil
}
