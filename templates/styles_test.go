package templates

import (
	"io/fs"
	"path"
	"regexp"
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

// A sheet of A4 is narrower than a small window: a rule for narrow screens that does
// not say that it is about screens would lay a printed list out for a phone.
func TestRulesAboutWidthAreAboutScreens(t *testing.T) {
	width := regexp.MustCompile(`@media[^{]*\((?:max|min)-(?:device-)?width[^{]*`)
	rules := 0
	err := fs.WalkDir(FS, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".css" {
			return err
		}
		text, err := fs.ReadFile(FS, name)
		for _, rule := range width.FindAllString(string(text), -1) {
			rules++
			for _, query := range strings.Split(strings.TrimPrefix(rule, "@media"), ",") {
				if !strings.HasPrefix(strings.TrimSpace(query), "screen and ") {
					t.Errorf("%s: %q holds on paper as well", name, strings.TrimSpace(rule))
				}
			}
		}
		return err
	})
	if err != nil || rules == 0 {
		t.Errorf("%d rules about width, %v", rules, err)
	}
}
