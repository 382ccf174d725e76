package workbook

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestFormOfAnotherReading: a bound that some rows are free of, and a cap of the
// total, are formulas of the form, too.
func TestFormOfAnotherReading(t *testing.T) {
	under, problems := testCard(t).Under("veto-any-headcount", "total-capped-100")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var b bytes.Buffer
	if err := WriteForm(&b, under, nil, nil); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	found := map[string]bool{`="省级部门或进京")`: false, "MIN(10000,MAX(0,": false}
	for _, sheet := range file.GetSheetList() {
		rows, err := file.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r := range len(rows) + 1 {
			for c := range 20 {
				formula, err := file.GetCellFormula(sheet, cellName(c+1, r+1))
				if err != nil {
					t.Fatal(err)
				}
				for part := range found {
					found[part] = found[part] || strings.Contains(formula, part) && (strings.HasPrefix(part, "MIN") || strings.Contains(formula, "OR("))
				}
			}
		}
	}
	for part, ok := range found {
		if !ok {
			t.Errorf("no formula holds %s", part)
		}
	}
}
