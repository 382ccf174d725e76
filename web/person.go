package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// userPath is where an account is shown.
func userPath(username string) string { return "/users/" + url.PathEscape(username) }

// roleFields are the form to give an account of the office another role.
func (b *base) roleFields(asked refusedRole) []formField {
	var options []fieldOption
	for _, each := range assessment.OfficeRoles {
		options = append(options, fieldOption{Value: string(each), Text: templates.Word(b.Lang, "role", string(each))})
	}
	reason := reasonField(b.Lang, "role", true)
	reason.Value = asked.Reason
	form := officeForm{Groups: []fieldGroup{{Fields: []formField{
		{Name: "role", Label: templates.Word(b.Lang, "field", "role"), Kind: "choice", Need: true, Options: choose(string(asked.Role), options...)},
		{Name: "area", Label: templates.Word(b.Lang, "field", "area"), Kind: "text", Value: asked.Area},
		reason,
	}}}}
	form.refuse(asked.Problems, nil)
	return form.Groups[0].Fields
}

// movable tells whether the account can be given another role.
func movable(user *assessment.User, own bool) bool {
	return !own && user.Role != assessment.RoleEnterprise
}

func (s *Site) setRole(c *gin.Context) error {
	cmd, err := s.explainedCommand(c, 0, true)
	if err != nil {
		return err
	}
	role, area := assessment.Role(c.PostForm("role")), c.PostForm("area")
	err = s.config.Service.SetRole(c.Request.Context(), cmd, c.Param("username"), role, area)
	if err != nil {
		why, err := s.refused(c, err, inAForm)
		if err != nil {
			return err
		}
		return s.showUser(c, why.Status, c.Param("username"), accountChange{Role: &refusedRole{role, area, cmd.Reason, why.Problems}})
	}
	return s.done(c, userPath(c.Param("username")), "role_set")
}

// refusedRole is a change of a role that was refused, as it was typed.
type refusedRole struct {
	Role     assessment.Role
	Area     string
	Reason   string
	Problems scoring.Problems
}

func (s *Site) resetFactor(c *gin.Context) error {
	return s.changeAccount(c, "second-factor", "factor_reset", s.config.Service.ResetFactor)
}

// erasurePage shows what erasing a person takes away, before it is done.
type erasurePage struct {
	base
	Erasure  *assessment.PersonErasure
	Back     string
	Reason   string
	Problems []string
}

func (s *Site) erasure(c *gin.Context) error {
	return s.showErasure(c, http.StatusOK, erasurePage{})
}

func (s *Site) showErasure(c *gin.Context, status int, page erasurePage) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	if page.Erasure, err = s.config.Service.PreviewErasure(c.Request.Context(), actor, c.Param("username")); err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "erasure.title"))
	if err != nil {
		return err
	}
	user := page.Erasure.User
	name := user.DisplayName
	if name == "" {
		name = user.Username
	}
	page.base, page.Back = b, userPath(user.Username)
	page.Path = page.Back + "/erasure"
	page.Trail = b.trail(link{Href: "/users", Text: text(b.Lang, "users.title")}, link{Href: page.Back, Text: name}, link{Text: b.Title})
	return s.show(c, status, "erasure", page)
}

func (s *Site) erase(c *gin.Context) error {
	page := erasurePage{Reason: c.PostForm("reason")}
	if c.PostForm("sure") != "yes" {
		page.Problems = []string{text(language(c), "erasure.notsure")}
		return s.showErasure(c, http.StatusUnprocessableEntity, page)
	}
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	err = s.config.Service.ErasePerson(c.Request.Context(), cmd, c.Param("username"), page.Reason)
	if err != nil {
		why, err := s.refused(c, err, inAForm)
		if err != nil {
			return err
		}
		page.Problems = why.Sentences()
		return s.showErasure(c, why.Status, page)
	}
	return s.done(c, "/users", "person_erased")
}
