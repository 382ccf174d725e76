package web

import (
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// leadPage is what the pages of a round have that the lead works with: the round, the
// ways between them, and why a form was not taken.
type leadPage struct {
	base
	Round   *assessment.Round
	Tabs    []link
	Key     string // idempotency, of the forms on the page
	Refused refused
	Typed   url.Values
}

// leadTabs are these pages with the actions that open them.
var leadTabs = []struct {
	name   string
	action assessment.Action
}{
	{"assignments", assessment.ActionReadAssignments},
	{"authority", assessment.ActionReadAuthority},
	{"extensions", assessment.ActionListExtensions},
	{"moderation", assessment.ActionReadModeration},
	{"release", assessment.ActionReadReadiness},
	{"appeals", assessment.ActionListAppeals},
}

// leadPage reads the round for one of its pages.
func (s *Site) leadPage(c *gin.Context, tab string) (*leadPage, error) {
	actor, err := s.actor(c)
	if err != nil {
		return nil, err
	}
	round, err := s.config.Service.FindRound(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	b, err := s.base(c, text(language(c), "leadwork."+tab))
	if err != nil {
		return nil, err
	}
	page := &leadPage{base: b, Round: round, Key: newKey()}
	at := "/rounds/" + url.PathEscape(round.ID)
	for _, one := range leadTabs {
		if slices.Contains(assessment.RolesFor(one.action), actor.Role) && (one.name != "moderation" || round.Settings.Reviewers == 2) {
			page.Tabs = append(page.Tabs, link{Href: at + "/" + one.name, Text: text(b.Lang, "leadwork."+one.name), Current: one.name == tab})
		}
	}
	page.Path = at + "/" + tab
	page.Trail = b.trail(link{Href: "/applications?round=" + url.QueryEscape(round.ID), Text: text(b.Lang, "nav.applications")}, link{Href: at, Text: round.Name}, link{Text: b.Title})
	return page, nil
}

// newKey is the idempotency key of the forms on a page: a form that is sent twice
// is done once.
func newKey() string {
	key := make([]byte, 16)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	return hex.EncodeToString(key)
}

// formCommand is the command of a form with its key and the version that it was
// made from; one without a version does not say.
func (s *Site) formCommand(c *gin.Context) (assessment.Command, error) {
	form := c.Request.PostForm
	version, _ := strconv.Atoi(form.Get(fieldVersion))
	return s.door.Command(c, version, form.Get(fieldKey), []byte(contentOf(form)))
}
