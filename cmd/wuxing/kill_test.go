package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var (
	kills      = flag.Int("kills", 5, "how often TestAKilledServerLosesNothing kills the server (make soak: 200)")
	killWrites = flag.Int("kill.writes", 400, "how many writes it acknowledges at least (make soak: 20000)")
	// A requirement of 5 s, held where nothing else runs; the suite has other tests beside it.
	killReady = flag.Duration("kill.ready", time.Minute, "how long a server may take until it answers again after a kill (make soak: 5s)")
)

// A server is killed (kill -9) again and again while enterprises save, upload and
// submit and reviewers review and return. Whatever was acknowledged is there; what
// was not is sent again under its key and has one effect; nothing is half done; and
// for each write that was acknowledged the disk was waited for.
func TestAKilledServerLosesNothing(t *testing.T) {
	t.Parallel()
	o := &testOffice{data: filepath.Join(t.TempDir(), "data")}
	wuxingWith(t, password("root")+"\n", "user", "add", "root", "--role", "admin", "--name", "管理员", "--password-stdin", "--data", o.data)
	syncs := &syncCount{}
	server := o.start(t, "127.0.0.1:0", time.Minute, syncs)
	files := o.openFiles(t, 8)
	random := rand.New(rand.NewPCG(3, 9))
	address := strings.TrimPrefix(o.address, "http://")
	for i := range *kills {
		// The kill comes some writes before this part of them would be done.
		part := *killWrites / *kills
		target := (i+1)*part - random.IntN(part/2+1)
		if i == *kills-1 {
			target = *killWrites
		}
		stop, reached := make(chan struct{}), make(chan struct{})
		var once sync.Once
		var working sync.WaitGroup
		for _, f := range files {
			working.Go(func() {
				f.work(stop, func() {
					if acknowledged(files) >= target {
						once.Do(func() { close(reached) })
					}
				})
			})
		}
		idle := make(chan struct{})
		go func() { working.Wait(); close(idle) }()
		select {
		case <-reached:
		case <-idle:
			t.Fatal("nobody works any more")
		}
		time.Sleep(time.Duration(random.Int64N(int64(5 * time.Millisecond)))) // in the midst of what, is chance
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait() // killed, as wanted
		close(stop)
		<-idle
		if t.Failed() {
			return
		}
		server = o.start(t, address, *killReady, syncs)
		for _, f := range files {
			f.check()
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
	if status, report := verified(t, o.data); status != exitDone || report.Head.Seq != report.Events {
		t.Errorf("audit verify: status %d: %+v", status, report)
	}
	if hurt := hurtIn(t, o.data); len(hurt) > 0 {
		t.Errorf("verify: %v", hurt)
	}
	onceEach(t, o.data, files)
	writes, waited := acknowledged(files), syncs.sum(t)
	if writes < *killWrites {
		t.Errorf("only %d writes were acknowledged", writes)
	}
	if waited < writes {
		t.Errorf("%d writes were acknowledged, but the disk was waited for %d times", writes, waited)
	}
	t.Logf("%d acknowledged writes over %d kills, %d syncs of the write-ahead log, ready after %s at most: %v", writes, *kills, waited, o.slowest, kinds(files))
}

// start runs the program as a process of its own, and waits until it is ready, at
// most so long. Its syncs are counted where somebody counts them.
func (o *testOffice) start(t *testing.T, address string, limit time.Duration, syncs *syncCount, flags ...string) *exec.Cmd {
	t.Helper()
	command := exec.Command("wuxing", append([]string{"serve", "--data", o.data, "--files", o.folder(), "--addr", address}, flags...)...)
	if syncs != nil {
		syncs.watch(t, command)
	}
	log := &kept{}
	command.Stderr = log
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what the server at %s had to say: %s", address, log.problems())
		}
	})
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if syncs != nil {
		syncs.started()
	}
	t.Cleanup(func() { _ = command.Process.Kill() }) // one that has ended is no process any more
	late := time.AfterFunc(limit, func() { _ = command.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n') // "… http://HOST:PORT/"
	_, rest, found := strings.Cut(strings.TrimSpace(line), "http://")
	if err == nil && found {
		o.address = "http://" + strings.TrimSuffix(rest, "/")
		err = ready(o.address)
	}
	if !late.Stop() {
		_ = command.Wait()
		t.Fatalf("the server is not ready within %s: %s%s", limit, line, log.String())
	}
	if err != nil || !found {
		_ = command.Process.Kill()
		_ = command.Wait()
		t.Fatalf("the server does not come up: %v: %s%s", err, line, log.String())
	}
	o.slowest = max(o.slowest, time.Since(begun))
	return command
}

// kept is what a server has written to its log, also while it runs.
type kept struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (k *kept) Write(line []byte) (int, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.text.Write(line)
}

func (k *kept) String() string {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.text.String()
}

// problems are the lines of errors and warnings alone.
func (k *kept) problems() string {
	var lines []string
	for line := range strings.Lines(k.String()) {
		if strings.Contains(line, "ERROR") || strings.Contains(line, "WARN") || !strings.Contains(line, "level") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// folder is where the office's files lie.
func (o *testOffice) folder() string {
	if o.files == "" {
		return o.data
	}
	return o.files
}

// ready asks once.
func ready(address string) error {
	response, err := http.Get(address + "/readyz")
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return errors.Join(err, response.Body.Close())
}

// openFiles opens a round and an application in it for each of n enterprises.
func (o *testOffice) openFiles(t *testing.T, n int) []*paperwork {
	admin := o.signIn(t, "root")
	admin.ask("POST", "/rounds", 201, object{"id": "2026", "name": "2026年度遴选", "year": 2026, "card": "wuxing-2024"})
	for _, staff := range []string{"lead", "reviewer"} {
		admin.ask("POST", "/users", 201, object{"username": staff, "display_name": staff, "role": staff, "password": password(staff)})
	}
	reviewer := o.signIn(t, "reviewer")
	var files []*paperwork
	for i := range n {
		name := fmt.Sprintf("clerk%d", i)
		admin.ask("POST", "/users", 201, object{
			"username": name, "display_name": "经办人", "role": "enterprise", "password": password(name),
			"enterprise": object{"name": name, "uscc": fmt.Sprintf("91330502MA2B00%03dX", i), "township": "织里镇"},
		})
		clerk := o.signIn(t, name)
		made := clerk.ask("POST", "/rounds/2026/applications", 201, object{"facts": object{"employees": 1_000_000, "trained_workers": 1}})
		files = append(files, &paperwork{
			t: t, office: o, name: name, id: made.at("id").(string),
			clerk: patient(clerk), reviewer: patient(reviewer), known: standing{State: "draft", Revision: 1, Trained: 1}, done: make(map[string]int),
		})
	}
	return files
}

// patient is a person's client without the schema check and with a limit on waiting.
func patient(p *person) *http.Client {
	return &http.Client{Jar: p.client.Jar, Timeout: 30 * time.Second}
}

// wuxingWith runs a command that reads something.
func wuxingWith(t *testing.T, in string, args ...string) {
	t.Helper()
	var said bytes.Buffer
	if status := run(args, &console{ctx: t.Context(), in: strings.NewReader(in), out: &said, errOut: &said}); status != exitDone {
		t.Fatalf("status %d: %s", status, said.String())
	}
}
