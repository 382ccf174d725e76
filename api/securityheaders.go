package api

import "github.com/gin-gonic/gin"

// dataPolicy is the content policy of what is no page: nothing may load.
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// noDevices says that no page of ours uses any device of its visitor, nor may what
// it is embedded in.
const noDevices = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"

// twoYears is how long a browser remembers to come over TLS only.
const twoYears = "max-age=63072000; includeSubDomains"

// securityHeaders are those of every answer; pages loosen the policy by what they
// load, and what is not private says itself how long it may be kept.
func (s *server) securityHeaders(c *gin.Context) {
	header := c.Writer.Header()
	header.Set("Content-Security-Policy", dataPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Permissions-Policy", noDevices)
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
	header.Set("Vary", "Accept-Language, Cookie")
	if s.config.SecureCookies {
		header.Set("Strict-Transport-Security", twoYears)
	}
}
