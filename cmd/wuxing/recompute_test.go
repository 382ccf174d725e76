package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// The published round of the demo comes out with one hash: on 64 bits and on 32, in
// three time zones, from its snapshot and from the rows, in whatever order they lie.
func TestAPublishedRoundHasOneHash(t *testing.T) {
	t.Parallel()
	ordered := filepath.Join(t.TempDir(), "demo")
	flags := dataFlags{Data: ordered}
	o, err := flags.open(t.Context(), store.Options{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := fillDemo(quiet(t), o); err != nil {
		t.Fatal(err)
	}
	rounds, err := o.service.ListRounds(t.Context(), operator)
	if err != nil {
		t.Fatal(err)
	}
	published := slices.IndexFunc(rounds, func(r *assessment.Round) bool { return r.State == assessment.RoundPublished })
	round := rounds[published].ID
	frozen, err := o.service.FindSnapshot(t.Context(), operator, round)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	shuffled := filepath.Join(t.TempDir(), "demo")
	if err := os.CopyFS(shuffled, os.DirFS(ordered)); err != nil {
		t.Fatal(err)
	}
	shuffle(t, shuffled)
	small := filepath.Join(t.TempDir(), "wuxing")
	build := exec.Command("go", "build", "-tags", "nomsgpack", "-o", small, ".")
	build.Env = append(os.Environ(), "GOARCH=386", "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build for 386: %v: %s", err, said)
	}
	programs, runs := map[string]string{runtime.GOARCH: "wuxing", "386": small}, 0
	for arch, program := range programs {
		for _, zone := range []string{"UTC", "Asia/Shanghai", "America/St_Johns"} {
			for name, data := range map[string]string{"ordered": ordered, "shuffled": shuffled} {
				for _, from := range []string{"", "--rows"} {
					command := exec.Command(program, "recompute", "--round", round, "--data", data)
					if from != "" {
						command.Args = append(command.Args, from)
					}
					command.Env = append(os.Environ(), "TZ="+zone)
					var body, said bytes.Buffer
					command.Stdout, command.Stderr = &body, &said
					err := command.Run()
					if err != nil || strings.TrimSpace(said.String()) != frozen.Hash || !bytes.Equal(body.Bytes(), frozen.Body) {
						t.Errorf("%s, %s, %s rows %s: %v: %s, want %s", arch, zone, name, from, err, said.String(), frozen.Hash)
					}
					runs++
				}
			}
		}
	}
	t.Logf("%d runs: %s", runs, frozen.Hash)
}

// shuffle lays the rows of every table in another order: a question without ORDER BY
// gives them so.
func shuffle(t *testing.T, data string) {
	t.Helper()
	moved := 0
	tampered(t, data, 11, signedPart{}, func(x *tamperer) want {
		for _, table := range x.texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name") {
			if x.number("SELECT count(*) FROM pragma_table_info(?) WHERE pk = 1 AND lower(type) = 'integer'", table) > 0 {
				continue // the key is where the row lies
			}
			rows := x.texts("SELECT rowid FROM " + table)
			before := slices.Clone(rows)
			x.random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			for i, row := range rows { // a place is taken once
				x.exec("UPDATE "+table+" SET rowid = ? WHERE rowid = ?", -1-i, row)
			}
			if !slices.Equal(rows, before) {
				moved++
			}
		}
		return want{}
	})
	if moved < 10 {
		t.Fatalf("only %d tables were shuffled", moved)
	}
}
