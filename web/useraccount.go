package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// userPage is one account, with what the administrator can do to it.
type userPage struct {
	base
	Account    *assessment.User
	Change     accountChange
	May        bool                   // it can be changed
	Role       []formField            // to give it another role; none: it has to keep it
	Problems   []string               // of a role that was refused for what the account is
	Own        bool                   // of whoever looks
	Enterprise *assessment.Enterprise // that it acts for, for whoever may correct it
	Reveals    bool                   // may see the person in full
	Reasons    map[string]formField   // asked for by accountForms
}

// accountChange is what has just been done to an account, or why it was not.
type accountChange struct {
	Done     string // made, password
	Password string // made up and shown this once; "": it was typed
	Problem  string // of the password
	Role     *refusedRole
	Form     string // of accountForms, that was refused
	Reason   string // that was typed in it
	Problems scoring.Problems
}

func (s *Site) user(c *gin.Context) error {
	return s.showUser(c, http.StatusOK, c.Param("username"), accountChange{})
}

func (s *Site) showUser(c *gin.Context, status int, username string, change accountChange) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	user, err := s.config.Service.FindAccount(c.Request.Context(), actor, username)
	if err != nil {
		return err
	}
	b, err := s.base(c, user.DisplayName)
	if err != nil {
		return err
	}
	if b.Title == "" {
		b.Title = user.Username
	}
	page := userPage{base: b, Account: user, Change: change, Own: user.ID == actor.UserID}
	page.Reasons = change.reasonFields(b.Lang)
	page.May = slices.Contains(assessment.RolesFor(assessment.ActionSetPassword), actor.Role)
	page.Reveals = !page.Own && actor.MayReveal(assessment.RevealAccount)
	if page.May && movable(user, page.Own) {
		asked := refusedRole{Role: user.Role, Area: user.Area}
		if change.Role != nil {
			asked = *change.Role
		}
		page.Role = page.roleFields(asked)
		for _, problem := range asked.Problems {
			if problem.Path == "" {
				page.Problems = append(page.Problems, problem.Message)
			}
		}
	}
	if slices.Contains(assessment.RolesFor(assessment.ActionCorrectEnterprise), actor.Role) {
		if page.Enterprise, err = s.config.Service.EnterpriseOf(c.Request.Context(), actor, user); err != nil {
			return err
		}
	}
	page.Path = userPath(user.Username)
	page.Trail = b.trail(link{Href: "/users", Text: text(b.Lang, "users.title")}, link{Text: b.Title})
	return s.show(c, status, "user", page)
}

func (s *Site) setPassword(c *gin.Context) error {
	cmd, err := s.explainedCommand(c, 0, accountForms["password"])
	if err != nil {
		return err
	}
	made := ""
	if typed := c.PostForm("password"); typed != "" {
		err = s.config.Service.SetPassword(c.Request.Context(), cmd, c.Param("username"), typed)
	} else {
		made, err = s.config.Service.MakePassword(c.Request.Context(), cmd, c.Param("username"))
	}
	if err == nil {
		return s.showUser(c, http.StatusOK, c.Param("username"), accountChange{Done: "password", Password: made})
	}
	why, err := s.refused(c, err, onlyWrong)
	if err != nil {
		return err
	}
	change := accountChange{Form: "password", Reason: cmd.Reason, Problems: why.Problems}
	for _, problem := range besides(why.Problems) {
		change.Problem += problem.Message
	}
	return s.showUser(c, why.Status, c.Param("username"), change)
}

func (s *Site) disableUser(c *gin.Context) error {
	return s.changeAccount(c, "disable", "user_closed", s.config.Service.DisableUser)
}

func (s *Site) enableUser(c *gin.Context) error {
	return s.changeAccount(c, "enable", "user_opened", s.config.Service.EnableUser)
}
