//go:build linux && !race

package hostile_test

import (
	"bytes"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wuxing/fixtures"
	"wuxing/internal/hostile"
	"wuxing/scoring"
	"wuxing/workbook"
)

// What one upload may cost.
const (
	maxTime  = 10 * time.Second
	maxExtra = 64 << 10 // KiB, of server and child together
	mutants  = 1000
)

// TestHostileUploads sends every hostile workbook and a thousand damaged ones to a
// real server that answers others meanwhile.
func TestHostileUploads(t *testing.T) {
	forms := filledForms(t)
	s := start(t)
	sound := warmUp(t, s, forms)
	calm := s.memory(t, "VmRSS:")
	stop := othersAsk(t, s)
	t.Run("kinds", func(t *testing.T) { everyKind(t, s, forms[0]) })
	t.Run("oddities", func(t *testing.T) { everyOddity(t, s, forms[0], sound[0]) })
	t.Run("mutations", func(t *testing.T) { everyMutation(t, s, forms, sound) })
	t.Logf("others had %d answers meanwhile; the server had %.1f MiB before and %.1f MiB after all of it",
		stop(), float64(calm)/1024, float64(s.memory(t, "VmRSS:"))/1024)
}

// filledForms are sound forms of several enterprises.
func filledForms(t *testing.T) [][]byte {
	t.Helper()
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	var forms [][]byte
	for _, number := range []string{"050", "001", "010", "030", "075"} {
		c, err := fixtures.Find(number)
		if err != nil {
			t.Fatal(err)
		}
		enterprise, facts, _, problems := card.ParseSubmission(c.Submission)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var form bytes.Buffer
		if err := workbook.WriteForm(&form, card, enterprise, facts); err != nil {
			t.Fatal(err)
		}
		forms = append(forms, form.Bytes())
	}
	return forms
}

// warmUp has the sound forms read, and gives the answers.
func warmUp(t *testing.T, s *server, forms [][]byte) [][]byte {
	t.Helper()
	var sound [][]byte
	for _, form := range forms {
		a, err := s.upload(form)
		if err != nil || a.status != 200 {
			t.Fatalf("a sound form: %v %+v", err, a)
		}
		sound = append(sound, a.body)
	}
	return sound
}

// othersAsk asks for something else all the time; stop ends that and tells how
// often it was answered.
func othersAsk(t *testing.T, s *server) (stop func() int64) {
	t.Helper()
	var answered atomic.Int64
	ended := make(chan struct{})
	var group sync.WaitGroup
	for _, ask := range []func() error{
		func() error { return s.ask("GET", "/healthz", "") },
		func() error {
			return s.ask("POST", "/api/v1/score", `{"facts":{"employees":400,"skilled_workers":200}}`)
		},
	} {
		group.Go(func() {
			for {
				select {
				case <-ended:
					return
				case <-time.After(20 * time.Millisecond):
				}
				if err := ask(); err != nil {
					t.Error(err)
					return
				}
				answered.Add(1)
			}
		})
	}
	return func() int64 { close(ended); group.Wait(); return answered.Load() }
}

// cost is what the costliest uploads took.
type cost struct {
	took                  time.Duration
	child, extra          int
	slowest, most, hungry string
}

func (c *cost) add(name string, took time.Duration, child, extra int) {
	if took > c.took {
		c.took, c.slowest = took, name
	}
	if child > c.child {
		c.child, c.hungry = child, name
	}
	if extra > c.extra {
		c.extra, c.most = extra, name
	}
}

// everyKind sends one after the other, to know what each costs.
func everyKind(t *testing.T, s *server, form []byte) {
	kinds, err := hostile.Kinds(form)
	if err != nil {
		t.Fatal(err)
	}
	var most cost
	for i := range kinds {
		kind := &kinds[i]
		if len(kind.Data) > workbook.MaxFileBytes {
			t.Errorf("%s: %d bytes", kind.Name, len(kind.Data))
		}
		s.measure(t, kind, &most, func(a *answer) {
			if a.status != 422 || a.Code != "invalid_input" || len(a.Problems) == 0 || a.Problems[0].Message == "" || kind.Code != "" && !a.hasProblem(kind.Code) {
				t.Errorf("%s: %d, want %s: %.300s", kind.Name, a.status, kind.Code, a.body)
			}
		})
	}
	most.log(t, len(kinds), "kinds")
}

func (c *cost) log(t *testing.T, count int, what string) {
	t.Helper()
	t.Logf("%d %s: longest %.1f s (%s); most memory of a child %.1f MiB (%s); of server and child together %.1f MiB more than before (%s)",
		count, what, c.took.Seconds(), c.slowest, float64(c.child)/1024, c.hungry, float64(c.extra)/1024, c.most)
}

// measure sends one workbook and holds what it costs against the limits.
func (s *server) measure(t *testing.T, kind *hostile.Kind, most *cost, check func(*answer)) {
	t.Helper()
	before := s.memory(t, "VmRSS:")
	s.forgetPeak(t)
	s.takePeak()
	watch := s.watchChildren()
	a, err := s.upload(kind.Data)
	child := max(watch(), s.takePeak())
	if err != nil {
		t.Errorf("%s: %v", kind.Name, err)
		return
	}
	check(a)
	extra := max(0, s.memory(t, "VmHWM:")-before) + child
	if a.took > maxTime || extra > maxExtra {
		t.Errorf("%s: %v and %d KiB", kind.Name, a.took, extra)
	}
	most.add(kind.Name, a.took, child, extra)
}

// everyOddity is read like the sound form.
func everyOddity(t *testing.T, s *server, form, sound []byte) {
	oddities, err := hostile.Oddities(form)
	if err != nil {
		t.Fatal(err)
	}
	var most cost
	for i := range oddities {
		odd := &oddities[i]
		s.measure(t, odd, &most, func(a *answer) {
			if a.status != 200 || !bytes.Equal(a.body, sound) {
				t.Errorf("%s: %d %.300s", odd.Name, a.status, a.body)
			}
		})
	}
	most.log(t, len(oddities), "oddities")
}

// everyMutation sends them from several sides at once. What is not refused is
// either of no effect or a reading of its own.
func everyMutation(t *testing.T, s *server, forms, sound [][]byte) {
	const atOnce = 3 // one waits for a place
	mutator, err := hostile.NewMutator(1, forms...)
	if err != nil {
		t.Fatal(err)
	}
	before := s.memory(t, "VmRSS:")
	s.forgetPeak(t)
	s.takePeak()
	type mutant struct {
		what string
		data []byte
	}
	queue := make(chan mutant)
	var group sync.WaitGroup
	var same, read, refused atomic.Int64
	var slowest atomic.Int64
	for range atOnce {
		group.Go(func() {
			for m := range queue {
				a, err := s.upload(m.data)
				if err != nil {
					t.Errorf("%s: %v", m.what, err)
					continue
				}
				slowest.Store(max(slowest.Load(), int64(a.took)))
				switch {
				case a.took > maxTime:
					t.Errorf("%s: %v", m.what, a.took)
				case a.status == 200 && contains(sound, a.body):
					same.Add(1)
				case a.status == 200 && a.Total != "" && len(a.Indicators) > 0:
					read.Add(1)
				case a.status == 422 && len(a.Problems) > 0 && a.Problems[0].Code != "" && a.Problems[0].Message != "" && !a.hasProblem("workbook_too_costly"):
					refused.Add(1)
				default:
					t.Errorf("%s: %d %.300s", m.what, a.status, a.body)
				}
			}
		})
	}
	for range mutants {
		what, data := mutator.Next()
		queue <- mutant{what, data}
	}
	close(queue)
	group.Wait()
	child := s.takePeak()
	server := max(0, s.memory(t, "VmHWM:")-before)
	// Two are read at a time; each has its child and its part of what the server takes.
	if extra := server/2 + child; extra > maxExtra {
		t.Errorf("one upload took %d KiB", extra)
	}
	t.Logf("%d mutations: %d refused, %d read as before, %d read otherwise; longest %.1f s; most memory of a child %.1f MiB, of the server %.1f MiB more than before",
		mutants, refused.Load(), same.Load(), read.Load(), time.Duration(slowest.Load()).Seconds(), float64(child)/1024, float64(server)/1024)
	if refused.Load() < mutants/4 || same.Load() == 0 || read.Load() == 0 {
		t.Error("the mutations do not reach both sides")
	}
}

func contains(bodies [][]byte, body []byte) bool {
	for _, b := range bodies {
		if bytes.Equal(b, body) {
			return true
		}
	}
	return false
}
