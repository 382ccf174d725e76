package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// fillPage is the assessment of an application.
type fillPage struct {
	*applicationBase
	Sheet     *sheet
	Version   int
	SaveAfter int64 // milliseconds
	Stale     bool  // somebody else has saved in the meantime
}

// values are the fields of an application's newest facts.
func (p *applicationBase) values() url.Values {
	form := make(url.Values)
	if facts, problems := p.Card.ParseFacts(p.View.Facts); len(problems) == 0 {
		form = valuesOf(facts)
	}
	if len(p.View.Claims) > 0 {
		form.Set(fieldClaims, string(p.View.Claims))
	}
	return form
}

// open are the facts that may be changed: all of them, or of a returned
// application those of the returned indicators. One by a township names none.
func (p *applicationBase) open() []string {
	if p.View.Returned == nil || len(p.View.Returned.Indicators) == 0 {
		return nil
	}
	open := []string{}
	for _, id := range p.View.Returned.Indicators {
		if indicator, ok := p.Card.Indicator(id); ok {
			for _, fact := range p.Card.FactsOf(indicator) {
				open = append(open, fact.Key)
			}
		}
	}
	return open
}

func (s *Site) fill(c *gin.Context) error {
	shared, err := s.applicationBase(c, "fill")
	if err != nil {
		return err
	}
	if !shared.May.May(assessment.ActionPutFacts) {
		return s.done(c, "/applications/"+shared.View.ID, "not_open")
	}
	builder := sheetBuilder{values: shared.values(), result: shared.View.Result, spare: 2}
	return s.showFill(c, http.StatusOK, shared, builder, false)
}

func (s *Site) showFill(c *gin.Context, status int, shared *applicationBase, builder sheetBuilder, stale bool) error {
	shared.Scripts, shared.Panel = []string{"sheet.js"}, true
	shared.Path = "/applications/" + shared.View.ID + "/fill"
	builder.card, builder.lang, builder.open = shared.Card, shared.Lang, shared.open()
	return s.show(c, status, "fill", fillPage{
		applicationBase: shared, Sheet: builder.build(), Version: shared.View.Version, Stale: stale,
		SaveAfter: s.config.SaveAfter.Milliseconds(),
	})
}

// save stores what was typed. The script asks for JSON and gets the new version
// with the score; without it the page comes back, with what is wrong beside the
// fields.
func (s *Site) save(c *gin.Context) error {
	form := c.Request.PostForm
	version, _ := strconv.Atoi(form.Get(fieldVersion)) // none is 0, which is no version
	if version < 1 {
		return scoringProblem(assessment.CodeValueMissing, fieldVersion, "field", fieldVersion)
	}
	cmd, err := s.door.Command(c, version, form.Get(fieldKey), []byte(contentOf(form)))
	if err != nil {
		return err
	}
	view, err := s.config.Service.PutFacts(c.Request.Context(), cmd, c.Param("id"), readAnswers(form))
	if s.door.WantsJSON(c) {
		if err != nil {
			return err
		}
		card, ok := s.config.Cards.Card(view.Card)
		if !ok {
			return api.NotFound()
		}
		saved := scoreOf(language(c), card, view.Result, form)
		saved.Version, saved.Saved = view.Version, clock(language(c), view.UpdatedAt)
		return s.door.WriteJSON(c, saved)
	}
	if err == nil {
		return s.done(c, "/applications/"+view.ID+"/fill", "saved")
	}
	return s.saveAgain(c, form, err)
}

// contentOf is what an idempotency key is bound to: the same answers on another page
// have another token.
func contentOf(form url.Values) string {
	content := make(url.Values, len(form))
	for name, values := range form {
		if name != fieldToken && name != fieldKey {
			content[name] = values
		}
	}
	return content.Encode() // sorted by name
}

// saveAgain shows the page with what was typed and why it was not saved.
func (s *Site) saveAgain(c *gin.Context, form url.Values, err error) error {
	stale := assessment.IsKind(err, assessment.KindStale)
	if !stale && !assessment.IsKind(err, assessment.KindInvalid) {
		return err
	}
	problem := s.door.Explain(c, err)
	shared, err := s.applicationBase(c, "fill")
	if err != nil {
		return err
	}
	return s.showFill(c, problem.Status, shared, sheetBuilder{values: form, problems: problem.Problems, spare: 2}, stale)
}

// formValues is what the form of an application holds now.
type formValues struct {
	Token   string            `json:"token"` // of the session as it is now
	Version int               `json:"version"`
	Values  map[string]string `json:"values"`
	Labels  map[string]string `json:"labels"`
}

// values tells a script that comes too late what somebody else has saved.
func (s *Site) values(c *gin.Context) error {
	shared, err := s.applicationBase(c, "fill")
	if err != nil {
		return err
	}
	now := formValues{Token: shared.Token, Version: shared.View.Version, Values: make(map[string]string), Labels: make(map[string]string)}
	for name, values := range shared.values() {
		now.Values[name] = values[0]
	}
	for i := range shared.Card.Facts {
		now.Labels[fieldFacts+shared.Card.Facts[i].Key] = shared.Card.Facts[i].Label
	}
	return s.door.WriteJSON(c, now)
}
