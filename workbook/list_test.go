package workbook

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/internal/testoffice"
	"wuxing/scoring"
)

func sampleHead() assessment.ListHead {
	return assessment.ListHead{
		RoundID: "2026", RoundName: "2026年度吴兴区技能型企业", Year: 2026, HeldOn: "2026-06-01", Reference: "吴人社纪要\u30142026\u30153号 A&B",
		DecidedAt: time.Date(2026, 6, 2, 1, 0, 0, 0, time.UTC),
		Trail:     assessment.TrailMark{Seq: 1_234_567, Hash: strings.Repeat("6583efd3", 8), Key: strings.Repeat("0c4a91be", 8)},
	}
}

// sampleNames are hostile, long and plain.
var sampleNames = []string{
	"=HYPERLINK(\"http://example.com\",\"x\")", "湖州吴兴织里永远的好名字童装设计研发生产销售一体化有限责任公司(普通合伙)织里分公司第一制衣车间", "+1", "@SUM(A1)", "甲厂", "乙<厂>&_x0041_",
}

func sampleFinal(count int) *assessment.FinalList {
	list := &assessment.FinalList{ListHead: sampleHead()}
	for i := range count {
		row := assessment.NoticeRow{No: i + 1, Enterprise: sampleName(i), Township: "织里镇", Grade: assessment.OutcomeCertified}
		if i < 2 {
			row.Grade = assessment.OutcomeExcellent
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}

func sampleName(i int) string {
	if i < len(sampleNames) {
		return sampleNames[i]
	}
	return fmt.Sprintf("湖州示例童装%d号有限公司", i)
}

func sampleAwards(count int) *assessment.AwardList {
	list := &assessment.AwardList{ListHead: sampleHead()}
	for i := range count {
		row := assessment.AwardRow{
			No: i + 1, Enterprise: scoring.Enterprise{Name: sampleName(i), USCC: fmt.Sprintf("91330502MA2B%05dR", i), Township: "织里镇"},
			Grade: assessment.OutcomeCertified, Total: scoring.Points(8725 - 25*i), Award: 20_000_00,
		}
		if i < 2 {
			row.Grade, row.Award = assessment.OutcomeExcellent, 50_000_01
		}
		if i%4 == 1 {
			row.Before = []assessment.PastAward{{RoundID: "2024", RoundName: "2024年度", Year: 2024, Grade: assessment.OutcomeCertified, Award: 20_000_00}}
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}

func bookOf[T any](t *testing.T, write func(w *bytes.Buffer, list T) error, list T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, list); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func finalBook(t *testing.T, list *assessment.FinalList) []byte {
	return bookOf(t, func(w *bytes.Buffer, list *assessment.FinalList) error { return WriteFinalList(w, list) }, list)
}

func awardBook(t *testing.T, list *assessment.AwardList) []byte {
	return bookOf(t, func(w *bytes.Buffer, list *assessment.AwardList) error { return WriteAwardList(w, list) }, list)
}

func rowsOfBook(t *testing.T, book []byte, sheet string) [][]string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rows [][]string
	for _, row := range sheetRows(t, file, sheet) {
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestFinalListTellsEnterprisesAndGradesOnly(t *testing.T) {
	list := sampleFinal(4)
	want := [][]string{
		{"2026年度吴兴区技能型企业认定名单"},
		{"2026年度  联席会议日期:2026-06-01"},
		{"序号", "企业名称", "乡镇街道", "认定等次"},
		{"优秀技能型企业(2家)"},
		{"1", sampleNames[0], "织里镇", "优秀技能型企业"},
		{"2", sampleNames[1], "织里镇", "优秀技能型企业"},
		{"技能型企业(2家)"},
		{"3", sampleNames[2], "织里镇", "技能型企业"},
		{"4", sampleNames[3], "织里镇", "技能型企业"},
		{"合计", "4"},
		{publicOrder},
		{"审计记录第1234567条：" + strings.Repeat("6583efd3", 8)},
		{"签名公钥指纹：" + strings.Repeat("0c4a91be", 8)},
	}
	if diff := cmp.Diff(want, rowsOfBook(t, finalBook(t, list), "认定名单")); diff != "" {
		t.Error(diff)
	}
	if rows := rowsOfBook(t, finalBook(t, sampleFinal(0)), "认定名单"); len(rows) != 7 || !cmp.Equal(rows[3], []string{"合计", "0"}) {
		t.Errorf("an empty list is %q", rows)
	}
}

func TestAwardListIsReadBackCellByCell(t *testing.T) {
	list := sampleAwards(3)
	rows := rowsOfBook(t, awardBook(t, list), "发放名单")
	want := [][]string{
		{"序号", "企业名称", "统一社会信用代码", "乡镇街道", "认定等次", "评审总分", "以前批次已发", "以前批次", "本次发放"},
		{"1", sampleNames[0], "91330502MA2B00000R", "织里镇", "优秀技能型企业", "87.25", "", "", "50000.01"},
		{"2", sampleNames[1], "91330502MA2B00001R", "织里镇", "优秀技能型企业", "87", "20000.00", "2024年度:技能型企业,20000.00元", "50000.01"},
		{"3", sampleNames[2], "91330502MA2B00002R", "织里镇", "技能型企业", "86.75", "", "", "20000.00"},
		{"", "优秀技能型企业", "2", "", "", "", "20000.00", "", "100000.02"},
		{"", "技能型企业", "1", "", "", "", "0.00", "", "20000.00"},
		{"合计", "", "3", "", "", "", "20000.00", "", "120000.02"},
	}
	if diff := cmp.Diff(want, rows[2:9]); diff != "" {
		t.Error(diff)
	}
	rest := fmt.Sprint(rows[9:])
	for _, told := range []string{"有1家企业以前批次已发过培育补助,共20000.00元", "制表人", "第1234567条", "公钥指纹", "单位(盖章)"} {
		if !strings.Contains(rest, told) {
			t.Errorf("below the table %q is missing: %s", told, rest)
		}
	}
	if rows := rowsOfBook(t, awardBook(t, sampleAwards(1)), "发放名单"); strings.Contains(fmt.Sprint(rows), "已发过") {
		t.Error("nobody was paid before, and the list says so")
	}
}

// What people have written is text; the formulas are the sums and no others, and
// LibreOffice finds what the file says.
func TestListFormulasAreOursAndEqualTheirValues(t *testing.T) {
	books := map[string][]byte{
		"认定名单": finalBook(t, sampleFinal(6)), "发放名单": awardBook(t, sampleAwards(6)),
	}
	wanted := map[string]int{"认定名单": 1, "发放名单": 9}
	for _, sheet := range []string{"认定名单", "发放名单"} {
		path := filepath.Join(t.TempDir(), "list.xlsx")
		if err := os.WriteFile(path, books[sheet], 0o600); err != nil {
			t.Fatal(err)
		}
		calculated, err := os.ReadFile(testoffice.ResaveAll(t, path)[0])
		if err != nil {
			t.Fatal(err)
		}
		ours, theirs := gridOf(t, books[sheet], sheet), gridOf(t, calculated, sheet)
		formulas, names := 0, 0
		for at, c := range ours.cells {
			if !c.formula {
				if c.kind == cellText && at[0] == 2 && couldRun(c.text) {
					names++
				}
				continue
			}
			formulas++
			got := theirs.at(at[0], at[1])
			mine, err1 := scoring.ParsePoints(c.text)
			found, err2 := scoring.ParsePoints(got.text)
			if !got.formula || err1 != nil || err2 != nil || mine != found {
				t.Errorf("%s %s: LibreOffice has %+v, the file says %q", sheet, cellName(at[0], at[1]), got, c.text)
			}
		}
		if formulas != wanted[sheet] || names != 3 {
			t.Errorf("%s: %d formulas, want %d; %d hostile names, want 3", sheet, formulas, wanted[sheet], names)
		}
	}
}

func TestListsArePrintedOnA4(t *testing.T) {
	for sheet, book := range map[string][]byte{"认定名单": finalBook(t, sampleFinal(3)), "发放名单": awardBook(t, sampleAwards(3))} {
		file, err := excelize.OpenReader(bytes.NewReader(book))
		if err != nil {
			t.Fatal(err)
		}
		layout, err := file.GetPageLayout(sheet)
		if err != nil {
			t.Fatal(err)
		}
		wanted := map[string]string{"认定名单": "portrait", "发放名单": "landscape"}[sheet]
		if *layout.Size != 9 || *layout.Orientation != wanted || *layout.FitToWidth != 1 {
			t.Errorf("%s: %d %s", sheet, *layout.Size, *layout.Orientation)
		}
		edges, err := file.GetHeaderFooter(sheet)
		if err != nil || strings.Contains(edges.OddHeader, "3号 A&&B") != (sheet == "发放名单") || !strings.Contains(edges.OddFooter, "&P") {
			t.Errorf("%s: %+v %v", sheet, edges, err)
		}
		titles := false
		for _, name := range file.GetDefinedName() {
			titles = titles || name.Name == "_xlnm.Print_Titles" && strings.HasSuffix(name.RefersTo, "$3:$3")
		}
		if !titles {
			t.Errorf("%s: headings are not repeated", sheet)
		}
		_ = file.Close()
	}
}

func TestListsAreOfTheirContent(t *testing.T) {
	for range 3 {
		if !bytes.Equal(finalBook(t, sampleFinal(30)), finalBook(t, sampleFinal(30))) || !bytes.Equal(awardBook(t, sampleAwards(30)), awardBook(t, sampleAwards(30))) {
			t.Error("equal lists, different bytes")
		}
	}
}

func TestMoneyHasTwoDecimals(t *testing.T) {
	for fen, want := range map[yuan]string{0: "0.00", 5: "0.05", 100: "1.00", 5_000_001: "50000.01", -105: "-1.05"} {
		if got := fen.String(); got != want {
			t.Errorf("%d fen is %s", int(fen), got)
		}
	}
}
