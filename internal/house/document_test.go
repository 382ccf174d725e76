package house

import (
	"os"
	"strings"
	"testing"
)

// The table of docs/architecture.md says of every package what it is for.
func TestTheHousesTableNamesEveryPackage(t *testing.T) {
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| folder |")
	table, _, _ = strings.Cut(table, "\n\n")
	for _, p := range packages(t) {
		folder := strings.TrimPrefix(p.ImportPath, "wuxing/")
		if !strings.Contains(table, "`"+folder+"`") && !strings.Contains(table, "`"+folder+"/`") {
			t.Errorf("%s is not in the table", folder)
		}
	}
	for _, section := range []string{"\n## ", "\n### "} {
		seen := make(map[string]bool)
		for _, part := range strings.Split(string(text), section)[1:] {
			heading, _, _ := strings.Cut(part, "\n")
			if seen[heading] {
				t.Errorf("%q is a heading twice", heading)
			}
			seen[heading] = true
		}
	}
	lines := make(map[string]bool)
	for _, line := range strings.Split(string(text), "\n") {
		if len(line) > 60 && lines[line] {
			t.Errorf("stands there twice: %s", line)
		}
		lines[line] = true
	}
}
