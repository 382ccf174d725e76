package api

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

const (
	headerRequestID = "X-Request-Id"
	keyRequestID    = "request_id"
	keyActor        = "actor"
	keyUser         = "user"
)

// requestID names the request in every answer, every line of the log and every event
// of the audit trail. It is always drawn here: what a client sends would stand in the
// trail for good, be it somebody's name.
func requestID(c *gin.Context) {
	id := rand.Text()
	c.Set(keyRequestID, id)
	c.Header(headerRequestID, id)
}

// endAfterChunks ends the connection with the answer to a body in chunks. net/http reads
// such a body by its chunks and drops a Content-Length beside it, which a proxy before
// us may have gone by: what then stands behind must not be taken for a request.
func endAfterChunks(c *gin.Context) {
	if len(c.Request.TransferEncoding) > 0 {
		c.Header("Connection", "close")
	}
}

func requestIDOf(c *gin.Context) string { return c.GetString(keyRequestID) }

// accessLog writes one line a request: who (by id), what, how it ended. No query,
// no name, no address beyond what the route says.
func (s *server) accessLog(c *gin.Context) {
	start := time.Now()
	c.Next()
	level := slog.LevelInfo
	if c.Writer.Status() >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.log(c, level, "request",
		slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Duration("took", time.Since(start)),
	)
}

// log writes a line that carries the request id, the route and the account's id.
func (s *server) log(c *gin.Context, level slog.Level, message string, attributes ...slog.Attr) {
	attributes = append(attributes,
		slog.String("request_id", requestIDOf(c)),
		slog.String("method", methodLabel(c.Request.Method)),
		slog.String("route", routeLabel(c)),
	)
	if actor, ok := actorOf(c); ok {
		attributes = append(attributes, slog.String("user_id", actor.UserID), slog.String("role", string(actor.Role)))
	}
	s.config.Logger.LogAttrs(c.Request.Context(), level, message, attributes...)
}

// recovery turns a panic into a plain 500; what happened goes to the log.
func (s *server) recovery(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(cause)
		}
		s.log(c, slog.LevelError, "panic", slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
		if c.Writer.Written() {
			// Half an answer is out; cut it so that nobody takes it for whole.
			panic(http.ErrAbortHandler)
		}
		s.fail(c, refuse(http.StatusInternalServerError, codeInternal))
	}()
	c.Next()
}

// measure counts requests by route template, never by address: addresses have no
// end.
func (s *server) measure(c *gin.Context) {
	start := time.Now()
	s.metrics.inFlight.Inc()
	// A panic that is passed on (a cut answer) counts, too.
	defer func() {
		s.metrics.inFlight.Dec()
		s.metrics.observe(methodLabel(c.Request.Method), routeLabel(c), c.Writer.Status(), time.Since(start))
	}()
	c.Next()
}

func routeLabel(c *gin.Context) string {
	if path := c.FullPath(); path != "" {
		return path
	}
	return "unmatched"
}

// methodLabel keeps invented methods out of labels and messages.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "OTHER"
	}
}
