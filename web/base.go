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
		Lang: language(c), Theme: themeOf(c), Title: title, Token: s.door.FormToken(c), Program: s.config.Version,
		Path: back(c.Request.URL.Path), Notice: s.takeNotice(c),
	}
	if c.Request.Method == http.MethodGet && c.Request.URL.RawQuery != "" {
		b.Path += "?" + c.Request.URL.RawQuery
	}
	if user != nil {
		b.User = &account{ID: user.ID, Name: user.DisplayName, Role: user.Role}
	}
	b.Nav = b.nav(c.Request.URL.Path)
	return b, nil
}

// nav is the way to the main pages of whoever asks.
func (b *base) nav(path string) []link {
	links := []link{{Href: "/", Text: "nav.home"}}
	if b.User != nil && slices.Contains(assessment.RolesFor(assessment.ActionListApplications), b.User.Role) {
		name := "nav.applications"
		if b.User.Role == assessment.RoleEnterprise {
			name = "nav.mine"
		}
		links = append(links, link{Href: "/applications", Text: name})
	}
	if b.User != nil && slices.Contains(assessment.RolesFor(assessment.ActionListRegistrations), b.User.Role) {
		links = append(links, link{Href: "/registrations", Text: "nav.registrations"})
	}
	links = append(links, link{Href: "/self-test", Text: "nav.selftest"}, link{Href: "/notices", Text: "nav.notices"})
	for i := range links {
		links[i].Text = text(b.Lang, links[i].Text)
		links[i].Current = path == links[i].Href || links[i].Href != "/" && strings.HasPrefix(path, links[i].Href+"/")
	}
	return links
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

func themeOf(c *gin.Context) string {
	theme, _ := c.Cookie(themeCookie)
	if theme == "light" || theme == "dark" {
		return theme
	}
	return ""
}

func (s *Site) setCookie(c *gin.Context, name, value string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.door.SecureCookies(), SameSite: http.SameSiteLaxMode,
	})
}

// done goes on to another page, which says what was done; notice is a key of the
// table below page.notice. A script is told where to, and goes there itself, since
// following would use the notice up.
func (s *Site) done(c *gin.Context, to, notice string) error {
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
	name, err := c.Cookie(noticeCookie)
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
