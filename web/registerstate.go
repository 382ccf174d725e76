package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// registerStateRoutes are where whoever registered asks how far it has come.
func registerStateRoutes() []row {
	return []row{
		{http.MethodGet, "/register/state", assessment.ActionPublic, api.TakesNothing, "Ask how far a registration has come", (*Site).registerStatePage},
		{http.MethodPost, "/register/state", assessment.ActionRegister, api.TakesFields, "Ask how far a registration has come", (*Site).registerState},
	}
}

// registerStatePage asks for receipt and code, and shows what became of it.
type registerStatePage struct {
	base
	Typed    typed
	Problems []string
	Answer   *assessment.RegistrationAnswer
}

func (s *Site) registerStatePage(c *gin.Context) error {
	return s.showRegisterState(c, http.StatusOK, registerStatePage{Typed: typed{}})
}

func (s *Site) showRegisterState(c *gin.Context, status int, page registerStatePage) error {
	b, err := s.base(c, text(language(c), "registerstate.title"))
	if err != nil {
		return err
	}
	b.Trail, b.Path = b.trail(link{Href: "/register", Text: text(b.Lang, "register.title")}, link{Text: b.Title}), "/register/state"
	page.base = b
	return s.show(c, status, "registerstate", page)
}

func (s *Site) registerState(c *gin.Context) error {
	page := registerStatePage{Typed: typed{"receipt": narrow(c.PostForm("receipt")), "uscc": narrow(c.PostForm("uscc"))}}
	var err error
	page.Answer, err = s.door.RegistrationByReceipt(c, page.Typed["receipt"], page.Typed["uscc"])
	if assessment.IsKind(err, assessment.KindNotFound) {
		problem := s.door.Explain(c, err)
		page.Problems = []string{problem.Detail}
		return s.showRegisterState(c, problem.Status, page)
	}
	if err != nil {
		return err
	}
	return s.showRegisterState(c, http.StatusOK, page)
}
