package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Pages are what people see in a browser, mounted beside the JSON interface under
// the same rules: each route is admitted like one of ours, by the table of
// package assessment.
type Pages interface {
	Routes() []Route
	// Serve answers an admitted request. An error before anything is written
	// becomes an error page, or problem details where the client asks for JSON.
	Serve(c *gin.Context, route Route) error
	// Fail writes an error as a page.
	Fail(c *gin.Context, problem Problem)
}

// Door is what the pages share with the JSON interface, so that none of it stands
// in two places: sessions, form tokens, what an error becomes, uploads, the
// language, and the writing of answers.
type Door struct{ s *server }

// Problem is an error as it is told to people: RFC 9457 with our members.
type Problem = problemDetails

// PageRoute is a line of the table of pages.
func PageRoute(method, path string, action assessment.Action, takes Body, summary string) Route {
	return Route{
		Method: method, Path: path, Action: action, Summary: summary, takes: takes,
		Roles: append([]assessment.Role{}, assessment.RolesFor(action)...), Rules: assessment.RulesFor(action),
	}
}

// TakesFile tells whether a route wants a form with a file.
func (r Route) TakesFile() bool { return r.takes == takesFile }

// servePage is serve for a page.
func (s *server) servePage(route Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := s.admit(c, route)
		if err == nil {
			err = s.web.Serve(c, route)
		}
		if err != nil {
			s.fail(c, err)
		}
	}
}

// wantsPage tells whether an error is to be shown as a page: outside of the
// interface, to a client that names HTML.
func (s *server) wantsPage(c *gin.Context) bool {
	return s.web != nil && !strings.HasPrefix(c.Request.URL.Path, "/api/") &&
		strings.Contains(c.GetHeader("Accept"), "text/html")
}

// WantsJSON tells whether the script of a page asks, and not the browser.
func (d *Door) WantsJSON(c *gin.Context) bool {
	return strings.Contains(c.GetHeader("Accept"), mediaJSON)
}

// User is the account that asks, nil without one. On a public page it looks for
// the session that nothing has asked for yet.
func (d *Door) User(c *gin.Context) (*assessment.User, error) {
	if _, known := actorOf(c); !known {
		_, err := d.s.whoAsks(c)
		if assessment.IsKind(err, assessment.KindUnauthenticated) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return userOf(c), nil
}

// SignIn begins a session, or half of one where a code is to come.
func (d *Door) SignIn(c *gin.Context, username, password string) (user *assessment.User, half bool, err error) {
	return d.s.signIn(c, loginInput{Username: username, Password: password})
}

// SignOut ends the session.
func (d *Door) SignOut(c *gin.Context) error {
	cmd, err := command(c)
	if err != nil {
		return err
	}
	return d.s.signOut(c, cmd)
}

// FormToken is what each form carries, CheckForm what looks at it.
func (d *Door) FormToken(c *gin.Context) string { return d.s.formToken(c) }

// CheckForm refuses a form that does not come from one of our pages. Whose page it
// was says the session, which on a public page nobody has asked for yet.
func (d *Door) CheckForm(c *gin.Context, token string) error {
	if _, err := d.User(c); err != nil {
		return err
	}
	return d.s.checkForm(c, token)
}

// Explain is the error as it is told; what nobody expected goes to the log.
func (d *Door) Explain(c *gin.Context, err error) Problem { return d.s.explain(c, err) }

// Fail answers an error, as a page or as JSON.
func (d *Door) Fail(c *gin.Context, err error) { d.s.fail(c, err) }

// NotFound is the error of something that is not there.
func NotFound() error {
	return &assessment.Error{Kind: assessment.KindNotFound, Code: assessment.CodeNotFound}
}

// Invalid refuses an input with everything that is wrong with it.
func Invalid(problems scoring.Problems) error { return invalid(problems) }

// Language is the one the reader has chosen, or the browser's.
func Language(r *http.Request) string { return languageOf(r) }

// Command is what a write carries besides its content: the version that was read
// (0: does not say), the idempotency key ("": none) and what the key is bound to.
func (d *Door) Command(c *gin.Context, version int, key string, content ...[]byte) (assessment.Command, error) {
	actor, _ := actorOf(c)
	cmd := assessment.Command{Actor: actor, RequestID: requestIDOf(c), Version: version}
	if key == "" {
		return cmd, nil
	}
	if !visibleASCII(key, maxIdempotencyKey) {
		return cmd, refuse(http.StatusForbidden, codeFormExpired)
	}
	cmd.IdempotencyKey, cmd.Fingerprint = key, fingerprint(c.Request, content...)
	return cmd, nil
}

// Asset is the address of a style or script.
func (d *Door) Asset(name string) string { return d.s.assets.address(name) }

// SecureCookies tells whether cookies are to travel over TLS only.
func (d *Door) SecureCookies() bool { return d.s.config.SecureCookies }

// WritePage writes a whole page.
func (d *Door) WritePage(c *gin.Context, status int, html []byte, policy string) error {
	return write(c, &answer{status: status, content: html, kind: typeHTML, policy: policy, packed: true})
}

// WriteJSON writes what a script has asked for.
func (d *Door) WriteJSON(c *gin.Context, value any) error {
	return write(c, &answer{json: value})
}

// WriteWorkbook offers a workbook for saving.
func (d *Door) WriteWorkbook(c *gin.Context, status int, name string, content []byte) error {
	return write(c, &answer{status: status, content: content, kind: typeWorkbook, filename: name})
}

// FileForm is a form with one file and texts beside it, see ReceiveFile.
type FileForm struct{ u *fileUpload }

// ReceiveFile reads a multipart form with the file "file" and the texts allowed;
// Done is to be called whatever becomes of it.
func (d *Door) ReceiveFile(c *gin.Context, allowed ...string) (*FileForm, error) {
	received, err := receiveFile(c, allowed...)
	if err != nil {
		return nil, err
	}
	return &FileForm{received}, nil
}

// Done removes what was spooled.
func (f *FileForm) Done() { f.u.done() }

// Field is a text beside the file.
func (f *FileForm) Field(name string) string { return f.u.fields[name] }

// Evidence is the file as evidence; the texts name its place.
func (f *FileForm) Evidence(indicator, asked, replaces string) assessment.NewEvidence {
	return assessment.NewEvidence{
		Indicator: indicator, Asked: asked, Replaces: replaces, Name: f.u.name, Content: f.u.file, Size: f.u.size,
	}
}

// Content is what an idempotency key is bound to.
func (f *FileForm) Content() [][]byte { return [][]byte{f.u.sum, []byte(f.u.name)} }

// Workbook is an uploaded workbook with its place among those being worked on.
type Workbook struct {
	s *server
	u *upload
}

// OpenWorkbook waits for a place for the file; Close gives it back.
func (d *Door) OpenWorkbook(ctx context.Context, form *FileForm) (*Workbook, error) {
	if form.u.size > maxWorkbookBytes {
		return nil, tooLarge(maxWorkbookBytes)
	}
	data, err := io.ReadAll(io.NewSectionReader(form.u.file, 0, form.u.size))
	if err != nil {
		return nil, err
	}
	run, err := d.s.config.Workbooks.Open(ctx)
	if err != nil {
		return nil, busy(err)
	}
	return &Workbook{d.s, &upload{data: data, isWorkbook: true, name: fileName(form.u.name), run: run}}, nil
}

// Close gives the place back.
func (w *Workbook) Close() { w.u.run.Close() }

// Read reads the workbook for a round's card.
func (w *Workbook) Read() assessment.ReadAnswers { return w.u.reader() }

// Mark is the workbook with the problems of err marked, and its name; nil where it
// cannot be opened or err lists none.
func (w *Workbook) Mark(c *gin.Context, err error) (marked []byte, name string) {
	var e *assessment.Error
	if !errors.As(err, &e) || e.Kind != assessment.KindInvalid || len(e.Problems) == 0 {
		return nil, ""
	}
	return w.s.mark(c, w.u, e.Problems)
}

// Name is the name of the file as it was sent, without folders.
func (f *FileForm) Name() string { return fileName(f.u.name) }

// Read is the whole file, if it has no more than so many bytes.
func (f *FileForm) Read(most int64) ([]byte, error) {
	if f.u.size > most {
		return nil, tooLarge(most)
	}
	return io.ReadAll(io.NewSectionReader(f.u.file, 0, f.u.size))
}

// SetContact changes one's own mail address, and keeps the session.
func (d *Door) SetContact(c *gin.Context, email string) error {
	cmd, err := d.Command(c, 0, "")
	if err != nil {
		return err
	}
	_, err = d.s.changeContact(c, cmd, email)
	return err
}
