package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuxing/api/apitest"
	"wuxing/internal/testpg"
)

// The main job from end to end: the real command serves, people come over HTTP,
// every answer is held against the OpenAPI document. On both databases.
func TestMainJobEndToEnd(t *testing.T) {
	for _, database := range []struct {
		name string
		data func(t *testing.T) string
	}{
		{"SQLite", func(t *testing.T) string { return filepath.Join(t.TempDir(), "data") }},
		{"PostgreSQL", func(t *testing.T) string { return testpg.Database(t) }},
	} {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			o := startOffice(t, database.data(t))
			o.playRound(t)
			o.stop(t)
		})
	}
}

// testOffice is a serving program and where it keeps its data.
type testOffice struct {
	data    string
	files   string
	address string
	stop    func(t *testing.T)
	log     func() string // once it has stopped
	slowest time.Duration // of the starts, where it is a process of its own
}

// startOffice makes the first administrator at the console and serves.
// flags are further ones of serve.
func startOffice(t *testing.T, data string, flags ...string) *testOffice {
	t.Helper()
	files := t.TempDir()
	var said bytes.Buffer
	status := run([]string{"user", "add", "root", "--role", "admin", "--name", "管理员", "--password-stdin", "--data", data, "--files", files},
		&console{ctx: t.Context(), in: strings.NewReader(password("root") + "\n"), out: &said, errOut: &said})
	if status != exitDone {
		t.Fatalf("user add: status %d: %s", status, said.String())
	}
	return serveOffice(t, data, files, flags...)
}

// serveOffice serves an office that is there.
func serveOffice(t *testing.T, data, files string, flags ...string) *testOffice {
	t.Helper()
	portFile := filepath.Join(t.TempDir(), "port")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int, 1)
	var out, log bytes.Buffer
	go func() {
		done <- run(append([]string{"serve", "--data", data, "--files", files, "--addr", "127.0.0.1:0", "--port-file", portFile}, flags...),
			&console{ctx: ctx, in: strings.NewReader(""), out: &out, errOut: &log})
	}()
	stopped := false
	stop := func(t *testing.T) {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if status := <-done; status != exitDone {
			t.Errorf("serve ended with status %d: %s", status, log.String())
		}
		// Whatever a test did by the program's own ways, the trail accounts for it.
		if status, report := verified(t, data, "--files", files); status != exitDone || len(report.Notices) > 0 {
			t.Errorf("audit verify: status %d: %+v", status, report)
		}
		if hurt := hurtIn(t, data); len(hurt) > 0 {
			t.Errorf("verify: %v", hurt)
		}
	}
	t.Cleanup(func() { stop(t) })
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if address, err := os.ReadFile(portFile); err == nil {
			return &testOffice{data: data, files: files, address: "http://" + strings.TrimSpace(string(address)), stop: stop, log: log.String}
		}
		select {
		case status := <-done:
			stopped = true
			t.Fatalf("serve ended with status %d: %s", status, log.String())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("the server does not come up")
		}
	}
}

func password(username string) string { return username + "-correct-horse" }

// person is someone at a browser: a cookie jar and a way to ask.
type person struct {
	t      *testing.T
	name   string
	client *http.Client
	office *testOffice
}

func (o *testOffice) signIn(t *testing.T, username string) *person {
	t.Helper()
	p := &person{t: t, name: username, client: apitest.NewClient(t, o.address), office: o}
	p.ask("POST", "/session", 200, object{"username": username, "password": password(username)})
	return p
}

type object = map[string]any

// answered is an answer: the JSON, if it is some, and what else was said.
type answered struct {
	json    object
	body    []byte
	header  http.Header
	trailer http.Header // once the body is read
}

// ask sends JSON (or nothing) and wants the status.
func (p *person) ask(method, path string, status int, body any, headers ...string) answered {
	p.t.Helper()
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		content = bytes.NewReader(encoded)
		headers = append(headers, "Content-Type", "application/json")
	}
	return p.send(method, path, status, content, headers)
}

// upload sends a workbook as a browser does.
func (p *person) upload(method, path string, status int, workbook []byte, headers ...string) answered {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "自评表 (1).xlsx")
	if err == nil {
		_, err = part.Write(workbook)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return p.send(method, path, status, &body, append(headers, "Content-Type", form.FormDataContentType()))
}

func (p *person) send(method, path string, status int, body io.Reader, headers []string) answered {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), method, p.office.address+"/api/v1"+path, body)
	if err != nil {
		p.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := p.client.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if response.StatusCode != status {
		p.t.Fatalf("%s: %s %s: status %d, want %d: %s", p.name, method, path, response.StatusCode, status, content)
	}
	a := answered{body: content, header: response.Header, trailer: response.Trailer}
	if strings.Contains(response.Header.Get("Content-Type"), "json") {
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.UseNumber()
		if err := decoder.Decode(&a.json); err != nil {
			p.t.Fatalf("%s %s: %v: %s", method, path, err, content)
		}
	}
	return a
}

// at walks into the JSON: "indicators.3.score".
func (a answered) at(path string) any {
	var value any = a.json
	for _, step := range strings.Split(path, ".") {
		switch v := value.(type) {
		case object:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// want compares one place of the answer with its text.
func (a answered) want(t *testing.T, path, text string) {
	t.Helper()
	got := "absent"
	switch v := a.at(path).(type) {
	case nil:
	case string:
		got = v
	case json.Number:
		got = v.String()
	case bool:
		got = strconv.FormatBool(v)
	default:
		encoded, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got = string(encoded)
	}
	if got != text {
		t.Errorf("%s is %s, want %s", path, got, text)
	}
}
