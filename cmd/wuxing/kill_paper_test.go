package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"sync/atomic"
	"testing"
)

// paperwork is one application and the two who work on it, one after the other, as
// fast as they can. It knows what was acknowledged.
type paperwork struct {
	t               *testing.T
	office          *testOffice
	name, id        string
	clerk, reviewer *http.Client
	known           standing // as acknowledged
	pending         *step    // sent, and without an answer
	turn            int
	writes          atomic.Int64   // acknowledged
	done            map[string]int // by kind
	newest          string         // id of the evidence's newest version
}

// standing is what is stored of an application, as far as this test changes it.
type standing struct {
	State    string
	Revision int
	Trained  int // of the facts
	Uploads  int // versions of the evidence
	Reviewed int // the last entry's number, which its reason tells
}

// step is one write and what it makes of a standing.
type step struct {
	kind, method, path string
	by                 *http.Client
	contentType, key   string
	body               []byte
	version            string // If-Match
	status             int
	effect             func(s *standing)
}

// work goes on until it is told to stop or the server is gone.
func (f *paperwork) work(stop <-chan struct{}, acknowledged func()) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		if f.pending == nil {
			if f.pending = f.next(); f.pending == nil { // the server is gone
				return
			}
		}
		if !f.send() {
			return
		}
		acknowledged()
	}
}

// next says what comes next: save, upload, save, submit, review twice, return.
func (f *paperwork) next() *step {
	f.turn++
	switch f.known.State {
	case "draft", "returned":
		switch f.done["save"] + f.done["upload"] - 3*f.done["submit"] {
		case 0, 2:
			return f.save()
		case 1:
			return f.upload()
		default:
			return f.say("submit", "POST", f.clerk, "/submit", object{"pledge": true}, func(s *standing) {
				s.State = map[string]string{"draft": "submitted", "returned": "resubmitted"}[s.State]
			})
		}
	case "submitted", "resubmitted", "in_review":
		if f.done["review"] < 2*f.done["submit"] {
			return f.review()
		}
		back := object{"indicators": []string{"training_ratio"}, "reason": "请核对培训台账"}
		return f.say("return", "POST", f.reviewer, "/return", back, func(s *standing) { s.State = "returned" })
	}
	f.t.Errorf("%s is %s", f.name, f.known.State)
	return nil
}

func (f *paperwork) save() *step {
	n := f.known.Trained + 1
	return f.edit("save", f.clerk, "", "/facts", object{"facts": object{"employees": 1_000_000, "trained_workers": n}}, func(s *standing) {
		s.Revision, s.Trained = s.Revision+1, n
	})
}

// countedReason tells which entry it is of.
const countedReason = "第 %d 次核对"

// review decides one indicator anew; the reason tells which time it is.
func (f *paperwork) review() *step {
	n := f.known.Reviewed + 1
	entry := object{"indicator": "leadership", "decision": "override", "points": 0.5, "reason": fmt.Sprintf(countedReason, n)}
	return f.edit("review", f.reviewer, "/review", "/review", object{"entries": []object{entry}}, func(s *standing) {
		s.State, s.Reviewed = "in_review", n
	})
}

// upload sends a file: the first one, then new versions of it.
func (f *paperwork) upload() *step {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("indicator", "training_ratio") // writing to memory does not fail
	if f.newest != "" {
		_ = form.WriteField("replaces", f.newest)
	}
	part, _ := form.CreateFormFile("file", "台账.pdf")
	fmt.Fprintf(part, "%%PDF-1.4\n1 0 obj\n%s %d\nendobj\nstartxref\n9\n%%%%EOF\n", f.name, f.known.Uploads)
	_ = form.Close()
	return &step{
		kind: "upload", method: "POST", path: "/evidence", by: f.clerk, contentType: form.FormDataContentType(), key: f.key(), body: body.Bytes(),
		status: http.StatusCreated, effect: func(s *standing) { s.Uploads++ },
	}
}

func (f *paperwork) key() string { return fmt.Sprintf("%s-%d", f.name, f.turn) }

func (f *paperwork) say(kind, method string, by *http.Client, path string, body object, effect func(*standing)) *step {
	text, err := json.Marshal(body)
	if err != nil {
		f.t.Error(err)
		return nil
	}
	return &step{
		kind: kind, method: method, path: path, by: by, contentType: "application/json", key: f.key(), body: text, status: http.StatusOK, effect: effect,
	}
}

// edit is a step that names the version it has read.
func (f *paperwork) edit(kind string, by *http.Client, from, path string, body object, effect func(*standing)) *step {
	status, header, answer := f.ask(&step{method: "GET", path: from, by: by})
	if status == 0 {
		f.turn--
		return nil
	}
	if status != http.StatusOK {
		f.t.Errorf("%s: read before %s: status %d: %s", f.name, kind, status, answer)
	}
	s := f.say(kind, "PUT", by, path, body, effect)
	s.version = header.Get("ETag")
	return s
}

// send sends what is pending; false where there is no answer.
func (f *paperwork) send() bool {
	s := f.pending
	status, _, answer := f.ask(s)
	if status == 0 {
		return false
	}
	if status != s.status {
		f.t.Errorf("%s: %s (%s): status %d: %s", f.name, s.kind, f.known.State, status, answer)
		return false
	}
	if s.kind == "upload" {
		var made struct{ ID string }
		if err := json.Unmarshal(answer, &made); err != nil || made.ID == "" {
			f.t.Errorf("%s: %v: %s", f.name, err, answer)
		}
		f.newest = made.ID
	}
	s.effect(&f.known)
	f.pending = nil
	f.done[s.kind]++
	f.writes.Add(1)
	return true
}

// ask sends a request; status 0 where there is no answer.
func (f *paperwork) ask(s *step) (status int, header http.Header, answer []byte) {
	request, err := http.NewRequest(s.method, f.office.address+"/api/v1/applications/"+f.id+s.path, bytes.NewReader(s.body))
	if err != nil {
		f.t.Error(err)
		return 0, nil, nil
	}
	for name, value := range map[string]string{"Content-Type": s.contentType, "Idempotency-Key": s.key, "If-Match": s.version} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	response, err := s.by.Do(request)
	if err != nil {
		return 0, nil, nil // the server is gone
	}
	defer func() { _ = response.Body.Close() }()
	answer, err = io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, nil
	}
	return response.StatusCode, response.Header, answer
}

// check holds what is stored against what was acknowledged, and sends what had no
// answer again.
func (f *paperwork) check() {
	stored := f.stored()
	after := f.known
	if f.pending != nil {
		f.pending.effect(&after)
	}
	if stored != f.known && stored != after {
		f.t.Errorf("%s: stored %+v, acknowledged %+v, maybe %+v", f.name, stored, f.known, after)
	}
	if f.pending == nil {
		return
	}
	if !f.send() {
		f.t.Errorf("%s: sent again, and no answer", f.name)
	}
	if again := f.stored(); again != f.known {
		f.t.Errorf("%s: stored %+v, acknowledged the second time %+v", f.name, again, f.known)
	}
}

// stored reads the application as its people see it.
func (f *paperwork) stored() standing {
	var application struct {
		State    string
		Revision int
		Facts    struct {
			Trained int `json:"trained_workers"`
		}
	}
	f.read(f.clerk, "", &application)
	s := standing{State: application.State, Revision: application.Revision, Trained: application.Facts.Trained}
	var evidence struct {
		Indicators []struct {
			Files []struct{ ID string }
		}
	}
	f.read(f.clerk, "/evidence", &evidence)
	for _, indicator := range evidence.Indicators {
		s.Uploads += len(indicator.Files)
	}
	if s.State == "draft" { // not the reviewer's yet
		return s
	}
	var review struct {
		Rows []struct{ Indicator, Reason string }
	}
	f.read(f.reviewer, "/review", &review)
	for _, row := range review.Rows {
		if row.Indicator == "leadership" && row.Reason != "" {
			if _, err := fmt.Sscanf(row.Reason, countedReason, &s.Reviewed); err != nil {
				f.t.Errorf("%s: %v: %q", f.name, err, row.Reason)
			}
		}
	}
	return s
}

func (f *paperwork) read(by *http.Client, path string, into any) {
	status, _, answer := f.ask(&step{method: "GET", path: path, by: by})
	if err := json.Unmarshal(answer, into); err != nil || status != http.StatusOK {
		f.t.Fatalf("%s: read %q: status %d: %v: %s", f.name, path, status, err, answer)
	}
}

// acknowledged counts the writes that had an answer.
func acknowledged(files []*paperwork) (n int) {
	for _, f := range files {
		n += int(f.writes.Load())
	}
	return n
}

// kinds counts them by kind; nobody is at work any more.
func kinds(files []*paperwork) map[string]int {
	all := make(map[string]int)
	for _, f := range files {
		for kind, n := range f.done {
			all[kind] += n
		}
	}
	return all
}

// onceEach holds the rows that are there against the writes that were acknowledged:
// each once, though many were sent twice.
func onceEach(t *testing.T, data string, files []*paperwork) {
	t.Helper()
	db := openStored(t, data)
	x := &tamperer{t: t, db: db}
	stored := map[string]int{
		"save":   int(x.number("SELECT count(*) FROM submissions WHERE revision > 1")),
		"upload": int(x.number("SELECT count(*) FROM evidence")),
		"submit": int(x.number("SELECT count(*) FROM audit_events WHERE action = 'submit'")),
		"review": int(x.number("SELECT count(*) FROM score_entries")),
		"return": int(x.number("SELECT count(*) FROM returns")),
	}
	if acknowledged := kinds(files); !maps.Equal(stored, acknowledged) {
		t.Errorf("stored %v, acknowledged %v", stored, acknowledged)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
