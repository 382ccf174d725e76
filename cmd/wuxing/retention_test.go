package main

import (
	"bytes"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// What a server erases years later stays erased through backup and restore, and every
// check knows it from what is missing.
func TestRetentionCommand(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	flags := dataFlags{Data: data}
	o, err := flags.open(t.Context(), store.Options{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDemo(quiet(t), o)
	if err != nil {
		t.Fatal(err)
	}
	d.retention, d.bar = &assessment.Retention{Years: 10}, newProgress(io.Discard, "", 1)
	if err := d.fill(time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	do := func(want int, args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		if status := run(args, &console{ctx: t.Context(), in: strings.NewReader(""), out: &out, errOut: &said}); status != want {
			t.Fatalf("%v: status %d: %s", args, status, said.String())
		}
		return out.String()
	}
	for _, flag := range [][]string{{"--dry-run"}, nil} {
		if said := do(exitDone, append([]string{"retention", "run", "--data", data}, flag...)...); said != "没有过了保存期限的批次\n" {
			t.Errorf("%v says %q", flag, said)
		}
	}
	if said := do(exitDone, "retention", "run", "--data", data, "--json"); !strings.Contains(said, `"rounds": []`) {
		t.Errorf("as JSON %s", said)
	}
	do(exitUsage, "retention", "run", "--data", "postgres://nobody@127.0.0.1:1/none")

	later, err := flags.open(t.Context(), store.Options{}, func() time.Time { return time.Now().AddDate(11, 0, 0) })
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	for range 2 {
		later.eraseOnce(t.Context(), logger)
	}
	later.eraseOverdue(t.Context(), logger)()
	if strings.Count(log.String(), `"rule":"years=10"`) != 1 || strings.Contains(log.String(), "ERROR") {
		t.Errorf("logged %s", log.String())
	}
	if err := later.store.Close(); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	do(exitDone, "backup", "--data", data, copied+".tar")
	do(exitDone, "restore", copied+".tar", copied)
	for _, data := range []string{data, copied} {
		status, report := verified(t, data)
		if status != exitDone || report.Erased == 0 || report.Files <= report.Erased {
			t.Errorf("audit verify: status %d: %+v", status, report)
		}
		if said := do(exitDone, "audit", "verify", "--data", data); !strings.Contains(said, "个已按保存期限删除") {
			t.Errorf("audit verify says %s", said)
		}
		if hurt := hurtIn(t, data); len(hurt) > 0 {
			t.Errorf("verify: %v", hurt)
		}
	}
}
