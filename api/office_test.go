package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wuxing/api"
	"wuxing/api/apitest"
	"wuxing/assessment"
	"wuxing/internal/testpg"
	"wuxing/scoring"
	"wuxing/store"
	"wuxing/workbook/sandbox"
)

const password = "correct horse 正确"

// The two enterprises of the tests.
const (
	uscc1 = "91330502MA2B00001R"
	uscc2 = "91330502MA2B00002P"
)

// office is a whole server on an empty SQLite database with an account for each
// role: clerk and clerk2 of two enterprises, reviewer, reviewer2, lead, admin.
type office struct {
	t     *testing.T
	store *store.Store
	url   string
	now   atomic.Int64 // the clock, in Unix seconds
	ready atomic.Bool
	log   *syncBuffer
	files string // where uploaded files are kept

	service *assessment.Service // for what only the console does
	mu      sync.Mutex
	clients map[string]*http.Client
}

func newOffice(t *testing.T) *office {
	t.Helper()
	return newOfficeAt(t, t.TempDir())
}

// newOfficeAt is an office on the empty database at the address, see store.Open.
func newOfficeAt(t *testing.T, address string, set ...func(*api.Config)) *office {
	t.Helper()
	o := &office{t: t, log: &syncBuffer{}, files: t.TempDir(), clients: make(map[string]*http.Client)}
	o.now.Store(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC).Unix())
	o.ready.Store(true)
	db, err := store.Open(t.Context(), address, store.Options{Keys: testpg.Folder(address)})
	if err != nil {
		t.Fatal(err)
	}
	o.store = db
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	var ids atomic.Int64
	clock := o.clock
	service := assessment.NewService(db, store.NewFiles(o.files), scoring.Cards(), clock, func() string { return fmt.Sprintf("id%010d", ids.Add(1)) })
	service.UseSecrets(store.NewSecrets(o.files))
	o.service = service
	o.accounts(service)
	books, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	config := api.Config{
		Workbooks: books, Service: service, Cards: scoring.Cards(), Sessions: db.Sessions(), Version: "1.2.3", Now: clock,
		Logger: slog.New(slog.NewJSONHandler(o.log, nil)),
		Ready: func(context.Context) error {
			if !o.ready.Load() {
				return fmt.Errorf("disk of secret-host-17 is gone")
			}
			return nil
		},
	}
	for _, set := range set {
		set(&config)
	}
	handler, err := api.New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	o.url = server.URL
	t.Cleanup(func() {
		if t.Failed() {
			for line := range strings.Lines(o.log.String()) {
				if strings.Contains(line, `"ERROR"`) {
					t.Log(line)
				}
			}
		}
	})
	return o
}

func (o *office) clock() time.Time { return time.Unix(o.now.Load(), 0).UTC() }

func (o *office) accounts(service *assessment.Service) {
	o.t.Helper()
	operator := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}
	for _, account := range []assessment.NewUser{
		{Username: "clerk", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: uscc1, Township: "织里镇"}},
		{Username: "clerk2", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例机械有限公司", USCC: uscc2, Township: "八里店镇"}},
		{Username: "reviewer", Role: assessment.RoleReviewer},
		{Username: "reviewer2", Role: assessment.RoleReviewer},
		{Username: "lead", Role: assessment.RoleLead},
		{Username: "deputy", Role: assessment.RoleLead},
		{Username: "admin", Role: assessment.RoleAdmin},
	} {
		account.DisplayName, account.Password = "显示名"+account.Username, password
		if _, err := service.CreateUser(o.t.Context(), operator, account); err != nil {
			o.t.Fatal(err)
		}
	}
}

// as is a client that is signed in; "" is one without an account.
func (o *office) as(username string) *http.Client {
	o.t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if client, ok := o.clients[username]; ok {
		return client
	}
	client := apitest.NewClient(o.t, o.url)
	o.clients[username] = client
	if username != "" {
		got := o.send(client, "POST", "/api/v1/session", fmt.Sprintf(`{"username":%q,"password":%q}`, username, password))
		got.want(200, "")
	}
	return client
}

// reply is an answer that has been read.
type reply struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   string
	json   map[string]any
}

// call sends a request as someone; extra are pairs of header and value.
func (o *office) call(username, method, path, body string, extra ...string) *reply {
	o.t.Helper()
	return o.send(o.as(username), method, path, body, extra...)
}

func (o *office) send(client *http.Client, method, path, body string, extra ...string) *reply {
	o.t.Helper()
	request, err := http.NewRequestWithContext(o.t.Context(), method, o.url+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(extra); i += 2 {
		request.Header.Set(extra[i], extra[i+1])
	}
	answer, err := client.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		o.t.Fatal(err)
	}
	got := &reply{t: o.t, what: method + " " + path, status: answer.StatusCode, header: answer.Header, body: string(text)}
	if method != http.MethodHead && strings.Contains(answer.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, &got.json); err != nil {
			o.t.Fatalf("%s: %v: %s", got.what, err, text)
		}
	}
	return got
}

// upload is a multipart form with one file.
func upload(t *testing.T, field, name string, content []byte) (body, contentType string) {
	t.Helper()
	var buffer bytes.Buffer
	form := multipart.NewWriter(&buffer)
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.String(), form.FormDataContentType()
}

// want checks status and code ("" for none) and returns the reply.
func (r *reply) want(status int, code string) *reply {
	r.t.Helper()
	if r.status != status || r.text("code") != code && !(code == "" && status < 400) {
		r.t.Fatalf("%s: got %d %q, want %d %q\n%.3000s", r.what, r.status, r.text("code"), status, code, r.body)
	}
	return r
}

// problem checks that the answer lists the problem and that it has a sentence.
func (r *reply) problem(code, path string) *reply {
	r.t.Helper()
	problems, _ := r.json["problems"].([]any)
	for _, p := range problems {
		p := p.(map[string]any)
		if p["code"] == code && (p["path"] == path || path == "*") {
			if message, _ := p["message"].(string); message == "" || strings.ContainsAny(message, "{}") {
				r.t.Errorf("%s: %s has the sentence %q", r.what, code, message)
			}
			return r
		}
	}
	r.t.Errorf("%s: no problem %s at %s in\n%.3000s", r.what, code, path, r.body)
	return r
}

func (r *reply) text(key string) string { s, _ := r.json[key].(string); return s }

func (r *reply) number(key string) float64 { n, _ := r.json[key].(float64); return n }

// mustNot checks that texts do not appear in the answer.
func (r *reply) mustNot(texts ...string) *reply {
	r.t.Helper()
	for _, text := range texts {
		if strings.Contains(r.body, text) {
			r.t.Errorf("%s: %q must not appear in\n%.2000s", r.what, text, r.body)
		}
	}
	return r
}

const someFacts = `{"employees":400,"skilled_workers":200,"high_skilled_workers":82,"training_funds":"sufficient","leader_attention":true,` +
	`"monthly_allowance":"350.50","honours":[{"person":"张三","level":"city"}],"arrears_petitions":[]}`

func submission(uscc, facts string) string {
	return fmt.Sprintf(`{"enterprise":{"name":"湖州示例童装有限公司","uscc":%q,"township":"织里镇"},"facts":%s}`, uscc, facts)
}

// round opens the round 2026.
func (o *office) round() {
	o.t.Helper()
	o.call("admin", "POST", "/api/v1/rounds",
		`{"id":"2026","name":"2026 年度","year":2026,"card":"wuxing-2024","opens_at":"2026-03-01T00:00:00+08:00","quota":1}`).want(201, "")
}

// draft starts an application of the clerk and returns its address.
func (o *office) draft(clerk, uscc string) string {
	o.t.Helper()
	made := o.call(clerk, "POST", "/api/v1/rounds/2026/applications", submission(uscc, someFacts)).want(201, "")
	if location := made.header.Get("Location"); location != "/api/v1/applications/"+made.text("id") {
		o.t.Errorf("Location is %q", location)
	}
	return made.header.Get("Location")
}

// submitted is a draft that has been handed in.
func (o *office) submitted(clerk, uscc string) string {
	o.t.Helper()
	at := o.draft(clerk, uscc)
	o.call(clerk, "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	return at
}

// agreeAll is a review body that agrees with every indicator but those given.
func (o *office) agreeAll(reviewer, at string, but ...string) string {
	o.t.Helper()
	review := o.call(reviewer, "GET", at+"/review", "").want(200, "")
	entries := append([]string{}, but...)
	for _, row := range review.json["rows"].([]any) {
		id := row.(map[string]any)["indicator"].(string)
		if !strings.Contains(strings.Join(but, ""), `"`+id+`"`) {
			entries = append(entries, fmt.Sprintf(`{"indicator":%q,"decision":"agree"}`, id))
		}
	}
	return `{"entries":[` + strings.Join(entries, ",") + `],"complete":true}`
}

// reviewed is a submitted application with a finished review.
func (o *office) reviewed(clerk, uscc string) string {
	o.t.Helper()
	at := o.submitted(clerk, uscc)
	review := o.call("reviewer", "GET", at+"/review", "").want(200, "")
	o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at), "If-Match", review.header.Get("ETag")).want(200, "")
	return at
}

type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
