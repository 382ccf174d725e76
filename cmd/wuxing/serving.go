package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// cutTimeout is how long a request that was cut off may take to give up what it began.
const cutTimeout = 5 * time.Second

// serveUntilDone serves until ctx ends, then lets the requests under way finish for as
// long as grace says. One that takes longer is cut off, which is a clean stop all the
// same: its client has no answer, and what it had begun is rolled back.
func serveUntilDone(ctx context.Context, listener net.Listener, handler http.Handler, grace time.Duration, logger *slog.Logger) error {
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	running := &underWay{handler: handler}
	server := &http.Server{
		Handler:           running,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	logger.Info("stopping")
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := server.Shutdown(stopCtx)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	logger.Warn("requests cut off", slog.Duration("after", grace))
	err = server.Close() // first, so that nobody is told of what is not kept
	cut()
	if !running.over(cutTimeout) {
		logger.Error("requests do not end", slog.Duration("after", cutTimeout))
	}
	return err
}

// underWay knows whether a request is being answered: each holds the lock for reading.
type underWay struct {
	handler http.Handler
	lock    sync.RWMutex
}

// ServeHTTP answers a request.
func (u *underWay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.lock.RLock()
	defer u.lock.RUnlock()
	u.handler.ServeHTTP(w, r)
}

// over waits until no request is being answered any more; none is begun from now on.
func (u *underWay) over(most time.Duration) bool {
	done := make(chan struct{})
	go func() {
		u.lock.Lock()
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-time.After(most):
		return false
	}
}
