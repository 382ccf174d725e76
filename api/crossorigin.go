package api

import (
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

// crossOrigin refuses writes that a browser sends from another site, and those of
// which a browser does not say where they come from.
func (s *server) crossOrigin(c *gin.Context) {
	switch {
	case s.origins.Check(c.Request) != nil || fromForeignPage(c.Request):
		s.fail(c, refuse(http.StatusForbidden, codeCrossSite))
	case withoutOrigin(c.Request):
		s.fail(c, refuse(http.StatusForbidden, codeOriginMissing))
	}
}

// saysNothing tells whether a request is a write that has neither Sec-Fetch-Site nor
// Origin. CrossOriginProtection lets those pass, as what no browser has sent; browsers
// that are older than these headers send them, too.
func saysNothing(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == ""
}

// fromForeignPage tells whether such a write names a page that is none of ours.
func fromForeignPage(r *http.Request) bool {
	from := r.Referer()
	if from == "" || !saysNothing(r) {
		return false
	}
	page, err := url.Parse(from)
	return err != nil || page.Host != r.Host
}

// withoutOrigin tells whether such a write is a browser's, whatever its method, type
// and address. The forms of our pages go on: they carry a token that no other site
// knows, and nothing is done before it was looked at (checkForm).
func withoutOrigin(r *http.Request) bool {
	return saysNothing(r) && isBrowser(r) && !mayCarryToken(r)
}

func mayCarryToken(r *http.Request) bool {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return r.Method == http.MethodPost && !strings.HasPrefix(r.URL.Path, "/api/") && (media == mediaHTML || media == mediaForm)
}

// isBrowser tells a browser from a program by what a page cannot keep its browser
// from sending, and what programs do not send by themselves. What the program of an
// honest user sends is for that user to say: there is no site in it that could abuse
// the session, and one that wants to look like a browser can name our Origin.
//
// Accept-Language is no sign, since we ask programs for it (English answers), nor is
// Sec-Fetch-Mode, which Node.js sends without the rest.
func isBrowser(r *http.Request) bool {
	agent := r.UserAgent()
	switch {
	case strings.Contains(agent, "PowerShell/"): // names itself Mozilla/5.0 before that
		return false
	case strings.Contains(agent, "Mozilla/"), strings.Contains(agent, "Opera/"):
		return true
	case strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(agent, "Java/"): // asks for it with everything
		return true
	}
	for name := range r.Header {
		if name == "Upgrade-Insecure-Requests" || strings.HasPrefix(name, "Sec-") && name != "Sec-Fetch-Mode" {
			return true
		}
	}
	return false
}
