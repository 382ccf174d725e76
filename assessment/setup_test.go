package assessment_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testpg"
	"wuxing/store"
)

// emptyOffice has no account at all.
func emptyOffice(t *testing.T, address string, clock *time.Time) *assessment.Service {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Keys: testpg.Folder(address)})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	var mu sync.Mutex
	n := 0
	return assessment.NewService(s, nil, nil, func() time.Time { return *clock }, func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return fmt.Sprintf("id-%08d", n)
	})
}

func TestFirstAdministrator(t *testing.T) {
	for name, address := range map[string]func() string{
		"sqlite": func() string { return filepath.Join(t.TempDir(), "office") }, "postgres": func() string { return testpg.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			clock := opening
			svc := emptyOffice(t, address(), &clock)
			set := func(code string) error {
				_, err := svc.SetUp(t.Context(), assessment.FirstAccount{Code: code, Username: "Boss", DisplayName: "王主任", Password: "a good password"})
				return err
			}
			first, err := svc.BeginSetup(t.Context())
			must(t, err)
			for _, wrong := range []string{"", "ABCDE-FGHIJ-KLMNO-PQRST", first[1:], first + "A"} {
				same(t, []string{"setup_code_wrong code"}, problems(set(wrong)))
			}
			// A restart makes a new one, and the old is worth nothing.
			second, err := svc.BeginSetup(t.Context())
			must(t, err)
			if second == first || len(strings.Split(second, "-")) != 4 {
				t.Errorf("codes %q, %q", first, second)
			}
			same(t, []string{"setup_code_wrong code"}, problems(set(first)))
			clock = clock.Add(assessment.SetupLasts)
			same(t, []string{"setup_code_wrong code"}, problems(set(second)))
			third, err := svc.BeginSetup(t.Context())
			must(t, err)
			_, err = svc.SetUp(t.Context(), assessment.FirstAccount{Code: third, Username: "Boss", Password: "short"})
			same(t, []string{"value_too_short password"}, problems(err)) // and the code is not used up

			// Of many at once one is first.
			var all sync.WaitGroup
			results := make([]error, 8)
			for i := range results {
				all.Go(func() {
					_, results[i] = svc.SetUp(t.Context(), assessment.FirstAccount{
						Code: strings.ToLower(strings.ReplaceAll(third, "-", " ")), Username: fmt.Sprintf("boss%d", i), Password: "a good password",
					})
				})
			}
			all.Wait()
			made := 0
			for _, err := range results {
				if err == nil {
					made++
				} else if !assessment.IsKind(err, assessment.KindNotFound) && !assessment.IsKind(err, assessment.KindConflict) {
					t.Errorf("the others: %v", err)
				}
			}
			if made != 1 {
				t.Errorf("%d administrators", made)
			}
			if code, err := svc.BeginSetup(t.Context()); err != nil || code != "" {
				t.Errorf("another code: %q, %v", code, err)
			}
			wantCode(t, set(third), assessment.KindNotFound, assessment.CodeNotFound)
		})
	}
}
