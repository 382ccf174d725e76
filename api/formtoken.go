package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"

	"github.com/gin-gonic/gin"
)

// A form carries a token that another site cannot know: CrossOriginProtection lets
// a post pass that has neither Sec-Fetch-Site nor Origin, which old browsers send.
//
// Who is signed in has a token that follows from the session's, so it ends with the
// session; who is not gets a random one in a cookie of its own.
const (
	formCookie = "wuxing_form"
	tokenBytes = 16
)

// formSecret is what the token of a request's forms must say. Without a session and
// without a cookie it is a new one, which is then sent.
func (s *server) formSecret(c *gin.Context) []byte {
	if actor, _ := actorOf(c); actor.UserID != "" { // the public is an actor, too, on a route of its own
		sum := sha256.Sum256([]byte("wuxing form\x00" + s.sessions.Token(c.Request.Context())))
		return sum[:tokenBytes]
	}
	if kept, given := c.Get(formCookie); given {
		return kept.([]byte)
	}
	secret := make([]byte, tokenBytes)
	if text, err := c.Cookie(s.config.cookieName(formCookie)); err == nil {
		if known, err := hex.DecodeString(text); err == nil && len(known) == tokenBytes {
			c.Set(formCookie, known)
			return known
		}
	}
	_, _ = rand.Read(secret) // never fails, see crypto/rand
	http.SetCookie(c.Writer, &http.Cookie{
		Name: s.config.cookieName(formCookie), Value: hex.EncodeToString(secret), Path: "/", HttpOnly: true, Secure: s.config.SecureCookies, SameSite: http.SameSiteStrictMode,
	})
	c.Set(formCookie, secret)
	return secret
}

// formToken is the secret under a mask of its own, so that two pages never hold
// the same token.
func (s *server) formToken(c *gin.Context) string {
	secret := s.formSecret(c)
	masked := make([]byte, 2*tokenBytes)
	_, _ = rand.Read(masked[:tokenBytes])
	subtle.XORBytes(masked[tokenBytes:], masked[:tokenBytes], secret)
	return hex.EncodeToString(masked)
}

// checkForm refuses a form whose token is not that of the request.
func (s *server) checkForm(c *gin.Context, token string) error {
	masked, err := hex.DecodeString(token)
	if err == nil && len(masked) == 2*tokenBytes {
		given := make([]byte, tokenBytes)
		subtle.XORBytes(given, masked[:tokenBytes], masked[tokenBytes:])
		if subtle.ConstantTimeCompare(given, s.formSecret(c)) == 1 {
			return nil
		}
	}
	return refuse(http.StatusForbidden, codeFormExpired)
}
