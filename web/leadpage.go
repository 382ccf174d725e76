package web

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
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
	{"assignments", assessment.ActionAssign},
	{"authority", assessment.ActionReadAuthority},
	{"extensions", assessment.ActionListExtensions},
	{"moderation", assessment.ActionReadModeration},
	{"release", assessment.ActionRelease},
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

// refused is why a form was not taken: in a sentence for the whole, or beside its
// fields.
type refused struct {
	Status int
	Said   string // "" where only fields are wrong
	Lines  []refusedLine
}

// refusedLine is something wrong; Field is the name of its field on the page, ""
// for none.
type refusedLine struct{ Field, Message string }

// At is what is wrong with a field.
func (r refused) At(field string) string {
	said := ""
	for _, line := range r.Lines {
		if line.Field == field {
			said += line.Message
		}
	}
	return said
}

// Any tells whether there is anything to say.
func (r refused) Any() bool { return r.Said != "" || len(r.Lines) > 0 }

// refusal tells a form's sender why it was not taken, where that helps: what is
// wrong with the input, or that the state has moved on. Any other error comes back.
// field names the field of a problem's path.
func (s *Site) refusal(c *gin.Context, err error, field func(path string) string) (refused, error) {
	var known *assessment.Error
	if !errors.As(err, &known) {
		return refused{}, err
	}
	switch known.Kind {
	case assessment.KindInvalid, assessment.KindConflict, assessment.KindStale:
	default:
		return refused{}, err
	}
	problem := s.door.Explain(c, err)
	r := refused{Status: problem.Status}
	for _, p := range problem.Problems {
		line := refusedLine{Message: p.Message}
		if p.Sheet+p.Cell != "" {
			line.Message = p.Sheet + " " + p.Cell + " " + p.Message
		}
		if field != nil {
			line.Field = field(p.Path)
		}
		if line.Field == unsaid {
			continue
		}
		if !slices.Contains(r.Lines, line) {
			r.Lines = append(r.Lines, line)
		}
	}
	if len(r.Lines) == 0 {
		r.Said = problem.Detail
	}
	return r, nil
}

// unsaid stands for a problem that another one says already.
const unsaid = "-"

// asNamed is for forms whose fields are named as the paths of problems.
func asNamed(path string) string { return path }
