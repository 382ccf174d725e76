//go:build linux && !race

package hostile_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wuxing/workbook/sandbox"
)

// server is the real program, built as it is shipped, serving an empty folder.
type server struct {
	address string
	process *exec.Cmd
	ended   chan struct{}

	mu    sync.Mutex
	log   []string
	peaks []int // KiB that children had, from the log
}

// start builds the program with the flags of the Makefile, so that it is built
// once for all checks, and starts it.
func start(t *testing.T) *server {
	t.Helper()
	program := filepath.Join(t.TempDir(), "wuxing")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags", "nomsgpack", "-o", program, "wuxing/cmd/wuxing")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	portFile := filepath.Join(t.TempDir(), "port")
	s := &server{
		process: exec.Command(program, "serve", "--data", filepath.Join(t.TempDir(), "data"), "--addr", "127.0.0.1:0", "--port-file", portFile),
		ended:   make(chan struct{}),
	}
	stderr, err := s.process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	// The office's first administrator makes the database.
	add := exec.Command(program, "user", "add", "root", "--role", "admin", "--name", "管理员", "--password-stdin", "--data", s.process.Args[3])
	add.Stdin = strings.NewReader("root-correct-horse\n")
	if said, err := add.CombinedOutput(); err != nil {
		t.Fatalf("user add: %v\n%s", err, said)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	go s.follow(stderr)
	t.Cleanup(func() { s.stop(t) })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if address, err := os.ReadFile(portFile); err == nil && bytes.HasSuffix(address, []byte("\n")) {
			s.address = "http://" + strings.TrimSpace(string(address))
			return s
		}
	}
	t.Fatal("the server does not come up")
	return nil
}

var peakInLog = regexp.MustCompile(`peak_kib"?[:=](\d+)`)

// follow keeps the log and what it says of children.
func (s *server) follow(log io.Reader) {
	defer close(s.ended)
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		line := lines.Text()
		s.mu.Lock()
		if strings.Contains(line, `"ERROR"`) || strings.Contains(line, `"WARN"`) {
			s.log = append(s.log, line)
		}
		for _, found := range peakInLog.FindAllStringSubmatch(line, -1) {
			peak, _ := strconv.Atoi(found[1])
			s.peaks = append(s.peaks, peak)
		}
		s.mu.Unlock()
	}
}

// takePeak is the most memory of a child since it was last asked.
func (s *server) takePeak() (kib int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, peak := range s.peaks {
		kib = max(kib, peak)
	}
	s.peaks = nil
	return kib
}

// stop sees that the server is still the one that was started, and ends it as an
// office does.
func (s *server) stop(t *testing.T) {
	select {
	case <-s.ended:
		t.Errorf("the server has ended by itself: %s", strings.Join(s.log, "\n"))
	default:
	}
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	<-s.ended
	if err := s.process.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	for _, line := range s.log {
		if strings.Contains(line, `"ERROR"`) {
			t.Error(line)
		}
	}
}

// memory is a line of what the system says of the server's memory, in KiB.
func (s *server) memory(t *testing.T, line string) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), line)
	kib := 0
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		t.Fatal(err)
	}
	return kib
}

// forgetPeak lets VmHWM begin anew.
func (s *server) forgetPeak(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.process.Process.Pid), []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
}

// answer is what the server said to an upload.
type answer struct {
	status   int
	body     []byte
	took     time.Duration
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	Problems []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"problems"`
	Total      json.Number       `json:"total"`
	Indicators []json.RawMessage `json:"indicators"`
}

// hasProblem tells whether the answer names the code.
func (a *answer) hasProblem(code string) bool {
	for _, p := range a.Problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

// upload sends a workbook to the self-test, as anyone may.
func (s *server) upload(data []byte) (*answer, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "自评表.xlsx")
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(data); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	began := time.Now()
	response, err := http.Post(s.address+"/api/v1/score", form.FormDataContentType(), &body)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	a := &answer{status: response.StatusCode}
	if a.body, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	a.took = time.Since(began)
	return a, json.Unmarshal(a.body, a)
}

// ask sends what others ask meanwhile.
func (s *server) ask(method, path, body string) error {
	request, err := http.NewRequest(method, s.address+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if said, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %d %s %w", method, path, response.StatusCode, said, err)
	}
	return nil
}

// watchChildren looks at the children's memory as the system counts it, for those
// that end without saying how much they had. stop tells the most in KiB.
func (s *server) watchChildren() (stop func() int) {
	end, most := make(chan struct{}), make(chan int)
	go func() {
		kib := 0
		for {
			select {
			case <-end:
				most <- kib
				return
			case <-time.After(5 * time.Millisecond):
			}
			tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", s.process.Process.Pid))
			for _, task := range tasks {
				children, _ := os.ReadFile(task)
				for _, child := range strings.Fields(string(children)) {
					// Before it is our program it has its parent's memory.
					if line, _ := os.ReadFile("/proc/" + child + "/cmdline"); !bytes.Contains(line, []byte(sandbox.Subcommand)) {
						continue
					}
					status, _ := os.ReadFile("/proc/" + child + "/status")
					if _, rest, found := strings.Cut(string(status), "VmHWM:"); found {
						peak := 0
						_, _ = fmt.Sscan(rest, &peak)
						kib = max(kib, peak)
					}
				}
			}
		}
	}()
	return func() int { close(end); return <-most }
}
