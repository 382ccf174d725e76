package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// Pictures among the evidence are shown in the page. Everything else is downloaded: a
// PDF needs the browser's viewer, which works in no sandbox, and an upload of a
// stranger gets no more of our origin than one.

// pictureTypes are the content types of what is shown.
var pictureTypes = map[assessment.EvidenceType]string{assessment.TypeJPG: "image/jpeg", assessment.TypePNG: "image/png"}

// picturePolicy lets nothing of the file run or load, even where it is opened by
// itself.
const picturePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

// sniffed is how much of a file its type is told by.
const sniffed = 512

// Shown tells whether a file is shown in the page.
func (r evidenceRow) Shown(file assessment.EvidenceFile) bool { return pictureTypes[file.Type] != "" }

// preview sends a picture to be shown. That it was opened is recorded like a download.
func (s *Site) preview(c *gin.Context) (err error) {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	ctx, id, wanted := c.Request.Context(), c.Param("id"), c.Param("evidence")
	view, err := s.config.Service.Evidence(ctx, actor, id)
	if err != nil {
		return err
	}
	kind := pictureType(view, wanted)
	if kind == "" {
		return api.NotFound()
	}
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	evidence, file, err := s.config.Service.OpenEvidence(ctx, cmd, id, wanted)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// The type was looked at when the file came; what is shown as a picture is looked
	// at once more.
	start := make([]byte, min(sniffed, evidence.Size))
	if _, err := io.ReadFull(file, start); err != nil {
		return fmt.Errorf("read evidence %s: %w", wanted, err)
	}
	if http.DetectContentType(start) != kind {
		return api.NotFound()
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read evidence %s: %w", wanted, err)
	}
	header := c.Writer.Header()
	header.Set("Content-Type", kind)
	header.Set("Content-Disposition", "inline")
	header.Set("Content-Security-Policy", picturePolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.FormatInt(evidence.Size, 10))
	c.Status(http.StatusOK)
	_, err = io.Copy(c.Writer, file)
	return err
}

// pictureType is the content type of a picture among the evidence; "" for all else.
func pictureType(view *assessment.EvidenceView, id string) string {
	for i := range view.Indicators {
		for _, file := range view.Indicators[i].Files {
			if file.ID == id {
				return pictureTypes[file.Type]
			}
		}
	}
	return ""
}
