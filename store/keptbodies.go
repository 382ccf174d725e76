package store

import (
	"sync"

	"wuxing/assessment"
)

// Rankings and outcomes are large documents, written once and never edited: what was
// read of one is kept under its number. Which number is the newest the database says
// each time. A writing transaction reads for itself, since what it has written may yet
// be undone and its number given to another.

// numbered is the newest of something that a round has several of.
type numbered[T any] struct {
	seq  int
	body *T
}

// keptBodies are shared by all who read: nobody changes what it holds.
type keptBodies struct {
	mu       sync.Mutex
	meetings map[string]numbered[assessment.Meeting] // by round
	places   map[string]numbered[assessment.Ranking] // without lines
}

// maxBodies bounds each kind, about 5 MB at 10,000 enterprises; then it begins anew.
const maxBodies = 16

// newest gives what is kept of a round, or reads it. table is a constant of this
// package.
func newest[T any](t *tx, table, roundID string, of func(*keptBodies) *map[string]numbered[T], read func() (*T, error)) (*T, error) {
	if t.write || t.bodies == nil || !storable(roundID) {
		return read()
	}
	next, err := t.nextSeq(table, "round_id", roundID)
	if err != nil {
		return nil, err
	}
	t.bodies.mu.Lock()
	kept, known := (*of(t.bodies))[roundID]
	t.bodies.mu.Unlock()
	if known && kept.seq == next-1 {
		return kept.body, nil
	}
	body, err := read()
	if err != nil {
		return nil, err
	}
	t.bodies.mu.Lock()
	defer t.bodies.mu.Unlock()
	list := of(t.bodies)
	if *list == nil || len(*list) >= maxBodies {
		*list = make(map[string]numbered[T])
	}
	(*list)[roundID] = numbered[T]{next - 1, body}
	return body, nil
}

// FindPlaces is FindRanking without the lines of indicators.
func (t *tx) FindPlaces(roundID string) (*assessment.Ranking, error) {
	return newest(t, "rankings", roundID, func(b *keptBodies) *map[string]numbered[assessment.Ranking] { return &b.places }, func() (*assessment.Ranking, error) {
		ranking, err := t.FindRanking(roundID)
		if err != nil {
			return nil, err
		}
		for i := range ranking.Rows {
			ranking.Rows[i].Lines = nil
		}
		return ranking, nil
	})
}
