package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // reads what is stored on PostgreSQL

	"wuxing/internal/testpg"
	"wuxing/store"
)

// 500 requests, each sent three times at once under one key: one client of three
// gives up waiting and sends again, and the servers are killed meanwhile, so that all
// send again. Each has exactly one effect, and all get the same answer. On SQLite by
// one server, on PostgreSQL by two.
func TestFiveHundredRequestsSentThriceHaveOneEffectEach(t *testing.T) {
	for _, database := range []struct {
		name    string
		servers int
		data    func(t *testing.T) string
	}{
		{"SQLite", 1, func(t *testing.T) string { return filepath.Join(t.TempDir(), "data") }},
		{"PostgreSQL", 2, func(t *testing.T) string { return testpg.Database(t) }},
	} {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			data := database.data(t)
			folder := data
			if store.IsPostgres(data) {
				folder = t.TempDir()
			}
			wuxingWith(t, password("root")+"\n", "user", "add", "root", "--role", "admin", "--name", "管理员", "--password-stdin", "--data", data, "--files", folder)
			r := &repeater{t: t, random: rand.New(rand.NewPCG(5, 8))}
			for range database.servers {
				o := &testOffice{data: data, files: folder}
				r.servers = append(r.servers, &killable{office: o, process: o.start(t, "127.0.0.1:0", time.Minute, nil, "--backup-keep", "0")})
			}
			r.play()
			if r.killed < repeatKills/2 || r.givenUp.Load() == 0 {
				t.Errorf("%d kills and %d requests given up: too few to say something", r.killed, r.givenUp.Load())
			}
			for _, s := range r.servers {
				_ = s.process.Process.Kill()
				_ = s.process.Wait() // killed, as wanted
			}
			r.count(data)
			status, report := verified(t, data, "--files", folder)
			if status != exitDone {
				t.Errorf("audit verify: status %d: %+v", status, report)
			}
			if hurt := hurtIn(t, data); len(hurt) > 0 {
				t.Errorf("verify: %v", hurt)
			}
			t.Logf("%d answers, %d requests given up, %d without an answer, %d that waited too long, %d kills", r.answers.Load(), r.givenUp.Load(), r.lost.Load(), r.waited.Load(), r.killed)
		})
	}
}

// How the 500 come about.
const (
	repeatClerks  = 10
	repeatUploads = 47 // of each, beside one application, one submission and one review
	repeatTimes   = 3
	repeatKills   = 6
)

// killable is a server that is killed at times; who has no answer waits at up until
// it is there again.
type killable struct {
	office  *testOffice
	process *exec.Cmd
	up      sync.RWMutex
}

type repeater struct {
	t       *testing.T
	servers []*killable
	random  *rand.Rand
	killing sync.Mutex
	killed  int
	answers atomic.Int64
	givenUp atomic.Int64
	lost    atomic.Int64
	waited  atomic.Int64
	expects int // requests so far
}

// repeated is one request, to be sent several times.
type repeated struct {
	by                              *http.Client
	method, path, contentType, etag string
	body                            []byte
	key                             string
}

// play sends them in the order in which people do: each kind at once.
func (r *repeater) play() {
	o := r.servers[0].office
	admin := o.signIn(r.t, "root")
	admin.ask("POST", "/rounds", 201, object{"id": "2026", "name": "2026年度遴选", "year": 2026, "card": "wuxing-2024"})
	admin.ask("POST", "/users", 201, object{"username": "reviewer", "display_name": "reviewer", "role": "reviewer", "password": password("reviewer")})
	reviewer := o.signIn(r.t, "reviewer")
	var clerks []*person
	for i := range repeatClerks {
		name := fmt.Sprintf("clerk%d", i)
		admin.ask("POST", "/users", 201, object{
			"username": name, "display_name": "经办人", "role": "enterprise", "password": password(name),
			"enterprise": object{"name": name, "uscc": fmt.Sprintf("91330502MA2B00%03dX", i), "township": "织里镇"},
		})
		clerks = append(clerks, o.signIn(r.t, name))
	}
	var creates, uploads, submits, reviews []*repeated
	for _, clerk := range clerks {
		creates = append(creates, r.json(clerk, "POST", "/rounds/2026/applications", object{"facts": object{"employees": 10}}))
	}
	ids := make([]string, repeatClerks)
	for i, answer := range r.all(creates) {
		var made struct{ ID string }
		if err := json.Unmarshal(answer, &made); err != nil {
			r.t.Fatalf("%v: %s", err, answer)
		}
		ids[i] = made.ID
		for n := range repeatUploads {
			uploads = append(uploads, r.file(clerks[i], "/applications/"+made.ID+"/evidence", []string{"titles", "training_ratio"}[n%2], n))
		}
		submits = append(submits, r.json(clerks[i], "POST", "/applications/"+made.ID+"/submit", object{"pledge": true}))
	}
	r.all(uploads)
	r.all(submits)
	for _, id := range ids {
		shown := patiently(reviewer, "/applications/"+id+"/review")
		review := r.json(reviewer, "PUT", "/applications/"+id+"/review", object{"entries": []object{
			{"indicator": "leadership", "decision": "override", "points": 0.5, "reason": "只见到机构设置文件"},
		}})
		review.etag = shown
		reviews = append(reviews, review)
	}
	r.all(reviews)
}

// patiently reads the version that a person sees.
func patiently(p *person, path string) string {
	return p.ask("GET", path, 200, nil).header.Get("ETag")
}

// json is a request with a new key.
func (r *repeater) json(p *person, method, path string, body object) *repeated {
	text, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.keyed(&repeated{by: hurried(p), method: method, path: path, contentType: "application/json", body: text})
}

// file is an upload; some contents are the same.
func (r *repeater) file(p *person, path, indicator string, n int) *repeated {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("indicator", indicator) // writing to memory does not fail
	part, _ := form.CreateFormFile("file", "证书.pdf")
	fmt.Fprintf(part, "%%PDF-1.4\n1 0 obj\n%d\nendobj\nstartxref\n9\n%%%%EOF\n", n/2)
	_ = form.Close()
	return r.keyed(&repeated{by: hurried(p), method: "POST", path: path, contentType: form.FormDataContentType(), body: body.Bytes()})
}

func (r *repeater) keyed(q *repeated) *repeated {
	r.expects++
	q.key = fmt.Sprintf("request-%d", r.expects)
	return q
}

// hurried is a person's client with connections for all who send at once.
func hurried(p *person) *http.Client {
	return &http.Client{Jar: p.client.Jar, Transport: crowd, Timeout: 30 * time.Second}
}

var crowd = &http.Transport{MaxIdleConnsPerHost: 64}

// all sends each request three times, many at once, with kills in between; it gives
// the answers.
func (r *repeater) all(requests []*repeated) [][]byte {
	answers := make([][]byte, len(requests))
	places := make(chan struct{}, 20)
	var sending sync.WaitGroup
	for i, q := range requests {
		places <- struct{}{}
		sending.Go(func() {
			defer func() { <-places }()
			answers[i] = r.thrice(q, i)
		})
		if r.due() {
			sending.Go(r.kill)
		}
	}
	sending.Wait()
	if r.t.Failed() {
		r.t.FailNow()
	}
	return answers
}

// due tells whether it is time for a kill: they come evenly over the requests.
func (r *repeater) due() bool {
	const each = (repeatClerks * (repeatUploads + 3)) / (repeatKills + 1)
	r.killing.Lock()
	defer r.killing.Unlock()
	return int(r.answers.Load())/repeatTimes > (r.killed+1)*each
}

// kill kills one server and starts it again.
func (r *repeater) kill() {
	r.killing.Lock()
	defer r.killing.Unlock()
	s := r.servers[r.killed%len(r.servers)]
	r.killed++
	s.up.Lock()
	defer s.up.Unlock()
	_ = s.process.Process.Kill()
	_ = s.process.Wait() // killed, as wanted
	s.process = s.office.start(r.t, strings.TrimPrefix(s.office.address, "http://"), time.Minute, nil, "--backup-keep", "0")
}

// thrice sends one request three times at once and gives the one answer.
func (r *repeater) thrice(q *repeated, number int) []byte {
	answers := make([][]byte, repeatTimes)
	var sending sync.WaitGroup
	for i := range repeatTimes {
		patience := time.Duration(0)
		if i == 0 { // gives up before there can be an answer, or just when it comes
			r.killing.Lock()
			patience = time.Duration(1 + r.random.Int64N(int64(200*time.Millisecond)))
			r.killing.Unlock()
		}
		sending.Go(func() { answers[i] = r.until(q, number+i, patience) })
	}
	sending.Wait()
	for _, answer := range answers[1:] {
		if !bytes.Equal(answer, answers[0]) {
			r.t.Errorf("%s: two answers: %s and %s", q.key, answers[0], answer)
		}
	}
	return answers[0]
}

// until sends a request until it is answered: the first time with little patience.
func (r *repeater) until(q *repeated, number int, patience time.Duration) []byte {
	for try := 0; ; try++ {
		s := r.servers[(number+try)%len(r.servers)]
		s.up.RLock()
		address := s.office.address
		s.up.RUnlock()
		ctx, cancel := context.Background(), context.CancelFunc(func() {})
		if patience > 0 && try == 0 {
			ctx, cancel = context.WithTimeout(ctx, patience)
		}
		status, answer, err := q.send(ctx, address)
		cancel()
		switch {
		case err != nil && ctx.Err() != nil:
			r.givenUp.Add(1)
		case err != nil:
			r.lost.Add(1)
		case status == http.StatusConflict && bytes.Contains(answer, []byte(`"code":"concurrent_change"`)):
			r.waited.Add(1) // waited for the others longer than a lock is waited for: nothing is stored
		case status == http.StatusOK || status == http.StatusCreated:
			r.answers.Add(1)
			return answer
		default:
			r.t.Errorf("%s %s: status %d: %s", q.method, q.path, status, answer)
			return nil
		}
		if try > 100 {
			r.t.Errorf("%s %s: no answer: %v", q.method, q.path, err)
			return nil
		}
	}
}

func (q *repeated) send(ctx context.Context, address string) (status int, answer []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, q.method, address+"/api/v1"+q.path, bytes.NewReader(q.body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", q.contentType)
	request.Header.Set("Idempotency-Key", q.key)
	if q.etag != "" {
		request.Header.Set("If-Match", q.etag)
	}
	response, err := q.by.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// count holds what is stored against what was sent.
func (r *repeater) count(data string) {
	db := openStored(r.t, data)
	x := &tamperer{t: r.t, db: db}
	for query, want := range map[string]int64{
		"SELECT count(*) FROM applications":                         repeatClerks,
		"SELECT count(*) FROM submissions":                          repeatClerks,
		"SELECT count(*) FROM evidence":                             repeatClerks * repeatUploads,
		"SELECT count(*) FROM audit_events WHERE action = 'submit'": repeatClerks,
		"SELECT count(*) FROM score_entries":                        repeatClerks,
		"SELECT count(*) FROM replies":                              500,
		"SELECT count(*) FROM audit_events WHERE action IN ('create_application', 'add_evidence', 'submit', 'put_review')": 500,
	} {
		if got := x.number(query); got != want {
			r.t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if err := db.Close(); err != nil {
		r.t.Error(err)
	}
}

// openStored opens an office's database beside the program.
func openStored(t *testing.T, data string) *sql.DB {
	t.Helper()
	driver := "pgx"
	if !store.IsPostgres(data) {
		path := (&url.URL{Path: filepath.ToSlash(filepath.Join(data, "wuxing.db"))}).EscapedPath()
		driver, data = "sqlite", "file:"+path+"?mode=ro"
	}
	db, err := sql.Open(driver, data)
	if err != nil {
		t.Fatal(err)
	}
	return db
}
