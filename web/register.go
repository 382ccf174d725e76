package web

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// registerRoutes are how an enterprise comes to its account.
func registerRoutes() []row {
	return []row{
		{http.MethodGet, "/register", assessment.ActionPublic, api.TakesNothing, "Ask for an account for an enterprise", (*Site).registerPage},
		{http.MethodPost, "/register", assessment.ActionRegister, api.TakesFields, "Ask for an account for an enterprise", (*Site).register},
		{http.MethodGet, "/registrations", assessment.ActionListRegistrations, api.TakesNothing, "Who has asked for an account", (*Site).registrations},
		{http.MethodPost, "/registrations/{registration}/decision", assessment.ActionDecideRegistration, api.TakesFields, "Confirm or decline an account", (*Site).decideRegistration},
	}
}

// registerPage asks for what an account takes. It says the same whatever is known of a
// code.
type registerPage struct {
	base
	Key       string
	Typed     typed
	Townships []string // to choose from; none: the name is typed
	Problems  []string
	AskSure   bool // the code's check digit is wrong: is it really so on the licence?
	Receipt   *assessment.RegistrationReceipt
}

// anotherTownship is chosen where the township is not in the list; no name is this short.
const anotherTownship = "-"

func (s *Site) registerPage(c *gin.Context) error {
	return s.showRegister(c, http.StatusOK, registerPage{})
}

func (s *Site) showRegister(c *gin.Context, status int, page registerPage) error {
	b, err := s.base(c, text(language(c), "register.title"))
	if err != nil {
		return err
	}
	if page.Townships, err = s.config.Service.ConfirmingTownships(c.Request.Context()); err != nil {
		return err
	}
	b.Trail, b.Path = b.trail(link{Text: b.Title}), "/register"
	page.base, page.Key = b, rand.Text()
	return s.show(c, status, "register", page)
}

func (s *Site) register(c *gin.Context) error {
	form := c.Request.PostForm
	page := registerPage{Typed: make(typed)}
	for _, name := range []string{"uscc", "name", "township", "elsewhere", "contact", "phone", "sure"} { // passwords are not sent back
		page.Typed[name] = form.Get(name)
	}
	page.AskSure = page.Typed["sure"] != "" // it stays in sight while other things are mended
	if form.Get("password") != form.Get("again") {
		page.Problems = []string{text(language(c), "register.differ")}
		return s.showRegister(c, http.StatusUnprocessableEntity, page)
	}
	cmd, err := s.keyed(c, 0)
	if err != nil {
		return err
	}
	township, elsewhere := form.Get("township"), form.Get("township") == anotherTownship
	if elsewhere {
		township = form.Get("elsewhere")
	}
	receipt, err := s.door.Register(c, cmd, assessment.NewRegistration{
		Enterprise: scoring.Enterprise{Name: form.Get("name"), USCC: form.Get("uscc"), Township: township},
		Contact:    form.Get("contact"), Phone: form.Get("phone"), Password: form.Get("password"), Elsewhere: elsewhere, CodeSure: form.Get("sure") == "yes",
	})
	if err == nil {
		return s.showRegister(c, http.StatusAccepted, registerPage{Receipt: receipt})
	}
	why, err := s.refused(c, err, onlyWrong)
	if err != nil {
		return err
	}
	page.Problems = why.Sentences()
	page.AskSure = page.AskSure || slices.ContainsFunc(why.Problems, func(p scoring.Problem) bool { return p.Code == scoring.CodeUSCCCheckDigit })
	return s.showRegister(c, why.Status, page)
}

// registrationsPage is where an account is confirmed.
type registrationsPage struct {
	base
	Key      string
	Rows     []assessment.RegistrationView
	Decides  bool
	Reveals  bool // may see a person in full
	Problems []string
	Query    assessment.RegistrationQuery
	States   []assessment.RegistrationState
	Narrow   bool // the list is searched or narrowed to a state
	Next     string
	First    string
}

func (s *Site) registrations(c *gin.Context) error {
	return s.showRegistrations(c, http.StatusOK, nil)
}

func (s *Site) showRegistrations(c *gin.Context, status int, problems []string) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	asked, query := url.Values{}, assessment.RegistrationQuery{Limit: pageRows}
	if c.Request.Method == http.MethodGet { // after a form the list is shown from its beginning
		asked = c.Request.URL.Query()
	}
	query.Search, query.After = asked.Get("q"), asked.Get("after")
	if state := assessment.RegistrationState(asked.Get("state")); slices.Contains(assessment.RegistrationStates, state) {
		query.State = state
	}
	list, err := s.config.Service.Registrations(c.Request.Context(), actor, query)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "registrations.title"))
	if err != nil {
		return err
	}
	b.Trail, b.Path = b.trail(link{Text: b.Title}), "/registrations"
	page := registrationsPage{base: b, Key: rand.Text(), Decides: actor.MayDecideRegistrations(), Reveals: actor.MayReveal(assessment.RevealRegistration), Problems: problems}
	page.Rows, page.Query, page.States, page.Narrow = list.Rows, query, assessment.RegistrationStates, query.Search != "" || query.State != ""
	here := url.Values{}
	for _, name := range []string{"q", "state"} {
		if value := asked.Get(name); value != "" {
			here.Set(name, value)
		}
	}
	page.First, page.Next = pager("/registrations", here, query.After, list.Next)
	return s.show(c, status, "registrations", page)
}

func (s *Site) decideRegistration(c *gin.Context) error {
	cmd, err := s.keyed(c, 0)
	if err != nil {
		return err
	}
	accept := c.PostForm("accept") == "yes"
	_, err = s.config.Service.DecideRegistration(c.Request.Context(), cmd, c.Param("registration"), accept, c.PostForm("reason"))
	if err != nil {
		return s.registrationRefused(c, err)
	}
	notice := "registration_declined"
	if accept {
		notice = "registration_accepted"
	}
	return s.done(c, "/registrations", notice)
}

// registrationRefused shows the list again with why something was not done to one.
func (s *Site) registrationRefused(c *gin.Context, err error) error {
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showRegistrations(c, why.Status, why.Sentences())
}
