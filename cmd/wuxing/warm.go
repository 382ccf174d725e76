package main

import (
	"context"
	"log/slog"
	"time"
)

// warm reads the rounds into memory beside the server, which answers meanwhile; what it
// returns ends that.
func (o *office) warm(ctx context.Context, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		begin := time.Now()
		rounds, err := o.service.Warm(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil: // looks read for themselves, and tell what is wrong
			logger.Warn("rounds not read ahead", slog.String("error", err.Error()))
		default:
			logger.Info("rounds read ahead", slog.Int("rounds", rounds), slog.Duration("took", time.Since(begin)))
		}
	}()
	return func() { cancel(); <-done }
}
