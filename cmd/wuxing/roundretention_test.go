package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// The console changes how long a round keeps its files: in one way, with a reason.
func TestTheRetentionOfARoundAtTheConsole(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	wuxing(t, exitDone, "user", "add", "root", "--role", "admin", "--name", "管理员", "--data", data)
	wuxing(t, exitDone, "round", "create", "2026", "--name", "2026年度", "--year", "2026", "--data", data)
	set := func(status int, args ...string) string {
		return wuxing(t, status, append([]string{"round", "retention", "2026", "--reason", "档案保管期限有变", "--data", data}, args...)...)
	}
	for want, args := range map[string][]string{
		"发布后保存 10 年": {"--years", "10"}, "保存到 2099-12-31": {"--until", "2099-12-31"}, "一直保存": {"--forever"},
	} {
		if said := set(exitDone, args...); !strings.Contains(said, want) {
			t.Errorf("%v: said %q", args, said)
		}
	}
	set(exitUsage)
	set(exitUsage, "--years", "10", "--forever")
	set(exitRefused, "--until", "2000-01-01")
	wuxing(t, exitUsage, "round", "retention", "2026", "--forever", "--data", data)
	wuxing(t, exitRefused, "round", "retention", "2026", "--forever", "--reason", "短", "--data", data)
	wuxing(t, exitRefused, "round", "retention", "none", "--forever", "--reason", "档案保管期限有变", "--data", data)
}
