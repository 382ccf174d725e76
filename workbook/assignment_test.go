package workbook

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Codes with sound check digits.
const (
	codeA = "91330502MA2B00001R"
	codeB = "91330502MA2B00002W"
)

// tableBook is a workbook with one sheet of rows from a cell on.
func tableBook(t testing.TB, from string, rows [][]any, change ...func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	col, row, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		t.Fatal(err)
	}
	for i, values := range rows {
		put(t, f, "Sheet1", cellName(col, row+i), values...)
	}
	for _, fn := range change {
		fn(f)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// inShort tells a table as one line a row, and its faults and warnings.
func inShort(table *AssignmentTable) (lines []string) {
	for _, row := range table.Assignment().Rows {
		line := fmt.Sprintf("%s|%s|%s @", row.Application, row.USCC, strings.Join(row.Reviewers, ","))
		for _, at := range row.At {
			line += " " + at.Cell
		}
		lines = append(lines, line)
	}
	for _, list := range []scoring.Problems{table.Faults, table.Warnings} {
		for _, p := range list {
			lines = append(lines, strings.TrimSpace(fmt.Sprint(p.Code, " ", p.Cell, strings.Repeat("L", min(p.Line, 1)), strings.Trim(fmt.Sprint(p.Line), "0"), " ", p.Params["column"])))
		}
	}
	return lines
}

func TestAssignmentFilesAreRead(t *testing.T) {
	heads := []any{"统一社会信用代码", "评审员"}
	for _, test := range []struct {
		name string
		book []byte
		want []string
	}{
		{"plain", tableBook(t, "A1", [][]any{heads, {codeA, "zhang"}, {codeB, " li "}}), []string{"|" + codeA + "|zhang @ A2 B2 B2", "|" + codeB + "|li @ A3 B3 B3"}},
		{
			"any order, other names, a title above, gaps",
			tableBook(t, "B4", [][]any{{"序号", "第二评审员", "企业名称", "评审员（登录名）", "信用代码"}, {1, "wang", "甲", 1001, "９１３３０５０２ ma2b00001r"}, {}, {2, "", "乙", "li", codeB}},
				func(f *excelize.File) { put(t, f, "Sheet1", "A1", "2026年评审分配表") }),
			[]string{"|" + codeA + "|1001,wang @ F5 E5 C5", "|" + codeB + "|li @ F7 E7 C7"},
		},
		{"by id", tableBook(t, "A1", [][]any{{"申报编号", "评审员"}, {"id-1", "li"}}), []string{"id-1||li @ A2 B2 B2"}},
		{"both", tableBook(t, "A1", [][]any{{"申报编号", "统一社会信用代码", "评审员"}, {"id-1", codeA, "li"}, {"id-2", "", "li"}, {"", codeB, ""}}), []string{"id-1|" + codeA + "|li @ B2 C2 C2", "id-2||li @ A3 C3 C3", "|" + codeB + "| @ B4 C4 C4"}},
		{
			"one reviewer over merged rows",
			tableBook(t, "A1", [][]any{heads, {codeA, "li"}, {codeB, ""}}, func(f *excelize.File) {
				if err := f.MergeCell("Sheet1", "B2", "B3"); err != nil {
					t.Fatal(err)
				}
			}),
			[]string{"|" + codeA + "|li @ A2 B2 B2", "|" + codeB + "|li @ A3 B3 B3"},
		},
		{
			"everything wrong at once",
			tableBook(t, "A1", [][]any{heads, {codeA, "li"}, {913305021234567890.0, "li"}, {"9133", "li"}, {"", "li"}, {"91330502MA2B00001X", "li"}, {"9.13305E+17", "li"}},
				func(f *excelize.File) {
					if err := f.SetCellFormula("Sheet1", "B8", "VLOOKUP(1,C1:D9,2)"); err != nil {
						t.Fatal(err)
					}
					put(t, f, "Sheet1", "A8", codeB)
				}),
			[]string{
				"|" + codeA + "|li @ A2 B2 B2", "|91330502MA2B00001X|li @ A6 B6 B6",
				"uscc_number A3", "uscc_form A4", "assignment_no_code A5", "uscc_number A7", "no_cached_value B8", "uscc_check_digit A6",
			},
		},
		{"a column twice", tableBook(t, "A1", [][]any{{"统一社会信用代码", "评审员", "评审员1"}, {codeA, "li", "wang"}}), []string{"|" + codeA + "|li @ A2 B2 B2", "assignment_twice C1 评审员"}},
		{"no reviewers", tableBook(t, "A1", [][]any{{"统一社会信用代码", "评委"}, {codeA, "li"}}), []string{"assignment_columns  评审员"}},
		{"no headings", tableBook(t, "A1", [][]any{{codeA, "li"}}), []string{"assignment_columns  统一社会信用代码", "assignment_columns  评审员"}},
		{"headings only", tableBook(t, "A1", [][]any{heads}), []string{"assignment_empty A1"}},
		{"two sheets", tableBook(t, "A1", [][]any{heads, {codeA, "li"}}, func(f *excelize.File) {
			if _, err := f.NewSheet("另一张"); err != nil {
				t.Fatal(err)
			}
			put(t, f, "另一张", "A1", heads...)
		}), []string{"assignment_sheets A1"}},
		{"no workbook", []byte("PK\x03\x04nothing"), []string{"workbook_damaged"}},
		{"nothing", nil, []string{"not_a_workbook"}},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00"), []string{"not_a_workbook"}},
		{"a page", []byte("<html><table><tr><td>统一社会信用代码,评审员"), []string{"unsupported_file"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			table := ReadAssignments(test.book)
			if diff := cmp.Diff(test.want, inShort(table)); diff != "" {
				t.Error(diff)
			}
			if !table.Sound() {
				t.Error("what was read is not sound")
			}
		})
	}
}

func TestAssignmentCSVIsRead(t *testing.T) {
	text := "统一社会信用代码,评审员,第二评审员\r\n" + codeA + ",zhang,li\r\n\r\n'" + codeB + ",\"li\",\r\n"
	want := []string{"|" + codeA + "|zhang,li @ A2 B2 C2", "|" + codeB + "|li @ A4 B4 C4"}
	wide, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"UTF-8": text, "with a mark": "\ufeff" + text, "GB 18030": wide, "tabs": strings.ReplaceAll(text, ",", "\t"), "semicolons": strings.ReplaceAll(text, ",", ";"),
		"LF": strings.ReplaceAll(text, "\r\n", "\n"), "formulas of digits": strings.ReplaceAll(text, "'"+codeB, `"=""`+codeB+`"""`), "columns beyond": strings.ReplaceAll(text, "第二评审员\r\n", "第二评审员"+strings.Repeat(",", 300)+"\r\n"),
	} {
		if diff := cmp.Diff(want, inShort(ReadAssignments([]byte(data)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for name, test := range map[string]struct {
		data string
		want []string
	}{
		"an open quote":    {"统一社会信用代码,评审员\n" + codeA + ",\"li\n", []string{"assignment_csv L2"}},
		"neither encoding": {"统一社会信用代码,评审员\n" + strings.Repeat(codeA+",li\n", 300) + codeB + ",\xff\xff\xfe\n", []string{"assignment_csv L1"}},
		"rounded digits":   {"统一社会信用代码,评审员\n9.13E+17,li\n", []string{"uscc_number A2"}},
		"one column":       {"评审员\nli\n", []string{"assignment_columns  统一社会信用代码"}},
		"too large":        {"统一社会信用代码,评审员\n" + strings.Repeat(",\n", maxCSVBytes/2), []string{"workbook_too_large"}},
		"too many":         {"统一社会信用代码,评审员\n" + strings.Repeat(codeA+",li\n", maxAssignmentRows+1), []string{"assignment_too_many B10002"}},
	} {
		if diff := cmp.Diff(test.want, inShort(ReadAssignments([]byte(test.data)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func sampleAssignments(reviewers int) *assessment.AssignmentSheet {
	sheet := &assessment.AssignmentSheet{RoundID: "2026", RoundName: "2026年度", Reviewers: reviewers}
	for i, names := range [][]string{{"li", "wang"}, {"", ""}, {"=1+1", "li"}} {
		sheet.Rows = append(sheet.Rows, assessment.SeatedRow{
			Application: fmt.Sprint("id-", i), Enterprise: scoring.Enterprise{Name: sampleNames[i], USCC: []string{codeA, codeB, codeA}[i], Township: "织里镇"},
			Reviewers: names[:reviewers], Open: i < 2,
		})
	}
	sheet.Loads = []assessment.ReviewerLoad{{Reviewer: "li", Name: "李", Before: 2}, {Reviewer: "wang", Name: "=王", Before: 1}}
	return sheet
}

// What is downloaded is read back as it is.
func TestAssignmentsAreReadBack(t *testing.T) {
	for reviewers, want := range map[int][]string{
		1: {"id-0|" + codeA + "|li @ B4 E4 E4", "id-1|" + codeB + "| @ B5 E5 E5", "id-2|" + codeA + "|=1+1 @ B6 E6 E6"},
		2: {"id-0|" + codeA + "|li,wang @ B4 E4 F4", "id-1|" + codeB + "| @ B5 E5 F5", "id-2|" + codeA + "|=1+1,li @ B6 E6 F6"},
	} {
		book := bookOf(t, func(w *bytes.Buffer, s *assessment.AssignmentSheet) error { return WriteAssignments(w, s) }, sampleAssignments(reviewers))
		if diff := cmp.Diff(want, inShort(ReadAssignments(book))); diff != "" {
			t.Error(diff)
		}
		if again := bookOf(t, func(w *bytes.Buffer, s *assessment.AssignmentSheet) error { return WriteAssignments(w, s) }, sampleAssignments(reviewers)); !bytes.Equal(book, again) {
			t.Error("equal assignments, different bytes")
		}
		file, err := excelize.OpenReader(bytes.NewReader(book))
		if err != nil {
			t.Fatal(err)
		}
		choices, err := file.GetDataValidations(sheetAssignments)
		if err != nil || len(choices) != 1 || choices[0].Sqref != map[int]string{1: "E4:E6", 2: "E4:F6"}[reviewers] || !strings.Contains(choices[0].Formula1, "$A$4:$A$5") {
			t.Errorf("choices %+v %v", choices, err)
		}
		for _, sheet := range []string{sheetAssignments, sheetReviewers} {
			checkSheetLook(t, file, sheet)
			for at, c := range gridOf(t, book, sheet).cells {
				if c.formula {
					t.Errorf("%s %v is a formula", sheet, at)
				}
			}
		}
		_ = file.Close()
	}
	empty := bookOf(t, func(w *bytes.Buffer, s *assessment.AssignmentSheet) error { return WriteAssignments(w, s) }, &assessment.AssignmentSheet{RoundID: "2026", Reviewers: 1})
	if diff := cmp.Diff([]string{"assignment_empty A3"}, inShort(ReadAssignments(empty))); diff != "" {
		t.Error(diff)
	}
}

// Another process may say anything.
func TestAForeignTableIsHeldAgainstItsForm(t *testing.T) {
	row := AssignmentRecord{Row: 2, USCC: codeA, Reviewers: []string{"li"}}
	for name, table := range map[string]*AssignmentTable{
		"no columns":       {Rows: []AssignmentRecord{row}},
		"few columns":      {Columns: []int{0, 1}, Rows: []AssignmentRecord{row}},
		"no reviewers":     {Columns: []int{0, 1, 0, 0}, Rows: []AssignmentRecord{row}},
		"no code":          {Columns: []int{1, 0, 2, 0}, Rows: []AssignmentRecord{row}},
		"a column too far": {Columns: []int{0, 1, 99999, 0}, Rows: []AssignmentRecord{row}},
		"row 0":            {Columns: []int{0, 1, 2, 0}, Rows: []AssignmentRecord{{USCC: codeA}}},
		"three reviewers":  {Columns: []int{0, 1, 2, 0}, Rows: []AssignmentRecord{{Row: 2, USCC: codeA, Reviewers: []string{"a", "b", "c"}}}},
		"too many":         {Columns: []int{0, 1, 2, 0}, Rows: make([]AssignmentRecord, maxAssignmentRows+1)},
	} {
		if table.Sound() {
			t.Errorf("%s is sound", name)
		}
	}
}
