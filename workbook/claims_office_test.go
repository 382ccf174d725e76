//go:build unix

package workbook

import (
	"os"
	"path/filepath"
	"testing"

	"wuxing/internal/testoffice"
)

// TestClaimsSurviveLibreOffice has another program calculate and save a form with
// one score typed over its formula, and a printed sheet.
func TestClaimsSurviveLibreOffice(t *testing.T) {
	t.Parallel() // LibreOffice is another process
	card := testCard(t)
	dir := t.TempDir()
	var files []string
	for name, data := range map[string][]byte{
		"form.xlsx":    typedOver(t, `{"employees": 400, "skilled_workers": 180, "eight_grade_pilot": true}`, map[string]any{"skilled_ratio": 4}),
		"printed.xlsx": sheet{scores: map[string]any{"技术工人占比": 4}}.make(t),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	for _, path := range testoffice.ResaveAll(t, files...) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		reading, problems := Read(data, finder(card), card)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", path, problems)
		}
		if got := asJSON(t, reading.Claims); got != `{"skilled_ratio":4}` {
			t.Errorf("%s: got %s", path, got)
		}
	}
}
