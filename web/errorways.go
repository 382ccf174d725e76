package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// errorWays are where to go from an error, what helps most first. Home is on the page
// anyway.
func (s *Site) errorWays(c *gin.Context, b *base, problem api.Problem) []link {
	var ways []link
	offer := func(href, words string) { ways = append(ways, link{Href: href, Text: text(b.Lang, words)}) }
	here, form := back(c.Request.URL.RequestURI()), ""
	if c.Request.Method == http.MethodPost {
		form = referer(c)
	}
	switch {
	case problem.Status == http.StatusUnauthorized:
		offer("/sign-in?next="+url.QueryEscape(form), "error.signin")
	case problem.Code == assessment.CodeFactorMissing:
		offer("/account/second-factor", "factor.open")
	case form != "" && (problem.Status == http.StatusConflict || problem.Status == http.StatusPreconditionFailed):
		offer(form, "error.present")
	case form != "":
		offer(form, "error.back")
	case c.Request.Method == http.MethodGet && passes(problem.Status):
		offer(here, "error.retry")
	}
	for _, parent := range s.parents(c, b) {
		if parent.Href != form && parent.Href != here {
			ways = append(ways, parent)
		}
	}
	return ways
}

// passes tells whether the same request may go well a little later.
func passes(status int) bool {
	return status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
}

// comeAgain says when, where the answer's header does.
func (s *Site) comeAgain(c *gin.Context, lang string) string {
	seconds, err := strconv.Atoi(c.Writer.Header().Get("Retry-After"))
	switch {
	case err != nil || seconds <= 0:
		return ""
	case seconds < 60:
		return text(lang, "error.inseconds", "seconds", seconds)
	}
	// The next full minute, since a clock on the wall shows no seconds.
	at := s.config.Now().Add(time.Duration(seconds)*time.Second + time.Minute - 1).Truncate(time.Minute)
	return text(lang, "error.again", "at", clock(lang, at))
}

// parents are the pages whose addresses this one begins with, the nearest first, as far
// as whoever asks may open them: by the table of rights, and where they show one thing,
// by asking for it. What cannot be asked for now is left out.
func (s *Site) parents(c *gin.Context, b *base) []link {
	actor, err := s.actor(c)
	if err != nil {
		return nil
	}
	parts := strings.Split(strings.Trim(c.Request.URL.Path, "/"), "/")
	var links []link
	for n := len(parts) - 1; n > 0; n-- {
		path, value := s.pageAt(parts[:n])
		if path == "" || !s.opens(b.role(), path) {
			continue
		}
		if words := s.parentWords(c, b, actor, path, value); words != "" {
			links = append(links, link{Href: addressOf(parts[:n]), Text: words})
		}
	}
	return links
}

// addressOf is the address of a path that was taken apart.
func addressOf(parts []string) string {
	address := ""
	for _, part := range parts {
		address += "/" + url.PathEscape(part)
	}
	return address
}

// pageAt is the path in the table of the page at an address, and the value of its last
// part where that is a parameter. Pages that have a parameter before their last part are
// no parents.
func (s *Site) pageAt(parts []string) (path, value string) {
	address := "/" + strings.Join(parts, "/")
	if _, there := s.pages[address]; there {
		return address, ""
	}
	above := "/" + strings.Join(parts[:len(parts)-1], "/") + "/{"
	for path := range s.pages {
		if name, is := strings.CutPrefix(path, above); is && strings.IndexByte(name, '}') == len(name)-1 {
			return path, parts[len(parts)-1]
		}
	}
	return "", ""
}

// parentWords is what a page is called; "" where there is nothing to see.
func (s *Site) parentWords(c *gin.Context, b *base, actor assessment.Actor, path, value string) string {
	ctx, err, words := c.Request.Context(), error(nil), ""
	switch path {
	case "/applications/{id}":
		_, err = s.config.Service.Application(ctx, actor, value)
		words = "error.application"
	case "/rounds/{round}":
		_, err = s.config.Service.FindRound(ctx, actor, value)
		words = "error.round"
	case "/notices/{round}":
		_, err = s.config.Service.Notice(ctx, assessment.Actor{Role: assessment.RolePublic}, value)
		words = "error.notice"
	case "/users/{username}":
		_, err = s.config.Service.FindAccount(ctx, actor, value)
		words = "error.user"
	case "/account":
		words = "account.title"
	case "/register":
		words = "register.title"
	case "/sign-in":
		words = "signin.title"
	default:
		at := slices.IndexFunc(navigation, func(item navItem) bool { return item.path == path && (item.only == nil || item.only(b.role())) })
		if at < 0 {
			return ""
		}
		words = navigation[at].text
	}
	if err != nil {
		return ""
	}
	return text(b.Lang, words)
}
