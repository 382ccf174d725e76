package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
	"wuxing/workbook/sandbox"
)

// TestMain: the tests' own program is the child that reads workbooks.
func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

// bareServer has no database behind it: enough for what happens before a use case.
func bareServer(t *testing.T, log io.Writer) *server {
	t.Helper()
	books, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := newServer(Config{
		Workbooks: books, Service: &assessment.Service{}, Cards: scoring.Cards(), Sessions: memstore.NewWithCleanupInterval(0),
		Logger: slog.New(slog.NewTextHandler(log, nil)), SecureCookies: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func serveOnce(t *testing.T, s *server, routes []Route, request *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	engine, err := s.engine(routes)
	if err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	engine.ServeHTTP(recorder, request)
	return recorder
}

// unreadable is a body that must not be touched.
type unreadable struct{ t *testing.T }

func (u unreadable) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestOversizeIsRefusedBeforeItIsRead(t *testing.T) {
	s := bareServer(t, io.Discard)
	for _, test := range []struct {
		kind string
		size int64
		want int
	}{
		{"application/json", maxJSONBytes + 1, http.StatusRequestEntityTooLarge},
		{"multipart/form-data; boundary=x", maxWorkbookBytes + maxFormOverhead + 1, http.StatusRequestEntityTooLarge},
		{"application/json", 1 << 62, http.StatusRequestEntityTooLarge},
		{"text/csv", 10, http.StatusUnsupportedMediaType},
	} {
		request := httptest.NewRequest(http.MethodPost, "/api/v1/score", unreadable{t})
		request.Header.Set("Content-Type", test.kind)
		request.ContentLength = test.size
		got := serveOnce(t, s, routes(), request)
		if got.Code != test.want || !strings.HasPrefix(got.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s of %d: %d %s", test.kind, test.size, got.Code, got.Body)
		}
		if got.Code == http.StatusRequestEntityTooLarge && got.Header().Get("Connection") != "close" {
			t.Errorf("%s of %d: the connection stays open for the body", test.kind, test.size)
		}
	}
	// Whoever is not signed in has nothing read either.
	request := httptest.NewRequest(http.MethodPost, "/api/v1/users", unreadable{t})
	request.Header.Set("Content-Type", "application/json")
	if got := serveOnce(t, s, routes(), request); got.Code != http.StatusUnauthorized {
		t.Errorf("without a session: %d", got.Code)
	}
}

// endless is a body that never ends; it counts what was taken.
type endless struct {
	start io.Reader
	taken int64
}

func (e *endless) Read(p []byte) (int, error) {
	n, err := e.start.Read(p)
	if err != nil {
		n = copy(p, bytes.Repeat([]byte(" "), len(p)))
	}
	e.taken += int64(n)
	return n, nil
}

func TestBodyWithoutALengthIsCut(t *testing.T) {
	s := bareServer(t, io.Discard)
	for kind, limit := range map[string]int64{"application/json": maxJSONBytes, "multipart/form-data; boundary=x": maxWorkbookBytes + maxFormOverhead} {
		body := &endless{start: strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n")}
		if kind == mediaJSON {
			body.start = strings.NewReader("{")
		}
		request := httptest.NewRequest(http.MethodPost, "/api/v1/score", body)
		request.Header.Set("Content-Type", kind)
		request.ContentLength = -1
		got := serveOnce(t, s, routes(), request)
		if got.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d %s", kind, got.Code, got.Body)
		}
		if body.taken > limit+1<<20 {
			t.Errorf("%s: %d bytes were taken", kind, body.taken)
		}
	}
}

func TestBodyThatBreaksOff(t *testing.T) {
	s := bareServer(t, io.Discard)
	request := httptest.NewRequest(http.MethodPost, "/api/v1/score", io.MultiReader(strings.NewReader(`{"facts"`), brokenPipe{}))
	request.Header.Set("Content-Type", "application/json")
	if got := serveOnce(t, s, routes(), request); got.Code != http.StatusBadRequest || !strings.Contains(got.Body.String(), codeBodyIncomplete) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

type brokenPipe struct{}

func (brokenPipe) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestNothingInternalLeaks holds panics and unexpected errors against the answer.
func TestNothingInternalLeaks(t *testing.T) {
	const secret = "postgres://user:hunter2@db17"
	for name, handle := range map[string]handler{
		"panic":            func(*server, *gin.Context) (*answer, error) { panic(secret) },
		"nil pointer":      func(*server, *gin.Context) (*answer, error) { var a *answer; a.status = 1; return a, nil },
		"unexpected error": func(*server, *gin.Context) (*answer, error) { return nil, errors.New(secret) },
		"unknown kind":     func(*server, *gin.Context) (*answer, error) { return nil, &assessment.Error{Kind: 99, Code: secret} },
		"cause": func(*server, *gin.Context) (*answer, error) {
			return nil, &assessment.Error{Kind: assessment.KindConflict, Code: assessment.CodeConcurrentConflict, Cause: errors.New(secret)}
		},
		"not JSON": func(*server, *gin.Context) (*answer, error) { return &answer{json: func() {}}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			s := bareServer(t, &log)
			table := []Route{{Method: "GET", Path: "/x", Action: assessment.ActionPublic, handle: handle}}
			got := serveOnce(t, s, table, httptest.NewRequest("GET", "/x?token="+secret, nil))
			want := http.StatusInternalServerError
			if name == "cause" {
				want = http.StatusConflict
			}
			if got.Code != want || strings.Contains(got.Body.String(), "hunter2") || strings.Contains(got.Body.String(), "goroutine") {
				t.Errorf("%d %s", got.Code, got.Body)
			}
			id := got.Header().Get(headerRequestID)
			if !json.Valid(got.Body.Bytes()) || id == "" || !strings.Contains(got.Body.String(), id) || !strings.Contains(log.String(), id) {
				t.Errorf("the request id %q is not everywhere: %s\n%s", id, got.Body, log.String())
			}
			if strings.Contains(log.String(), "token=") {
				t.Errorf("the log holds the query: %s", log.String())
			}
		})
	}
}

// TestBrokenTemplate gives no half page.
func TestBrokenTemplate(t *testing.T) {
	s := bareServer(t, io.Discard)
	s.pages.templates["docs"] = template.Must(template.New("docs.html.tmpl").Parse(`<h1>half of the page</h1>{{.NoSuchField}}`))
	got := serveOnce(t, s, routes(), httptest.NewRequest("GET", "/api/docs", nil))
	if got.Code != http.StatusInternalServerError || strings.Contains(got.Body.String(), "half of the page") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// TestHalfAnAnswerIsCut: what fails while it is being sent ends the connection, so
// that nobody takes the half for the whole; what fails before is answered.
func TestHalfAnAnswerIsCut(t *testing.T) {
	var log bytes.Buffer
	s := bareServer(t, &log)
	for _, test := range []struct {
		sent string
		cut  bool
	}{{"half", true}, {"", false}} {
		route := Route{Method: http.MethodGet, Path: "/stream", Action: assessment.ActionPublic, handle: func(_ *server, c *gin.Context) (*answer, error) {
			if test.sent != "" {
				if _, err := c.Writer.WriteString(test.sent); err != nil {
					t.Error(err)
				}
			}
			return nil, errors.New("disk of hunter2 is gone")
		}}
		engine, err := s.engine([]Route{route})
		if err != nil {
			t.Fatal(err)
		}
		served := httptest.NewServer(engine)
		got, err := http.Get(served.URL + "/stream")
		body := []byte{}
		if err == nil {
			body, err = io.ReadAll(got.Body)
		}
		if cut := err != nil; cut != test.cut || !cut && got.StatusCode != http.StatusInternalServerError || bytes.Contains(body, []byte("hunter2")) {
			t.Errorf("sent %q: %v, body %q", test.sent, err, body)
		}
		served.Close()
	}
	if !strings.Contains(log.String(), "answer cut") || !strings.Contains(log.String(), "hunter2") {
		t.Errorf("the log does not say why:\n%s", log.String())
	}
}

// TestOneArchiveAtATime tells whoever will not wait for the first to come again.
func TestOneArchiveAtATime(t *testing.T) {
	s := bareServer(t, io.Discard)
	done, err := s.startArchive(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	impatient, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	recorder := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(recorder)
	c.Request = httptest.NewRequest(http.MethodGet, "/api/v1/rounds/2026/printed.zip", nil).WithContext(impatient)
	var refused *refusal
	if _, err := s.exportPrintedAll(c); !errors.As(err, &refused) || refused.code != codeBusy || recorder.Body.Len() > 0 {
		t.Errorf("%v, %q", err, recorder.Body)
	}
}

// TestBusy refuses a third workbook when the client will wait no longer.
func TestBusy(t *testing.T) {
	s := bareServer(t, io.Discard)
	for range 2 {
		done, err := s.startWriting(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer done()
	}
	impatient, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	request := httptest.NewRequest(http.MethodPost, "/api/v1/score", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\nx\r\n--x--\r\n")).WithContext(impatient)
	request.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	got := serveOnce(t, s, routes(), request)
	if got.Code != http.StatusTooManyRequests || got.Header().Get("Retry-After") == "" || !strings.Contains(got.Body.String(), codeBusy) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// TestProxies: nobody is believed about addresses but whom the settings name.
func TestProxies(t *testing.T) {
	if _, err := (&server{config: Config{TrustedProxies: []string{"no address"}}}).engine(nil); err == nil {
		t.Error("a proxy that is no address was taken")
	}
	if _, err := New(Config{}); err == nil {
		t.Error("a server without a service was made")
	}
}

func TestSecureCookies(t *testing.T) {
	if s := bareServer(t, io.Discard); !s.sessions.Cookie.Secure || !s.sessions.Cookie.HttpOnly {
		t.Error("the cookie travels without TLS or is open to scripts")
	}
}

func TestVersionOf(t *testing.T) {
	for match, want := range map[string]int{
		`"1"`: 1, `"120"`: 120, `"0"`: 0, `"-1"`: 0, `"01"`: 0, `1`: 0, `"`: 0, `""`: 0, `*`: 0, `W/"1"`: 0, `"1","2"`: 0, `"99999999999"`: 0, `"+1"`: 0,
	} {
		if got, ok := versionOf(match); ok != (want > 0) || ok && got != want {
			t.Errorf("%s: %d %v", match, got, ok)
		}
	}
}

func TestFingerprint(t *testing.T) {
	post := func(method, path string, parts ...string) string {
		content := make([][]byte, len(parts))
		for i := range parts {
			content[i] = []byte(parts[i])
		}
		return fingerprint(httptest.NewRequest(method, path, nil), content...)
	}
	base := post("POST", "/a", "x", "y")
	if base != post("POST", "/a", "x", "y") || len(base) != 64 {
		t.Error("one request has two fingerprints")
	}
	for _, other := range []string{post("PUT", "/a", "x", "y"), post("POST", "/b", "x", "y"), post("POST", "/a", "xy", ""), post("POST", "/a", "xy")} {
		if other == base {
			t.Error("two requests have one fingerprint")
		}
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"表.xlsx": "表.xlsx", `C:\a\b.xlsx`: "b.xlsx", "../../etc/passwd": "passwd", "a\x00b\n.xlsx": "ab.xlsx", "": "", "/": "", "..": "..",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := fileName(strings.Repeat("长", 300)); len([]rune(got)) != maxFileName {
		t.Errorf("%d characters", len([]rune(got)))
	}
}

func TestLanguageOf(t *testing.T) {
	for header, want := range map[string]string{
		"": templates.Chinese, "zh-CN,zh;q=0.9,en;q=0.8": templates.Chinese, "en-US,en;q=0.9,zh;q=0.1": templates.English,
		"fr": templates.Chinese, "*": templates.Chinese, ";;;": templates.Chinese, "de, en;q=0.5": templates.English,
	} {
		request := httptest.NewRequest("GET", "/", nil)
		request.Header.Set("Accept-Language", header)
		if got := languageOf(request); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// TestCut pages a list whose rows come and go.
func TestCut(t *testing.T) {
	all := []string{"a", "b", "c", "d", "e"}
	key := func(s string) string { return s }
	for _, test := range []struct {
		page       listPage
		rows, next string
	}{
		{listPage{"", 2}, "ab", "b"},
		{listPage{"b", 2}, "cd", "d"},
		{listPage{"d", 2}, "e", ""},
		{listPage{"", 5}, "abcde", ""},
		{listPage{"e", 5}, "", ""},
		{listPage{"gone", 5}, "", ""},
	} {
		rows, next := cut(all, test.page, key)
		if strings.Join(rows, "") != test.rows || next != test.next {
			t.Errorf("%v: %v %q", test.page, rows, next)
		}
	}
}

// FuzzDecode never panics and takes only what encoding/json takes.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"entries":[{"indicator":"a","decision":"agree","points":1.25,"facts":{"a":[1,{"b":null}]}}],"complete":true}`,
		`{"entries":null}`, `{"entries":{}}`, `[`, `{"complete":1}`, `{"entries":[[]]}`, `{"a":{"b":{"c":[1,2]}}}`, "\xef\xbb\xbf{}", `null`, `{"complete":true,"complete":true}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var in reviewInput
		err := decode(data, &in)
		var refused *assessment.Error
		if err != nil && (!errors.As(err, &refused) || len(refused.Problems) == 0) {
			t.Fatalf("%q: %v", data, err)
		}
		if err == nil && !json.Valid(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) {
			t.Fatalf("%q was taken", data)
		}
	})
}
