package api

import (
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// A client that lets a body drip is not waited for: the whole request, or its first
// paceBytes, must have come when the server's read timeout is over (see PaceWindow);
// after that as many must come in every further window, and all of it within
// maxBodyTime or maxFileTime.
const (
	// PaceWindow is what the server is to take as its read timeout.
	PaceWindow  = 8 * time.Second
	paceBytes   = 8 << 10
	maxBodyTime = time.Minute     // for a workbook of 10 MiB over a slow line
	maxFileTime = 5 * time.Minute // for a file of 20 MiB
)

// pace watches how a body comes in. Without one nothing more is to be read, so that
// a long answer is not cut by the timeout of reading.
func pace(c *gin.Context) {
	control := http.NewResponseController(c.Writer) // tests record and have no deadlines
	if c.Request.Body == nil || c.Request.Body == http.NoBody {
		_ = control.SetReadDeadline(time.Time{})
		return
	}
	c.Request.Body = &pacedBody{ReadCloser: c.Request.Body, control: control, end: time.Now().Add(maxBodyTime)}
}

// pacedBody moves the read deadline on as bytes come in.
type pacedBody struct {
	io.ReadCloser
	control *http.ResponseController
	end     time.Time // when all of it must have come
	got     int       // in the present window
}

func (b *pacedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.got += n
	switch {
	case err == io.EOF:
		_ = b.control.SetReadDeadline(time.Time{})
	case err == nil && b.got >= paceBytes:
		b.got = 0
		deadline := time.Now().Add(PaceWindow)
		if deadline.After(b.end) {
			deadline = b.end
		}
		_ = b.control.SetReadDeadline(deadline)
	}
	return n, err
}

// allowFileTime gives the body of a file its longer time.
func allowFileTime(c *gin.Context) {
	if body, ok := c.Request.Body.(*pacedBody); ok {
		body.end = time.Now().Add(maxFileTime)
	}
}

// A client that takes nothing of a long answer is not waited for either: each
// sendBytes must have left within sendWindow, and all of it within a time that the
// answer says. What is only being made meanwhile does not count.
const (
	sendWindow = 10 * time.Second
	sendBytes  = 32 << 10
)

// pacedAnswer moves the write deadline on as bytes go out.
type pacedAnswer struct {
	io.Writer
	control interface{ SetWriteDeadline(time.Time) error }
	end     time.Time
}

func newPacedAnswer(w http.ResponseWriter, within time.Duration) *pacedAnswer {
	return &pacedAnswer{Writer: w, control: http.NewResponseController(w), end: time.Now().Add(within)}
}

func (a *pacedAnswer) Write(p []byte) (written int, err error) {
	for len(p) > 0 && err == nil {
		deadline := time.Now().Add(sendWindow)
		if deadline.After(a.end) {
			deadline = a.end
		}
		_ = a.control.SetWriteDeadline(deadline) // tests record and have none
		var n int
		n, err = a.Writer.Write(p[:min(len(p), sendBytes)])
		written += n
		p = p[n:]
	}
	return written, err
}
