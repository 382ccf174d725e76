package workbook

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// selfCell is the cell of 自评分 of an indicator in our form.
func selfCell(t testing.TB, card *scoring.Card, id string) string {
	t.Helper()
	for i, indicator := range card.Indicators() {
		if indicator.ID == id {
			return cellName(colSelf, scoreFirstRow+i)
		}
	}
	t.Fatalf("no indicator %s", id)
	return ""
}

// typedOver is a form in which scores were typed over the formulas.
func typedOver(t testing.TB, facts string, scores map[string]any, more ...func(*excelize.File) error) []byte {
	t.Helper()
	card := testCard(t)
	given, problems := card.ParseFacts([]byte(facts))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return edit(t, form(t, card, nil, given), append([]func(*excelize.File) error{func(f *excelize.File) error {
		for id, score := range scores {
			if err := f.SetCellValue(sheetScore, selfCell(t, card, id), score); err != nil {
				return err
			}
		}
		return nil
	}}, more...)...)
}

func TestScoresTypedOverFormulasAreClaims(t *testing.T) {
	card := testCard(t)
	for name, test := range map[string]struct {
		facts, want string
		scores      map[string]any
	}{
		"none":        {`{"employees": 400, "skilled_workers": 180}`, `null`, nil},
		"one":         {`{"employees": 400, "skilled_workers": 180}`, `{"skilled_ratio":4}`, map[string]any{"skilled_ratio": 4}},
		"no facts":    {`{}`, `{"skilled_ratio":4,"work_injuries":-2}`, map[string]any{"skilled_ratio": "\uff14", "work_injuries": -2}},
		"as a remark": {`{}`, `{"equity":2}`, map[string]any{"skilled_ratio": "未填", "equity": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			reading, problems := Read(typedOver(t, test.facts, test.scores), finder(card))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if got := asJSON(t, reading.Claims); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if got := asJSON(t, reading.Facts); got == "{}" != (test.facts == "{}") {
				t.Errorf("facts: %s", got)
			}
		})
	}
}

func TestWrongScoresTypedOverFormulasAreNamed(t *testing.T) {
	card := testCard(t)
	employees := place(t, form(t, card, nil, nil), "employees")
	data := typedOver(t, `{}`, map[string]any{"training_ratio": 1.7, "skilled_ratio": 9},
		func(f *excelize.File) error {
			return f.SetCellDefault(employees.sheet, cellName(employees.col, employees.row), "1.5")
		})
	_, problems := Read(data, finder(card))
	var got []string
	for _, p := range problems {
		got = append(got, p.Code+" "+p.Sheet)
	}
	// In the order of the sheets: 评分表 stands before 单项数据.
	want := []string{"claim_not_possible 评分表", "claim_out_of_row 评分表", "fraction_of_count 单项数据"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestTypedTotalOfAFormIsCompared adds up what the rows show: claims where they
// were typed, elsewhere what the facts give.
func TestTypedTotalOfAFormIsCompared(t *testing.T) {
	card := testCard(t)
	last := cellName(colSelf, scoreFirstRow+len(card.Indicators()))
	for total, want := range map[float64]int{7: 0, 6: 1} { // 4 claimed (3 by the facts), 3 by the facts
		data := typedOver(t, `{"employees": 400, "skilled_workers": 180, "eight_grade_pilot": true}`, map[string]any{"skilled_ratio": 4},
			func(f *excelize.File) error { return f.SetCellValue(sheetScore, last, total) })
		reading, problems := Read(data, finder(card))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if len(reading.Warnings) != want || want == 1 && (reading.Warnings[0].Code != CodeSumDiffers || reading.Warnings[0].Cell != last) {
			t.Errorf("total %v: %v", total, reading.Warnings)
		}
	}
}

// TestFormCutDownToItsPrintedSheet: people delete what they do not need.
func TestFormCutDownToItsPrintedSheet(t *testing.T) {
	card := testCard(t)
	data := typedOver(t, `{}`, map[string]any{"skilled_ratio": 4}, func(f *excelize.File) error {
		for _, sheet := range f.GetSheetList() {
			if sheet != sheetScore {
				if err := f.DeleteSheet(sheet); err != nil {
					return err
				}
			}
		}
		for _, name := range f.GetDefinedName() {
			if err := f.DeleteDefinedName(&excelize.DefinedName{Name: name.Name, Scope: name.Scope}); err != nil && name.Scope == "Workbook" {
				return err
			}
		}
		return nil
	})
	for name, printed := range map[string][]*scoring.Card{"marked": nil, "known": {card}} {
		reading, problems := Read(data, finder(card), printed...)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", name, problems)
		}
		if got := asJSON(t, reading.Claims); got != `{"skilled_ratio":4}` {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

// TestOwnFormulaInOurFormIsAClaim: ours is known by where it points.
func TestOwnFormulaInOurFormIsAClaim(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	at := selfCell(t, card, "skilled_ratio")
	for name, test := range map[string]struct{ content, want string }{
		"theirs":               {"<f>2*2</f><v>4</v>", `{"skilled_ratio":4}`},
		"ours":                 {"<f>IF('计算'!D10=1,'计算'!E10/100,\"\")</f><v>4</v>", `null`},
		"ours, by LibreOffice": {"<f aca=\"false\">IF(计算!D10=1,计算!E10/100,\"\")</f><v>4</v>", `null`},
		"ours, sheet deleted":  {"<f>IF(#REF!=1,#REF!/100,\"\")</f><v>4</v>", `null`},
	} {
		t.Run(name, func(t *testing.T) {
			data := rewrite(t, blank, sheetPart(t, blank, sheetScore), func(xml string) string { return replaceCell(t, xml, at, test.content, "") })
			reading, problems := Read(data, finder(card))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if got := asJSON(t, reading.Claims); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestRenamedCalculationsAreNoClaims: a spreadsheet follows a renamed sheet in its
// formulas; what they show is still ours.
func TestRenamedCalculationsAreNoClaims(t *testing.T) {
	card := testCard(t)
	facts, problems := card.ParseFacts([]byte(`{"employees": 400, "skilled_workers": 180}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	at := selfCell(t, card, "skilled_ratio")
	data := edit(t, form(t, card, nil, facts), func(f *excelize.File) error { return f.SetSheetName(sheetCalc, "幕后") })
	data = rewrite(t, data, sheetPart(t, data, sheetScore), func(xml string) string {
		return replaceCell(t, xml, at, "<f>IF(幕后!D10=1,幕后!E10/100,\"\")</f><v>3</v>", "")
	})
	reading, problems := Read(data, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if reading.Claims != nil || len(reading.Warnings) > 0 {
		t.Errorf("claims %v, warnings %v", reading.Claims, reading.Warnings)
	}
}

// TestLostCalculationsAreNoClaims: a program that deletes a sheet may leave the
// formulas that point at it as they are.
func TestLostCalculationsAreNoClaims(t *testing.T) {
	card := testCard(t)
	at := selfCell(t, card, "skilled_ratio")
	data := edit(t, form(t, card, nil, nil), func(f *excelize.File) error { return f.DeleteSheet(sheetCalc) })
	data = rewrite(t, data, sheetPart(t, data, sheetScore), func(xml string) string {
		return replaceCell(t, xml, at, "<f>IF('计算'!D10=1,'计算'!E10/100,\"\")</f><v>3</v>", "")
	})
	reading, problems := Read(data, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if reading.Claims != nil || len(reading.Warnings) > 0 {
		t.Errorf("claims %v, warnings %v", reading.Claims, reading.Warnings)
	}
}
