//go:build unix

package testoffice_test

import (
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/internal/testoffice"
)

// workbook writes a sheet with the formula A1*2 beside the given text. stale,
// if not nil, is stored as the formula's remembered value.
func workbook(t *testing.T, path string, n int, name string, stale any) {
	t.Helper()
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": n, "C1": name, "B1": stale} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellFormula("Sheet1", "B1", "A1*2"); err != nil {
		t.Fatal(err)
	}
	// LibreOffice trusts remembered values from Excel more than from others.
	if err := f.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetName("Sheet1", "评分表"); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func wantCell(t *testing.T, path, cell, want string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	got, err := f.GetCellValue("评分表", cell)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("%s!%s: got %q, want %q", filepath.Base(path), cell, got, want)
	}
}

func TestResaveCalculatesAndKeepsChinese(t *testing.T) {
	in := filepath.Join(t.TempDir(), "自评表 织里镇.xlsx")
	workbook(t, in, 21, "湖州示例童装有限公司", nil)
	wantCell(t, in, "B1", "") // excelize stores no value, so 42 can only come from LibreOffice

	out := testoffice.Resave(t, in)
	wantCell(t, out, "B1", "42")
	wantCell(t, out, "C1", "湖州示例童装有限公司")
}

func TestResaveDoesNotBelieveRememberedValues(t *testing.T) {
	in := filepath.Join(t.TempDir(), "stale.xlsx")
	workbook(t, in, 21, "童装", 7)
	wantCell(t, in, "B1", "7")
	wantCell(t, testoffice.Resave(t, in), "B1", "42")
}

func TestResaveAllKeepsTheOrderOfFilesOfOneName(t *testing.T) {
	a, b := filepath.Join(t.TempDir(), "form.xlsx"), filepath.Join(t.TempDir(), "form.xlsx")
	workbook(t, a, 1, "甲", nil)
	workbook(t, b, 2, "乙", nil)
	out := testoffice.ResaveAll(t, b, a)
	wantCell(t, out[0], "B1", "4")
	wantCell(t, out[1], "B1", "2")
}

// Rows that stand alone fit on one page; a break makes a second.
func TestPagesCountsWhatIsPrinted(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "one.xlsx"), filepath.Join(t.TempDir(), "two.xlsx")
	workbook(t, one, 1, "甲", nil)
	workbook(t, two, 1, "甲", nil)
	f, err := excelize.OpenFile(two)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue("评分表", "A500", "远处"); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got := testoffice.Pages(t, one); got != 1 {
		t.Errorf("one row takes %d pages", got)
	}
	if got := testoffice.Pages(t, two); got < 2 {
		t.Errorf("500 rows take %d pages", got)
	}
}
