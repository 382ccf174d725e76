package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// Pictures among the evidence are shown in the page, a PDF by the browser's own viewer
// in a window of its own. Office files are downloaded: a browser shows them by nothing
// that is ours.

// preview is how a file is shown.
type preview struct {
	kind    string // of the page's texts and marks
	content string // type, as the bytes must have it, too
	policy  string
}

const (
	// picturePolicy lets nothing of the file run or load, even where it is opened by
	// itself.
	picturePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"
	// viewerPolicy is the strictest under which every browser shows a PDF: viewers of
	// older ones work in no sandbox. What a PDF runs, it runs in the viewer, which is not
	// our origin.
	viewerPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

var previews = map[assessment.EvidenceType]preview{
	assessment.TypeJPG: {"picture", "image/jpeg", picturePolicy},
	assessment.TypePNG: {"picture", "image/png", picturePolicy},
	assessment.TypePDF: {"pdf", "application/pdf", viewerPolicy},
}

// sniffed is how much of a file its type is told by.
const sniffed = 512

// Preview tells how a file is shown: picture, pdf, or "" where it is downloaded.
func (r evidenceRow) Preview(file assessment.EvidenceFile) string { return previews[file.Type].kind }

// preview sends a picture or a PDF to be shown. That it was opened is recorded like a download.
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
	shown, is := previewOf(view, wanted)
	if !is {
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
	// The type was looked at when the file came; what is shown is looked at once more.
	start := make([]byte, min(sniffed, evidence.Size))
	if _, err := io.ReadFull(file, start); err != nil {
		return fmt.Errorf("read evidence %s: %w", wanted, err)
	}
	if http.DetectContentType(start) != shown.content {
		return api.NotFound()
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read evidence %s: %w", wanted, err)
	}
	header := c.Writer.Header()
	header.Set("Content-Type", shown.content)
	header.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": evidence.Name})) // who saves it from there keeps the name
	header.Set("Content-Security-Policy", shown.policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.FormatInt(evidence.Size, 10))
	c.Status(http.StatusOK)
	_, err = io.Copy(c.Writer, file)
	return err
}

// previewOf is how a file among the evidence is shown, if it is.
func previewOf(view *assessment.EvidenceView, id string) (shown preview, is bool) {
	for i := range view.Indicators {
		for _, file := range view.Indicators[i].Files {
			if file.ID == id {
				shown, is = previews[file.Type]
				return shown, is
			}
		}
	}
	return preview{}, false
}
