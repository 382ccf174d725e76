package main

import (
	"bytes"
	"context"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// heard is what a program says while it runs.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// TestServeShowsTheFirstCode: an office without accounts shows a code on its console
// and nowhere else; another start shows another one; with an account there is none.
func TestServeShowsTheFirstCode(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	serve := func(use bool) (code string) {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan int, 1)
		var out, log heard
		go func() {
			done <- run([]string{"serve", "--data", data, "--addr", "127.0.0.1:0"}, &console{ctx: ctx, in: strings.NewReader(""), out: &out, errOut: &log})
		}()
		listening := regexp.MustCompile(`http://(127\.0\.0\.1:\d+)/\n`)
		for deadline := time.Now().Add(time.Minute); listening.FindString(out.String()) == ""; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the server does not come up: %s %s", out.String(), log.String())
			}
		}
		if use {
			for code == "" {
				code = regexp.MustCompile(`[A-Z2-7]{5}(-[A-Z2-7]{5}){3}`).FindString(out.String())
			}
			answer, err := http.Post("http://"+listening.FindStringSubmatch(out.String())[1]+"/api/v1/setup", "application/json", //nolint:noctx // a loopback server of this test
				strings.NewReader(`{"code":"`+code+`","username":"boss","password":"a good password"}`))
			if err != nil {
				t.Fatal(err)
			}
			if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusCreated {
				t.Errorf("set up: %d, %v", answer.StatusCode, err)
			}
		}
		cancel()
		if status := <-done; status != exitDone {
			t.Errorf("serve: status %d: %s", status, log.String())
		}
		code = regexp.MustCompile(`[A-Z2-7]{5}(-[A-Z2-7]{5}){3}`).FindString(out.String())
		if code != "" && strings.Contains(log.String(), code) {
			t.Error("the code stands in the log")
		}
		return code
	}
	first := serve(false)
	second := serve(true)
	if first == "" || second == "" || first == second {
		t.Errorf("codes %q, %q", first, second)
	}
	if third := serve(false); third != "" {
		t.Errorf("with an account there is still a code: %q", third)
	}
	if status, report := verified(t, data); status != exitDone || len(report.Notices) > 0 {
		t.Errorf("audit verify: status %d: %+v", status, report)
	}
}
