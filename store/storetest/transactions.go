package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

func stale(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	old := got(t, s, func(tx assessment.Tx) (*assessment.Application, error) { return tx.FindApplicationByID("a000") })
	update(t, s, func(tx assessment.Tx) error {
		a := *old
		a.Rank = 5
		return tx.UpdateApplication(&a)
	})
	late := *old
	late.Rank = 9
	wantError(t, s, assessment.ErrStale, func(tx assessment.Tx) error { return tx.UpdateApplication(&late) })
	if late.Version != old.Version {
		t.Errorf("a refused update raised the version to %d", late.Version)
	}
	missing := application(3)
	wantError(t, s, assessment.ErrStale, func(tx assessment.Tx) error { return tx.UpdateApplication(missing) })
	a := got(t, s, func(tx assessment.Tx) (*assessment.Application, error) { return tx.FindApplicationByID("a000") })
	if a.Rank != 5 || a.Version != 2 {
		t.Errorf("rank %d version %d, want 5 and 2", a.Rank, a.Version)
	}
}

// held lets one transaction read a round or an application and take its time,
// while another wants to change the round.
func held(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	for name, read := range map[string]func(assessment.Tx) error{
		"round":       func(tx assessment.Tx) error { _, err := tx.FindRoundByID("2026"); return err },
		"application": func(tx assessment.Tx) error { _, err := tx.FindApplicationByID("a000"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			hasRead, ended := make(chan struct{}), atomic.Bool{}
			var wg sync.WaitGroup
			wg.Go(func() {
				err := s.Update(t.Context(), func(tx assessment.Tx) error {
					err := read(tx)
					close(hasRead)
					time.Sleep(100 * time.Millisecond)
					ended.Store(true)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
			<-hasRead
			update(t, s, func(tx assessment.Tx) error {
				r, err := tx.FindRoundByID("2026")
				if err != nil {
					return err
				}
				if err := tx.UpdateRound(r); err != nil {
					return err
				}
				if !ended.Load() {
					t.Error("the round was changed under another transaction")
				}
				return nil
			})
			wg.Wait()
		})
	}
}

// manyWriters reads in one transaction and writes in another, as clients do; the
// rank counts the edits.
func manyWriters(t *testing.T, s *store.Store) {
	const writers, edits = 50, 20
	populate(t, s, 1)
	var wg sync.WaitGroup
	var lost, refused atomic.Int64
	for range writers {
		wg.Go(func() {
			for range edits {
				for {
					err := editOnce(t.Context(), s)
					if err == nil {
						break
					}
					if !errors.Is(err, assessment.ErrStale) {
						t.Errorf("edit: %v", err)
						lost.Add(1)
						break
					}
					refused.Add(1)
				}
			}
		})
	}
	wg.Wait()
	a := got(t, s, func(tx assessment.Tx) (*assessment.Application, error) { return tx.FindApplicationByID("a000") })
	if a.Rank != writers*edits || a.Version != writers*edits+1 || lost.Load() > 0 {
		t.Errorf("%d edits stored under version %d, want %d; %d failed", a.Rank, a.Version, writers*edits, lost.Load())
	}
	t.Logf("%d edits stored, %d refused as stale and repeated", a.Rank, refused.Load())
}

func editOnce(ctx context.Context, s *store.Store) error {
	var a *assessment.Application
	err := s.View(ctx, func(tx assessment.Tx) (err error) {
		a, err = tx.FindApplicationByID("a000")
		return err
	})
	if err != nil {
		return err
	}
	a.Rank++
	return s.Update(ctx, func(tx assessment.Tx) error { return tx.UpdateApplication(a) })
}

var errWanted = errors.New("wanted")

func rollback(t *testing.T, s *store.Store) {
	err := s.Update(t.Context(), func(tx assessment.Tx) error {
		return errors.Join(tx.CreateRound(round("2026")), tx.Record(event(assessment.ActionCreateRound, "2026")), errWanted)
	})
	if !errors.Is(err, errWanted) {
		t.Errorf("error %v is not the one that fn gave", err)
	}
	nothing(t, s)
}

func nothing(t *testing.T, s *store.Store) {
	t.Helper()
	if rounds := got(t, s, assessment.Tx.ListRounds); len(rounds) > 0 {
		t.Errorf("%d rounds were stored", len(rounds))
	}
	events := got(t, s, func(tx assessment.Tx) ([]assessment.AuditEvent, error) { return tx.ListAudit("test", "2026") })
	if len(events) > 0 {
		t.Errorf("%d events were stored", len(events))
	}
}

func panics(t *testing.T, s *store.Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.Update(t.Context(), func(tx assessment.Tx) error {
			if err := tx.CreateRound(round("2026")); err != nil {
				return err
			}
			panic("broken program")
		})
	}()
	nothing(t, s)
}

func cancelled(t *testing.T, s *store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(tx assessment.Tx) error {
		if err := tx.CreateRound(round("2026")); err != nil {
			return err
		}
		cancel()
		return tx.Record(event(assessment.ActionCreateRound, "2026"))
	})
	if err == nil {
		t.Error("a cancelled request was stored")
	}
	nothing(t, s)
}

// gaplessAudit lets writers record one to three events each; every third one
// fails after recording and must leave no gap.
func gaplessAudit(t *testing.T, s *store.Store) {
	const writers, rounds = 20, 10
	var wg sync.WaitGroup
	var want atomic.Int64
	for w := range writers {
		wg.Go(func() {
			for r := range rounds {
				events := 1 + (w+r)%3
				fails := (w+r)%3 == 2
				err := s.Update(t.Context(), func(tx assessment.Tx) error {
					for range events {
						if err := tx.Record(event(assessment.ActionPutReview, "one")); err != nil {
							return err
						}
					}
					if fails {
						return errWanted
					}
					return nil
				})
				switch {
				case fails && !errors.Is(err, errWanted), !fails && err != nil:
					t.Errorf("record: %v", err)
				case !fails:
					want.Add(int64(events))
				}
			}
		})
	}
	wg.Wait()
	events := got(t, s, func(tx assessment.Tx) ([]assessment.AuditEvent, error) { return tx.ListAudit("test", "one") })
	if int64(len(events)) != want.Load() {
		t.Errorf("%d events, want %d", len(events), want.Load())
	}
	for i, e := range events {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
	}
	if last := got(t, s, assessment.Tx.LastEvent); last != want.Load() {
		t.Errorf("the newest event has number %d, want %d", last, want.Load())
	}
	first := event(assessment.ActionPutReview, "one")
	first.Seq = 1
	same(t, first, events[0])
}

func views(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	if err := s.View(t.Context(), func(tx assessment.Tx) error { return tx.CreateRound(round("2027")) }); err == nil {
		t.Error("a view has written")
	}
	if err := s.View(t.Context(), func(tx assessment.Tx) error { return tx.Record(event(assessment.ActionRank, "x")) }); err == nil {
		t.Error("a view has recorded")
	}
	view(t, s, func(tx assessment.Tx) error {
		before, err := tx.FindApplicationByID("a000")
		if err != nil {
			return err
		}
		if err := editOnce(context.Background(), s); err != nil {
			return err
		}
		after, err := tx.FindApplicationByID("a000")
		if err == nil && after.Version != before.Version {
			t.Errorf("version went from %d to %d under a reader", before.Version, after.Version)
		}
		return err
	})
}

func replies(t *testing.T, s *store.Store) {
	reply := assessment.Reply{UserID: "u1", Key: "钥匙-1", Fingerprint: "f", Answer: []byte(`{"a": 1}`)}
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindReply("u1", "钥匙-1"); return err })
	update(t, s, func(tx assessment.Tx) error { return tx.AddReply(reply) })
	same(t, &reply, got(t, s, func(tx assessment.Tx) (*assessment.Reply, error) { return tx.FindReply("u1", "钥匙-1") }))
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindReply("u2", "钥匙-1"); return err })

	const keys, repeats = 10, 5
	var wg sync.WaitGroup
	var effects atomic.Int64
	for k := range keys {
		for range repeats {
			wg.Go(func() {
				effect := false
				err := s.Update(t.Context(), func(tx assessment.Tx) error {
					key := fmt.Sprintf("k%d", k)
					_, err := tx.FindReply("u1", key)
					if !errors.Is(err, assessment.ErrNotFound) {
						return err
					}
					time.Sleep(time.Millisecond)
					effect = true
					return tx.AddReply(assessment.Reply{UserID: "u1", Key: key, Fingerprint: "f", Answer: []byte("{}")})
				})
				if err != nil {
					t.Errorf("repeat: %v", err)
				}
				if effect && err == nil {
					effects.Add(1)
				}
			})
		}
	}
	wg.Wait()
	if effects.Load() != keys {
		t.Errorf("%d effects of %d keys", effects.Load(), keys)
	}
}

func sessions(t *testing.T, s *store.Store) {
	kept := s.Sessions()
	ctx := t.Context()
	if _, found, err := kept.FindCtx(ctx, "token"); found || err != nil {
		t.Errorf("found %v, error %v before it was stored", found, err)
	}
	for i, data := range []string{"first", "second\x00"} {
		if i == 0 {
			if err := kept.CommitCtx(ctx, "token", []byte(data), time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		} else if there, err := kept.SeeSession(ctx, "token", []byte(data), time.Now()); !there || err != nil {
			t.Fatalf("there %v, error %v", there, err)
		}
		got, found, err := kept.FindCtx(ctx, "token")
		if err != nil || !found || string(got) != data {
			t.Errorf("got %q, found %v, error %v", got, found, err)
		}
	}
	if err := kept.CommitCtx(ctx, "token", []byte("x"), time.Now().Add(time.Hour)); err == nil {
		t.Error("a token was given twice")
	}
	if err := kept.CommitCtx(ctx, "old", []byte("x"), time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, found, err := kept.Find("old"); found || err != nil {
		t.Errorf("an expired session: found %v, error %v", found, err)
	}
	for range 2 {
		if err := kept.DeleteCtx(ctx, "token"); err != nil {
			t.Fatal(err)
		}
	}
	if _, found, err := kept.FindCtx(ctx, "token"); found || err != nil {
		t.Errorf("an ended session: found %v, error %v", found, err)
	}
	if there, err := kept.SeeSession(ctx, "token", []byte("x"), time.Now()); there || err != nil {
		t.Errorf("an ended session was used: there %v, error %v", there, err)
	}
	if _, found, err := kept.FindCtx(ctx, "token"); found || err != nil {
		t.Errorf("an ended session came back: found %v, error %v", found, err)
	}
}
