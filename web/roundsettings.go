package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// settingsPage makes a round, or changes its settings.
type settingsPage struct {
	base
	officeForm
	Action  string // where the form goes
	Card    *scoring.Card
	Cards   []*scoring.Card // to choose from, for a new round
	New     bool
	Open    bool // something can be changed
	Version int
	Round   *assessment.Round
}

// roundFields builds the fields of a round: values, and why some are settled.
type roundFields struct {
	lang   string
	values url.Values
	fixed  func(name string) string // why a field is settled; "": it is not
}

func (s *Site) newRoundPage(c *gin.Context) error {
	settings := assessment.DefaultSettings()
	return s.showNewRound(c, http.StatusOK, c.Query("card"), roundValues(&assessment.Round{Year: s.config.Now().In(assessment.OfficeZone).Year(), Settings: settings}), nil, nil)
}

func (s *Site) showNewRound(c *gin.Context, status int, card string, values url.Values, problems scoring.Problems, place func(string) string) error {
	b, err := s.base(c, text(language(c), "round.new"))
	if err != nil {
		return err
	}
	page := settingsPage{base: b, Action: "/rounds/new", New: true, Open: true, Cards: s.config.Cards.List()}
	if page.Card, err = s.chosenCard(card); err != nil {
		return err
	}
	page.Path = "/rounds/new?card=" + url.QueryEscape(page.Card.ID)
	page.Trail = b.trail(link{Text: b.Title})
	f := roundFields{lang: b.Lang, values: values, fixed: func(string) string { return "" }}
	page.Groups = append([]fieldGroup{f.group("basics", f.plain("id", "text", true), f.plain("name", "text", true), f.plain("year", "number", true))}, f.groups(page.Card)...)
	page.refuse(problems, place)
	return s.show(c, status, "roundsettings", page)
}

// chosenCard is the card asked for, else the default.
func (s *Site) chosenCard(id string) (*scoring.Card, error) {
	if id == "" {
		id = scoring.DefaultCardID
	}
	card, ok := s.config.Cards.Card(id)
	if !ok {
		return nil, api.NotFound()
	}
	return card, nil
}

func (s *Site) createRound(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	form := c.Request.PostForm
	card, err := s.chosenCard(form.Get("card"))
	if err != nil {
		return err
	}
	typed := readRound(form, card)
	new := assessment.NewRound{
		ID: strings.TrimSpace(form.Get("id")), Name: form.Get("name"), Year: typed.count(form, "year"), CardID: card.ID,
		OpensAt: typed.Opens, ClosesAt: typed.Closes, Quota: typed.Quota, Settings: &typed.Settings,
	}
	if len(typed.problems) > 0 {
		problems, err := s.allProblems(c, typed, new)
		if err != nil {
			return err
		}
		return s.showNewRound(c, http.StatusUnprocessableEntity, card.ID, form, problems, typed.place)
	}
	round, err := s.config.Service.CreateRound(c.Request.Context(), cmd, new)
	if err == nil {
		return s.done(c, "/rounds/"+url.PathEscape(round.ID)+"/settings", "round_made")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	for i := range why.Problems {
		if why.Problems[i].Code == assessment.CodeRoundExists {
			why.Problems[i].Path = "id"
		}
	}
	return s.showNewRound(c, why.Status, card.ID, form, why.Problems, typed.place)
}

// allProblems are those of the form with those of the rules; of a field that could not
// be read, the rules know nothing.
func (s *Site) allProblems(c *gin.Context, typed *roundTyped, round assessment.NewRound) (scoring.Problems, error) {
	actor, err := s.actor(c)
	if err != nil {
		return nil, err
	}
	ruled, err := s.config.Service.RoundProblems(actor, round)
	if err != nil {
		return nil, err
	}
	problems := slices.Clone(typed.problems)
	for _, problem := range ruled {
		unread := func(p scoring.Problem) bool { return p.Path == typed.place(problem.Path) }
		if !slices.ContainsFunc(typed.problems, unread) {
			problems = append(problems, problem)
		}
	}
	return api.Localize(language(c), problems), nil
}

func (s *Site) roundSettings(c *gin.Context) error {
	return s.showSettings(c, http.StatusOK, nil, nil, nil)
}

func (s *Site) showSettings(c *gin.Context, status int, values url.Values, problems scoring.Problems, place func(string) string) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	scope, err := s.config.Service.SettingsScope(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "round.settings"))
	if err != nil {
		return err
	}
	round := scope.Round
	page := settingsPage{base: b, Action: "/rounds/" + url.PathEscape(round.ID) + "/settings", Card: scope.Card, Open: scope.Open, Version: round.Version, Round: round}
	page.Path = page.Action
	page.Trail = b.trail(link{Text: round.Name}, link{Text: b.Title})
	if values == nil {
		values = roundValues(round)
	}
	present := roundValues(round)
	f := roundFields{lang: b.Lang, values: values, fixed: func(name string) string {
		switch {
		case name == "id" || name == "name" || name == "year":
			return text(b.Lang, "round.fixed.always")
		case !scope.Open:
			return text(b.Lang, "round.fixed.closed", "state", templates.Word(b.Lang, "state", string(round.State)))
		case !scope.Path && pathSetting(name):
			return text(b.Lang, "round.fixed.path")
		}
		return ""
	}}
	for name := range present { // what is settled is shown as it is, whatever was typed
		if f.fixed(name) != "" {
			f.values[name] = present[name]
		}
	}
	page.Groups = append([]fieldGroup{f.group("basics", f.plain("id", "text", true), f.plain("name", "text", true), f.plain("year", "number", true))}, f.groups(scope.Card)...)
	if scope.Open {
		why := reasonField(b.Lang, "", false)
		why.Value = values.Get(why.Name)
		page.Groups = append(page.Groups, fieldGroup{ID: "why", Title: text(b.Lang, "round.group.why"), Fields: []formField{why}})
	}
	page.refuse(problems, place)
	return s.show(c, status, "roundsettings", page)
}

// pathSetting tells whether a setting decides the path of an application.
func pathSetting(name string) bool {
	switch name {
	case "settings.first_check", "settings.assignment", "settings.reviewers", "settings.blind":
		return true
	}
	return false
}

func (s *Site) setRound(c *gin.Context) error {
	form := c.Request.PostForm
	version, _ := strconv.Atoi(form.Get(fieldVersion))
	cmd, err := s.explainedCommand(c, version, false)
	if err != nil {
		return err
	}
	scope, err := s.config.Service.SettingsScope(c.Request.Context(), cmd.Actor, c.Param("round"))
	if err != nil {
		return err
	}
	if !scope.Path { // these fields are not on the page
		for name, values := range roundValues(scope.Round) {
			if pathSetting(name) {
				form[name] = values
			}
		}
	}
	typed := readRound(form, scope.Card)
	if len(typed.problems) > 0 {
		present := scope.Round
		problems, err := s.allProblems(c, typed, assessment.NewRound{
			ID: present.ID, Name: present.Name, Year: present.Year, CardID: present.CardID,
			OpensAt: typed.Opens, ClosesAt: typed.Closes, Quota: typed.Quota, Settings: &typed.Settings,
		})
		if err != nil {
			return err
		}
		return s.showSettings(c, http.StatusUnprocessableEntity, form, problems, typed.place)
	}
	round, err := s.config.Service.SetRound(c.Request.Context(), cmd, c.Param("round"), assessment.RoundChange{
		OpensAt: typed.Opens, ClosesAt: typed.Closes, Quota: typed.Quota, Settings: typed.Settings,
	})
	if err == nil {
		return s.done(c, "/rounds/"+url.PathEscape(round.ID)+"/settings", "round_changed")
	}
	if !assessment.IsKind(err, assessment.KindInvalid) { // somebody else was faster: what stands now is shown
		form = nil
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showSettings(c, why.Status, form, why.Problems, typed.place)
}
