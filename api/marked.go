package api

import (
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// refused is the answer to answers that were not taken. Who sent a workbook and
// asks for one gets it back with its problems marked; everyone else, and who sent
// what cannot be opened, gets the problem details that err becomes.
func (s *server) refused(c *gin.Context, received *upload, err error) (*answer, error) {
	var e *assessment.Error
	if !received.isWorkbook || !prefersWorkbook(c.Request) || !errors.As(err, &e) || e.Kind != assessment.KindInvalid || len(e.Problems) == 0 {
		return nil, err
	}
	marked, name := s.mark(c, received, e.Problems)
	if marked == nil {
		return nil, err
	}
	c.Header("Content-Language", languageOf(c.Request))
	return &answer{status: http.StatusUnprocessableEntity, content: marked, kind: typeWorkbook, filename: name}, nil
}

// mark is the workbook with its problems marked, and its name; nil for one that
// cannot be marked, since nobody can open it.
func (s *server) mark(c *gin.Context, received *upload, found scoring.Problems) (marked []byte, as string) {
	lang := languageOf(c.Request)
	marked, problems := received.run.Mark(received.data, Localize(lang, found))
	if len(problems) > 0 { // which are among those of the reading
		s.log(c, slog.LevelInfo, "not marked", slog.String("cause", problems.Error()))
		return nil, ""
	}
	name := received.name
	if ext := path.Ext(name); strings.EqualFold(ext, ".xlsx") {
		name = strings.TrimSuffix(name, ext)
	}
	if name == "" {
		name = templates.Message(lang, "file_unnamed", nil)
	}
	return marked, templates.Message(lang, "file_marked", map[string]string{"name": name})
}

// prefersWorkbook tells whether the client would rather have a workbook than
// problem details (RFC 9110, 12.5.1). It has to name the type: */* takes all and
// prefers nothing.
func prefersWorkbook(r *http.Request) bool {
	book, details, any := 0.0, -1.0, 0.0
	for _, part := range strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		quality := 1.0
		if q, given := params["q"]; given {
			if quality, err = strconv.ParseFloat(q, 64); err != nil || !(quality >= 0 && quality <= 1) {
				continue
			}
		}
		switch kind {
		case typeWorkbook:
			book = max(book, quality)
		case "application/problem+json", mediaJSON:
			details = max(details, quality)
		case "*/*", "application/*":
			any = max(any, quality)
		}
	}
	if details < 0 {
		// Not named: at most what any type is worth, and named goes before any.
		return book > 0 && book >= any
	}
	return book > details
}
