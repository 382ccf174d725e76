package store

import (
	"flag"
	"testing"
	"time"
)

var (
	trailEvents = flag.Int("trail.events", 500, "how many events TestALongTrailIsVerified has verified (make soak: 200000)")
	// Nothing is judged by the clock unless it is asked for: a busy machine is no fault.
	trailVerified = flag.Duration("trail.verified", 0, "how long that may take at most; 0: is not judged (make soak: 5s)")
)

// TestALongTrailIsVerified holds a trail of one event and one score entry after the
// other against its rows: everything is looked at, and nothing is found.
func TestALongTrailIsVerified(t *testing.T) {
	folder := t.TempDir()
	s, err := makeTrail(t.Context(), folder, *trailEvents)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	began := time.Now()
	report, err := s.VerifyAudit(t.Context(), AuditOptions{Heads: NewHeads(folder)})
	took := time.Since(began)
	if err != nil || len(report.Problems) > 0 {
		t.Fatalf("%+v %v", report, err)
	}
	if report.Events < int64(*trailEvents) || report.Rows < *trailEvents || report.Head == nil || report.Head.Seq != report.Events {
		t.Errorf("of %d events were verified %d with %d rows, signed %+v", *trailEvents, report.Events, report.Rows, report.Head)
	}
	t.Logf("%d events and %d rows verified in %s", report.Events, report.Rows, took)
	if *trailVerified > 0 && took > *trailVerified {
		t.Errorf("verified in %s, allowed are %s", took, *trailVerified)
	}
}
