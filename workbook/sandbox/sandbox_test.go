package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/scoring"
)

// TestMain: the tests' own program is the child, so the jobs below are known there.
func TestMain(m *testing.M) {
	jobs["self"] = func(*Task) (any, scoring.Problems, error) { return describeSelf(), nil, nil }
	jobs["echo"] = func(t *Task) (any, scoring.Problems, error) { return string(t.Params) + string(t.Data), nil, nil }
	jobs["long"] = func(*Task) (any, scoring.Problems, error) { return strings.Repeat("x", 1<<20), nil, nil }
	jobs["loop"] = func(*Task) (any, scoring.Problems, error) {
		for n := 0; ; n++ {
			if n < 0 {
				return nil, nil, nil
			}
		}
	}
	jobs["sleep"] = func(*Task) (any, scoring.Problems, error) { time.Sleep(time.Hour); return nil, nil, nil }
	jobs["grow"] = func(*Task) (any, scoring.Problems, error) {
		var kept [][]byte
		for len(kept) < 1<<12 {
			kept = append(kept, bytes.Repeat([]byte("x"), 1<<20))
		}
		return len(kept), nil, nil
	}
	jobs["burst"] = func(*Task) (any, scoring.Problems, error) { return len(bytes.Repeat([]byte("x"), 2<<30)), nil, nil }
	jobs["panic"] = func(*Task) (any, scoring.Problems, error) { panic("of a child") }
	jobs["exit"] = func(*Task) (any, scoring.Problems, error) { os.Exit(0); return nil, nil, nil }
	jobs["fail"] = func(*Task) (any, scoring.Problems, error) { return nil, nil, errors.New("our own fault") }
	Main()
	os.Exit(m.Run())
}

type self struct {
	PID         int
	Environment []string
	Folder      []string // what lies there
	Files       []string // open ones but the three streams
	WriteError  string
}

func describeSelf() self {
	s := self{PID: os.Getpid(), Environment: os.Environ()}
	entries, err := os.ReadDir(".")
	if err != nil {
		s.Folder = append(s.Folder, err.Error())
	}
	for _, entry := range entries {
		s.Folder = append(s.Folder, entry.Name())
	}
	for fd := 3; fd < 200; fd++ {
		if target, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd)); err == nil {
			s.Files = append(s.Files, target)
		}
	}
	if err := os.WriteFile("written", []byte("x"), 0o600); err != nil {
		s.WriteError = err.Error()
	}
	_ = os.Remove("written")
	return s
}

func newBox(t *testing.T, config Config) *Box {
	t.Helper()
	b, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func open(t *testing.T, b *Box) *Run {
	t.Helper()
	r, err := b.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// do has a job done in a child of its own place.
func do(t *testing.T, b *Box, job string, into any) (scoring.Problems, error) {
	t.Helper()
	r := open(t, b)
	defer r.Close()
	return r.Do(job, map[string]int{"a": 1}, nil, []byte("file"), into)
}

func TestJobGetsParamsAndFile(t *testing.T) {
	var got string
	if problems, err := do(t, newBox(t, Config{}), "echo", &got); err != nil || problems != nil || got != `{"a":1}file` {
		t.Errorf("%q %v %v", got, problems, err)
	}
}

// A child inherits nothing and can leave nothing behind.
func TestChildHasNothing(t *testing.T) {
	t.Setenv("WUXING_SECRET", "hunter2")
	database, err := os.Create(filepath.Join(t.TempDir(), "database"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = database.Close() }()
	t.Setenv("TMPDIR", t.TempDir())
	var s self
	if _, err := do(t, newBox(t, Config{}), "self", &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Environment) != len(environment) || len(s.Folder) > 0 || slices.Contains(s.Files, database.Name()) || s.WriteError == "" || s.PID == os.Getpid() {
		t.Errorf("%+v", s)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// Whatever a child does, the parent gets one problem, and the next job is done.
func TestCostlyJobs(t *testing.T) {
	for _, c := range []struct {
		job, what string
		limits    Limits
	}{
		{"loop", "time", Limits{Wall: 300 * time.Millisecond, CPU: time.Minute}},
		{"sleep", "time", Limits{Wall: 300 * time.Millisecond, CPU: time.Minute}},
		{"loop", "time", Limits{Wall: time.Minute, CPU: 0}}, // one second, the least there is
		{"grow", "memory", Limits{Wall: time.Minute, CPU: time.Minute}},
		{"burst", "memory", Limits{Wall: time.Minute, CPU: time.Minute}},
		{"long", "reply", Limits{Wall: time.Minute, CPU: time.Minute, Reply: 1 << 20}},
		{"panic", "end", Limits{Wall: time.Minute, CPU: time.Minute}},
		{"exit", "end", Limits{Wall: time.Minute, CPU: time.Minute}},
	} {
		t.Run(c.job+" "+c.what, func(t *testing.T) {
			t.Parallel()
			c.limits.Memory = 64 << 20
			if c.limits.Reply == 0 {
				c.limits.Reply = 1 << 20
			}
			for _, keep := range []bool{false, true} {
				b := newBox(t, Config{Limits: c.limits, Keep: keep})
				var got any
				problems, err := do(t, b, c.job, &got)
				if err != nil || len(problems) != 1 || problems[0].Code != CodeTooCostly || problems[0].Params["what"] != c.what {
					t.Fatalf("%v %v %v", problems, problems, err)
				}
				if problems, err := do(t, b, "echo", &got); err != nil || problems != nil {
					t.Errorf("afterwards: %v %v", problems, err)
				}
			}
		})
	}
}

func TestFaultsOfOursAreErrors(t *testing.T) {
	b := newBox(t, Config{})
	var number int
	for _, job := range []string{"fail", "no such job", "echo"} { // the last answers text
		if problems, err := do(t, b, job, &number); err == nil || problems != nil {
			t.Errorf("%s: %v %v", job, problems, err)
		}
	}
	r := open(t, b)
	if _, err := r.Do("echo", func() {}, nil, nil, &number); err == nil {
		t.Error("params that are no JSON were sent")
	}
}

func TestPlacesAreFew(t *testing.T) {
	b := newBox(t, Config{Wait: 20 * time.Millisecond})
	first, second := open(t, b), open(t, b)
	if _, err := b.Open(t.Context()); !errors.Is(err, ErrBusy) {
		t.Errorf("a third child: %v", err)
	}
	first.Close()
	first.Close() // gives one place back, not two
	leave, err := b.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Enter(t.Context()); !errors.Is(err, ErrBusy) {
		t.Errorf("a third one: %v", err)
	}
	leave()
	second.Close()
	patient := newBox(t, Config{AtOnce: 1, Wait: time.Hour})
	open(t, patient)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := patient.Open(gone); !errors.Is(err, ErrBusy) {
		t.Errorf("nobody waits any more: %v", err)
	}
}

// A client that goes away takes its child along.
func TestCallerGoesAway(t *testing.T) {
	b := newBox(t, Config{Limits: Limits{Wall: time.Hour, CPU: time.Hour, Memory: 64 << 20, Reply: 1 << 20}})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	r, err := b.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if problems, err := r.Do("sleep", nil, nil, nil, nil); err != nil || len(problems) != 1 {
		t.Errorf("%v %v", problems, err)
	}
}

func TestChildrenAreKeptOnlyWhereAskedFor(t *testing.T) {
	for _, keep := range []bool{false, true} {
		b := newBox(t, Config{Keep: keep})
		var first, second self
		for _, into := range []*self{&first, &second} {
			if _, err := do(t, b, "self", into); err != nil {
				t.Fatal(err)
			}
		}
		if (first.PID == second.PID) != keep {
			t.Errorf("keep %v: %d, then %d", keep, first.PID, second.PID)
		}
	}
}

// Serve meets what no parent of ours sends.
func TestServeRefusesWhatIsNoRequest(t *testing.T) {
	header := func(content string) string {
		return string([]byte{0, 0, 0, byte(len(content))}) + content
	}
	for name, input := range map[string]string{
		"half a length": "\x00\x00", "endless": "\xff\xff\xff\xff", "half a header": "\x00\x00\x00\x10{", "no JSON": header("<a/>"),
	} {
		var out bytes.Buffer
		if status := Serve(strings.NewReader(input), &out); status == 0 || out.Len() > 0 {
			t.Errorf("%s: status %d, %q", name, status, out.String())
		}
	}
	if status := Serve(strings.NewReader(""), &bytes.Buffer{}); status != 0 {
		t.Errorf("nothing more to do: %d", status)
	}
}

func TestFrames(t *testing.T) {
	var buffer bytes.Buffer
	if err := writeFrame(&buffer, request{Job: "x", Size: 3}); err != nil {
		t.Fatal(err)
	}
	whole := buffer.String()
	var got request
	if err := readFrame(strings.NewReader(whole), len(whole)-4, &got); err != nil || got.Job != "x" {
		t.Errorf("%+v %v", got, err)
	}
	if err := readFrame(strings.NewReader(whole), len(whole)-5, &got); !errors.Is(err, errFrame) {
		t.Errorf("a frame over the limit: %v", err)
	}
	if err := writeFrame(&buffer, json.RawMessage("{")); err == nil {
		t.Error("half a JSON was sent")
	}
}
