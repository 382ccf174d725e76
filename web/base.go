package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/templates"
)

// base is what every page has around its content.
type base struct {
	Lang    string
	Theme   string // "", light, dark
	Title   string
	User    *account
	Token   string // of the forms on the page
	Path    string // of the page, to come back to
	Notice  string // what has just been done, in words
	Nav     []link
	Unread  int    // messages in the inbox of whoever looks
	Trail   []link // the way here; the last is the page itself
	Scripts []string
	Panel   bool   // a panel stays at the foot of a narrow window
	Program string // its version
}

// account is who is signed in, as the page says it.
type account struct {
	ID   string
	Name string
	Role assessment.Role
	Owes bool // a password of the own, before anything else
}

// link is an address with its words.
type link struct {
	Href, Text string
	Current    bool
}

func language(c *gin.Context) string { return api.Language(c.Request) }

// base gathers what is around the content; key names the page's title in the table.
func (s *Site) base(c *gin.Context, title string) (base, error) {
	user, err := s.door.User(c)
	if err != nil {
		return base{}, err
	}
	b := base{
		Lang: language(c), Theme: s.themeOf(c), Title: title, Token: s.door.FormToken(c), Program: s.config.Version,
		Path: back(c.Request.URL.Path), Notice: s.takeNotice(c),
	}
	if c.Request.Method == http.MethodGet && c.Request.URL.RawQuery != "" {
		b.Path += "?" + c.Request.URL.RawQuery
	}
	if user != nil {
		b.User = &account{ID: user.ID, Name: user.DisplayName, Role: user.Role, Owes: user.OwesPassword()}
		if !b.User.Owes {
			if b.Unread, err = s.unread(c, user); err != nil {
				return base{}, err
			}
		}
	}
	b.Nav = s.nav(&b, c.Request.URL.Path)
	return b, nil
}

// back keeps an address of ours to come back to, and nothing else: "//host" and
// "/\host" are other sites to a browser.
func back(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\x00\r\n\t") {
		return "/"
	}
	return path
}

// The cookies of a page beside those of the door. A notice lives until it is shown.
const (
	themeCookie  = "wuxing_theme"
	noticeCookie = "wuxing_notice"
)

func (s *Site) themeOf(c *gin.Context) string {
	theme, _ := c.Cookie(s.door.CookieName(themeCookie))
	if theme == "light" || theme == "dark" {
		return theme
	}
	return ""
}

func (s *Site) setCookie(c *gin.Context, name, value string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: s.door.CookieName(name), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.door.SecureCookies(), SameSite: http.SameSiteLaxMode,
	})
}

// done goes on to another page, which says what was done; notice is a key of the
// table below page.notice. A script is told where to, and goes there itself, since
// following would use the notice up.
func (s *Site) done(c *gin.Context, to, notice string) error {
	to = goOn(c, to)
	if notice != "" {
		s.setCookie(c, noticeCookie, notice, 60)
	}
	if s.door.WantsJSON(c) {
		return s.door.WriteJSON(c, map[string]string{"location": to})
	}
	c.Redirect(http.StatusSeeOther, to)
	return nil
}

// takeNotice is the notice of the page before, once.
func (s *Site) takeNotice(c *gin.Context) string {
	name, err := c.Cookie(s.door.CookieName(noticeCookie))
	if err != nil || c.Request.Method == http.MethodHead {
		return ""
	}
	s.setCookie(c, noticeCookie, "", -1)
	key := "page.notice." + name
	if _, known := templates.Sentence(templates.Chinese, key); !known {
		return ""
	}
	return templates.Message(language(c), key, nil)
}

// setPreferences keeps the language or the colours that a reader has chosen.
func (s *Site) setPreferences(c *gin.Context) error {
	const year = 365 * 24 * 60 * 60
	if lang := c.PostForm("lang"); slices.Contains(templates.Languages, lang) {
		s.setCookie(c, api.LanguageCookie, lang, year)
	}
	switch theme := c.PostForm("theme"); theme {
	case "light", "dark":
		s.setCookie(c, themeCookie, theme, year)
	case "auto":
		s.setCookie(c, themeCookie, "", -1)
	}
	return s.done(c, back(c.PostForm("back")), "")
}
