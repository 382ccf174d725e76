package workbook

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// annex is the printed annex as it can be copied out of the document, with its
// spaces in the middle of words and its straight quotation marks.
func annex(t testing.TB) [][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/annex.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows
}

// sheet is a printed sheet that somebody made: the annex below some lines, with
// scores in 自评分 by the text of their row.
type sheet struct {
	lines  [][]string // above the table
	scores map[string]any
	below  [][]any
	change func(f *excelize.File, at func(row string) string) error // at: cell of a row's 自评分
}

func (s sheet) make(t testing.TB) []byte {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set := func(col, row int, value any) {
		must(file.SetCellValue("Sheet1", cellName(col, row), value))
	}
	row := 1
	for _, line := range s.lines {
		for col, text := range line {
			if text != "" {
				set(col+1, row, text)
			}
		}
		row++
	}
	places := map[string]string{}
	for i, texts := range annex(t) {
		for col, text := range texts {
			if n, err := strconv.Atoi(text); err == nil {
				set(col+1, row, n)
			} else if text != "" {
				set(col+1, row, text)
			}
		}
		if i == 0 {
			set(colSelf, row, "自评分")
			set(colOfficial, row, "评审分")
		}
		for name, score := range s.scores {
			if texts[colName-1] == name || strings.HasPrefix(texts[colStandard-1], name) {
				places[name] = cellName(colSelf, row)
				set(colSelf, row, score)
				delete(s.scores, name)
			}
		}
		row++
	}
	if len(s.scores) > 0 {
		t.Fatalf("no rows %v", s.scores)
	}
	for _, line := range s.below {
		for col, value := range line {
			if value != nil {
				set(col+1, row, value)
			}
		}
		row++
	}
	if s.change != nil {
		must(s.change(file, func(row string) string { return places[row] }))
	}
	buffer, err := file.WriteToBuffer()
	must(err)
	return buffer.Bytes()
}

// readPaper reads a printed sheet with the card of 2024 known.
func readPaper(t testing.TB, data []byte) (*Reading, scoring.Problems) {
	t.Helper()
	card := testCard(t)
	return Read(data, finder(card), card)
}

func claimsOf(t testing.TB, reading *Reading) string {
	t.Helper()
	return asJSON(t, reading.Claims)
}

func TestPrintedAnnexIsRead(t *testing.T) {
	reading, problems := readPaper(t, sheet{
		lines: [][]string{
			{"吴兴区技能型企业遴选评分表"},
			{},
			{"企业名称\uff1a湖州示例\uff08集团\uff09有限公司   统一社会信用代码:91330502MA2B00001R"},
			{"乡镇\uff08街道\uff09", "", "织里镇"},
		},
		scores: map[string]any{
			"企业领导重视技能人才工作,有人力资源管理机构和人力资源管理师(劳动协调员)": 1.5,
			"技术工人占比": "\uff14分", "高技能人才占比": " 3 ", "年收入超过9万元": 3, "年收入超过12万元": "2",
			"科技进步奖": 0.25, "国家高新技术企业、\"专精特新\"企业、单 项冠军示范企业等称号": 2,
			"发生欠薪上访": "扣1分", "劳动仲裁案件": "\u22122", "发生重大工伤": "/", "工匠文化": "无",
		},
	}.make(t))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := `{"arbitration":-2,"high_skilled_ratio":3,"income_120k":2,"income_90k":3,"leadership":1.5,"science_awards":0.25,"skilled_ratio":4,"titles":2,"wage_arrears":-1}`
	if got := claimsOf(t, reading); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if diff := cmp.Diff(&scoring.Enterprise{Name: "湖州示例\uff08集团\uff09有限公司", USCC: "91330502MA2B00001R", Township: "织里镇"}, reading.Enterprise); diff != "" {
		t.Error(diff)
	}
	if got := asJSON(t, reading.Facts); got != "{}" {
		t.Errorf("facts out of a printed sheet: %s", got)
	}
	if reading.Cells["claims.skilled_ratio"] != (CellRef{"Sheet1", "F13"}) || reading.Cells["enterprise.township"] != (CellRef{"Sheet1", "C4"}) {
		t.Errorf("cells: %v", reading.Cells)
	}
	if len(reading.Warnings) != 1 || reading.Warnings[0].Code != scoring.CodeClaimsUnbacked || reading.Warnings[0].Params["count"] != "9" {
		t.Errorf("warnings: %v", reading.Warnings)
	}
}

func TestEveryRowOfTheAnnexIsKnown(t *testing.T) {
	card := testCard(t)
	b, err := openBook(sheet{}.make(t))
	if err != nil {
		t.Fatal(err)
	}
	tables, err := b.findTables(card)
	if err != nil || len(tables) != 1 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	var got []string
	for _, row := range tables[0].rows {
		if row.indicator == nil {
			t.Errorf("row %d is not known: %s", row.row, row.text)
			continue
		}
		got = append(got, row.indicator.ID)
	}
	var want []string
	for _, indicator := range card.Indicators() {
		want = append(want, indicator.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPrintedSheetsSurviveWhatPeopleDo: rows and columns in other places, merged
// cells, missing columns, marks of the other width.
func TestPrintedSheetsSurviveWhatPeopleDo(t *testing.T) {
	for name, change := range map[string]func(f *excelize.File, at func(string) string) error{
		"nothing":           func(*excelize.File, func(string) string) error { return nil },
		"rows above":        func(f *excelize.File, _ func(string) string) error { return f.InsertRows("Sheet1", 1, 7) },
		"a row inside":      func(f *excelize.File, _ func(string) string) error { return f.InsertRows("Sheet1", 6, 1) },
		"a column in front": func(f *excelize.File, _ func(string) string) error { return f.InsertCols("Sheet1", "A", 2) },
		"no standards":      func(f *excelize.File, _ func(string) string) error { return f.RemoveCol("Sheet1", "E") },
		"headings of two rows": func(f *excelize.File, _ func(string) string) error {
			if err := f.InsertRows("Sheet1", 2, 1); err != nil {
				return err
			}
			for cell, text := range map[string]string{"F1": "得分", "G1": "", "F2": "企业自评得分", "G2": "评审得分"} {
				if err := f.SetCellStr("Sheet1", cell, text); err != nil {
					return err
				}
			}
			return nil
		},
		"no categories": func(f *excelize.File, _ func(string) string) error { return f.RemoveCol("Sheet1", "B") },
		"merged": func(f *excelize.File, _ func(string) string) error {
			for _, area := range [][2]string{{"A2", "A4"}, {"B2", "B4"}, {"A1", "A1"}, {"C18", "C19"}} {
				if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
					return err
				}
			}
			return nil
		},
		"other sheet first": func(f *excelize.File, _ func(string) string) error {
			if _, err := f.NewSheet("封面"); err != nil {
				return err
			}
			return f.MoveSheet("封面", "Sheet1")
		},
		"rewritten texts": func(f *excelize.File, _ func(string) string) error {
			rows, err := f.GetRows("Sheet1")
			if err != nil {
				return err
			}
			for r, row := range rows {
				for c := range min(len(row), colStandard) {
					if c == colPoints-1 {
						continue
					}
					text := strings.NewReplacer(",", "\uff0c", ";", "\uff1b", "(", "\uff08", ")", "\uff09", "得", "得\n", "5", "\uff15").Replace(row[c])
					if err := f.SetCellStr("Sheet1", cellName(c+1, r+1), text); err != nil {
						return err
					}
				}
			}
			return nil
		},
		"numbered names": func(f *excelize.File, _ func(string) string) error {
			rows, err := f.GetRows("Sheet1")
			if err != nil {
				return err
			}
			for r, row := range rows[1:] {
				if len(row) >= colName && row[colName-1] != "" {
					if err := f.SetCellStr("Sheet1", cellName(colName, r+2), strconv.Itoa(r)+". "+row[colName-1]); err != nil {
						return err
					}
				}
			}
			return f.RemoveCol("Sheet1", "E") // the standards would do
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := sheet{change: change, scores: map[string]any{"技术工人占比": 4, "实施股权激励制度": 2, "劳动仲裁案件": "一票否决"}}
			reading, problems := readPaper(t, s.make(t))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if got, want := claimsOf(t, reading), `{"arbitration":"veto","equity":2,"skilled_ratio":4}`; got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestWrongClaimsOfPrintedSheetsAreNamedByCell(t *testing.T) {
	const ratio, skilled = "技术工人培训占比", "技术工人占比"
	for name, test := range map[string]struct {
		sheet sheet
		want  string // code and cell of each problem
	}{
		"between tiers":     {sheet{scores: map[string]any{ratio: 1.7}}, "claim_not_possible F8"},
		"over its row":      {sheet{scores: map[string]any{ratio: 4}}, "claim_out_of_row F8"},
		"a word":            {sheet{scores: map[string]any{ratio: "满分"}}, "claim_not_points F8"},
		"all at once":       {sheet{scores: map[string]any{skilled: 9, ratio: 1.7, "发生重大工伤": 2}}, "claim_not_possible F8, claim_out_of_row F9, claim_out_of_row F32"},
		"nothing filled in": {sheet{}, "paper_empty "},
		"a veto nowhere":    {sheet{scores: map[string]any{ratio: "一票否决"}}, "claim_not_possible F8"},
		"a code as a number": {sheet{
			lines: [][]string{{"统一社会信用代码"}}, scores: map[string]any{ratio: 1},
			change: func(f *excelize.File, _ func(string) string) error {
				return f.SetCellInt("Sheet1", "B1", 913305020000000)
			},
		}, "uscc_number B1"},
		"a row of their own": {sheet{scores: map[string]any{ratio: 1}, change: func(f *excelize.File, _ func(string) string) error {
			if err := f.InsertRows("Sheet1", 6, 1); err != nil {
				return err
			}
			if err := f.SetCellStr("Sheet1", "C6", "另外加的一项"); err != nil {
				return err
			}
			return f.SetCellInt("Sheet1", "F6", 2)
		}}, "paper_row_unknown F6"},
		"a row twice": {sheet{scores: map[string]any{ratio: 1, skilled: 2}, change: func(f *excelize.File, _ func(string) string) error {
			return f.DuplicateRow("Sheet1", 9)
		}}, "paper_row_twice F10"},
		"two sheets": {sheet{scores: map[string]any{ratio: 1}, change: func(f *excelize.File, _ func(string) string) error {
			index, err := f.NewSheet("另一家")
			if err != nil {
				return err
			}
			return f.CopySheet(0, index)
		}}, "paper_twice F1"},
		"other rows": {sheet{scores: map[string]any{ratio: 1}, change: func(f *excelize.File, _ func(string) string) error {
			for row := 12; row < 60; row++ { // some rows stay
				for _, col := range []string{"C", "E"} {
					if err := f.SetCellStr("Sheet1", col+strconv.Itoa(row), "别的表"); err != nil {
						return err
					}
				}
			}
			return nil
		}}, "paper_unknown "},
		"no headings": {sheet{scores: map[string]any{ratio: 1}, change: func(f *excelize.File, _ func(string) string) error { return f.RemoveRow("Sheet1", 1) }}, "not_a_form "},
	} {
		t.Run(name, func(t *testing.T) {
			reading, problems := readPaper(t, test.sheet.make(t))
			if reading != nil {
				t.Error("read in spite of its problems")
			}
			var got []string
			for _, p := range problems {
				got = append(got, p.Code+" "+p.Cell)
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}

// Without a card to look for, a printed sheet is no form, as before.
func TestPrintedSheetIsNoFormWhereNoCardIsKnown(t *testing.T) {
	data := sheet{scores: map[string]any{"技术工人占比": 4}}.make(t)
	refusedAs(t, data, testCard(t), CodeNotAForm, nil)
	card := testCard(t)
	under, problems := card.Under("apprentices-50-lower")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	_, problems = Read(data, finder(card), card, under)
	if len(problems) != 1 || problems[0].Code != CodePaperAmbiguous || problems[0].Params["cards"] != "wuxing-2024、"+under.ID {
		t.Errorf("two cards with the same rows: %v", problems)
	}
}

func TestTypedSumsAreCompared(t *testing.T) {
	const skilled, titles = "技术工人占比", "科技进步奖"
	for name, test := range map[string]struct {
		below [][]any
		own   any // in a subtotal after 技术工人占比
		want  string
	}{
		"right":                 {[][]any{{"合计", nil, nil, nil, nil, 7}}, nil, ""},
		"right as text":         {[][]any{{"自评总分", nil, nil, nil, nil, " 7分"}}, nil, ""},
		"wrong":                 {[][]any{{"合计", nil, nil, nil, nil, 8}}, nil, "合计 8 7 F33"},
		"not filled in":         {[][]any{{"合计"}}, nil, ""},
		"a word":                {[][]any{{"合计", nil, nil, nil, nil, "七"}}, nil, "合计 七 7 F33"},
		"right subtotal":        {nil, 4, ""},
		"wrong subtotal":        {nil, 5, "小计 5 4 F10"},
		"both":                  {[][]any{{"合计", nil, nil, nil, nil, 9}}, 5, "小计 5 4 F10, 合计 9 7 F34"},
		"the second part right": {[][]any{{"小计", nil, nil, nil, nil, 3}, {"合计", nil, nil, nil, nil, 7}}, 4, ""},
		"the second part wrong": {[][]any{{"小计", nil, nil, nil, nil, 7}, {"合计", nil, nil, nil, nil, 7}}, 4, "小计 7 3 F34"},
	} {
		t.Run(name, func(t *testing.T) {
			s := sheet{scores: map[string]any{skilled: 4, titles: 3}, below: test.below}
			if test.own != nil {
				s.change = func(f *excelize.File, _ func(string) string) error {
					if err := f.InsertRows("Sheet1", 10, 1); err != nil {
						return err
					}
					if err := f.SetCellStr("Sheet1", "C10", "小计"); err != nil {
						return err
					}
					return f.SetCellValue("Sheet1", "F10", test.own)
				}
			}
			reading, problems := readPaper(t, s.make(t))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			var got []string
			for _, w := range reading.Warnings {
				if w.Code == CodeSumDiffers {
					got = append(got, w.Params["label"]+" "+w.Params["found"]+" "+w.Params["computed"]+" "+w.Cell)
				}
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %v, want %q", got, test.want)
			}
		})
	}
}

func TestMissingRowsOfPrintedSheetsAreNamed(t *testing.T) {
	reading, problems := readPaper(t, sheet{scores: map[string]any{"技术工人占比": 4}, change: func(f *excelize.File, _ func(string) string) error {
		return f.RemoveRow("Sheet1", 2)
	}}.make(t))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if !slices.ContainsFunc(reading.Warnings, func(p scoring.Problem) bool {
		return p.Code == CodePaperRowMissing && strings.HasPrefix(p.Params["indicator"], "1.1 ")
	}) || len(reading.Warnings) != 2 {
		t.Errorf("warnings: %v", reading.Warnings)
	}
}

func TestFormulaOfTheirOwnCountsByItsValue(t *testing.T) {
	data := sheet{scores: map[string]any{"技术工人占比": 4}}.make(t)
	data = rewrite(t, data, "xl/worksheets/sheet1.xml", func(xml string) string {
		return replaceCell(t, xml, "F9", "<f>2*2</f><v>4</v>", "")
	})
	reading, problems := readPaper(t, data)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := claimsOf(t, reading); got != `{"skilled_ratio":4}` {
		t.Errorf("got %s", got)
	}
	if len(reading.Warnings) != 2 || reading.Warnings[1].Code != CodeFormulaRead || reading.Warnings[1].Cell != "F9" {
		t.Errorf("warnings: %v", reading.Warnings)
	}
}

// TestClaimsWithoutAValueAreNamed: what a formula of one's own may leave behind.
func TestClaimsWithoutAValueAreNamed(t *testing.T) {
	for code, content := range map[string][2]string{
		CodeNoCachedValue: {"<f>2*2</f>", ""},
		CodeCellError:     {"<f>1/0</f><v>#DIV/0!</v>", "e"},
		CodeCellDate:      {"<v>2026-01-05</v>", "d"},
	} {
		data := sheet{scores: map[string]any{"技术工人占比": 4}}.make(t)
		data = rewrite(t, data, "xl/worksheets/sheet1.xml", func(xml string) string {
			return replaceCell(t, xml, "F9", content[0], content[1])
		})
		_, problems := readPaper(t, data)
		if len(problems) != 1 || problems[0].Code != code || problems[0].Cell != "F9" || problems[0].Params["fact"] != "2.5 技术工人占比" {
			t.Errorf("got %v, want %s", problems, code)
		}
	}
}

// TestWorkbooksSavedToAFileAreRead: excelize names the type of macros in each file
// that it saves by name, also where there are none.
func TestWorkbooksSavedToAFileAreRead(t *testing.T) {
	file, err := excelize.OpenReader(bytes.NewReader(sheet{scores: map[string]any{"技术工人占比": 4}}.make(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	path := filepath.Join(t.TempDir(), "paper.xlsx")
	if err := file.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(unpacked(t, data)["[content_types].xml"]), "vbaProject") {
		t.Error("the type of macros is not named: the test shows nothing")
	}
	if _, problems := readPaper(t, data); len(problems) > 0 {
		t.Error(problems)
	}
	withMacros := archive(t, "[Content_Types].xml", string(unpacked(t, data)["[content_types].xml"]), "xl/vbaProject.bin", "x")
	refusedAs(t, withMacros, testCard(t), CodeUnsupportedFile, map[string]string{"kind": "xlsm"})
}

func unpacked(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	parts, err := unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

func TestWhoseSheetItIs(t *testing.T) {
	const code = "91330502MA2B00001R"
	for name, test := range map[string]struct {
		lines [][]string
		want  scoring.Enterprise
	}{
		"one line":        {[][]string{{"企业名称:甲 乙公司  统一社会信用代码:" + code + "  乡镇街道:织里镇"}}, scoring.Enterprise{Name: "甲 乙公司", USCC: code, Township: "织里镇"}},
		"beside":          {[][]string{{"单位名称", "", "甲公司", "信用代码", "9133 0502 ma2b 0000 1r"}, {"所属乡镇(街道)\uff1a", "织里镇"}}, scoring.Enterprise{Name: "甲公司", USCC: code, Township: "织里镇"}},
		"with a remark":   {[][]string{{"申报企业\uff08盖章\uff09\uff1a甲公司"}}, scoring.Enterprise{Name: "甲公司"}},
		"left blank":      {[][]string{{"企业名称:", "统一社会信用代码:" + code}}, scoring.Enterprise{USCC: code}},
		"only a sentence": {[][]string{{"请填写企业名称并盖章"}, {"说明:企业名称与执照一致"}}, scoring.Enterprise{}},
	} {
		t.Run(name, func(t *testing.T) {
			reading, problems := readPaper(t, sheet{lines: test.lines, scores: map[string]any{"技术工人占比": 4}}.make(t))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			got := scoring.Enterprise{}
			if reading.Enterprise != nil {
				got = *reading.Enterprise
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
