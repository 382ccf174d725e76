package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// Codes that only the HTTP door gives. They are public interface; the sentences
// stand in templates/messages.
const (
	codeInternal            = "internal"             //
	codeRouteNotFound       = "route_not_found"      //
	codeMethodNotAllowed    = "method_not_allowed"   // method
	codeBodyTooLarge        = "body_too_large"       // limit
	codeBodyIncomplete      = "body_incomplete"      //
	codeContentType         = "content_type"         // found, choices
	codeVersionRequired     = "version_required"     //
	codeCrossSite           = "cross_site"           //
	codeOriginMissing       = "origin_missing"       //
	codeBusy                = "busy"                 //
	codeRegistrationsBudget = "registrations_budget" //
	codeReceiptsBudget      = "receipts_budget"      //
	codeObjectionsBudget    = "objections_budget"    //
	codeNotReady            = "not_ready"            //
	codeFileMissing         = "file_missing"         //
	codeMultipartMalformed  = "multipart_malformed"  //
	codeMoreProblems        = "more_problems"        // count
	codeFormExpired         = "form_expired"         //
	codeClientGone          = "client_gone"          //
)

// statusClientGone is what the log says of a request whose sender has given it up;
// nobody reads the answer.
const statusClientGone = 499

// statusOf is the one table from the kind of an error to its status.
var statusOf = map[assessment.Kind]int{
	assessment.KindInvalid:         http.StatusUnprocessableEntity,
	assessment.KindNotFound:        http.StatusNotFound,
	assessment.KindConflict:        http.StatusConflict,
	assessment.KindStale:           http.StatusPreconditionFailed,
	assessment.KindForbidden:       http.StatusForbidden,
	assessment.KindUnauthenticated: http.StatusUnauthorized,
	assessment.KindTooMany:         http.StatusTooManyRequests,
}

// refusal is an error of the door itself: what HTTP asks for and no use case.
type refusal struct {
	status int
	code   string
	params map[string]string
}

func (r *refusal) Error() string { return r.code }

// refuse makes a refusal; params are pairs of name and value.
func refuse(status int, code string, params ...string) *refusal {
	r := &refusal{status: status, code: code}
	for i := 0; i+1 < len(params); i += 2 {
		if r.params == nil {
			r.params = make(map[string]string)
		}
		r.params[params[i]] = params[i+1]
	}
	return r
}

// invalid refuses an input with everything that is wrong with it.
func invalid(problems scoring.Problems) error {
	return &assessment.Error{Kind: assessment.KindInvalid, Code: assessment.CodeInvalidInput, Problems: problems}
}

// problemDetails is the body of every error (RFC 9457) with our members code,
// request_id, problems and present.
type problemDetails struct {
	Type      string           `json:"type"` // the place in /api/docs that explains the code
	Title     string           `json:"title"`
	Status    int              `json:"status"`
	Detail    string           `json:"detail"`
	Instance  string           `json:"instance"`
	Code      string           `json:"code"`
	RequestID string           `json:"request_id"`
	Problems  scoring.Problems `json:"problems,omitempty"`
	Present   any              `json:"present,omitempty"`
}

// explain is an error as it is told: what is expected as it is, anything else as a
// plain 500 whose cause only the log knows.
func (s *server) explain(c *gin.Context, err error) problemDetails {
	lang := languageOf(c.Request)
	details := problemDetails{Instance: c.Request.URL.EscapedPath(), RequestID: requestIDOf(c)}
	var params map[string]string
	var expected *assessment.Error
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		details.Status, details.Code, params = refused.status, refused.code, refused.params
	case errors.As(err, &expected) && statusOf[expected.Kind] != 0:
		details.Status, details.Code, params = statusOf[expected.Kind], expected.Code, expected.Params
		details.Problems, details.Present = Localize(lang, shorten(expected.Problems)), expected.Present
		if seconds := expected.Params["seconds"]; expected.Kind == assessment.KindTooMany && seconds != "" {
			c.Header("Retry-After", seconds)
		}
		if expected.Cause != nil {
			s.log(c, slog.LevelInfo, "refused", slog.String("code", expected.Code), slog.Any("cause", expected.Cause))
		}
	case c.Request.Context().Err() != nil:
		details.Status, details.Code = statusClientGone, codeClientGone
		s.log(c, slog.LevelInfo, "given up", slog.Any("cause", err))
	default:
		details.Status, details.Code = http.StatusInternalServerError, codeInternal
		s.log(c, slog.LevelError, "internal error", slog.Any("error", err))
	}
	details.Type = "/api/docs#problem-" + details.Code
	details.Title = templates.Message(lang, "title_"+strconv.Itoa(details.Status), nil)
	details.Detail = templates.Message(lang, details.Code, params)
	return details
}

// fail answers an error, as a page to a browser and as problem details otherwise.
func (s *server) fail(c *gin.Context, err error) {
	lang, details := languageOf(c.Request), s.explain(c, err)
	if s.wantsPage(c) {
		if !c.Writer.Written() {
			retryAfter(c.Writer.Header(), details.Status)
			c.Abort()
			s.web.Fail(c, details)
		}
		return
	}
	body, err := json.Marshal(details)
	if err != nil { // Present is one of our own structs, so this is a broken program
		s.log(c, slog.LevelError, "problem details", slog.Any("error", err))
		details.Present = nil
		body, _ = json.Marshal(details)
	}
	writeProblem(c, details.Status, lang, body)
}

// maxProblems is how many problems one answer lists. No form has as many; a
// megabyte of nonsense would have a hundred thousand.
const maxProblems = 1000

// shorten cuts a list that nobody can read and says how much is left out.
func shorten(problems scoring.Problems) scoring.Problems {
	if len(problems) <= maxProblems {
		return problems
	}
	left := len(problems) - maxProblems
	problems = problems[:maxProblems:maxProblems]
	problems.Add(codeMoreProblems, scoring.Position{}, "count", strconv.Itoa(left))
	return problems
}

func writeProblem(c *gin.Context, status int, lang string, body []byte) {
	if c.Writer.Written() {
		return
	}
	header := c.Writer.Header()
	header.Set("Content-Type", typeProblem)
	header.Set("Content-Language", lang)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	retryAfter(header, status)
	c.Abort()
	c.Status(status)
	_, _ = c.Writer.Write(body)
}

// retryAfter says what becomes of the connection, and when to come again.
func retryAfter(header http.Header, status int) {
	if status == http.StatusRequestEntityTooLarge {
		// The rest of the body is not waited for.
		header.Set("Connection", "close")
	}
	if (status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests) && header.Get("Retry-After") == "" {
		header.Set("Retry-After", "5")
	}
}

// Localize gives every problem its sentence in the language and returns the same
// problems.
func Localize(lang string, problems scoring.Problems) scoring.Problems {
	for i := range problems {
		if problems[i].Message == "" {
			problems[i].Message = templates.Message(lang, problems[i].Code, problems[i].Params)
		}
	}
	return problems
}

// spoken are the languages of our messages; the first is for whoever asks for
// none of them.
var spoken = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// LanguageCookie holds the language that a reader has chosen on a page; it goes
// before what the browser asks for.
const LanguageCookie = "wuxing_lang"

// languageOf is the language in which the client wants to be told.
func languageOf(r *http.Request) string {
	if chosen := chosenLanguage(r); slices.Contains(templates.Languages, chosen) {
		return chosen
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return templates.Chinese
	}
	if _, i, confidence := spoken.Match(tags...); confidence > language.No && i == 1 {
		return templates.English
	}
	return templates.Chinese
}
