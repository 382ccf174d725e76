package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/workbook"
	"wuxing/workbook/sandbox"
)

// How much may come in.
const (
	maxJSONBytes     = scoring.MaxJSONBytes
	maxWorkbookBytes = workbook.MaxFileBytes
	maxFormOverhead  = 64 << 10 // boundaries and headers around the file
)

// body says what a route takes.
type body uint8

const (
	takesNothing body = iota
	takesJSON
	takesAnswers // JSON, or a workbook in a form
	takesFile    // a file in a form, with texts beside it
	takesBook    // a workbook in a form
	takesNote    // a short text of anyone's, as JSON
	takesFields  // a form without a file
)

// Body is what a route takes; these are what pages take.
type Body = body

// Fields are a form as HTML sends it, a file comes with texts beside it.
const (
	TakesNothing = takesNothing
	TakesFields  = takesFields
	TakesFile    = takesFile
)

const (
	mediaJSON = "application/json"
	mediaForm = "multipart/form-data"
	mediaHTML = "application/x-www-form-urlencoded"
)

// media are the content types of a body, the first for whoever asks.
func (b body) media() []string {
	switch b {
	case takesNothing:
		return nil
	case takesAnswers:
		return []string{mediaJSON, mediaForm}
	case takesFile, takesBook:
		return []string{mediaForm}
	case takesFields:
		return []string{mediaHTML}
	default:
		return []string{mediaJSON}
	}
}

// limitBody refuses a body of a wrong type or size before anything of it is read
// and caps what a body without a length may bring.
func limitBody(c *gin.Context, takes body) error {
	limit := int64(maxJSONBytes)
	switch takes {
	case takesNothing:
		limit = 0
	default:
		media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
		choices := takes.media()
		form := media == mediaForm
		if err != nil || !slices.Contains(choices, media) {
			return refuse(http.StatusUnsupportedMediaType, codeContentType, "found", clip(c.GetHeader("Content-Type")), "choices", strings.Join(choices, ", "))
		}
		switch {
		case takes == takesNote:
			limit = assessment.MaxObjectionBytes
		case form && takes == takesFile:
			limit = assessment.MaxEvidenceBytes + maxFormOverhead
			allowFileTime(c)
		case form:
			limit = maxWorkbookBytes + maxFormOverhead
		}
	}
	if c.Request.ContentLength > limit && takes != takesNothing {
		return tooLarge(limit)
	}
	if takes == takesNothing {
		// Nothing is read; a small body sent by habit ("{}") does no harm, a large one is refused.
		if c.Request.ContentLength > maxJSONBytes {
			return tooLarge(maxJSONBytes)
		}
		return nil
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	return nil
}

// tooLarge names the limit of what a person sends, not of the form around it.
func tooLarge(limit int64) error {
	for _, file := range []int64{assessment.MaxEvidenceBytes, maxWorkbookBytes} {
		if limit >= file {
			limit = file
			break
		}
	}
	return refuse(http.StatusRequestEntityTooLarge, codeBodyTooLarge, "limit", strconv.FormatInt(limit, 10))
}

// readBody reads what limitBody has let in.
func readBody(c *gin.Context) ([]byte, error) {
	data, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, bodyError(err)
	}
	return data, nil
}

// bodyError tells a body over its limit from one that did not arrive whole.
func bodyError(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(over.Limit)
	}
	return refuse(http.StatusBadRequest, codeBodyIncomplete)
}

// startWriting waits for a place among the workbooks being worked on; done gives
// it back.
func (s *server) startWriting(ctx context.Context) (done func(), err error) {
	done, err = s.config.Workbooks.Enter(ctx)
	return done, busy(err)
}

// busy tells whoever has waited too long for a place to come again.
func busy(err error) error {
	if errors.Is(err, sandbox.ErrBusy) {
		return refuse(http.StatusTooManyRequests, codeBusy)
	}
	return err
}

// clip shortens foreign text for a message and makes control characters harmless.
func clip(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return '?'
		}
		return r
	}, text)
	if runes := []rune(clean); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return clean
}
