package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/internal/testoffice"
	"wuxing/scoring"
)

// correct puts right what wrongForm has wrong.
func correct(f *excelize.File) error {
	for _, change := range []struct{ sheet, cell, text string }{
		{sheetFacts, "C4", "91330502MA2B00001R"},
		{sheetFacts, "C9", "是"},
		{sheetFacts, "C10", "是"},
		{"技能荣誉", "C105", "国家级"},
	} {
		if err := f.SetCellStr(change.sheet, change.cell, change.text); err != nil {
			return err
		}
	}
	return nil
}

// resaved is a workbook as LibreOffice saves it.
func resaved(t *testing.T, data []byte) []byte {
	t.Helper()
	in := filepath.Join(t.TempDir(), "in.xlsx")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := os.ReadFile(testoffice.Resave(t, in))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// traces names what is left of marks in a workbook.
func traces(t testing.TB, data []byte) (left []string) {
	t.Helper()
	for name, content := range partsOf(t, data) {
		for _, word := range []string{nameMarks, nameMarkList, sheetRecord, "申报检查", `fgColor rgb="FFF9CC`, "不对，现在是"} {
			if strings.Contains(content, word) {
				left = append(left, name+": "+word)
			}
		}
	}
	return left
}

// A marked workbook that was corrected and saved is read, and what is stored of
// it has no marks, whatever program has saved it.
func TestCorrectedWorkbookLosesItsMarks(t *testing.T) {
	card := testCard(t)
	data, out, _ := marked(t, card)
	right := edit(t, data, correct)
	wanted, problems := Read(right, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, save := range map[string]func(data []byte) []byte{
		"excelize":    func(data []byte) []byte { return data },
		"LibreOffice": func(data []byte) []byte { return resaved(t, data) },
	} {
		t.Run(name, func(t *testing.T) {
			// A program that writes what the document consists of, as Excel does.
			out := repack(t, out, func(name, content string) string {
				if name == "docProps/app.xml" {
					content = strings.Replace(content, "</Properties>", "<TitlesOfParts><lpstr>"+sheetRecord+"</lpstr></TitlesOfParts></Properties>", 1)
				}
				return content
			})
			back := save(edit(t, out, correct))
			clean, err := Unmark(back)
			if err != nil {
				t.Fatal(err)
			}
			for what, data := range map[string][]byte{"with marks": back, "without": clean} {
				reading, problems := Read(data, finder(card))
				if len(problems) > 0 {
					t.Fatalf("%s: %v", what, problems)
				}
				if diff := cmp.Diff(asJSON(t, wanted.Facts), asJSON(t, reading.Facts)); diff != "" {
					t.Errorf("%s: %s", what, diff)
				}
			}
			if left := traces(t, clean); left != nil {
				t.Errorf("left: %q", left)
			}
			plain := save(right)
			sameLooks(t, plain, clean)
			before, after := opened(t, plain), opened(t, clean)
			if diff := cmp.Diff(before.GetSheetList(), after.GetSheetList()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(comments(t, before, sheetFacts), comments(t, after, sheetFacts)); diff != "" {
				t.Error(diff)
			}
			if again, err := Unmark(clean); err != nil || !bytes.Equal(again, clean) {
				t.Errorf("there is more to take away: %v", err)
			}
		})
	}
}

func TestUnmarkedWorkbookComesBackAsItIs(t *testing.T) {
	card := testCard(t)
	for name, data := range map[string][]byte{"blank": form(t, card, nil, nil), "with comments": wrongForm(t, card)} {
		clean, err := Unmark(data)
		if err != nil || !bytes.Equal(clean, data) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var r *refused
	if _, err := Unmark([]byte("no workbook")); !errors.As(err, &r) || r.code != CodeNotAWorkbook {
		t.Errorf("no workbook: %v", err)
	}
	if _, err := Mark([]byte("no workbook"), nil, said); !errors.As(err, &r) {
		t.Errorf("no workbook: %v", err)
	}
}

// Marks are found by what they are, not by where they stood.
func TestMarksAreFoundAfterTheSheetsHaveChanged(t *testing.T) {
	card := testCard(t)
	data, out, _ := marked(t, card)
	sheets := opened(t, data).SheetCount
	for name, change := range map[string]func(f *excelize.File) error{
		"renamed": func(f *excelize.File) error {
			return errors.Join(f.SetSheetName(sheetProblems+"(2)", "改完了"), f.SetSheetName(sheetFacts, "数据"))
		},
		"list deleted": func(f *excelize.File) error { return f.DeleteSheet(sheetProblems + "(2)") },
		"row inserted": func(f *excelize.File) error { return f.InsertRows("技能荣誉", 50, 3) },
		"cell copied": func(f *excelize.File) error {
			style, err := f.GetCellStyle(sheetFacts, "C9")
			return errors.Join(err, f.SetCellStyle(sheetFacts, "C11", "C20", style))
		},
	} {
		t.Run(name, func(t *testing.T) {
			clean, err := Unmark(edit(t, out, change))
			if err != nil {
				t.Fatal(err)
			}
			if left := traces(t, clean); left != nil {
				t.Errorf("left: %q", left)
			}
			if names := opened(t, clean).GetSheetList(); len(names) != sheets || names[0] != sheetGuide {
				t.Errorf("sheets: %q", names)
			}
		})
	}
}

func TestMarkingAgainReplacesTheMarks(t *testing.T) {
	card := testCard(t)
	data, out, problems := marked(t, card)
	if again, err := Mark(data, problems, said); err != nil || !bytes.Equal(again, out) {
		t.Errorf("the same problems are marked otherwise: %v", err)
	}
	second, err := Mark(out, problems[1:2], said)
	if err != nil {
		t.Fatal(err)
	}
	f := opened(t, second)
	coloured := 0
	for _, p := range problems {
		if _, fill := look(t, f, p.Sheet, p.Cell); strings.HasPrefix(fill, "F9CC") {
			coloured++
		}
	}
	own := comments(t, f, sheetFacts)
	if coloured != 1 || strings.Count(fmt.Sprint(own), markBegins) != 1 || f.SheetCount != opened(t, data).SheetCount+2 {
		t.Errorf("%d coloured, %d sheets, comments %q", coloured, f.SheetCount, own)
	}
	clean, err := Unmark(second)
	if err != nil {
		t.Fatal(err)
	}
	sameLooks(t, data, clean)
}

// What an enterprise typed may stand in a problem; it is text and nothing else.
func TestProblemsAreText(t *testing.T) {
	card := testCard(t)
	data := wrongForm(t, card)
	evil := []string{
		`=HYPERLINK("http://example.com","点我")`, "+1+1", "-1", "@SUM(A1)", "\t=1", "_x0041_", "]]></t><f>1</f>", "\x00\x01控制", strings.Repeat("很长", 5000),
	}
	var problems scoring.Problems
	for i, text := range evil {
		problems = append(problems, problem("x", sheetFacts, cellName(factInput, factsFirstRow+1+i), "found", text))
	}
	problems = append(problems, problem("x", "没有这张表", "A1"), problem("x", "", ""), problem("x", sheetFacts, "ZZZ1"))
	out, err := Mark(data, problems, func(p *scoring.Problem) string { return p.Params["found"] })
	if err != nil {
		t.Fatal(err)
	}
	f := opened(t, out)
	list := f.GetSheetList()[0]
	for i, text := range evil {
		cell := cellName(4, listedFirstRow+i)
		if formula, err := f.GetCellFormula(list, cell); err != nil || formula != "" {
			t.Errorf("%s is the formula %q, %v", cell, formula, err)
		}
		got, err := f.GetCellValue(list, cell)
		if want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' {
				return '\uFFFD'
			}
			return r
		}, clipRunes(text, maxMarkedRunes)); err != nil || got != want {
			t.Errorf("%s says %q, want %q, %v", cell, got, want, err)
		}
	}
	if n, _ := f.GetCellValue(list, cellName(1, listedFirstRow+len(problems)-1)); n != fmt.Sprint(len(problems)) {
		t.Errorf("the last problem has the number %q", n)
	}
	clean, err := Unmark(out)
	if err != nil {
		t.Fatal(err)
	}
	sameLooks(t, data, clean)
}

func TestMarksHaveLimits(t *testing.T) {
	card := testCard(t)
	data := form(t, card, nil, nil)
	var problems scoring.Problems
	for i := range maxListed + 7 {
		problems = append(problems, problem("x", "技能荣誉", cellName(2+i%3, 5+i/3)))
	}
	out, err := Mark(data, problems, func(*scoring.Problem) string { return "错。请改。" })
	if err != nil {
		t.Fatal(err)
	}
	f := opened(t, out)
	ours := 0
	for _, text := range comments(t, f, "技能荣誉") { // the form has one of its own
		if strings.Contains(text, "错。请改。") {
			ours++
		}
	}
	if ours != maxMarkedCells {
		t.Errorf("%d comments", ours)
	}
	rows, err := f.GetRows(sheetProblems)
	if err != nil || len(rows) != maxListed+listedHeadRow {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	for _, word := range []string{"共 1007 个问题", "只列前 1000 个", "最多标出 500 个单元格"} {
		if !strings.Contains(rows[1][0], word) {
			t.Errorf("%q does not say %q", rows[1][0], word)
		}
	}
	// Cells below everything that the file holds are made and go with the marks' colour.
	clean, err := Unmark(out)
	if err != nil || traces(t, clean) != nil {
		t.Errorf("%v %q", err, traces(t, clean))
	}
}

// repack replaces parts of a workbook.
func repack(t testing.TB, data []byte, change func(name, content string) string) []byte {
	t.Helper()
	p, err := openParcel(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range p.entries {
		p.parts[strings.ToLower(name)] = []byte(change(name, string(p.parts[strings.ToLower(name)])))
	}
	out, err := p.pack()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Programs spell the same workbook in many ways.
func TestMarkTakesOtherSpellings(t *testing.T) {
	card := testCard(t)
	data := form(t, card, nil, nil)
	row := strings.NewReplacer(`<row r="6" ht="8" customHeight="true"></row>`, "")
	for name, change := range map[string]func(name, content string) string{
		"no blank cells": func(name, content string) string {
			if strings.HasSuffix(name, "sheet3.xml") {
				for cell := range 60 {
					content = strings.ReplaceAll(content, fmt.Sprintf(`<c r="C%d" s="12"></c>`, cell), "")
				}
			}
			return content
		},
		"closed tags": func(name, content string) string {
			return regexp.MustCompile(`<(c|sheetView|fgColor|row|xf)( [^<>]*)?></(c|sheetView|fgColor|row|xf)>`).ReplaceAllString(content, "<$1$2/>")
		},
		"empty rows": func(name, content string) string {
			if strings.HasSuffix(name, "sheet3.xml") {
				content = row.Replace(content)
			}
			return content
		},
		"prefixes": func(name, content string) string {
			if !strings.HasSuffix(name, "styles.xml") && !strings.HasSuffix(name, "sheet3.xml") && name != "xl/workbook.xml" {
				return content
			}
			content = strings.ReplaceAll(content, "</", "</x:")
			content = strings.ReplaceAll(content, "</x:x", "</x:x")
			var b strings.Builder
			for i := 0; i < len(content); i++ {
				b.WriteByte(content[i])
				if content[i] == '<' && content[i+1] != '/' && content[i+1] != '?' {
					b.WriteString("x:")
				}
			}
			return strings.Replace(b.String(), "xmlns=", "xmlns:x=", 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			other := repack(t, data, change)
			problems := scoring.Problems{
				problem("x", sheetFacts, "C6"), problem("x", sheetFacts, "C9"), problem("x", sheetFacts, "C20"), problem("x", sheetFacts, "A1"),
				problem("x", sheetFacts, "H500"), problem("x", sheetRecord, "A1"), problem("x", "选项", "Z9"),
			}
			out, err := Mark(other, problems, said)
			if err != nil {
				t.Fatal(err)
			}
			if _, problems := Read(out, finder(card)); len(problems) > 0 {
				t.Fatal(problems)
			}
			if name != "prefixes" { // excelize reads no other prefixes
				f := opened(t, out)
				for _, p := range problems {
					if _, known := comments(t, f, sheetFacts)[p.Cell]; p.Sheet != sheetFacts {
						continue
					} else if _, fill := look(t, f, p.Sheet, p.Cell); !known || !strings.HasPrefix(fill, "F9CC") {
						t.Errorf("%s: fill %q, comment %v", p.Cell, fill, known)
					}
				}
			}
			clean, err := Unmark(out)
			if err != nil || traces(t, clean) != nil {
				t.Errorf("%v %q", err, traces(t, clean))
			}
			var places []string
			for _, content := range []string{partsOf(t, out)["xl/worksheets/sheet3.xml"], partsOf(t, clean)["xl/worksheets/sheet3.xml"]} {
				last := 0
				err := scan([]byte(content), func(tag *tag) error {
					if tag.Local == "row" && !tag.end {
						if n := tag.number("r"); n <= last {
							places = append(places, fmt.Sprintf("row %d behind %d", n, last))
						} else {
							last = n
						}
					}
					return nil
				}, nil)
				if err != nil || places != nil {
					t.Errorf("%v %q", err, places)
				}
			}
		})
	}
}

// A file cannot ask for any amount of memory.
func TestMarkRefusesEndlessLists(t *testing.T) {
	card := testCard(t)
	data := wrongForm(t, card)
	for part, grow := range map[string][2]string{
		"xl/styles.xml":    {"</cellXfs>", `<xf fillId="0"/>`},
		"xl/comments1.xml": {"</commentList>", `<comment ref="A1" authorId="0"/>`},
	} {
		big := repack(t, data, func(name, content string) string {
			if name == part {
				content = strings.Replace(content, grow[0], strings.Repeat(grow[1], maxChildren+1)+grow[0], 1)
			}
			return content
		})
		var r *refused
		if _, err := Mark(big, scoring.Problems{problem("x", sheetFacts, "C9")}, said); !errors.As(err, &r) || r.code != CodeWorkbookTooLarge {
			t.Errorf("%s: %v", part, err)
		}
	}
}

// Whatever bytes come in, there is an error or a workbook that may be uploaded.
func TestMarkOfDamagedWorkbooks(t *testing.T) {
	card := testCard(t)
	_, out, problems := marked(t, card)
	random := rand.New(rand.NewPCG(20241, 7))
	kept := 0
	for round := range 30 {
		bad := repack(t, out, func(name, content string) string {
			if random.IntN(12) > 0 || len(content) == 0 {
				return content
			}
			b := []byte(content)
			for range 1 + random.IntN(6) {
				// Words stay words: the parts remain XML and mean something else.
				at := random.IntN(len(b))
				if c := b[at]; c >= '0' && c <= '9' {
					b[at] = '0' + byte(random.IntN(10))
				} else if c >= 'a' && c <= 'z' && random.IntN(8) == 0 {
					b[at] = 'a' + byte(random.IntN(26))
				}
			}
			if _, err := walkXML(b, 0); err != nil {
				return content
			}
			return string(b)
		})
		for what, do := range map[string]func() ([]byte, error){
			"mark":   func() ([]byte, error) { return Mark(bad, problems, said) },
			"unmark": func() ([]byte, error) { return Unmark(bad) },
		} {
			got, err := do()
			if err != nil {
				if strings.Contains(err.Error(), "panic") {
					t.Errorf("round %d, %s: %v", round, what, err)
				}
				continue
			}
			kept++
			if _, err := unpack(got); err != nil {
				t.Errorf("round %d, %s: %v", round, what, err)
			}
		}
	}
	if kept < 20 {
		t.Errorf("only %d of 60 were marked", kept)
	}
}
