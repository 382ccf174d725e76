package api

import (
	"io"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/workbook/sandbox"
)

// previewFile is an uploaded file whose effect is previewed, or confirmed by the
// digest of its preview; with the child that is to read it.
type previewFile struct {
	*fileUpload
	cmd    assessment.Command
	digest string // "" in a preview
	data   []byte
	books  *sandbox.Run
}

// previewFile takes a file out of a form; confirmed asks for the digest, too. The
// caller closes it.
func (s *server) previewFile(c *gin.Context, confirmed bool) (file *previewFile, err error) {
	var fields []string
	if confirmed {
		fields = []string{"digest"}
	}
	received, err := receiveFile(c, fields...)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			received.done()
		}
	}()
	file = &previewFile{fileUpload: received, digest: received.fields["digest"]}
	if file.cmd, err = command(c, received.sum, []byte(received.name), []byte(file.digest)); err != nil {
		return nil, err
	}
	if confirmed && file.digest == "" {
		var problems scoring.Problems
		problems.Add(assessment.CodeValueMissing, scoring.Position{Path: "digest"}, "field", "digest")
		return nil, invalid(problems)
	}
	if file.data, err = io.ReadAll(io.NewSectionReader(received.file, 0, received.size)); err != nil {
		return nil, err
	}
	if file.books, err = s.config.Workbooks.Open(c.Request.Context()); err != nil {
		return nil, busy(err)
	}
	return file, nil
}

func (f *previewFile) close() {
	f.books.Close()
	f.done()
}
