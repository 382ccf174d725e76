package api

import (
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
)

// maxFileName is how much of an uploaded file's name is kept, in characters.
const maxFileName = 200

// upload is a body with facts: JSON, or the bytes of a workbook.
type upload struct {
	data       []byte
	isWorkbook bool
	name       string // of the workbook; only ever shown
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
	return readForm(multipart.NewReader(c.Request.Body, params["boundary"]))
}

// readForm takes the one field "file" out of a multipart form, part by part:
// nothing goes to a temporary file.
func readForm(form *multipart.Reader) (*upload, error) {
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
		data, err := io.ReadAll(io.LimitReader(part, maxWorkbookBytes+1))
		if err != nil {
			return nil, formError(err)
		}
		if len(data) > maxWorkbookBytes {
			return nil, tooLarge(maxWorkbookBytes)
		}
		file = &upload{data: data, isWorkbook: true, name: fileName(part.FileName())}
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
	return assessment.Source{Kind: "json", SHA256: hex.EncodeToString(digest[:])}
}

// reader reads the upload for a round's card, as the use cases want it: with the
// workbook to keep.
func (u *upload) reader() assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		answers, _, problems := u.read(card, func(id string) (*scoring.Card, bool) { return card, id == card.ID })
		if problems == nil && u.isWorkbook {
			problems = workbook.Keep(answers, u.data)
		}
		return answers, problems
	}
}

// read reads JSON for the card, and a workbook for the card that it was made
// from, if find knows it.
func (u *upload) read(card *scoring.Card, find func(id string) (*scoring.Card, bool)) (*assessment.Answers, *scoring.Card, scoring.Problems) {
	if u.isWorkbook {
		return workbook.ReadAnswers(u.data, u.name, find)
	}
	answers := &assessment.Answers{Source: u.source()}
	enterprise, facts, warnings, problems := card.ParseSubmission(u.data)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	answers.Enterprise, answers.Facts, answers.Warnings = enterprise, facts, warnings
	return answers, card, nil
}

// receive reads the upload's body and, for a workbook, waits for a place among
// those being read; done gives the place back and is never nil.
func (s *server) receive(c *gin.Context) (received *upload, done func(), err error) {
	received, err = readUpload(c)
	if err != nil || !received.isWorkbook {
		return received, func() {}, err
	}
	done, err = s.startReading(c.Request.Context())
	if err != nil {
		return nil, func() {}, err
	}
	return received, done, nil
}
