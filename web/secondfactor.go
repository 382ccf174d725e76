package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// codePage is the second step of signing in.
type codePage struct {
	base
	Next     string
	Problems []string
}

func (s *Site) codePage(c *gin.Context) error {
	next := back(c.Query("next"))
	half, err := s.door.HalfSignedIn(c)
	if err != nil {
		return err
	}
	if !half { // too late, or never begun
		return s.done(c, "/sign-in?next="+next, "")
	}
	return s.showCode(c, http.StatusOK, codePage{Next: next})
}

func (s *Site) showCode(c *gin.Context, status int, page codePage) error {
	b, err := s.base(c, text(language(c), "code.title"))
	if err != nil {
		return err
	}
	b.Path = "/sign-in/code"
	page.base = b
	return s.show(c, status, "code", page)
}

func (s *Site) giveCode(c *gin.Context) error {
	next := back(c.PostForm("next"))
	half, err := s.door.HalfSignedIn(c)
	if err != nil {
		return err
	}
	if !half {
		return s.done(c, "/sign-in?next="+next, "")
	}
	user, err := s.door.GiveCode(c, c.PostForm("code"))
	if err == nil {
		return s.done(c, after(user, next), "")
	}
	why, err := s.refused(c, err, append([]assessment.Kind{assessment.KindConflict}, atTheDoor...))
	if err != nil {
		return err
	}
	return s.showCode(c, why.Status, codePage{Next: next, Problems: why.Sentences()})
}

// factorPage sets one-time codes up: not begun, to be confirmed, just turned on with
// its recovery codes, or on.
type factorPage struct {
	base
	On       bool
	Needed   bool
	Username string
	Secret   string // in groups of four
	Picture  qrCode
	Recovery []string
	Problems []string
}

func (s *Site) factor(c *gin.Context) error { return s.showFactor(c, http.StatusOK, factorPage{}) }

func (s *Site) showFactor(c *gin.Context, status int, page factorPage) error {
	b, err := s.base(c, text(language(c), "factor.title"))
	if err != nil {
		return err
	}
	user, err := s.door.User(c)
	if err != nil {
		return err
	}
	page.base, page.Username = b, user.Username
	page.On, page.Needed = user.SecondFactor, s.config.Service.LacksFactor(user)
	page.Path = "/account/second-factor"
	page.Trail = page.trail(link{Href: "/account", Text: text(b.Lang, "account.title")}, link{Text: b.Title})
	if !page.On && page.Recovery == nil {
		pending, err := s.config.Service.PendingFactor(c.Request.Context(), user.Actor())
		if err != nil {
			return err
		}
		if pending != nil {
			page.Secret = groups(pending.Secret)
			if page.Picture, err = drawQR(pending.URL); err != nil {
				return err
			}
		}
	}
	return s.show(c, status, "factor", page)
}

func (s *Site) beginFactor(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	if _, err := s.config.Service.BeginFactor(c.Request.Context(), cmd); err != nil {
		return err
	}
	return s.done(c, "/account/second-factor", "")
}

// confirmFactor shows the recovery codes at once, since they are told once: there is
// no page to go on to that could show them.
func (s *Site) confirmFactor(c *gin.Context) error {
	codes, err := s.door.ConfirmFactor(c, c.PostForm("code"))
	if err == nil {
		return s.showFactor(c, http.StatusOK, factorPage{Recovery: codes})
	}
	why, err := s.refused(c, err, atTheDoor)
	if err != nil {
		return err
	}
	return s.showFactor(c, why.Status, factorPage{Problems: why.Sentences()})
}

func groups(text string) string {
	var parts []string
	for ; len(text) > 4; text = text[4:] {
		parts = append(parts, text[:4])
	}
	return strings.Join(append(parts, text), " ")
}

// qrCode is a picture that a page draws itself: no address that holds a secret, and
// nothing for the policy to allow.
type qrCode struct {
	Size int
	Path string
}

// quiet is the white margin that a reader needs.
const quiet = 4

func drawQR(content string) (qrCode, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return qrCode{}, fmt.Errorf("draw a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return qrCode{Size: size + 2*quiet, Path: path.String()}, nil
}
