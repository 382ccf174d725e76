package assessment_test

import (
	"sync"
	"testing"

	"wuxing/assessment"
)

// Two reviewers who finish at the same moment settle the score, whoever comes
// first: neither is lost, and none waits for the other for ever.
func TestBothFinishAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.twoBlind("2026")
		var ids []string
		for _, name := range []string{"甲厂", "乙厂", "丙厂", "丁厂", "戊厂", "己厂", "庚厂", "辛厂"} {
			ids = append(ids, o.twoAssigned(o.enterprise(name), "2026"))
		}
		var wg sync.WaitGroup
		for i, id := range ids {
			for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
				wg.Go(func() {
					entry := override("titles", 50)
					if i%2 == 1 && reviewer.UserID == o.other.UserID {
						entry = override("titles", 25)
					}
					if _, err := o.finish(reviewer, id, entry); err != nil {
						t.Errorf("%s at %s: %v", reviewer.Username, id, err)
					}
				})
			}
		}
		wg.Wait()
		for i, id := range ids {
			want := []assessment.State{assessment.StateReviewed, assessment.StateModeration}[i%2]
			if state := o.application(id).State; state != want {
				t.Errorf("%s is %s, want %s", id, state, want)
			}
		}
	})
}

// Of 10 clients with 10 edits each at one seat none is lost: who comes late is told
// the seat's present version.
func TestNoEditAtASeatIsLost(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		const clients, edits = 10, 10
		ctx := t.Context()
		o.twoBlind("2026")
		id := o.twoAssigned(o.enterprise("甲厂"), "2026")
		var wg sync.WaitGroup
		for range clients {
			wg.Go(func() {
				for done := 0; done < edits; {
					review, err := o.svc.Review(ctx, o.reviewer, id)
					if err != nil {
						t.Error(err)
						return
					}
					cmd := by(o.reviewer)
					cmd.Version = review.Application.Version
					_, err = o.svc.PutReview(ctx, cmd, id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("titles", 50)}})
					switch {
					case err == nil:
						done++
					case code(err) != assessment.CodeVersionMovedOn && code(err) != assessment.CodeConcurrentConflict:
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		var entries []*assessment.ScoreEntry
		must(t, o.store.View(ctx, func(tx assessment.Tx) (err error) {
			entries, err = tx.ListScoreEntries(id)
			return err
		}))
		review, err := o.svc.Review(ctx, o.reviewer, id)
		must(t, err)
		// One version for the seat, one for sitting down, one an edit.
		if len(entries) != clients*edits || review.Application.Version != clients*edits+2 {
			t.Errorf("%d entries under version %d, want %d", len(entries), review.Application.Version, clients*edits)
		}
	})
}
