package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Who edits a row and takes hashes away does not have the program make new ones, and pin
// the row as it lies now, when it opens the database the next time.
func TestWhatLostItsHashIsNotChainedAgain(t *testing.T) {
	for name, edit := range map[string]string{
		"one hash":   "UPDATE audit_events SET hash = '' WHERE seq = 1",
		"all hashes": "UPDATE audit_events SET hash = ''",
		"and stamps": "UPDATE audit_events SET hash = '', stamp = ''",
	} {
		for _, headGone := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, head gone %t", name, headGone), func(t *testing.T) {
				each(t, func(t *testing.T, address string) {
					s := opened(t, address)
					heads := NewHeads(folderOf(address))
					writeSome(t, s, 0, 3)
					before, err := heads.Advance(t.Context(), s)
					if err != nil {
						t.Fatal(err)
					}
					unguarded(t, s, edit)
					if headGone {
						if err := os.Remove(filepath.Join(folderOf(address), headFile)); err != nil {
							t.Fatal(err)
						}
					}
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					s = opened(t, address)
					report, err := s.VerifyAudit(t.Context(), AuditOptions{Heads: heads})
					if err != nil {
						t.Fatal(err)
					}
					if report.Events != 3 || len(report.Problems) == 0 || report.First == nil || report.First.Seq != 1 {
						t.Errorf("%+v", report)
					}
					if head, err := heads.Advance(t.Context(), s); err == nil && *head != *before {
						t.Errorf("signed: %+v", head)
					}
				})
			})
		}
	}
}

// A head that is gone is made again only of the trail whose hashes were kept beside it.
func TestAHeadThatIsGoneIsNoNewBeginning(t *testing.T) {
	for name, test := range map[string]struct {
		edit string
		want error
	}{
		"nothing else": {"", nil},
		"cut":          {"DELETE FROM audit_events WHERE seq = 3", ErrTrailCut},
		"edited":       {"UPDATE audit_events SET reason = 'another' WHERE seq = 2", ErrTrailChanged},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, address string) {
				s := opened(t, address)
				heads := NewHeads(folderOf(address))
				writeSome(t, s, 0, 3)
				before, err := heads.Advance(t.Context(), s)
				if err != nil {
					t.Fatal(err)
				}
				if test.edit != "" {
					unguarded(t, s, test.edit)
				}
				if err := os.Remove(filepath.Join(folderOf(address), headFile)); err != nil {
					t.Fatal(err)
				}
				head, err := heads.Advance(t.Context(), s)
				if !errors.Is(err, test.want) {
					t.Errorf("error %v, want %v", err, test.want)
				}
				if test.want == nil && (head.Seq != before.Seq || head.Hash != before.Hash) {
					t.Errorf("head %+v, before %+v", head, before)
				}
			})
		})
	}
}
