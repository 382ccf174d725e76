package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// drippers is how many clients let their request drip at once.
const drippers = 500

// heldAtMost is how long the server may hold one of them.
const heldAtMost = 10 * time.Second

// TestDrippingClientsAreLetGo opens 500 connections that send a byte every now and
// then, of the header, of a body whose length they have told, or of one in pieces, as
// anybody may send one and as only somebody signed in may. None is held longer than
// ten seconds, and a client that behaves is answered all the while.
func TestDrippingClientsAreLetGo(t *testing.T) {
	o := startOffice(t, filepath.Join(t.TempDir(), "data"))
	root := o.signIn(t, "root")
	host := strings.TrimPrefix(o.address, "http://")
	post := "POST %s HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
	kinds := []struct{ name, head, drip string }{
		{"header", "GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n", "X-A: b\r\n"},
		{"first line", "", "GET /healthz"},
		{"body", fmt.Sprintf(post, "/api/v1/score") + "Content-Length: 100000\r\n\r\n", " "},
		{"body in pieces", fmt.Sprintf(post, "/api/v1/score") + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"},
		{"body that nobody may send", fmt.Sprintf(post, "/api/v1/users") + "Content-Length: 100000\r\n\r\n", " "},
		{"body that nobody reads", fmt.Sprintf(post, "/api/v1/rounds/2026/ranking") + "Content-Length: 100000\r\n\r\n", " "},
		{"body of a sign-in", fmt.Sprintf(post, "/api/v1/session") + "Content-Length: 100\r\n\r\n", " "},
		{"form with a file", strings.Replace(fmt.Sprintf(post, "/api/v1/score"), "application/json", "multipart/form-data; boundary=x", 1) + "Content-Length: 5000000\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n", "x"},
	}
	var held sync.WaitGroup
	var mu sync.Mutex
	longest := make(map[string]time.Duration)
	for i := range drippers {
		kind := kinds[i%len(kinds)]
		line, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		held.Go(func() {
			defer func() { _ = line.Close() }()
			gone := make(chan struct{})
			go func() { // until the server hangs up
				_, _ = io.Copy(io.Discard, line)
				close(gone)
			}()
			_, _ = io.WriteString(line, kind.head)
			drip := time.NewTicker(500 * time.Millisecond)
			defer drip.Stop()
			for at := 0; ; at++ {
				select {
				case <-gone:
					mu.Lock()
					longest[kind.name] = max(longest[kind.name], time.Since(began))
					mu.Unlock()
					return
				case <-drip.C:
					_, _ = io.WriteString(line, kind.drip[at%len(kind.drip):at%len(kind.drip)+1])
				}
				if time.Since(began) > 3*heldAtMost {
					t.Errorf("%s: still held after %v", kind.name, time.Since(began))
					return
				}
			}
		})
	}
	all := make(chan struct{})
	go func() { held.Wait(); close(all) }()
	answered := 0
	for done := false; !done; {
		root.ask(http.MethodGet, "/session", http.StatusOK, nil)
		root.ask(http.MethodPost, "/score", http.StatusOK, object{"facts": object{"employees": 400}})
		answered++
		select {
		case <-all:
			done = true
		default:
		}
	}
	for _, kind := range kinds {
		if longest[kind.name] > heldAtMost || longest[kind.name] == 0 {
			t.Errorf("%s: held for %v", kind.name, longest[kind.name])
		}
	}
	o.stop(t)
	t.Logf("held at most %v; %d times two requests answered meanwhile", longest, answered)
}
