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
	Key      string
	Typed    typed
	Problems []string
	Receipt  *assessment.RegistrationReceipt
}

func (s *Site) registerPage(c *gin.Context) error {
	return s.showRegister(c, http.StatusOK, registerPage{})
}

func (s *Site) showRegister(c *gin.Context, status int, page registerPage) error {
	b, err := s.base(c, text(language(c), "register.title"))
	if err != nil {
		return err
	}
	b.Trail, b.Path = b.trail(link{Text: b.Title}), "/register"
	page.base, page.Key = b, rand.Text()
	return s.show(c, status, "register", page)
}

func (s *Site) register(c *gin.Context) error {
	form := c.Request.PostForm
	page := registerPage{Typed: make(typed)}
	for _, name := range []string{"uscc", "name", "township", "contact", "phone"} { // passwords are not sent back
		page.Typed[name] = form.Get(name)
	}
	if form.Get("password") != form.Get("again") {
		page.Problems = []string{text(language(c), "register.differ")}
		return s.showRegister(c, http.StatusUnprocessableEntity, page)
	}
	cmd, err := s.keyed(c, 0)
	if err != nil {
		return err
	}
	receipt, err := s.door.Register(c, cmd, assessment.NewRegistration{
		Enterprise: scoring.Enterprise{Name: form.Get("name"), USCC: form.Get("uscc"), Township: form.Get("township")},
		Contact:    form.Get("contact"), Phone: form.Get("phone"), Password: form.Get("password"),
	})
	if assessment.IsKind(err, assessment.KindInvalid) {
		problem := s.door.Explain(c, err)
		for _, each := range problem.Problems {
			page.Problems = append(page.Problems, each.Message)
		}
		return s.showRegister(c, problem.Status, page)
	}
	if err != nil {
		return err
	}
	return s.showRegister(c, http.StatusAccepted, registerPage{Receipt: receipt})
}

// registrationsPage is where an account is confirmed.
type registrationsPage struct {
	base
	Key      string
	Rows     []assessment.RegistrationView
	Decides  bool
	Reveals  bool // may see a person in full
	Problems []string
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
	rows, err := s.config.Service.Registrations(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "registrations.title"))
	if err != nil {
		return err
	}
	b.Trail, b.Path = b.trail(link{Text: b.Title}), "/registrations"
	page := registrationsPage{base: b, Key: rand.Text(), Decides: actor.MayDecide(), Reveals: actor.MayReveal(assessment.RevealRegistration), Problems: problems}
	if after := c.Query("after"); after != "" {
		page.First = b.Path
		at := slices.IndexFunc(rows, func(r assessment.RegistrationView) bool { return r.ID == after })
		rows = rows[at+1:]
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		page.Next = b.Path + "?after=" + url.QueryEscape(rows[pageRows-1].ID)
	}
	page.Rows = rows
	return s.show(c, status, "registrations", page)
}

func (s *Site) decideRegistration(c *gin.Context) error {
	cmd, err := s.keyed(c, 0)
	if err != nil {
		return err
	}
	accept := c.PostForm("accept") == "yes"
	_, err = s.config.Service.DecideRegistration(c.Request.Context(), cmd, c.Param("registration"), accept, c.PostForm("reason"))
	if assessment.IsKind(err, assessment.KindInvalid) || assessment.IsKind(err, assessment.KindConflict) {
		problem := s.door.Explain(c, err)
		said := []string{problem.Detail}
		if len(problem.Problems) > 0 {
			said = nil
			for _, each := range problem.Problems {
				said = append(said, each.Message)
			}
		}
		return s.showRegistrations(c, problem.Status, said)
	}
	if err != nil {
		return err
	}
	notice := "registration_declined"
	if accept {
		notice = "registration_accepted"
	}
	return s.done(c, "/registrations", notice)
}
