package workbook

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

func sampleComparison(t *testing.T) *scoring.Comparison {
	t.Helper()
	a := testCard(t)
	b, problems := a.Under("apprentices-50-lower", "veto-any-headcount")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var all []scoring.Compared
	for _, e := range []struct{ name, facts string }{
		{"甲", `{"apprentices": 50, "craftsman_culture": true}`},
		{"=1+1", `{"apprentices": 49, "craftsman_culture": true}`},
		{"丙", `{"apprentices": 20, "arrears_petitions": [{"people": 4, "level": "province"}]}`},
	} {
		compared := scoring.Compared{Enterprise: &scoring.Enterprise{Name: e.name}}
		if compared.A, problems = a.ParseFacts([]byte(e.facts)); len(problems) > 0 {
			t.Fatal(problems)
		}
		if compared.B, problems = b.ParseFacts([]byte(e.facts)); len(problems) > 0 {
			t.Fatal(problems)
		}
		all = append(all, compared)
	}
	return scoring.Compare(a, b, all, 1)
}

func TestComparisonIsReadBackCellByCell(t *testing.T) {
	comparison := sampleComparison(t)
	var b, again bytes.Buffer
	for _, w := range []*bytes.Buffer{&b, &again} {
		if err := WriteComparison(w, comparison); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same comparison gives other bytes")
	}
	file, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows := func(sheet string) [][]string {
		all, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := [][]string{
		{"wuxing-2024 → wuxing-2024+apprentices-50-lower+veto-any-headcount"},
		{"3家企业  得分增加0家  减少1家  不变2家  名次变动2家  名额1家:进入1家,退出0家"},
		{"企业名称", "统一社会信用代码", "总分A", "总分B", "变化", "名次A", "名次B", "升降", "名额", "变化的指标"},
		{"甲", "", "4", "3", "-1", "1", "1", "0", "在名额内", "2.2 3→2"},
		{"=1+1", "", "3", "3", "0", "2", "1", "1", "进入"},
		{"丙", "", "2", "2", "0", "3", "一票否决", "", "在名额外"},
	}
	if diff := cmp.Diff(want, rows(sheetChanges)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", sheetChanges, diff)
	}
	indicators := rows(sheetIndicators)
	if diff := cmp.Diff([]string{"2.2", "apprenticeship", "开展“新型学徒制”培养", "1", "0", "1", "-1"}, indicators[3+4]); diff != "" {
		t.Errorf("%s (-want +got):\n%s", sheetIndicators, diff)
	}
	if diff := cmp.Diff([]string{"合计", "", "总分", "1", "0", "1", "-1"}, indicators[len(indicators)-1]); diff != "" {
		t.Errorf("%s (-want +got):\n%s", sheetIndicators, diff)
	}
	if formula, err := file.GetCellFormula(sheetChanges, "A5"); err != nil || formula != "" {
		t.Errorf("a name runs as a formula: %q %v", formula, err)
	}
}
