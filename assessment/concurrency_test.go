package assessment_test

import (
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Two reviewers open the same application at the same moment: one has it.
func TestTwoReviewers(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		for n := range 10 {
			id := o.path(o.enterprise("厂"+string(rune('a'+n))), "2026", assessment.StateSubmitted, facts())
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for i, reviewer := range []assessment.Actor{o.reviewer, o.other} {
				wg.Go(func() {
					_, errs[i] = o.svc.PutReview(t.Context(), by(reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
				})
			}
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("errors %v and %v, want one", errs[0], errs[1])
			}
			lost := errors.Join(errs...)
			if !assessment.IsKind(lost, assessment.KindConflict) {
				t.Errorf("the loser is told %v", lost)
			}
			if a := o.application(id); a.State != assessment.StateReviewed {
				t.Errorf("state %s", a.State)
			}
		}
	})
}

// Many edits of one review with the version each has read: none is lost, losers
// are told the present state and repeat.
func TestNoEditOfAReviewIsLost(t *testing.T) {
	const writers, edits = 10, 4
	onBoth(t, func(t *testing.T, o *office) {
		id := o.path(o.enterprise("甲厂"), "2026", assessment.StateInReview, facts())
		var wg sync.WaitGroup
		var refused atomic.Int64
		for range writers {
			wg.Go(func() {
				for range edits {
					version := 0
					for {
						cmd := by(o.reviewer)
						cmd.Version = version
						if version == 0 {
							view, err := o.svc.Review(t.Context(), o.reviewer, id)
							if err != nil {
								t.Error(err)
								return
							}
							cmd.Version = view.Application.Version
						}
						_, err := o.svc.PutReview(t.Context(), cmd, id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("equity", 100)}})
						if err == nil {
							break
						}
						refused.Add(1)
						var e *assessment.Error
						if !errors.As(err, &e) || e.Kind != assessment.KindStale {
							t.Errorf("edit: %v", err)
							return
						}
						version = e.Present.(assessment.PresentApplication).Version
					}
				}
			})
		}
		wg.Wait()
		var entries []*assessment.ScoreEntry
		must(t, o.store.View(t.Context(), func(tx assessment.Tx) (err error) {
			entries, err = tx.ListScoreEntries(id)
			return err
		}))
		if len(entries) != writers*edits {
			t.Errorf("%d entries of %d edits", len(entries), writers*edits)
		}
		t.Logf("%d edits, %d refused and repeated", len(entries), refused.Load())
	})
}

// Ranking beside submissions and revisions: whatever comes first, a ranked round
// holds no unfinished review and every official total in it is the reviewed one.
func TestRankingBesideOtherWork(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		for n := range 8 {
			round := "r" + string(rune('a'+n))
			o.round(round)
			reviewed := o.path(o.enterprise("评"+round), round, assessment.StateReviewed, facts())
			late := o.enterprise("迟" + round)
			draft := o.path(late, round, assessment.StateDraft, facts())
			var wg sync.WaitGroup
			errs := make([]error, 3)
			wg.Go(func() { _, errs[0] = o.svc.Rank(t.Context(), by(o.lead), round) })
			wg.Go(func() { _, errs[1] = o.svc.Submit(t.Context(), by(late), draft, true) })
			wg.Go(func() {
				_, errs[2] = o.svc.PutReview(t.Context(), by(o.reviewer), reviewed, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("equity", 100)}})
			})
			wg.Wait()
			for _, err := range errs {
				if err != nil && !assessment.IsKind(err, assessment.KindConflict) {
					t.Errorf("refused as %v", err)
				}
			}
			if errs[0] != nil {
				continue
			}
			if a := o.application(draft); a.State != assessment.StateDraft {
				t.Errorf("ranked with an application %s", a.State)
			}
			if a := o.application(reviewed); a.State != assessment.StateRanked || a.Rank != 1 {
				t.Errorf("ranked with the reviewed one %s, rank %d", a.State, a.Rank)
			}
		}
	})
}

func TestARepeatedRequestHasOneEffect(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		clerk := o.enterprise("甲厂")
		cmd := by(clerk)
		cmd.IdempotencyKey, cmd.Fingerprint = "key-1", "print-1"
		// A wrong check digit warns; the warning's parameters must survive, too.
		read := func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
			a, problems := answers(facts(), nil)(card)
			a.Warnings.Add(scoring.CodeUSCCCheckDigit, scoring.Position{Path: "enterprise.uscc"}, "found", "A", "wanted", "B")
			return a, problems
		}
		const repeats = 5
		views := make([]*assessment.ApplicationView, repeats)
		errs := make([]error, repeats)
		var wg sync.WaitGroup
		for i := range repeats {
			wg.Go(func() { views[i], errs[i] = o.svc.CreateApplication(t.Context(), cmd, "2026", read) })
		}
		wg.Wait()
		for i := range repeats {
			must(t, errs[i])
			if diff := cmp.Diff(views[0], views[i]); diff != "" {
				t.Errorf("repeat %d differs:\n%s", i, diff)
			}
		}
		same(t, map[string]string{"found": "A", "wanted": "B"}, views[repeats-1].Warnings[0].Params)
		if c := o.counts(); c["applications"] != 1 || c["submissions"] != 1 || c["replies"] != 1 {
			t.Errorf("counts %v", c)
		}
		// The answer is what it was, even when everything has moved on.
		_, err := o.svc.Submit(t.Context(), by(clerk), views[0].ID, true)
		must(t, err)
		o.set(opening.AddDate(1, 0, 0))
		o.unchanged(t, func() {
			again, err := o.svc.CreateApplication(t.Context(), cmd, "2026", read)
			must(t, err)
			same(t, views[0], again)
		})
		other := cmd
		other.Fingerprint = "print-2"
		o.unchanged(t, func() {
			_, err = o.svc.CreateApplication(t.Context(), other, "2026", read)
			wantCode(t, err, assessment.KindInvalid, assessment.CodeIdempotencyReused)
		})
		// Another's key is another key, and what was refused can be repeated.
		mine := by(o.reviewer)
		mine.IdempotencyKey, mine.Fingerprint = "key-1", "print-3"
		_, err = o.svc.PutReview(t.Context(), mine, views[0].ID, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{agree("none")}})
		wantCode(t, err, assessment.KindInvalid, assessment.CodeInvalidInput)
		first, err := o.svc.PutReview(t.Context(), mine, views[0].ID, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{agree("titles")}})
		must(t, err)
		o.unchanged(t, func() {
			second, err := o.svc.PutReview(t.Context(), mine, views[0].ID, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{agree("titles")}})
			must(t, err)
			a, _ := json.Marshal(first)
			b, _ := json.Marshal(second)
			same(t, string(a), string(b))
		})
	})
}
