package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// requirement is a row of the tables of docs/security.md.
var requirement = regexp.MustCompile(`^\| v5\.0\.0-(\S+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)

// TestTheSecurityDocumentIsWholeAndTrue: docs/security.md answers every requirement
// of levels 1 and 2 of the chapters that apply, once, and each file and test that one
// of its tables names is there.
func TestTheSecurityDocumentIsWholeAndTrue(t *testing.T) {
	text, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile("testdata/asvs-5.0.0.txt")
	if err != nil {
		t.Fatal(err)
	}
	tests := testsOfTheTree(t)
	answered := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			continue
		}
		if row := requirement.FindStringSubmatch(line); row != nil {
			if answered[row[1]] != "" {
				t.Errorf("%s is answered twice", row[1])
			}
			answered[row[1]] = row[2]
			excused := regexp.MustCompile("不适用|未满足|部署要求").MatchString(row[4])
			if row[5] == "–" && !excused {
				t.Errorf("%s names neither a file nor a test", row[1])
			}
		} else if strings.Contains(line, "v5.0.0-") {
			t.Errorf("not a row: %s", line)
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[len(cells)-1], -1) {
			switch {
			case strings.HasPrefix(name[1], "Test"):
				if !tests[name[1]] {
					t.Errorf("there is no test %s: %s", name[1], line)
				}
			case strings.HasPrefix(name[1], "/"), strings.HasPrefix(name[1], "keys/"): // of a running office
			default:
				if _, err := os.Stat(filepath.Join("../..", name[1])); err != nil {
					t.Errorf("there is no file %s: %s", name[1], line)
				}
			}
		}
	}
	wanted := strings.Fields(string(list))
	for i := 0; i+1 < len(wanted); i += 2 {
		if answered[wanted[i]] != wanted[i+1] {
			t.Errorf("%s of level %s is answered for level %q", wanted[i], wanted[i+1], answered[wanted[i]])
		}
	}
	if len(answered) != len(wanted)/2 {
		t.Errorf("%d requirements are answered, %d are asked", len(answered), len(wanted)/2)
	}
}

// testsOfTheTree are the names of all tests.
func testsOfTheTree(t *testing.T) map[string]bool {
	t.Helper()
	names := make(map[string]bool)
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		for _, found := range declared.FindAllSubmatch(content, -1) {
			names[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
