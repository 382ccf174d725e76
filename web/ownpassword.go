package web

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// ownPasswordPage is all that is open to an account whose password was made up: it
// stands in for the page of the account until there is one of the owner's own.
type ownPasswordPage struct {
	base
	Username string
	Until    string // when the made up one ends
	Next     string // where to go afterwards
	Problems []string
}

// ownPasswordPath leads there; next is where to go afterwards.
func ownPasswordPath(next string) string {
	if next == "/" || next == "/account" {
		return "/account"
	}
	return "/account?next=" + url.QueryEscape(next)
}

func (s *Site) showOwnPassword(c *gin.Context, status int, user *assessment.User, problems []string) error {
	b, err := s.base(c, text(language(c), "ownpassword.title"))
	if err != nil {
		return err
	}
	next := c.Query("next")
	if typed, posted := c.GetPostForm("next"); posted {
		next = typed
	}
	page := ownPasswordPage{base: b, Username: user.Username, Until: clock(b.Lang, user.PasswordUntil), Next: back(next), Problems: problems}
	page.Path = ownPasswordPath(page.Next)
	return s.show(c, status, "ownpassword", page)
}
