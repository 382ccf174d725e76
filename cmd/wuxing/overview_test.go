package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"wuxing/assessment"
)

// The overview on the command line, as tables and as JSON.
func TestRoundOverview(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	command(t, exitDone, "user", "add", "clerk", "--role", "enterprise", "--name", "王", "--enterprise", "甲厂", "--uscc", "91330502MA2B00001R", "--township", "织里镇", "--data", data)
	command(t, exitDone, "round", "create", "2026", "--name", "二〇二六年度", "--year", "2026", "--quota", "3", "--first-check", "--data", data)
	submitOne(t, data)
	out, _ := command(t, exitDone, "round", "overview", "2026", "--data", data)
	for _, line := range []string{
		"2026\t二〇二六年度\t受理中\t", "\n织里镇\t1\t1\t0\t已提交1\n", "\n尚无评审员\t-\t0\n", // first the township has to check it
		"\n没有分数\t0\t1\n", "\n中位\t", "\n技能型企业\t3\t0\t0\n", "\n优秀\t未定\t0\t0\n", "\n未完成评审\t1\n", "\n2.5\t技术工人占比\t0\t0\t0\t",
	} {
		if !strings.Contains(out, line) {
			t.Errorf("%q is not in\n%s", line, out)
		}
	}
	text, _ := command(t, exitDone, "round", "overview", "2026", "--format", "json", "--data", data)
	var overview assessment.Overview
	if err := json.Unmarshal([]byte(text), &overview); err != nil {
		t.Fatal(err)
	}
	if overview.Scores.Totals.Self.Count != 1 || overview.Quota.Pending != 1 || overview.Townships[0].Unchecked != 1 {
		t.Errorf("told %s", text)
	}
	if _, problems := command(t, exitRefused, "round", "overview", "2027", "--data", data); !strings.Contains(problems, "[not_found]") {
		t.Errorf("another round: %s", problems)
	}
}
