package templates

import (
	"io/fs"
	"path"
	"strings"
	"testing"
)

// A block that is not closed takes in whatever follows, and no browser says a word: so
// half the styles can come to hold on phones alone.
func TestEveryBlockOfTheStylesIsClosed(t *testing.T) {
	styles := 0
	err := fs.WalkDir(FS, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".css" {
			return err
		}
		styles++
		text, err := fs.ReadFile(FS, name)
		depth := 0
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "/*") && depth != 0 {
				t.Errorf("%s, line %d: a section begins within %d open blocks", name, i+1, depth)
				depth = 0
			}
			depth += strings.Count(line, "{") - strings.Count(line, "}")
		}
		if depth != 0 {
			t.Errorf("%s ends within %d open blocks", name, depth)
		}
		return err
	})
	if err != nil || styles == 0 {
		t.Errorf("%d styles, %v", styles, err)
	}
}
