package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/api/apitest"
)

// exportLists takes the lists of the published round, over HTTP and by command: the
// same bytes. The public has two of them.
func (o *testOffice) exportLists(t *testing.T, lead, weaver *person) {
	anyone := &person{t: t, name: "anyone", client: apitest.NewClient(t, o.address), office: o}
	dir := t.TempDir()
	for _, list := range []string{"notice", "final", "awards"} {
		file := filepath.Join(dir, list+".xlsx")
		if status := run([]string{"export", "--round", "2026", "--" + list, "-o", file, "--data", o.data, "--files", o.files}, quiet(t)); status != exitDone {
			t.Fatalf("wuxing export --%s: status %d", list, status)
		}
		book := readFile(t, file)
		if !bytes.Equal(lead.ask("GET", "/rounds/2026/"+list+".xlsx", 200, nil).body, book) {
			t.Errorf("the command's %s differs from the server's", list)
		}
		o.checkPrinted(t, list, book)
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

// printed are the lines that a list bears of the audit trail.
var printed = regexp.MustCompile(`审计记录第(\d+)条：([0-9a-f]{64}).*签名公钥指纹：([0-9a-f]{64})`)

// checkPrinted holds what is printed on a list against the trail, as somebody does
// who has only the paper.
func (o *testOffice) checkPrinted(t *testing.T, list string, book []byte) {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := file.GetRows(file.GetSheetList()[0])
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	found := printed.FindStringSubmatch(fmt.Sprint(rows))
	if found == nil {
		t.Fatalf("%s bears no mark of the trail: %v", list, rows)
	}
	seq, hash, key := found[1], found[2], found[3]
	status, report := verified(t, o.data, "--files", o.files, "--expect", seq+":"+hash)
	if status != exitDone || report.Key != key || report.Key == "" {
		t.Errorf("%s: audit verify: status %d, key %s, printed %s: %+v", list, status, report.Key, key, report)
	}
	other := strings.Repeat("0", 64)
	if status, report := verified(t, o.data, "--files", o.files, "--expect", seq+":"+other); status != exitRefused || fmt.Sprint(report.First.Seq) != seq {
		t.Errorf("%s: another hash: status %d: %+v", list, status, report.First)
	}
	head := parse(t, []byte(wuxing(t, exitDone, "audit", "head", "--data", o.data, "--files", o.files)))
	if head["fingerprint"] != key {
		t.Errorf("%s: printed key %s, audit head says %v", list, key, head["fingerprint"])
	}
	// What is on the list was done before the mark: its last event is the step's own.
	events := o.actionsUpTo(t, seq)
	if want := map[string]string{"notice": "begin_notice", "final": "publish", "awards": "publish"}[list]; !strings.HasSuffix(events, want) {
		t.Errorf("%s: the trail ends with %s at the mark", list, events)
	}
}

// actionsUpTo are the actions of the trail up to a number, the last ten of them.
func (o *testOffice) actionsUpTo(t *testing.T, seq string) string {
	t.Helper()
	db := openStored(t, o.data)
	defer func() { _ = db.Close() }() // only read
	x := &tamperer{t: t, db: db}
	actions := x.texts("SELECT action FROM audit_events WHERE seq <= " + seq + " ORDER BY seq DESC LIMIT 10")
	slices.Reverse(actions)
	return strings.Join(actions, " ")
}
