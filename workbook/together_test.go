package workbook

import (
	"bytes"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Forms are written, marked and read by many at once, on one card, each as if alone;
// the race detector looks on.
func TestFormsAreReadTogether(t *testing.T) {
	card := testCard(t)
	all := fixtures(t, card)[:3]
	forms, want := make([][]byte, len(all)), make([]*Reading, len(all))
	for i, f := range all {
		forms[i] = newForm(t, card, f.enterprise, f.facts)
		reading, problems := Read(forms[i], finder(card))
		if len(problems) > 0 {
			t.Fatalf("%s: %v", f.name, problems)
		}
		want[i] = reading
	}
	var group sync.WaitGroup
	for worker := range len(all) {
		group.Go(func() {
			for n := range all {
				i := (n + worker) % len(all)
				var b bytes.Buffer
				if err := WriteForm(&b, card, all[i].enterprise, all[i].facts); err != nil || !bytes.Equal(b.Bytes(), forms[i]) {
					t.Errorf("%s: written another way together: %v", all[i].name, err)
				}
				got, problems := Read(forms[i], finder(card))
				if len(problems) > 0 {
					t.Errorf("%s: %v", all[i].name, problems)
					continue
				}
				if diff := cmp.Diff(asJSON(t, want[i].Facts), asJSON(t, got.Facts)); diff != "" {
					t.Errorf("%s (-alone +together):\n%s", all[i].name, diff)
				}
			}
		})
	}
	group.Wait()
}
