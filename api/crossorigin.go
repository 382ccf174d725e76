package api

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// crossOrigin refuses writes that a browser sends from another site.
func (s *server) crossOrigin(c *gin.Context) {
	if err := s.origins.Check(c.Request); err != nil || mayBeForeignForm(c.Request) {
		s.fail(c, refuse(http.StatusForbidden, codeCrossSite))
	}
}

// formMedia are what the forms of HTML can send; anything else needs a script, and
// from another site our consent, which nobody is given.
var formMedia = []string{"", mediaHTML, mediaForm, "text/plain"}

// mayBeForeignForm tells whether a write without Sec-Fetch-Site and without Origin,
// which CrossOriginProtection lets pass, may be the form of another site in an old
// browser. Such a browser still says from which page it comes, and that it wants to
// be shown one; programs that use the interface say neither. The forms of pages
// carry a token besides (checkForm), so that a missing Referer does not matter there.
func mayBeForeignForm(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	if r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != "" {
		return false
	}
	if from := r.Referer(); from != "" {
		page, err := url.Parse(from)
		return err != nil || page.Host != r.Host
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/") &&
		slices.Contains(formMedia, media) && strings.Contains(r.Header.Get("Accept"), "text/html")
}
