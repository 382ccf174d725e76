package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"

	"wuxing/api/apitest"
	"wuxing/assessment"
	"wuxing/internal/testpg"
	"wuxing/scoring"
)

// Fifty clients, each with a session of its own, edit one review twenty times each
// with the version that they have read. Whoever comes late is refused with the
// present state, takes it and tries again. At the end every acknowledged edit is
// there, once, in the order of the versions.
//
// Nothing here waits for a clock: each refusal must name a later version than the
// one it refuses, and there are no more versions than edits, so a client can be
// refused only so often.
func TestFiftyClientsEditOneReview(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { fiftyClients(t, newOffice(t)) })
	t.Run("postgres", func(t *testing.T) { fiftyClients(t, newOfficeAt(t, testpg.Database(t))) })
}

// editsEach is the number of edits of each client.
const editsEach = 20

func fiftyClients(t *testing.T, o *office) {
	o.round()
	at := o.submitted("clerk", uscc1)
	first := o.call("reviewer", "PUT", at+"/review", `{"entries":[{"indicator":"titles","decision":"agree"}]}`,
		"If-Match", o.call("reviewer", "GET", at+"/review", "").want(200, "").header.Get("ETag")).want(200, "")
	start := presentVersion(t, first.header.Get("ETag"))

	clients := make([]*editor, editClients)
	for i := range clients {
		clients[i] = &editor{o: o, name: fmt.Sprintf("客户端%02d", i), at: at, jar: o.session("reviewer", i == 0), statuses: make(map[int]int)}
	}
	var all sync.WaitGroup
	for _, client := range clients {
		all.Go(func() { client.run(start) })
	}
	all.Wait()

	acknowledged, statuses, most := make(map[int]string), make(map[int]int), 0
	for _, client := range clients {
		refused := 0
		for status, times := range client.statuses {
			statuses[status] += times
			if status != http.StatusOK {
				refused += times
			}
		}
		most = max(most, refused)
		for version, reason := range client.done {
			if other, twice := acknowledged[version]; twice {
				t.Errorf("version %d was given to %q and to %q", version, other, reason)
			}
			acknowledged[version] = reason
		}
	}
	if want := editClients * editsEach; len(acknowledged) != want || statuses[http.StatusOK] != want {
		t.Fatalf("%d versions for %d acknowledged edits, want %d", len(acknowledged), statuses[http.StatusOK], want)
	}
	for status := range statuses {
		if status != http.StatusOK && status != http.StatusConflict && status != http.StatusPreconditionFailed {
			t.Errorf("%d times status %d", statuses[status], status)
		}
	}
	if statuses[http.StatusConflict]+statuses[http.StatusPreconditionFailed] == 0 {
		t.Error("nobody came late: the clients did not meet")
	}
	holdEntries(t, o, at, start, acknowledged)
	t.Logf("%d edits acknowledged, %d refused (%d with 409, %d with 412), at most %d of one client; version %d to %d",
		statuses[http.StatusOK], statuses[http.StatusConflict]+statuses[http.StatusPreconditionFailed],
		statuses[http.StatusConflict], statuses[http.StatusPreconditionFailed], most, start, start+len(acknowledged))
}

// holdEntries compares what was acknowledged, by version, with the entries, the
// history and the review as they stand.
func holdEntries(t *testing.T, o *office, at string, start int, acknowledged map[int]string) {
	t.Helper()
	end := start + len(acknowledged)
	review := o.call("lead", "GET", at+"/review", "").want(200, "")
	if got := presentVersion(t, review.header.Get("ETag")); got != end {
		t.Errorf("the review is at version %d, want %d and %d edits: %d", got, start, len(acknowledged), end)
	}

	var entries []*assessment.ScoreEntry
	if err := o.store.View(t.Context(), func(tx assessment.Tx) (err error) {
		entries, err = tx.ListScoreEntries(strings.TrimPrefix(at, "/api/v1/applications/"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1+len(acknowledged) {
		t.Fatalf("%d entries, want one and %d", len(entries), len(acknowledged))
	}
	newest := make(map[string]string)
	for i, entry := range entries {
		newest[entry.Indicator] = entry.Reason
		if entry.Seq != i+1 {
			t.Errorf("entry %d has the number %d", i+1, entry.Seq)
		}
		if want := acknowledged[start+i]; entry.Reason != want {
			t.Errorf("entry %d is %q; version %d was acknowledged for %q", i+1, entry.Reason, start+i, want)
		}
	}
	for _, row := range review.json["rows"].([]any) {
		row := row.(map[string]any)
		if row["reason"] != newest[row["indicator"].(string)] {
			t.Errorf("of %s the review shows %q, the newest entry is %q", row["indicator"], row["reason"], newest[row["indicator"].(string)])
		}
	}

	next := start + 1
	for _, event := range o.call("lead", "GET", at+"/history", "").want(200, "").json["events"].([]any) {
		event := event.(map[string]any)
		after, _ := event["after"].(map[string]any)
		version, _ := after["version"].(float64)
		if event["action"] != string(assessment.ActionPutReview) || int(version) <= start {
			continue
		}
		if int(version) != next || event["reason"] != acknowledged[next] {
			t.Errorf("the history goes on with version %v for %q, want %d for %q", version, event["reason"], next, acknowledged[next])
		}
		next++
	}
	if next != end+1 {
		t.Errorf("the history ends at version %d, want %d", next-1, end)
	}
}

// editor is one of the clients.
type editor struct {
	o        *office
	name, at string
	jar      *http.Client
	statuses map[int]int
	done     map[int]string // the reasons of its acknowledged edits by the version that each made
}

// edited are indicators whose points may be set to any quarter up to 1.
var edited = []string{"titles", "apprenticeship", "equity", "training_funds"}

func (e *editor) run(version int) {
	e.done = make(map[int]string)
	for n := range editsEach {
		points := scoring.Points(25 * (1 + (n+len(e.done))%2))
		reason := fmt.Sprintf("%s第%02d次", e.name, n)
		body := fmt.Sprintf(`{"entries":[{"indicator":%q,"decision":"override","points":%s,"reason":%q}]}`, edited[n%len(edited)], points, reason)
		for {
			status, present, err := e.put(body, version)
			if err != nil {
				e.o.t.Errorf("%s: %v", reason, err)
				return
			}
			e.statuses[status]++
			if present <= version {
				e.o.t.Errorf("%s: version %d was answered with %d and version %d", reason, version, status, present)
				return
			}
			version = present
			if status == http.StatusOK {
				e.done[version] = reason
				break
			}
		}
	}
}

// put sends one edit and gives the version that the answer names: the new one, or
// the present one that stands in the way.
func (e *editor) put(body string, version int) (status, present int, err error) {
	request, err := http.NewRequestWithContext(e.o.t.Context(), http.MethodPut, e.o.url+e.at+"/review", strings.NewReader(body))
	if err != nil {
		return 0, 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(version)))
	answer, err := e.jar.Do(request)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, 0, err
	}
	var told struct {
		Application assessment.PresentApplication `json:"application"`
		Present     assessment.PresentApplication `json:"present"`
	}
	if err := json.Unmarshal(text, &told); err != nil {
		return 0, 0, err
	}
	state := told.Application
	if answer.StatusCode != http.StatusOK {
		state = told.Present
	}
	if "/api/v1/applications/"+state.ID != e.at || state.State != assessment.StateInReview {
		return 0, 0, fmt.Errorf("%d without the present state: %.500s", answer.StatusCode, text)
	}
	return answer.StatusCode, state.Version, nil
}

// session signs in once more, and holds what passes against the document if it is
// to be checked.
func (o *office) session(username string, checked bool) *http.Client {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 1
	o.t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Jar: jar, Transport: transport}
	if checked {
		client.Transport = apitest.NewTransport(o.t, o.url, transport)
	}
	o.send(client, "POST", "/api/v1/session", fmt.Sprintf(`{"username":%q,"password":%q}`, username, password)).want(200, "")
	return client
}

// presentVersion reads an ETag.
func presentVersion(t *testing.T, etag string) int {
	t.Helper()
	var version int
	if _, err := fmt.Sscanf(etag, `"%d"`, &version); err != nil {
		t.Fatalf("ETag %q: %v", etag, err)
	}
	return version
}
