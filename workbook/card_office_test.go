//go:build unix

package workbook

import (
	"os"
	"path/filepath"
	"testing"

	"wuxing/internal/testoffice"
)

// TestCardBooksSurviveLibreOffice has another program save the workbook.
func TestCardBooksSurviveLibreOffice(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for _, file := range cardFiles {
		path := filepath.Join(dir, filepath.Base(file)+".xlsx")
		if err := os.WriteFile(path, cardBook(t, loadCard(t, file)), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	for i, path := range testoffice.ResaveAll(t, files...) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		read, problems := ReadCard(data)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if want := loadCard(t, cardFiles[i]).Hash(); read.Card.Hash() != want {
			t.Errorf("%s: hash %s, want %s", cardFiles[i], read.Card.Hash(), want)
		}
	}
}
