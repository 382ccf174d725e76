package workbook

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// The contract of the form, looked at with excelize as a stranger would.
func TestFormKeepsItsContract(t *testing.T) {
	card := testCard(t)
	file, err := excelize.OpenReader(bytes.NewReader(form(t, card, nil, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()

	names := map[string]string{}
	for _, name := range file.GetDefinedName() {
		if name.Scope == "Workbook" {
			names[name.Name] = name.RefersTo
		}
	}
	tables := map[string]string{}
	for _, sheet := range file.GetSheetList() {
		list, err := file.GetTables(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range list {
			tables[table.Name] = sheet
		}
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		if fact.Type == scoring.TypeList {
			checkList(t, file, fact, tables[fact.Key])
			continue
		}
		if names[fact.Key] == "" {
			t.Errorf("no defined name %s", fact.Key)
		}
	}

	props, err := file.GetCustomProps()
	if err != nil {
		t.Fatal(err)
	}
	want := []excelize.CustomProperty{{Name: propCard, Value: card.ID}, {Name: propCardHash, Value: card.Hash()}, {Name: propVersion, Value: "1"}}
	if diff := cmp.Diff(want, props); diff != "" {
		t.Error(diff)
	}
}

func checkList(t *testing.T, file *excelize.File, fact *scoring.Fact, sheet string) {
	t.Helper()
	if sheet == "" {
		t.Errorf("no table %s", fact.Key)
		return
	}
	if visible, err := file.GetRowVisible(sheet, listKeyRow); err != nil || visible {
		t.Errorf("%s: the row of keys is visible (%v)", sheet, err)
	}
	for f := range fact.Fields {
		key, err := file.GetCellValue(sheet, cellName(listFirstCol+f, listKeyRow))
		if err != nil || key != fact.Fields[f].Key {
			t.Errorf("%s: key of column %d is %q (%v)", sheet, f, key, err)
		}
	}
}

// 评分表 is the printed form: seven columns, a row for each indicator, categories
// and shared rows merged, formulas in 自评分, nothing in 评审分.
func TestScoreSheetIsThePrintedForm(t *testing.T) {
	card := testCard(t)
	file, err := excelize.OpenReader(bytes.NewReader(form(t, card, nil, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows := sheetRows(t, file, sheetScore)
	if diff := cmp.Diff(card.Columns, rows[scoreHeadRow-1]); diff != "" {
		t.Error(diff)
	}
	for i, indicator := range card.Indicators() {
		row := scoreFirstRow + i
		value := func(col int) string {
			text, err := file.GetCellValue(sheetScore, cellName(col, row)) // a merged cell gives its first
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		name := indicator.Name
		if indicator.Printed != "" {
			name = indicator.Printed
		}
		points := ""
		if indicator.Points != 0 {
			points = indicator.Points.String()
		}
		want := []string{card.CategoryOf(indicator).No, card.CategoryOf(indicator).Name, name, points, indicator.Standard, ""}
		got := []string{value(colNo), value(colCategory), value(colName), value(colPoints), value(colStandard), value(colOfficial)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("row %d (-want +got)\n%s", row, diff)
		}
		formula, err := file.GetCellFormula(sheetScore, cellName(colSelf, row))
		if err != nil || formula == "" {
			t.Errorf("row %d has no formula (%v)", row, err)
		}
	}
	merged, err := file.GetMergeCells(sheetScore)
	if err != nil {
		t.Fatal(err)
	}
	var areas []string
	for _, cell := range merged {
		areas = append(areas, cell[0])
	}
	want := []string{
		"A1:G1", "A2:G2", "A4:A6", "B4:B6", "A7:A13", "B7:B13", "A14:A16", "B14:B16", "A17:A22", "B17:B22", "C19:C20",
		"A23:A27", "B23:B27", "A28:A31", "B28:B31", "A32:A34", "B32:B34", "A35:D35",
	}
	if diff := cmp.Diff(want, areas); diff != "" {
		t.Error(diff)
	}
	checkSheetLook(t, file, sheetScore)
	checkSheetLook(t, file, sheetFacts)
}

// Longer texts make Excel repair the file.
func TestValidationTextsFitExcel(t *testing.T) { checkValidations(t, testCard(t)) }

func checkValidations(t *testing.T, card *scoring.Card) {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(form(t, card, nil, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	size := func(s *string) int {
		if s == nil {
			return 0
		}
		return len(utf16.Encode([]rune(*s)))
	}
	count := 0
	for _, sheet := range file.GetSheetList() {
		list, err := file.GetDataValidations(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list {
			count++
			if size(v.PromptTitle) > 32 || size(v.ErrorTitle) > 32 || size(v.Prompt) > 255 || size(v.Error) > 255 || len(v.Formula1) > 255 {
				t.Errorf("%s %s: too long: %q", sheet, v.Sqref, *v.PromptTitle)
			}
			if v.Type == "list" && !strings.HasPrefix(v.Formula1, "choices_") {
				t.Errorf("%s %s: list from %q", sheet, v.Sqref, v.Formula1)
			}
		}
	}
	if count < len(card.Facts) {
		t.Errorf("%d validations for %d facts", count, len(card.Facts))
	}
}

// Only cells for input are free; every sheet is protected without a password.
func TestOnlyInputCellsAreFree(t *testing.T) {
	card := testCard(t)
	data := form(t, card, nil, nil)
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	free := func(sheet, cell string) bool {
		id, err := file.GetCellStyle(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := file.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		return style.Protection != nil && !style.Protection.Locked
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		name := fact.Key
		if fact.Type == scoring.TypeList {
			name += suffixDeclared
		}
		at := place(t, data, name)
		if !free(at.sheet, cellName(at.col, at.row)) {
			t.Errorf("%s is locked", name)
		}
		if free(at.sheet, cellName(at.col-1, at.row)) {
			t.Errorf("label of %s is free", name)
		}
	}
	for _, cell := range []string{"F4", "G4", "F35"} {
		if free(sheetScore, cell) {
			t.Errorf("评分表 %s is free", cell)
		}
	}
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	protection := regexp.MustCompile(`<sheetProtection [^>]*>`)
	for _, sheet := range b.sheets {
		tag := string(protection.Find(b.parts[sheet.part]))
		if !strings.Contains(tag, ` sheet="true"`) || strings.Contains(tag, "password") || strings.Contains(tag, "hash") {
			t.Errorf("%s: protection is %q", sheet.name, tag)
		}
	}
}

func TestFactKeysThatLookLikeCellsAreRefused(t *testing.T) {
	for _, key := range []string{"a1", "xfd12", "r1c1", "r", "c", "honours_rows", "x_declared", "Ä"} {
		if checkName(key) == nil {
			t.Errorf("%s was accepted", key)
		}
	}
	for _, key := range []string{"employees", "workers_over_90k", "income90", "rows"} {
		if err := checkName(key); err != nil {
			t.Error(err)
		}
	}
}
