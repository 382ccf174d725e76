package web_test

import (
	entities "html"
	"regexp"
	"testing"
)

// goValue is what only the program's own values look like when they are printed: no
// page ever says that to anybody.
var goValue = regexp.MustCompile(`<nil>|\b0x[0-9a-f]{4,}\b|\{20\d\d |%!|\bmap\[|\+0000 UTC`)

// noGoValues holds a page of any state against that. Each page that a test opens is
// held: by a visitor, in a browser, and by the walk through all of them.
func noGoValues(t testing.TB, where, page string) {
	t.Helper()
	page = entities.UnescapeString(page)
	if at := goValue.FindStringIndex(page); at != nil {
		t.Errorf("%s prints a value of the program: …%s…", where, page[max(0, at[0]-80):min(len(page), at[1]+80)])
	}
}

// TestGoValues: what the check is for is found, what a page may well hold is not.
func TestGoValues(t *testing.T) {
	for _, printed := range []string{"&lt;nil&gt;", "<nil>", "0x34b5c2004d50 天", "{2025 2025 年度", "%!d(string=x)", "map[a:1]", "2026-03-02 00:00:00 +0000 UTC"} {
		if !goValue.MatchString(entities.UnescapeString(printed)) {
			t.Errorf("%q is not found", printed)
		}
	}
	for _, fine := range []string{"100%！", "10x20", "data-map=[x]", "sha 90x12ab", "2026 年"} {
		if goValue.MatchString(fine) {
			t.Errorf("%q is taken for a value of the program", fine)
		}
	}
}
