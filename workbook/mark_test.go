package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// said words a problem as templates would.
func said(p *scoring.Problem) string {
	return fmt.Sprintf("“%s”不对，现在是“%s”。请改正。", p.Params["fact"], p.Params["found"])
}

// wrongForm is a form as an enterprise may send it: with faults of several kinds,
// with comments of its own and a sheet of its own that has the name of ours.
func wrongForm(t testing.TB, card *scoring.Card) []byte {
	t.Helper()
	fixture := fixtures(t, card)[3]
	return edit(t, form(t, card, fixture.enterprise, fixture.facts), func(f *excelize.File) error {
		for _, change := range []struct{ sheet, cell, text string }{
			{sheetFacts, "C4", "91330502"},
			{sheetFacts, "C9", "很多"},
			{sheetFacts, "C10", "约四百人"},
			{"技能荣誉", "B105", "排在表外的人"},
		} {
			if err := f.SetCellStr(change.sheet, change.cell, change.text); err != nil {
				return err
			}
		}
		for _, comment := range []excelize.Comment{
			{Cell: "C10", Author: "王会计", Text: "待人事核对\n"},
			{Cell: "E12", Author: "王会计", Text: "另见台账"},
		} {
			if err := f.AddComment(sheetFacts, comment); err != nil {
				return err
			}
		}
		if _, err := f.NewSheet(sheetProblems); err != nil {
			return err
		}
		if err := f.SetCellStr(sheetProblems, "A1", "自己的清单"); err != nil {
			return err
		}
		index, err := f.GetSheetIndex(sheetFacts)
		f.SetActiveSheet(index)
		return err
	})
}

// marked is wrongForm refused, with the problems that are marked.
func marked(t testing.TB, card *scoring.Card) (data, out []byte, problems scoring.Problems) {
	t.Helper()
	data = wrongForm(t, card)
	_, problems = Read(data, finder(card))
	if len(problems) < 4 {
		t.Fatalf("only %v", problems)
	}
	out, err := Mark(data, problems, said)
	if err != nil {
		t.Fatal(err)
	}
	return data, out, problems
}

func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// look is how a cell looks, and the colour that fills it.
func look(t testing.TB, f *excelize.File, sheet, cell string) (style *excelize.Style, fill string) {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	if style, err = f.GetStyle(id); err != nil {
		t.Fatal(err)
	}
	if style.Fill.Type == "" || len(style.Fill.Color) == 0 {
		return style, ""
	}
	return style, style.Fill.Color[0]
}

// comments are the comments of a sheet by cell, whatever runs they have.
func comments(t testing.TB, f *excelize.File, sheet string) map[string]string {
	t.Helper()
	list, err := f.GetComments(sheet)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, c := range list {
		texts[c.Cell] = c.Text
		for _, run := range c.Paragraph {
			texts[c.Cell] += run.Text
		}
	}
	return texts
}

// parts are the parts of an archive.
func partsOf(t testing.TB, data []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[file.Name] = string(content)
	}
	return all
}

func TestMarkedWorkbookShowsEveryProblem(t *testing.T) {
	card := testCard(t)
	data, out, problems := marked(t, card)
	before, after := opened(t, data), opened(t, out)
	for _, p := range problems {
		was, _ := look(t, before, p.Sheet, p.Cell)
		is, fill := look(t, after, p.Sheet, p.Cell)
		if !strings.HasPrefix(fill, "F9CC") {
			t.Errorf("%s!%s is filled with %q", p.Sheet, p.Cell, fill)
		}
		is.Fill = was.Fill
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("%s!%s looks otherwise, too: %s", p.Sheet, p.Cell, diff)
		}
		if text := comments(t, after, p.Sheet)[p.Cell]; !strings.Contains(text, said(&p)) {
			t.Errorf("comment of %s!%s: %q", p.Sheet, p.Cell, text)
		}
	}
	own := comments(t, after, sheetFacts)
	if own["E12"] != "另见台账" || !strings.HasPrefix(own["C10"], "待人事核对\n\n\n"+markBegins) {
		t.Errorf("the user's comments: %q", own)
	}
	list := after.GetSheetList()[0]
	if list != sheetProblems+"(2)" || after.GetActiveSheetIndex() != 0 {
		t.Errorf("first sheet %q, shown is %d", list, after.GetActiveSheetIndex())
	}
	selected := 0 // several selected sheets all take what is typed into one
	for name, content := range partsOf(t, out) {
		if strings.Contains(content, "tabSelected") {
			selected++
		}
		if strings.HasSuffix(name, ".vml") && strings.Count(content, "<v:shape ") != strings.Count(content, "<x:Row>") {
			t.Errorf("boxes in %s: %s", name, content)
		}
	}
	if selected != 1 {
		t.Errorf("%d sheets are selected", selected)
	}
	rows, err := after.GetRows(list)
	if err != nil || len(rows) != listedFirstRow-1+len(problems) {
		t.Fatalf("%v %q", err, rows)
	}
	for i, p := range problems {
		want := []string{fmt.Sprint(i + 1), p.Sheet, p.Cell, strings.TrimSuffix(said(&p), "请改正。"), "请改正。"}
		if diff := cmp.Diff(want, rows[listedFirstRow-1+i]); diff != "" {
			t.Error(diff)
		}
		_, target, err := after.GetCellHyperLink(list, cellName(3, listedFirstRow+i))
		if err != nil || target != quoteSheet(p.Sheet)+"!"+p.Cell {
			t.Errorf("link %q %v", target, err)
		}
	}
	if _, again := Read(out, finder(card)); cmp.Diff(problems, again) != "" {
		t.Errorf("read again: %s", cmp.Diff(problems, again))
	}
}

// What Mark does not touch stays byte for byte; so does everything after Unmark
// but the numbers of the cells' looks.
func TestUnmarkUndoesExactly(t *testing.T) {
	card := testCard(t)
	data, out, problems := marked(t, card)
	clean, err := Unmark(out)
	if err != nil {
		t.Fatal(err)
	}
	was, is := partsOf(t, data), partsOf(t, clean)
	var changed []string
	for name, content := range was {
		if is[name] != content {
			changed = append(changed, name)
		}
	}
	for name := range is {
		if _, ok := was[name]; !ok {
			t.Errorf("%s is left", name)
		}
	}
	slices.Sort(changed) // the numbers of looks, and the user's comment as a run
	want := []string{"xl/comments1.xml", "xl/styles.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"}
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("changed parts: %s", diff)
	}
	sameLooks(t, data, clean)
	before, after := opened(t, data), opened(t, clean)
	for _, sheet := range before.GetSheetList() {
		if diff := cmp.Diff(comments(t, before, sheet), comments(t, after, sheet)); diff != "" {
			t.Errorf("comments of %s: %s", sheet, diff)
		}
	}
	if diff := cmp.Diff(before.GetSheetList(), after.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before.GetDefinedName(), after.GetDefinedName()); diff != "" {
		t.Error(diff)
	}
	if before.GetActiveSheetIndex() != after.GetActiveSheetIndex() {
		t.Errorf("sheet %d is shown first", after.GetActiveSheetIndex())
	}
	if _, again := Read(clean, finder(card)); cmp.Diff(problems, again) != "" {
		t.Errorf("read again: %s", cmp.Diff(problems, again))
	}
}

// sameLooks holds every cell of two workbooks against each other.
func sameLooks(t testing.TB, want, got []byte) {
	t.Helper()
	before, after := opened(t, want), opened(t, got)
	known := map[[2]int]string{}
	for _, sheet := range before.GetSheetList() {
		for row := 1; row <= 110; row++ {
			for col := 1; col <= 8; col++ {
				cell := cellName(col, row)
				was, errWas := before.GetCellStyle(sheet, cell)
				is, errIs := after.GetCellStyle(sheet, cell)
				if errWas != nil || errIs != nil {
					t.Fatal(errWas, errIs)
				}
				diff, ok := known[[2]int{was, is}]
				if !ok {
					a, _ := look(t, before, sheet, cell)
					b, _ := look(t, after, sheet, cell)
					diff = cmp.Diff(a, b)
					known[[2]int{was, is}] = diff
				}
				if diff != "" {
					t.Errorf("%s!%s: %s", sheet, cell, diff)
				}
			}
		}
	}
}
