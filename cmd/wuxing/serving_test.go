package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// TestALongAnswerIsCutAtACleanStop: a server that is told to stop while an answer takes
// longer than it waits cuts that off, says so, and ends as it should; of what the
// request had begun nothing is there.
func TestALongAnswerIsCutAtACleanStop(t *testing.T) {
	flags := dataFlags{Data: filepath.Join(t.TempDir(), "data")}
	o, err := flags.open(t.Context(), store.Options{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.store.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ended <- o.store.Update(r.Context(), func(tx assessment.Tx) error {
			if err := tx.CreateEnterprise(&assessment.Enterprise{ID: "e1", Name: "甲厂", USCC: "91330502MA2B00003L", CreatedAt: time.Now()}); err != nil {
				return err
			}
			stop()
			<-r.Context().Done()
			return nil // it would be kept, were it not cut off
		})
	})
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String()+"/", nil)
		if err != nil {
			t.Error(err)
			return
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			t.Errorf("the request was answered: %s", answer.Status)
			_ = answer.Body.Close()
		}
	}()
	var log bytes.Buffer
	if err := serveUntilDone(ctx, listener, handler, 50*time.Millisecond, slog.New(slog.NewJSONHandler(&log, nil))); err != nil {
		t.Errorf("stopped with %v", err)
	}
	if !strings.Contains(log.String(), "requests cut off") {
		t.Errorf("the log says %s", log.String())
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("what was cut off was kept")
		}
	default:
		t.Error("the request is still under way when the server has stopped")
	}
	err = o.store.View(t.Context(), func(tx assessment.Tx) error {
		_, err := tx.FindEnterpriseByID("e1")
		return err
	})
	if !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("half done: %v", err)
	}
}
