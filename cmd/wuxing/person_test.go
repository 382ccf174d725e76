package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestPersonCommands exports and erases a person at the console; the trail and the
// invariants stand afterwards.
func TestPersonCommands(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	do := func(want int, args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		if status := run(append(args, "--data", data), &console{ctx: t.Context(), in: strings.NewReader("a good password\n"), out: &out, errOut: &said}); status != want {
			t.Fatalf("%v: status %d: %s", args, status, said.String())
		}
		return out.String()
	}
	do(exitDone, "user", "add", "zhangsan", "--role", "reviewer", "--name", "张三丰", "--email", "zhang@example.org", "--password-stdin")
	var export struct {
		DisplayName string `json:"display_name"`
		Events      []any
	}
	if err := json.Unmarshal([]byte(do(exitDone, "person", "export", "zhangsan")), &export); err != nil || export.DisplayName != "张三丰" || len(export.Events) != 1 {
		t.Errorf("export %+v, %v", export, err)
	}
	do(exitUsage, "person", "erase", "zhangsan")
	do(exitDone, "person", "erase", "zhangsan", "--reason", "本人书面申请")
	do(exitRefused, "person", "export", "zhangsan")
	if list := do(exitDone, "user", "list"); strings.Contains(list, "张三丰") || strings.Contains(list, "zhangsan") || !strings.Contains(list, "已删除\t停用") {
		t.Errorf("listed as %s", list)
	}
	if status, report := verified(t, data); status != exitDone || len(report.Notices) > 0 {
		t.Errorf("audit verify: status %d: %+v", status, report)
	}
	if hurt := hurtIn(t, data); len(hurt) > 0 {
		t.Errorf("verify: %v", hurt)
	}
}
