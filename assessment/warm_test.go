package assessment_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wuxing/assessment"
	"wuxing/scoring"
)

// readingStore counts what reads a round whole.
type readingStore struct {
	assessment.Store
	whole  int
	writes int
}

type readingTx struct {
	assessment.Tx
	s *readingStore
}

func (s *readingStore) View(ctx context.Context, fn func(assessment.Tx) error) error {
	return s.Store.View(ctx, func(tx assessment.Tx) error { return fn(readingTx{tx, s}) })
}

func (s *readingStore) Update(ctx context.Context, fn func(assessment.Tx) error) error {
	s.writes++
	return s.Store.Update(ctx, fn)
}

func (t readingTx) ListOverview(filter assessment.ApplicationFilter) ([]assessment.OverviewRow, error) {
	if filter.Township == "" && filter.Reviewer == nil {
		t.s.whole++
	}
	return t.Tx.ListOverview(filter)
}

func (t readingTx) ListRoundSeats(roundID string) ([]*assessment.Seat, error) {
	t.s.whole++
	return t.Tx.ListRoundSeats(roundID)
}

func (t readingTx) ListSelfScores(ids []string) ([]assessment.StoredScore, error) {
	t.s.whole++
	return t.Tx.ListSelfScores(ids)
}

func (t readingTx) ListOfficialScores(ids []string) ([]assessment.StoredScore, error) {
	t.s.whole++
	return t.Tx.ListOfficialScores(ids)
}

// serviceOn is a service that has just begun.
func serviceOn(o *office, s assessment.Store) *assessment.Service {
	return assessment.NewService(s, nil, scoring.Cards(), func() time.Time { return now(o) }, func() string { return "none" })
}

// A server that has read ahead reads no round whole for the first looks, nor did it
// write; and every look shows what a service shows that has read nothing ahead. A part
// of a round is read without the whole.
func TestReadingAheadLeavesNothingToFirstLooks(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.round("2027")
		o.twoBlind("2027")
		free, blind := o.submittedBy("2026", "甲厂", "乙厂", "丙厂"), o.submittedBy("2027", "丁厂", "戊厂", "己厂")
		for _, id := range blind[:2] {
			o.give("2027", id, o.reviewer, o.other)
		}
		o.declare("2027", blind[0], o.reviewer, false)
		o.declare("2027", blind[1], o.other, true)
		for _, id := range []string{free[0], blind[0]} {
			_, err := o.finish(o.reviewer, id)
			must(t, err)
		}
		o.giveBack(free[1], opening.Add(20*24*time.Hour))
		looks := map[string]func(*assessment.Service) (any, error){}
		for name, actor := range map[string]assessment.Actor{"lead": o.lead, "auditor": o.auditor, "town": o.town, "reviewer": o.reviewer} {
			for _, round := range []string{"2026", "2027"} {
				looks[name+" overview "+round] = func(s *assessment.Service) (any, error) { return s.Overview(t.Context(), actor, round) }
				if actor.Role == assessment.RoleLead {
					looks[name+" order "+round] = func(s *assessment.Service) (any, error) { return s.WholeOrder(t.Context(), actor, round) }
				}
			}
		}
		ahead := &readingStore{Store: o.store}
		warmed := serviceOn(o, ahead)
		rounds, err := warmed.Warm(t.Context())
		must(t, err)
		if rounds != 2 || ahead.whole == 0 || ahead.writes != 0 {
			t.Fatalf("read %d rounds ahead, whole %d times, wrote %d times", rounds, ahead.whole, ahead.writes)
		}
		ahead.whole = 0
		for name, look := range looks {
			got, err := look(warmed)
			must(t, err)
			at := &readingStore{Store: o.store}
			want, err := look(serviceOn(o, at))
			must(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s differs (-at once +ahead):\n%s", name, diff)
			}
			if part := name[:4] == "town" || name[:4] == "revi"; part != (at.whole == 0) {
				t.Errorf("%s at once read %d times whole", name, at.whole)
			}
		}
		if ahead.whole != 0 {
			t.Errorf("what was read ahead was read again %d times", ahead.whole)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if _, err := serviceOn(o, o.store).Warm(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("reading ahead after the end: %v", err)
		}
	})
}
