package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// syncCount counts how often processes waited until the write-ahead log was on the
// disk. A kill cannot show that: what the system has taken it keeps, and only a
// power cut would lose it.
type syncCount struct {
	mu      sync.Mutex
	waited  int
	reading sync.WaitGroup
	ours    *os.File // the writing end, until the process has it
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
		strace, "-D", "-f", "-qq", "-y", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o", "/dev/fd/3", command.Path,
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
	begun := make(map[string]bool) // threads that are at it
	for lines.Scan() {
		line := lines.Text()
		thread, _, _ := strings.Cut(line, " ")
		log := strings.Contains(line, "wuxing.db-wal>")
		if strings.Contains(line, "<unfinished") {
			begun[thread] = log
			continue
		}
		if strings.Contains(line, "resumed>") {
			log = begun[thread]
			delete(begun, thread)
		}
		if log && strings.HasSuffix(line, "= 0") {
			s.mu.Lock()
			s.waited++
			s.mu.Unlock()
		}
	}
}

// sum is the count once all processes have ended.
func (s *syncCount) sum(t *testing.T) int {
	t.Helper()
	s.reading.Wait()
	return s.waited
}
