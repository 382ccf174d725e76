package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var (
	kills      = flag.Int("kills", 6, "how often TestAKilledServerLosesNothing kills the server (make soak: 200)")
	killWindow = flag.Duration("kill.window", 250*time.Millisecond, "how long it works at most before each")
)

// A server is killed (kill -9) again and again while enterprises save facts and
// upload files. Whatever was acknowledged is there; what was not is sent again under
// its key and has one effect; nothing is half done.
func TestAKilledServerLosesNothing(t *testing.T) {
	t.Parallel()
	o := &testOffice{data: filepath.Join(t.TempDir(), "data")}
	wuxingWith(t, password("root")+"\n", "user", "add", "root", "--role", "admin", "--name", "管理员", "--password-stdin", "--data", o.data)
	server := o.start(t, "127.0.0.1:0")
	admin := o.signIn(t, "root")
	admin.ask("POST", "/rounds", 201, object{"id": "2026", "name": "2026年度遴选", "year": 2026, "card": "wuxing-2024"})
	var clients []*saver
	for i := range 4 {
		name := fmt.Sprintf("saver%d", i)
		admin.ask("POST", "/users", 201, object{
			"username": name, "display_name": "经办人", "role": "enterprise", "password": password(name),
			"enterprise": object{"name": name, "uscc": fmt.Sprintf("91330502MA2B00%03dX", i), "township": "织里镇"},
		})
		p := o.signIn(t, name)
		made := p.ask("POST", "/rounds/2026/applications", 201, object{"facts": object{"employees": 1}})
		clients = append(clients, &saver{
			t: t, client: &http.Client{Jar: p.client.Jar, Timeout: 30 * time.Second}, office: o, name: name,
			id: made.at("id").(string), etag: made.header.Get("ETag"), saved: 1,
		})
	}
	random := rand.New(rand.NewPCG(3, 9))
	address := strings.TrimPrefix(o.address, "http://")
	for range *kills {
		stop := make(chan struct{})
		var working sync.WaitGroup
		for _, c := range clients {
			working.Go(func() { c.work(stop) })
		}
		time.Sleep(50*time.Millisecond + time.Duration(random.Int64N(int64(*killWindow)))) // when it happens, is chance
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait() // killed, as wanted
		close(stop)
		working.Wait()
		server = o.start(t, address)
		for _, c := range clients {
			c.check()
		}
	}
	// It stops cleanly, with everything signed, and all of it accounts for each other.
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server did not stop cleanly: %v", err)
	}
	if left, err := filepath.Glob(o.data + "/wuxing.db-*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	writes := 0
	for _, c := range clients {
		writes += c.writes
	}
	if status, report := verified(t, o.data); status != exitDone || report.Head.Seq != report.Events {
		t.Errorf("audit verify: status %d: %+v", status, report)
	}
	if hurt := hurtIn(t, o.data); len(hurt) > 0 {
		t.Errorf("verify: %v", hurt)
	}
	if writes < 4**kills {
		t.Errorf("only %d writes were acknowledged", writes)
	}
	t.Logf("%d acknowledged writes over %d kills", writes, *kills)
}

// start runs the program as a process of its own.
func (o *testOffice) start(t *testing.T, address string) *exec.Cmd {
	t.Helper()
	portFile := filepath.Join(t.TempDir(), "port")
	command := exec.Command("wuxing", "serve", "--data", o.data, "--addr", address, "--port-file", portFile)
	var log bytes.Buffer
	command.Stderr = &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() }) // one that has ended is no process any more
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if text, err := os.ReadFile(portFile); err == nil {
			o.address = "http://" + strings.TrimSpace(string(text))
			return command
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server does not come up: %s", log.String())
		}
	}
}

// saver is an enterprise that saves and uploads as fast as it can, and knows what
// was acknowledged.
type saver struct {
	t        *testing.T
	client   *http.Client
	office   *testOffice
	name, id string
	etag     string
	saved    int // employees, as acknowledged last
	asked    int // employees of a save without an answer; 0: none
	uploads  int // acknowledged
	open     int // uploads without an answer
	writes   int // acknowledged
	full     bool
}

// work saves until it is told to stop or the server is gone.
func (c *saver) work(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		if c.asked == 0 {
			c.asked = c.saved + 1
		}
		if !c.save() {
			return
		}
		if c.saved%5 == 0 && !c.full && !c.upload() {
			return
		}
	}
}

// save sends one save, the same one again if it had no answer; false where there is
// none again.
func (c *saver) save() bool {
	body := fmt.Sprintf(`{"facts": {"employees": %d}}`, c.asked)
	status, header, answer := c.send("PUT", "/facts", "application/json", strings.NewReader(body), "Idempotency-Key", fmt.Sprintf("%s-%d", c.name, c.asked), "If-Match", c.etag)
	switch status {
	case 0:
		return false
	case http.StatusOK:
		c.etag, c.saved, c.asked = header.Get("ETag"), c.asked, 0
		c.writes++
		return true
	}
	c.t.Errorf("%s: save %d: status %d: %s", c.name, c.asked, status, answer)
	return false
}

// upload sends a file; the card takes so many, then it is full.
func (c *saver) upload() bool {
	c.open = 1
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("indicator", "titles") // writing to memory does not fail
	part, _ := form.CreateFormFile("file", "证书.pdf")
	fmt.Fprintf(part, "%%PDF-1.4\n1 0 obj\n%s %d\nendobj\nstartxref\n9\n%%%%EOF\n", c.name, c.uploads)
	_ = form.Close()
	status, _, answer := c.send("POST", "/evidence", form.FormDataContentType(), &body, "Idempotency-Key", fmt.Sprintf("%s-file-%d", c.name, c.uploads))
	switch {
	case status == 0:
		return false
	case status == http.StatusCreated:
		c.uploads++
		c.writes++
	case strings.Contains(string(answer), "evidence_too_many"), strings.Contains(string(answer), "evidence_full"):
		c.full = true
	default:
		c.t.Errorf("%s: upload %d: status %d: %s", c.name, c.uploads, status, answer)
	}
	c.open = 0
	return true
}

func (c *saver) send(method, path, contentType string, body io.Reader, headers ...string) (status int, header http.Header, answer []byte) {
	request, err := http.NewRequest(method, c.office.address+"/api/v1/applications/"+c.id+path, body)
	if err != nil {
		c.t.Error(err)
		return 0, nil, nil
	}
	request.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.client.Do(request)
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
func (c *saver) check() {
	var stored struct {
		Revision int `json:"revision"`
		Facts    struct {
			Employees int `json:"employees"`
		} `json:"facts"`
	}
	status, _, answer := c.send("GET", "", "application/json", nil)
	if err := json.Unmarshal(answer, &stored); err != nil || status != http.StatusOK {
		c.t.Fatalf("%s: status %d: %s", c.name, status, answer)
	}
	if n := stored.Facts.Employees; n != c.saved && n != c.asked {
		c.t.Errorf("%s: %d is stored, %d was acknowledged, %d asked for", c.name, n, c.saved, c.asked)
	}
	if stored.Revision != stored.Facts.Employees { // each save is one revision, once
		c.t.Errorf("%s: revision %d after save %d", c.name, stored.Revision, stored.Facts.Employees)
	}
	if c.asked > 0 && !c.save() {
		c.t.Errorf("%s: the save sent again has no answer", c.name)
	}
	var list struct {
		Documents []any `json:"-"`
	}
	status, _, answer = c.send("GET", "/evidence", "application/json", nil)
	if err := json.Unmarshal(answer, &list); err != nil || status != http.StatusOK {
		c.t.Fatalf("%s: status %d: %s", c.name, status, answer)
	}
	if n := bytes.Count(answer, []byte(`"sha256"`)); n != c.uploads && n != c.uploads+c.open {
		c.t.Errorf("%s: %d files are stored, %d were acknowledged: %s", c.name, n, c.uploads, answer)
	}
	if c.open > 0 {
		c.upload()
	}
}

// wuxingWith runs a command that reads something.
func wuxingWith(t *testing.T, in string, args ...string) {
	t.Helper()
	var said bytes.Buffer
	if status := run(args, &console{ctx: t.Context(), in: strings.NewReader(in), out: &said, errOut: &said}); status != exitDone {
		t.Fatalf("status %d: %s", status, said.String())
	}
}
