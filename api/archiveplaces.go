package api

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// How many archives are being sent at once; who waits longer than maxArchiveWait is
// told to come again.
const (
	maxArchives         = 1 // of a round: one keeps a core busy for as long as it takes
	maxEvidenceArchives = 4 // of one application's evidence: read, packed and sent to a line that may be slow
	maxArchiveWait      = 5 * time.Second
)

// startArchive waits for the place of an archive.
func (s *server) startArchive(ctx context.Context) (done func(), err error) {
	return takePlace(ctx, s.archives)
}

func takePlace(ctx context.Context, places chan struct{}) (done func(), err error) {
	timer := time.NewTimer(maxArchiveWait)
	defer timer.Stop()
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-timer.C:
		return nil, refuse(http.StatusTooManyRequests, codeBusy)
	case <-ctx.Done():
		return nil, refuse(http.StatusTooManyRequests, codeBusy)
	}
}

// evidencePlaces are the places of archives of evidence, one for an account at most,
// so that nobody takes all of them.
type evidencePlaces struct {
	places chan struct{}
	mu     sync.Mutex
	taken  map[string]bool // by account
}

func newEvidencePlaces() *evidencePlaces {
	return &evidencePlaces{places: make(chan struct{}, maxEvidenceArchives), taken: make(map[string]bool)}
}

// enter gives an account its place, or tells it to come again: at once where it has
// one already. The place is given back by done.
func (p *evidencePlaces) enter(ctx context.Context, userID string) (done func(), err error) {
	if !p.take(userID) {
		return nil, refuse(http.StatusTooManyRequests, codeBusy)
	}
	left, err := takePlace(ctx, p.places)
	if err != nil {
		p.leave(userID)
		return nil, err
	}
	return func() { left(); p.leave(userID) }, nil
}

func (p *evidencePlaces) take(userID string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[userID] {
		return false
	}
	p.taken[userID] = true
	return true
}

func (p *evidencePlaces) leave(userID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.taken, userID)
}
