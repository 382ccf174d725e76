package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Without its key an office records nothing and no server starts; where it is lost for
// good, another one takes its place, with a reason, and the trail still holds.
func TestALostKeyIsReplaced(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	do := func(want int, args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		if status := run(append(args, "--data", data), &console{ctx: t.Context(), in: strings.NewReader("a good password\n"), out: &out, errOut: &said}); status != want {
			t.Fatalf("%v: status %d, want %d: %s%s", args, status, want, out.String(), said.String())
		}
		return out.String() + said.String()
	}
	add := func(name string) []string {
		return []string{"user", "add", name, "--role", "admin", "--name", "管理员", "--password-stdin"}
	}
	do(exitDone, add("root")...)
	do(exitUsage, "audit", "rekey", "--reason", "试一试")
	private := filepath.Join(data, "keys", "audit.key")
	if err := os.Remove(private); err != nil {
		t.Fatal(err)
	}
	if said := do(exitDone, "audit", "verify"); !strings.Contains(said, "[audit_stamps_unchecked]") || !strings.Contains(said, "封签      没有核对") {
		t.Errorf("verify without the key: %s", said)
	}
	for _, args := range [][]string{add("other"), {"serve", "--addr", "127.0.0.1:0"}} {
		if said := do(exitFailed, args...); !strings.Contains(said, "keys/audit.key") {
			t.Errorf("%v: %s", args, said)
		}
	}
	if said := do(exitRefused, "doctor"); !strings.Contains(said, "keys/audit.key") {
		t.Errorf("doctor: %s", said)
	}
	if _, err := os.Stat(private); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("a key was made: %v", err)
	}
	do(exitDone, "audit", "rekey", "--reason", "硬盘损坏，备份里没有私钥")
	do(exitDone, add("other")...)
	if said := do(exitDone, "audit", "verify"); !strings.Contains(said, "[audit_stamps_lost]") || !strings.Contains(said, "封签      从第 2 条起, 核对了 2 条") {
		t.Errorf("verify with another key: %s", said)
	}
	do(exitUsage, "audit", "rekey", "--reason", "再来一次")
}
