package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// syncCount counts how often processes waited until the write-ahead log was on the
// disk. A kill cannot show that: what the system has taken it keeps, and only a
// power cut would lose it.
type syncCount struct {
	mu      sync.Mutex
	waited  int
	calls   []string // all that were seen, in the order in which they ended
	reading sync.WaitGroup
	ours    *os.File // the writing end, until the process has it
}

// A file is on the disk under its name, folders and all, before the row that names
// it is.
func TestAFileIsOnTheDiskBeforeItsRow(t *testing.T) {
	t.Parallel()
	o := &testOffice{data: filepath.Join(t.TempDir(), "data")}
	wuxingWith(t, password("root")+"\n", "user", "add", "root", "--role", "admin", "--name", "管理员", "--password-stdin", "--data", o.data)
	syncs := &syncCount{}
	server := o.start(t, "127.0.0.1:0", time.Minute, syncs)
	f := o.openFiles(t, 1)[0]
	f.pending = f.upload()
	if !f.send() {
		t.Fatal("no answer")
	}
	if err := server.Process.Kill(); err != nil { // a clean stop would sync more
		t.Fatal(err)
	}
	_ = server.Wait() // killed, as wanted
	syncs.sum(t)
	files := o.data + "/files"
	at := 0
	for _, want := range []string{
		`fsync\(\d+<` + files + `/incoming-`,
		`rename\w*\(.*` + files + `/incoming-.*` + files + `/[0-9a-f]{2}/[0-9a-f]{64}`,
		`fsync\(\d+<` + files + `/[0-9a-f]{2}>`,
		`fsync\(\d+<` + files + `>`,
		`f(data)?sync\(\d+<` + o.data + `/wuxing.db-wal>`,
	} {
		pattern := regexp.MustCompile(want)
		next := slices.IndexFunc(syncs.calls[at:], pattern.MatchString)
		if next < 0 {
			t.Fatalf("no %s behind call %d of:\n%s", want, at, strings.Join(syncs.calls, "\n"))
		}
		at += next + 1
	}
}

// watch has strace look at a command that is about to start. The command stays our
// own child (-D), so that it can be killed and waited for; strace writes to a pipe
// and ends after it.
func (s *syncCount) watch(t *testing.T, command *exec.Cmd) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatalf("strace counts the syncs; scripts/prepare installs it: %v", err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command.ExtraFiles = []*os.File{write} // descriptor 3
	command.Args = append([]string{
		strace, "-D", "-f", "-qq", "-y", "--seccomp-bpf", "-e", "trace=fsync,fdatasync,/^rename", "-e", "signal=none", "-o", "/dev/fd/3", command.Path,
	}, command.Args[1:]...)
	command.Path = strace
	s.ours = write
	s.reading.Go(func() {
		defer func() { _ = read.Close() }()
		s.count(bufio.NewScanner(read))
	})
}

// started gives our end of the pipe away.
func (s *syncCount) started() {
	_ = s.ours.Close() // the process has its own
}

// count reads lines such as
//
//	4711 fdatasync(9</data/wuxing.db-wal>) = 0
//	4711 fdatasync(9</data/wuxing.db-wal> <unfinished ...>
//	4711 <... fdatasync resumed>)          = 0
func (s *syncCount) count(lines *bufio.Scanner) {
	begun := make(map[string]string) // by the threads that are at it
	for lines.Scan() {
		thread, call, _ := strings.Cut(lines.Text(), " ")
		call = strings.TrimSpace(call)
		if strings.Contains(call, "<unfinished") {
			begun[thread] = call
			continue
		}
		done := strings.HasSuffix(call, "= 0")
		if strings.Contains(call, "resumed>") {
			call = begun[thread]
			delete(begun, thread)
		}
		if !done {
			continue
		}
		s.mu.Lock()
		s.calls = append(s.calls, call)
		if strings.Contains(call, "sync(") && strings.Contains(call, "wuxing.db-wal>") {
			s.waited++
		}
		s.mu.Unlock()
	}
}

// sum is the count once all processes have ended.
func (s *syncCount) sum(t *testing.T) int {
	t.Helper()
	s.reading.Wait()
	return s.waited
}
