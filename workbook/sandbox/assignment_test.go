package sandbox

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/assessment"
	"wuxing/internal/hostile"
	"wuxing/scoring"
	"wuxing/workbook"
)

func assignmentBook(t *testing.T) []byte {
	t.Helper()
	sheet := &assessment.AssignmentSheet{RoundID: "2026", RoundName: "2026年度", Reviewers: 2}
	for i := range 30 {
		sheet.Rows = append(sheet.Rows, assessment.SeatedRow{
			Application: fmt.Sprint("id-", i), Enterprise: scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: "91330502MA2B00001R"}, Reviewers: []string{"li", "wang"}, Open: true,
		})
	}
	sheet.Loads = []assessment.ReviewerLoad{{Reviewer: "li", Name: "李"}, {Reviewer: "wang", Name: "王"}}
	var book bytes.Buffer
	if err := workbook.WriteAssignments(&book, sheet); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// What a child reads is what workbook.ReadAssignments reads, faults and warnings
// beside rows.
func TestReadAssignmentsIsThatOfWorkbook(t *testing.T) {
	b := newBox(t, Config{Keep: true})
	for name, data := range map[string][]byte{
		"sound": assignmentBook(t), "damaged": assignmentBook(t)[:3000], "none": nil,
		"csv":   []byte("统一社会信用代码,评审员\n91330502MA2B00001X,li\n9133,li\n"),
		"lines": bytes.Repeat([]byte("\n"), 3<<20),
		"full":  []byte("统一社会信用代码,评审员,第二评审员\n" + strings.Repeat("91330502MA2B00001R,"+strings.Repeat("a", 30)+","+strings.Repeat("b", 30)+"\n", 10_000)),
		"worst": []byte("统一社会信用代码,评审员\n" + strings.Repeat("91330502MA2B00001X,li\n9133,li\n", 4_500)),
	} {
		wanted := workbook.ReadAssignments(data)
		r := open(t, b)
		got := r.ReadAssignments(data)
		r.Close()
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("%s: %.2000s", name, diff)
		}
	}
}

// No hostile file gets further than its faults. What ends before the cells is told
// as of any workbook.
func TestHostileAssignmentsAreRefused(t *testing.T) {
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	kinds, err := hostile.Kinds(form(t, card, "050"))
	if err != nil {
		t.Fatal(err)
	}
	// A line of a million cells is no workbook, and costs as much.
	kinds = append(kinds, hostile.Kind{Name: "commas", Code: CodeTooCostly, Data: bytes.Repeat([]byte(","), 3<<20)})
	b := newBox(t, Config{Keep: true})
	much := 0
	for i, kind := range kinds {
		if i%3 != 0 && i < len(kinds)-1 { // internal/hostile sends them all
			continue
		}
		r := open(t, b)
		got := r.ReadAssignments(kind.Data)
		r.Close()
		if len(got.Faults) == 0 || len(got.Rows) > 0 {
			t.Errorf("%s: %d rows, %v", kind.Name, len(got.Rows), got.Faults)
			continue
		}
		tooMuch := []string{workbook.CodeWorkbookTooLarge, CodeTooCostly}
		if slices.Contains(tooMuch, kind.Code) {
			much++
			if !slices.Contains(tooMuch, got.Faults[0].Code) {
				t.Errorf("%s: %s, want %s", kind.Name, got.Faults[0].Code, kind.Code)
			}
		}
	}
	if len(kinds) < 100 || much < 5 {
		t.Errorf("%d kinds, %d of them too much", len(kinds), much)
	}
}
