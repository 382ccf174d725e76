package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// The content types of our answers.
const (
	typeJSON     = "application/json; charset=utf-8"
	typeProblem  = "application/problem+json; charset=utf-8"
	typeHTML     = "text/html; charset=utf-8"
	typeWorkbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// answer is what a handler returns: exactly one of json, or content with its
// type. It is written only once it is whole; what must not wait for that is
// written by its handler, which then returns none.
type answer struct {
	status   int // 0: 200
	json     any
	content  []byte
	kind     string // content type of content
	version  int    // of what is answered: becomes the ETag; 0: none
	location string // of what was made
	filename string // offered for saving
	cache    string // Cache-Control; "": nobody stores it
	policy   string // Content-Security-Policy of a page; "": nothing may load
	packed   bool   // may be sent compressed

	// stream writes what is too large to be held, instead of content. Once it has
	// begun there is no other answer: where it fails, the connection breaks off.
	stream func(io.Writer) error
	size   int64 // of what stream writes; 0: not known beforehand
}

// serve runs one route: session, right, size, handler, answer.
func (s *server) serve(route Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := s.admit(c, route); err != nil {
			s.fail(c, err)
			return
		}
		a, err := route.handle(s, c)
		if err == nil && a != nil { // nil: the handler has written it as it was made
			err = write(c, a)
		}
		if err != nil && c.Writer.Written() {
			s.log(c, slog.LevelError, "answer cut", slog.Any("error", err))
			panic(http.ErrAbortHandler)
		}
		if err != nil {
			s.fail(c, err)
		}
	}
}

// admit turns away whoever need not be read any further: not signed in, a role
// without the right, a body that is too large or of a wrong type. The use cases
// ask for the right again, together with whose object it is; here the same table
// spares the work of reading.
func (s *server) admit(c *gin.Context, route Route) error {
	if route.Action != assessment.ActionPublic {
		anyone := assessment.Anyone(route.Action)
		actor, err := s.whoAsks(c)
		switch {
		case anyone && assessment.IsKind(err, assessment.KindUnauthenticated):
			c.Set(keyActor, assessment.Actor{Role: assessment.RolePublic})
		case err != nil:
			return err
		case !anyone && route.Action != assessment.ActionSession && !slices.Contains(route.Roles, actor.Role):
			return &assessment.Error{Kind: assessment.KindForbidden, Code: assessment.CodeForbidden}
		}
		if err := s.config.Service.Admits(userOf(c), route.Action); err != nil {
			return err
		}
	}
	return limitBody(c, route.takes)
}

// write writes a whole answer. JSON is marshalled first, so that a failure still
// becomes a proper error.
func write(c *gin.Context, a *answer) error {
	content, kind := a.content, a.kind
	if a.json != nil {
		var buffer bytes.Buffer
		encoder := json.NewEncoder(&buffer)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(a.json); err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
		content, kind = buffer.Bytes(), typeJSON
	}
	header := c.Writer.Header()
	if kind != "" {
		header.Set("Content-Type", kind)
	}
	if a.version > 0 {
		header.Set("ETag", etag(a.version))
	}
	if a.location != "" {
		header.Set("Location", a.location)
	}
	if a.filename != "" {
		header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.filename}))
	}
	if a.cache != "" {
		header.Set("Cache-Control", a.cache)
	}
	if a.policy != "" {
		header.Set("Content-Security-Policy", a.policy)
	}
	status := a.status
	if status == 0 {
		status = http.StatusOK
	}
	c.Status(status)
	if status == http.StatusNoContent {
		c.Writer.WriteHeaderNow()
		return nil
	}
	if a.stream != nil {
		if a.size > 0 {
			header.Set("Content-Length", strconv.FormatInt(a.size, 10))
		}
		if err := a.stream(newPacedAnswer(c.Writer, streamTime)); err != nil && c.Request.Context().Err() == nil {
			header.Del("Content-Disposition")
			return err
		}
		return nil
	}
	if a.packed {
		content = pack(header, c.Request, content)
	}
	header.Set("Content-Length", strconv.Itoa(len(content)))
	// The reader having gone away is not ours to report.
	_, _ = c.Writer.Write(content)
	return nil
}

// streamTime is how long a large answer may take: 300 MiB over a slow line.
const streamTime = 30 * time.Minute

// etag is the strong validator of a version.
func etag(version int) string { return strconv.Quote(strconv.Itoa(version)) }
