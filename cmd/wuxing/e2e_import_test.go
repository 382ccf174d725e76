package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/internal/testpg"
)

// Workbooks that enterprises have sent to the office come in beside a running
// server; the wrong one goes back marked, comes again corrected, and what the
// reviewer then downloads has no marks. On both databases.
func TestImportBesideAServer(t *testing.T) {
	for name, data := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "data") },
		"PostgreSQL": func(t *testing.T) string { return testpg.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := startOffice(t, data(t))
			o.importOne(t)
			o.stop(t)
		})
	}
}

func (o *testOffice) importOne(t *testing.T) {
	admin := o.signIn(t, "root")
	admin.ask("POST", "/users", 201, object{"username": "reviewer", "display_name": "评审 同志", "role": "reviewer", "password": password("reviewer")})
	admin.ask("POST", "/rounds", 201, object{"id": "2026", "name": "2026年度遴选", "year": 2026, "card": "wuxing-2024", "quota": 1})
	sample := readSample(t, "055")
	form := fillForm(t, admin.ask("GET", "/cards/wuxing-2024/form.xlsx", 200, nil).body, sample.submission)

	folder := t.TempDir()
	wrong := filepath.Join(folder, "甲厂.xlsx")
	put(t, wrong, change(t, form, map[string]any{"C10": "不知道", "C18": "四百人"}))
	marked := filepath.Join(folder, "marked")
	out, status := said(t, "import", "--round", "2026", folder, "--data", o.data, "--files", o.files, "--marked", marked)
	if status != exitRefused || strings.Count(out, "\n  单项数据!") != 2 {
		t.Fatalf("status %d: %s", status, out)
	}
	copied := filepath.Join(t.TempDir(), "copy.xlsx")
	if out, status := said(t, "score", wrong, "--marked", copied); status != exitRefused || !strings.Contains(out, copied) {
		t.Fatalf("status %d: %s", status, out)
	}
	back := read(t, filepath.Join(marked, "甲厂-问题.xlsx"))
	if !bytes.Equal(back, read(t, copied)) {
		t.Error("score and import mark differently")
	}
	if sheets := sheetsOf(t, back); sheets[0] != "问题清单" {
		t.Errorf("sheets %q", sheets)
	}

	right := map[string]any{}
	for _, cell := range []string{"C10", "C18"} {
		right[cell] = cellOf(t, form, cell)
	}
	put(t, wrong, change(t, back, right))
	out, status = said(t, "import", "--round", "2026", wrong, "--data", o.data, "--files", o.files, "--submit")
	if status != exitDone || !strings.Contains(out, "\t新建,已提交\t") {
		t.Fatalf("status %d: %s", status, out)
	}
	reviewer := o.signIn(t, "reviewer")
	list := reviewer.ask("GET", "/rounds/2026/applications", 200, nil)
	id := list.at("applications.0.id").(string)
	sameScores(t, "imported", reviewer.ask("GET", "/applications/"+id, 200, nil).at("result"), sample)
	kept := reviewer.ask("GET", "/applications/"+id+"/source.xlsx", 200, nil).body
	if diff := strings.Join(sheetsOf(t, kept), " ") != strings.Join(sheetsOf(t, form), " "); diff {
		t.Errorf("sheets %q", sheetsOf(t, kept))
	}
	if notes := marksOf(t, kept); notes != 0 || marksOf(t, back) == 0 {
		t.Errorf("%d marks are kept", notes)
	}
	for _, cell := range []string{"C10", "C18"} {
		if fillOf(t, kept, cell) != fillOf(t, form, cell) || fillOf(t, back, cell) == fillOf(t, form, cell) {
			t.Errorf("%s is filled with %q, was %q, marked %q", cell, fillOf(t, kept, cell), fillOf(t, form, cell), fillOf(t, back, cell))
		}
	}
}

// said runs a command and returns what it said to both sides.
func said(t *testing.T, args ...string) (out string, status int) {
	t.Helper()
	var b bytes.Buffer
	status = run(args, &console{ctx: t.Context(), in: strings.NewReader(""), out: &b, errOut: &b})
	return b.String(), status
}

func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func withBook[T any](t *testing.T, data []byte, do func(*excelize.File) (T, error)) T {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	value, err := do(file)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// change sets cells of 单项数据 as a person does.
func change(t *testing.T, data []byte, cells map[string]any) []byte {
	t.Helper()
	return withBook(t, data, func(file *excelize.File) ([]byte, error) {
		for cell, value := range cells {
			if err := file.SetCellValue("单项数据", cell, value); err != nil {
				return nil, err
			}
		}
		var out bytes.Buffer
		err := file.Write(&out)
		return out.Bytes(), err
	})
}

func cellOf(t *testing.T, data []byte, cell string) any {
	t.Helper()
	return withBook(t, data, func(file *excelize.File) (any, error) { return file.GetCellValue("单项数据", cell) })
}

func sheetsOf(t *testing.T, data []byte) []string {
	t.Helper()
	return withBook(t, data, func(file *excelize.File) ([]string, error) { return file.GetSheetList(), nil })
}

// marksOf counts our comments; the form has others of its own.
func marksOf(t *testing.T, data []byte) int {
	t.Helper()
	return withBook(t, data, func(file *excelize.File) (marks int, err error) {
		for _, sheet := range file.GetSheetList() {
			notes, err := file.GetComments(sheet)
			if err != nil {
				return 0, err
			}
			for _, note := range notes {
				if note.Author == "吴兴申报检查" {
					marks++
				}
			}
		}
		return marks, nil
	})
}

func fillOf(t *testing.T, data []byte, cell string) string {
	t.Helper()
	return withBook(t, data, func(file *excelize.File) (string, error) {
		id, err := file.GetCellStyle("单项数据", cell)
		if err != nil {
			return "", err
		}
		style, err := file.GetStyle(id)
		if err != nil {
			return "", err
		}
		return strings.Join(style.Fill.Color, " "), nil
	})
}
