package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// signInPage asks for name and password.
type signInPage struct {
	base
	Username string
	Next     string // where to go afterwards
	Problems []string
}

func (s *Site) signInPage(c *gin.Context) error {
	user, err := s.door.User(c)
	if err != nil {
		return err
	}
	next := back(c.Query("next"))
	if user != nil {
		return s.done(c, after(user, next), "")
	}
	return s.showSignIn(c, http.StatusOK, signInPage{Next: next})
}

func (s *Site) showSignIn(c *gin.Context, status int, page signInPage) error {
	b, err := s.base(c, text(language(c), "signin.title"))
	if err != nil {
		return err
	}
	b.Path = "/sign-in"
	page.base = b
	return s.show(c, status, "signin", page)
}

func (s *Site) signIn(c *gin.Context) error {
	username, next := c.PostForm("username"), back(c.PostForm("next"))
	user, half, err := s.door.SignIn(c, username, c.PostForm("password"))
	if err != nil {
		why, err := s.refused(c, err, atTheDoor)
		if err != nil {
			return err
		}
		return s.showSignIn(c, why.Status, signInPage{Username: username, Next: next, Problems: why.Sentences()})
	}
	if half {
		return s.done(c, "/sign-in/code?next="+url.QueryEscape(next), "")
	}
	return s.done(c, after(user, next), "")
}

// after is where somebody goes who has signed in.
func after(user *assessment.User, next string) string {
	if user.OwesPassword() {
		return ownPasswordPath(next)
	}
	if next != "/" {
		return next
	}
	if slices.Contains(assessment.RolesFor(assessment.ActionListApplications), user.Role) {
		return "/applications"
	}
	return "/account"
}

func (s *Site) signOut(c *gin.Context) error {
	if err := s.door.SignOut(c); err != nil {
		return err
	}
	return s.done(c, "/", "signed_out")
}

// accountPage is who is signed in and what the account is for.
type accountPage struct {
	base
	Username string
	Area     string
	Since    string
	Sessions []assessment.Session
	Problems []string // of the new password
	Contact  contactForm
	Factor   bool // may have a second factor
	FactorOn bool
}

func (s *Site) account(c *gin.Context) error { return s.showAccount(c, http.StatusOK, nil) }

func (s *Site) showAccount(c *gin.Context, status int, problems []string) error {
	return s.showAccountPage(c, status, problems, contactForm{})
}

func (s *Site) showAccountPage(c *gin.Context, status int, problems []string, contact contactForm) error {
	user, err := s.door.User(c)
	if err != nil {
		return err
	}
	if user.OwesPassword() {
		return s.showOwnPassword(c, status, user, problems)
	}
	b, err := s.base(c, text(language(c), "account.title"))
	if err != nil {
		return err
	}
	sessions, err := s.door.Sessions(c)
	if err != nil {
		return err
	}
	b.Path = "/account"
	b.Trail = b.trail(link{Text: b.Title})
	if contact.Problem == "" {
		contact.Email = user.Email
	}
	return s.show(c, status, "account", accountPage{
		base: b, Username: user.Username, Area: user.Area, Since: day(b.Lang, user.CreatedAt), Sessions: sessions, Problems: problems, Contact: contact,
		Factor: slices.Contains(assessment.RolesFor(assessment.ActionEnrolFactor), user.Role), FactorOn: user.SecondFactor,
	})
}
