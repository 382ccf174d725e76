package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// authorityPage lists what other departments have said in a round, and takes their
// lists.
type authorityPage struct {
	*leadPage
	Lists []assessment.AuthorityListView // newest first
	May   bool
}

func (s *Site) authority(c *gin.Context) error {
	return s.showAuthority(c, refused{Status: http.StatusOK}, "", nil)
}

func (s *Site) showAuthority(c *gin.Context, why refused, _ string, _ url.Values) error {
	shared, err := s.leadPage(c, "authority")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page := authorityPage{leadPage: shared}
	if page.Lists, err = s.config.Service.AuthorityLists(c.Request.Context(), actor, shared.Round.ID); err != nil {
		return err
	}
	slices.Reverse(page.Lists)
	page.May = slices.Contains(assessment.RolesFor(assessment.ActionImportAuthority), actor.Role) && shared.Round.State == assessment.RoundOpen
	page.Refused = why
	return s.show(c, why.Status, "authority", page)
}

// authorityPreviewPage is what an import would do, to confirm it.
type authorityPreviewPage struct {
	*leadPage
	Preview *assessment.AuthorityPreview
	Changes []authorityChange
	Sent    url.Values
	Moved   string
}

// authorityChange is a fact that a list changes, in words.
type authorityChange struct {
	assessment.AuthorityChange
	Was, Is, Said string // what counted, what counts then, what the enterprise declared
}

func (s *Site) previewAuthority(c *gin.Context) error {
	form, err := s.receive(c)
	if err != nil {
		return s.fileRefused(c, err, s.showAuthority)
	}
	defer form.Done()
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	file, err := s.config.Service.KeepForPreview(c.Request.Context(), actor, assessment.ActionPreviewAuthority, form.Reader())
	if err != nil {
		return err
	}
	sent := url.Values{"file": {file.SHA256}, "name": {form.Name()}}
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	return s.planAuthority(c, cmd, sent, http.StatusOK, "")
}

// planAuthority previews the file that is kept.
func (s *Site) planAuthority(c *gin.Context, cmd assessment.Command, sent url.Values, status int, moved string) error {
	list, done, err := s.openKept(c, cmd.Actor, assessment.ActionPreviewAuthority, sent)
	if err != nil {
		return err
	}
	defer done()
	preview, err := s.config.Service.PreviewAuthority(c.Request.Context(), cmd, c.Param("round"), list.Authority())
	if err != nil {
		return s.fileRefused(c, err, s.showAuthority)
	}
	shared, err := s.leadPage(c, "authority")
	if err != nil {
		return err
	}
	preview.Warnings = api.Localize(shared.Lang, preview.Warnings)
	page := authorityPreviewPage{leadPage: shared, Preview: preview, Sent: sent, Moved: moved}
	card, ok := s.config.Cards.Card(shared.Round.CardID)
	if !ok {
		return api.NotFound()
	}
	for _, change := range preview.Changes {
		page.Changes = append(page.Changes, authorityChange{
			AuthorityChange: change, Was: factWord(shared.Lang, card, change.Fact, change.Before),
			Is: factWord(shared.Lang, card, change.Fact, change.After), Said: factWord(shared.Lang, card, change.Fact, change.Declared),
		})
	}
	return s.show(c, status, "authoritypreview", page)
}

// factWord is the value of one fact in words.
func factWord(lang string, card *scoring.Card, key string, value json.RawMessage) string {
	fact, ok := card.Fact(key)
	none, problems := card.Collect().Facts()
	if !ok || len(problems) > 0 || len(value) == 0 || string(value) == "null" {
		return text(lang, "status.unanswered")
	}
	object, err := json.Marshal(map[string]json.RawMessage{key: value})
	if err != nil {
		return string(value)
	}
	with := amended(card, none, object)
	if !with.Given(key) { // one that stands only beside others
		return string(value)
	}
	return factText(lang, fact, with)
}

// importAuthority does what was previewed. Where the round has moved on since, what
// it would do now is shown to be confirmed anew.
func (s *Site) importAuthority(c *gin.Context) error {
	form := c.Request.PostForm
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	list, done, err := s.openKept(c, cmd.Actor, assessment.ActionImportAuthority, form)
	if err != nil {
		return err
	}
	_, err = s.config.Service.ImportAuthority(c.Request.Context(), cmd, c.Param("round"), form.Get("digest"), list.Authority())
	done()
	if err == nil {
		return s.done(c, "/rounds/"+url.PathEscape(c.Param("round"))+"/authority", "authority_imported")
	}
	if assessment.IsKind(err, assessment.KindConflict) {
		problem := s.door.Explain(c, err)
		sent := url.Values{"file": {form.Get("file")}, "name": {form.Get("name")}}
		return s.planAuthority(c, cmd, sent, problem.Status, problem.Detail)
	}
	return s.fileRefused(c, err, s.showAuthority)
}
