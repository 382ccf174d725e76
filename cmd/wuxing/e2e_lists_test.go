package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/api/apitest"
)

// exportLists takes the lists of the published round, over HTTP and by command: the
// same bytes. The public has two of them.
func (o *testOffice) exportLists(t *testing.T, lead, weaver *person) {
	anyone := &person{t: t, name: "anyone", client: apitest.NewClient(t, o.address), office: o}
	dir := t.TempDir()
	for _, list := range []string{"notice", "final", "awards"} {
		file := filepath.Join(dir, list+".xlsx")
		if status := run([]string{"export", "--round", "2026", "--" + list, "-o", file, "--data", o.data}, quiet(t)); status != exitDone {
			t.Fatalf("wuxing export --%s: status %d", list, status)
		}
		book := readFile(t, file)
		if !bytes.Equal(lead.ask("GET", "/rounds/2026/"+list+".xlsx", 200, nil).body, book) {
			t.Errorf("the command's %s differs from the server's", list)
		}
		if list == "awards" {
			anyone.ask("GET", "/rounds/2026/awards.xlsx", 401, nil)
			weaver.ask("GET", "/rounds/2026/awards.xlsx", 403, nil)
			continue
		}
		if !bytes.Equal(anyone.ask("GET", "/rounds/2026/"+list+".xlsx", 200, nil).body, book) {
			t.Errorf("the public's %s is another one", list)
		}
	}
	var kinds []any
	for _, e := range lead.ask("GET", "/rounds/2026/exports", 200, nil).at("exports").([]any) {
		kinds = append(kinds, e.(object)["kind"])
	}
	want := []any{"notice.xlsx", "notice.xlsx", "final.xlsx", "final.xlsx", "awards.xlsx", "awards.xlsx"}
	if diff := cmp.Diff(want, kinds[len(kinds)-6:]); diff != "" {
		t.Errorf("log of exports (-want +got):\n%s", diff)
	}
}
