package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/workbook"
	"wuxing/workbook/sandbox"
)

// maxFileName is how much of an uploaded file's name is kept, in characters.
const maxFileName = 200

// upload is a body with facts: JSON, or the bytes of a workbook.
type upload struct {
	data       []byte
	isWorkbook bool
	name       string // of the workbook; only ever shown
	run        *sandbox.Run
}

// readUpload reads the body of a route that takes answers.
func readUpload(c *gin.Context) (*upload, error) {
	media, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != mediaForm {
		data, err := readBody(c)
		return &upload{data: data}, err
	}
	if params["boundary"] == "" {
		return nil, formError(errors.New("no boundary"))
	}
	return readForm(multipart.NewReader(c.Request.Body, params["boundary"]), c.Request.ContentLength)
}

// readForm takes the one field "file" out of a multipart form, part by part:
// nothing goes to a temporary file. size is that of the whole form, -1 where it is
// not known; the file gets its memory at once instead of by and by.
func readForm(form *multipart.Reader, size int64) (*upload, error) {
	var file *upload
	var problems scoring.Problems
	for {
		part, err := form.NextRawPart()
		if err == io.EOF { // as it is: a form that breaks off wraps it
			break
		}
		if err != nil {
			return nil, formError(err)
		}
		field := part.FormName()
		switch {
		case field != "file":
			problems.Add(scoring.CodeUnknownKey, scoring.Position{Path: clip(field)}, "key", clip(field))
			continue
		case file != nil:
			problems.Add(scoring.CodeDuplicateKey, scoring.Position{Path: "file"}, "key", "file")
			continue
		}
		var data bytes.Buffer
		data.Grow(int(min(max(size, 0), maxWorkbookBytes)) + bytes.MinRead)
		if _, err := data.ReadFrom(io.LimitReader(part, maxWorkbookBytes+1)); err != nil {
			return nil, formError(err)
		}
		if data.Len() > maxWorkbookBytes {
			return nil, tooLarge(maxWorkbookBytes)
		}
		file = &upload{data: data.Bytes(), isWorkbook: true, name: fileName(part.FileName())}
	}
	if file == nil {
		problems.Add(codeFileMissing, scoring.Position{Path: "file"})
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	return file, nil
}

// formError tells a body over its limit from a form that is none.
func formError(err error) error {
	refused := new(refusal)
	if over := bodyError(err); errors.As(over, &refused) && refused.code == codeBodyTooLarge {
		return over
	}
	var problems scoring.Problems
	problems.Add(codeMultipartMalformed, scoring.Position{Path: "$"})
	return invalid(problems)
}

// fileName keeps the last part of a name that can be shown.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > maxFileName {
		name = string(runes[:maxFileName])
	}
	if name == "." || name == "/" {
		return ""
	}
	return name
}

// content is what an idempotency key is bound to.
func (u *upload) content() [][]byte { return [][]byte{u.data, []byte(u.name)} }

// source is what facts in JSON were read from.
func (u *upload) source() assessment.Source {
	digest := sha256.Sum256(u.data)
	return assessment.Source{Kind: assessment.SourceJSON, SHA256: hex.EncodeToString(digest[:])}
}

// reader reads the upload for a round's card, as the use cases want it: with the
// workbook to keep.
func (u *upload) reader() assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		if !u.isWorkbook {
			answers, _, problems := u.read(card, nil)
			return answers, problems
		}
		reading, clean, problems := u.run.ReadToKeep(u.data, []*scoring.Card{card})
		if len(problems) > 0 {
			return nil, problems
		}
		answers := reading.Answers(u.data, u.name)
		workbook.Keep(answers, u.data, clean)
		return answers, nil
	}
}

// read reads JSON for the card, and a workbook for the card that it was made
// from, if it is among those, or as a printed sheet of one of them.
func (u *upload) read(card *scoring.Card, among []*scoring.Card) (*assessment.Answers, *scoring.Card, scoring.Problems) {
	if u.isWorkbook {
		reading, problems := u.run.Read(u.data, among)
		if len(problems) > 0 {
			return nil, nil, problems
		}
		return reading.Answers(u.data, u.name), reading.Card, nil
	}
	answers := &assessment.Answers{Source: u.source()}
	in, problems := card.ParseInput(u.data)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	answers.Enterprise, answers.Facts, answers.Claims, answers.Warnings = in.Enterprise, in.Facts, in.Claims, in.Warnings
	return answers, card, nil
}

// receive reads the upload's body and, for a workbook, waits for a place among
// those being worked on; done gives the place back and is never nil.
func (s *server) receive(c *gin.Context) (received *upload, done func(), err error) {
	received, err = readUpload(c)
	if err != nil || !received.isWorkbook {
		return received, func() {}, err
	}
	received.run, err = s.config.Workbooks.Open(c.Request.Context())
	if err != nil {
		return nil, func() {}, busy(err)
	}
	return received, received.run.Close, nil
}
