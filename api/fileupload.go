package api

import (
	"crypto/sha256"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"os"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// maxFieldBytes is how long a text beside a file may be.
const maxFieldBytes = 1 << 10

// fileUpload is a form with one file and texts beside it. The file lies in a
// temporary one: many may come at once, and each is larger than memory should hold.
type fileUpload struct {
	fields map[string]string
	name   string
	file   *os.File // nil until the file has come
	size   int64
	sum    []byte // SHA-256
}

// done removes the temporary file.
func (u *fileUpload) done() {
	if u.file != nil {
		_ = u.file.Close()
		_ = os.Remove(u.file.Name())
	}
}

// receiveFile takes the fields and the file out of a multipart form, part by
// part and in any order. done is to be called whatever comes.
func receiveFile(c *gin.Context, allowed ...string) (received *fileUpload, err error) {
	_, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, formError(errors.New("no boundary"))
	}
	received = &fileUpload{fields: make(map[string]string)}
	if err := received.read(multipart.NewReader(c.Request.Body, params["boundary"]), allowed); err != nil {
		received.done()
		return nil, err
	}
	return received, nil
}

func (u *fileUpload) read(form *multipart.Reader, allowed []string) error {
	var problems scoring.Problems
	for {
		part, err := form.NextRawPart()
		if err == io.EOF { // as it is: a form that breaks off wraps it
			break
		}
		if err != nil {
			return formError(err)
		}
		field := part.FormName()
		_, twice := u.fields[field]
		switch {
		case field == "file" && u.file != nil || twice:
			problems.Add(scoring.CodeDuplicateKey, scoring.Position{Path: clip(field)}, "key", clip(field))
		case field == "file":
			if err := u.spool(part); err != nil {
				return err
			}
		case !slices.Contains(allowed, field):
			problems.Add(scoring.CodeUnknownKey, scoring.Position{Path: clip(field)}, "key", clip(field))
		default:
			text, err := io.ReadAll(io.LimitReader(part, maxFieldBytes+1))
			if err != nil {
				return formError(err)
			}
			if len(text) > maxFieldBytes {
				problems.Add(assessment.CodeValueTooLong, scoring.Position{Path: field}, "field", field, "limit", "1024")
				text = nil
			}
			u.fields[field] = string(text)
		}
	}
	if u.file == nil {
		problems.Add(codeFileMissing, scoring.Position{Path: "file"})
	}
	if len(problems) > 0 {
		return invalid(problems)
	}
	return nil
}

// spool writes the file down and hashes it on the way.
func (u *fileUpload) spool(part *multipart.Part) (err error) {
	u.name = part.FileName()
	if u.file, err = os.CreateTemp("", "wuxing-upload-"); err != nil {
		return err
	}
	sum := sha256.New()
	reader := &readErrors{Reader: part}
	u.size, err = io.Copy(io.MultiWriter(u.file, sum), io.LimitReader(reader, assessment.MaxEvidenceBytes+1))
	switch {
	case reader.err != nil:
		return formError(reader.err)
	case err != nil:
		return err
	case u.size > assessment.MaxEvidenceBytes:
		return tooLarge(assessment.MaxEvidenceBytes)
	}
	u.sum = sum.Sum(nil)
	return nil
}

// readErrors tells an upload that breaks off from a disk that is full.
type readErrors struct {
	io.Reader
	err error
}

func (r *readErrors) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}
