package assessment

import (
	"sync"
	"sync/atomic"
)

// sending counts what has left of the archives that this process is sending, by their
// request. It is for people who watch, and kept nowhere.
type sending struct {
	mu     sync.Mutex
	counts map[string]*atomic.Int64
}

func (s *sending) begin(requestID string) *atomic.Int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts = make(map[string]*atomic.Int64)
	}
	count := new(atomic.Int64)
	s.counts[requestID] = count
	return count
}

func (s *sending) end(requestID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.counts, requestID)
}

// sent is how many have left; nil where nothing is being sent.
func (s *sending) sent(requestID string) *int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := s.counts[requestID]
	if count == nil {
		return nil
	}
	n := int(count.Load())
	return &n
}
