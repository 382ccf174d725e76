package house

import (
	"path/filepath"
	"strings"
	"testing"
)

// The table in doc.go of package assessment names every file of the package once, and
// nothing else.
func TestTheTableOfTheUseCasesNamesEveryFile(t *testing.T) {
	const folder = "../../assessment/"
	_, table, found := strings.Cut(read(t, folder+"doc.go"), "// Where to find what:\n")
	if !found {
		t.Fatal("doc.go has no table")
	}
	table, _, _ = strings.Cut(table, "package assessment")
	named := make(map[string]int)
	for _, entry := range strings.Split(strings.ReplaceAll(table, "//", ""), "\n   - ")[1:] {
		subject, names, ok := strings.Cut(entry, ": ")
		if !ok {
			t.Errorf("%q has no subject", entry)
		}
		for _, name := range strings.Split(names, ",") {
			name = strings.TrimSpace(name)
			if named[name]++; named[name] > 1 {
				t.Errorf("%s stands there twice, at last under %s", name, subject)
			}
		}
	}
	files, err := filepath.Glob(folder + "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		if strings.HasSuffix(name, "_test") || name == "doc" {
			continue
		}
		if named[name] == 0 {
			t.Errorf("%s.go is not in the table", name)
		}
		delete(named, name)
	}
	for name := range named {
		t.Errorf("there is no %s.go", name)
	}
}
