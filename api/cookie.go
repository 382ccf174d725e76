package api

import "net/http"

// hostPrefix has a browser take a cookie only over TLS, from this very host and for
// all of it, so that no neighbour under the same domain can plant one.
const hostPrefix = "__Host-"

// cookieName is what a cookie of ours is called: behind TLS it has the prefix.
func (c *Config) cookieName(name string) string {
	if c.SecureCookies {
		return hostPrefix + name
	}
	return name
}

// CookieName is what a cookie of the pages is called, see SecureCookies.
func (d *Door) CookieName(name string) string { return d.s.config.cookieName(name) }

// chosenLanguage is what the cookie of the language holds, under either name: it is
// asked for where no server is at hand.
func chosenLanguage(r *http.Request) string {
	for _, name := range []string{hostPrefix + LanguageCookie, LanguageCookie} {
		if cookie, err := r.Cookie(name); err == nil {
			return cookie.Value
		}
	}
	return ""
}
