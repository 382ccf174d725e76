package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// enterpriseRoutes are where it is mended who an enterprise is said to be.
func enterpriseRoutes() []row {
	return []row{
		{http.MethodGet, "/enterprises", assessment.ActionCorrectEnterprise, api.TakesNothing, "Find an enterprise by its code", (*Site).enterprise},
		{http.MethodPost, "/enterprises/{uscc}", assessment.ActionCorrectEnterprise, api.TakesFields, "Correct name and township of an enterprise", (*Site).correctEnterprise},
		{http.MethodPost, "/registrations/{registration}/enterprise", assessment.ActionCorrectRegistration, api.TakesFields, "Correct name and township of a registration", (*Site).correctRegistration},
	}
}

// enterprisePage shows the enterprise with a code and mends it.
type enterprisePage struct {
	base
	Key        string
	Asked      string // the code that was looked for
	Enterprise *assessment.Enterprise
	Refused    refused
	Typed      url.Values
}

func (s *Site) enterprise(c *gin.Context) error {
	return s.showEnterprise(c, c.Query("code"), refused{Status: http.StatusOK}, nil)
}

func (s *Site) showEnterprise(c *gin.Context, code string, why refused, typed url.Values) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "enterprise.title"))
	if err != nil {
		return err
	}
	page := enterprisePage{base: b, Key: newKey(), Asked: narrow(code), Refused: why, Typed: typed}
	page.Trail = b.trail(link{Href: "/users", Text: text(b.Lang, "users.title")}, link{Text: b.Title})
	page.Path = "/enterprises"
	if page.Asked != "" {
		page.Path += "?code=" + url.QueryEscape(page.Asked)
		page.Enterprise, err = s.config.Service.Enterprise(c.Request.Context(), actor, page.Asked)
		if err != nil && !assessment.IsKind(err, assessment.KindNotFound) {
			return err
		}
	}
	if page.Enterprise != nil && typed == nil {
		page.Typed = url.Values{"name": {page.Enterprise.Name}, "township": {page.Enterprise.Township}}
	}
	return s.show(c, why.Status, "enterprise", page)
}

// correctionOf is a correction as it was typed.
func correctionOf(form url.Values) assessment.EnterpriseCorrection {
	return assessment.EnterpriseCorrection{Name: form.Get("name"), Township: form.Get("township"), Reason: form.Get("reason")}
}

func (s *Site) correctEnterprise(c *gin.Context) error {
	cmd, err := s.keyed(c, 0)
	if err != nil {
		return err
	}
	code := c.Param("uscc")
	_, err = s.config.Service.CorrectEnterprise(c.Request.Context(), cmd, code, correctionOf(c.Request.PostForm))
	if err == nil {
		return s.done(c, "/enterprises?code="+url.QueryEscape(code), "enterprise_corrected")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	why = why.beside(func(path string) string { return strings.TrimPrefix(path, "enterprise.") })
	return s.showEnterprise(c, code, why, c.Request.PostForm)
}

func (s *Site) correctRegistration(c *gin.Context) error {
	cmd, err := s.keyed(c, 0)
	if err != nil {
		return err
	}
	_, err = s.config.Service.CorrectRegistration(c.Request.Context(), cmd, c.Param("registration"), correctionOf(c.Request.PostForm))
	if err == nil {
		return s.done(c, "/registrations", "registration_corrected")
	}
	return s.registrationRefused(c, err)
}
