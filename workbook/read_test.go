package workbook

import (
	"bytes"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"wuxing/scoring"
)

func TestEveryFixtureIsTheSameThroughAWorkbook(t *testing.T) {
	card := testCard(t)
	for _, sample := range fixtures(t, card) {
		t.Run(sample.name, func(t *testing.T) {
			reading, problems := Read(form(t, card, sample.enterprise, sample.facts), finder(card))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if diff := cmp.Diff(asJSON(t, sample.facts), asJSON(t, reading.Facts)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(sample.enterprise, reading.Enterprise); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(asJSON(t, card.Score(sample.facts)), asJSON(t, card.Score(reading.Facts))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRandomFactsAreTheSameThroughAWorkbook(t *testing.T) {
	for name, value := range map[string]string{"rapid.checks": "40", "rapid.shrinktime": "10s"} { // 0.1 s each
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	card := testCard(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, card)
		reading, problems := Read(form(t, card, nil, facts), finder(card))
		if len(problems) > 0 {
			rt.Fatal(problems)
		}
		if got, want := asJSON(t, reading.Facts), asJSON(t, facts); got != want {
			rt.Fatalf("\n got %s\nwant %s", got, want)
		}
		if reading.Enterprise != nil {
			rt.Fatalf("enterprise out of nothing: %+v", reading.Enterprise)
		}
	})
}

func TestBlankFormIsReadAsNothingGiven(t *testing.T) {
	card := testCard(t)
	reading, problems := Read(form(t, card, nil, nil), finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := asJSON(t, reading.Facts); got != "{}" {
		t.Errorf("got %s", got)
	}
}

func TestReadingSaysWhereEachAnswerStands(t *testing.T) {
	card := testCard(t)
	facts, problems := card.ParseFacts([]byte(`{"employees": 400, "honours": [{"person": "张三", "level": "city"}], "master_studios": []}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	data := form(t, card, &scoring.Enterprise{Name: "湖州示例童装有限公司"}, facts)
	reading, problems := Read(data, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	employees := place(t, data, "employees")
	for path, want := range map[string]CellRef{
		"employees":        {employees.sheet, cellName(employees.col, employees.row)},
		"enterprise.name":  {"单项数据", "C3"},
		"honours[0]":       {"技能荣誉", "B5"},
		"honours[0].level": {"技能荣誉", "C5"},
	} {
		if got := reading.Cells[path]; got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

// A form must be found again after tables or properties are lost and sheets are
// moved or renamed.
func TestFormSurvivesWhatProgramsDoToIt(t *testing.T) {
	card := testCard(t)
	sample := fixtures(t, card)[50]
	data := form(t, card, sample.enterprise, sample.facts)
	for name, change := range map[string]func(*excelize.File) error{
		"tables lost": func(f *excelize.File) error { return dropTables(f) },
		"tables and their names lost": func(f *excelize.File) error {
			for _, name := range f.GetDefinedName() {
				if strings.HasSuffix(name.Name, suffixRows) {
					if err := f.DeleteDefinedName(&excelize.DefinedName{Name: name.Name}); err != nil {
						return err
					}
				}
			}
			return dropTables(f)
		},
		"properties lost": func(f *excelize.File) error {
			for _, prop := range []string{propCard, propCardHash, propVersion} {
				if err := f.SetCustomProps(excelize.CustomProperty{Name: prop}); err != nil {
					return err
				}
			}
			return nil
		},
		"sheet moved":   func(f *excelize.File) error { return f.MoveSheet("技能荣誉", "填写说明") },
		"row inserted":  func(f *excelize.File) error { return f.InsertRows("单项数据", 8, 2) },
		"spaces typed":  func(f *excelize.File) error { return f.SetCellStr("技能荣誉", "B100", "  ") },
		"sheet added":   func(f *excelize.File) error { _, err := f.NewSheet("备注"); return err },
		"guide removed": func(f *excelize.File) error { return f.DeleteSheet("填写说明") },
	} {
		t.Run(name, func(t *testing.T) {
			reading, problems := Read(edit(t, data, change), finder(card))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if diff := cmp.Diff(asJSON(t, sample.facts), asJSON(t, reading.Facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Numbers as programs store them, and as people type them.
func TestValuesAreReadExactly(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	for _, c := range []struct {
		fact, want string
		set        func(f *excelize.File, sheet, cell string) error
	}{
		{"employees", "1000", stored("1E3")},
		{"employees", "3", stored("3.0000000000000004")},
		{"monthly_allowance", "400.1", stored("400.09999999999997")},
		{"monthly_allowance", "0.3", stored("0.30000000000000004")},
		{"employees", "400", typed("400")},
		{"employees", "400", typed("４００")},
		{"employees", "400", typed(" 400　")},
		{"monthly_allowance", "400.5", typed("４００．５")},
		{"training_funds", "sufficient", typed("足额安排")},
		{"training_funds", "sufficient", typed(" 足 额安排")},
		{"leader_attention", "yes", typed("是")},
		{"leader_attention", "no", typed("否")},
		{"school_cooperation", "order_class", typed("开展“订单班”“冠名班”")},
	} {
		t.Run(c.fact+" "+c.want, func(t *testing.T) {
			at := place(t, blank, c.fact)
			data := edit(t, blank, func(f *excelize.File) error { return c.set(f, at.sheet, cellName(at.col, at.row)) })
			reading, problems := Read(data, finder(card))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if got := reading.Facts.Text(c.fact); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTypedFormulaIsReadByItsCachedValueAndNamed(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	at := place(t, blank, "employees")
	cell := cellName(at.col, at.row)
	data := rewrite(t, blank, sheetPart(t, blank, at.sheet), func(xml string) string {
		// What Excel stores for =200*2.
		return replaceCell(t, xml, cell, "<f>200*2</f><v>400</v>", "")
	})
	reading, problems := Read(data, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := reading.Facts.Text("employees"); got != "400" {
		t.Errorf("got %q", got)
	}
	want := scoring.Problems{problem(CodeFormulaRead, at.sheet, cell, "fact", "企业职工总数", "found", "400", "formula", "=200*2")}
	if diff := cmp.Diff(want, reading.Warnings); diff != "" {
		t.Error(diff)
	}
}

func TestWrongCheckDigitOnlyWarns(t *testing.T) {
	card := testCard(t)
	data := form(t, card, &scoring.Enterprise{USCC: "91330502MA2B00001X"}, nil)
	reading, problems := Read(data, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(reading.Warnings) != 1 || reading.Warnings[0].Code != scoring.CodeUSCCCheckDigit || reading.Warnings[0].Cell != "C4" || reading.Warnings[0].Path != "" {
		t.Errorf("got %+v", reading.Warnings)
	}
}

func stored(number string) func(*excelize.File, string, string) error {
	return func(f *excelize.File, sheet, cell string) error { return f.SetCellDefault(sheet, cell, number) }
}

func typed(text string) func(*excelize.File, string, string) error {
	return func(f *excelize.File, sheet, cell string) error { return f.SetCellStr(sheet, cell, text) }
}

// edit changes a workbook with excelize.
func edit(t testing.TB, data []byte, changes ...func(*excelize.File) error) []byte {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, change := range changes {
		if err := change(file); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func dropTables(f *excelize.File) error {
	for _, sheet := range f.GetSheetList() {
		tables, err := f.GetTables(sheet)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if err := f.DeleteTable(table.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// place is the cell of a defined name.
func place(t testing.TB, data []byte, name string) area {
	t.Helper()
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := parseReference(b.names[name])
	if !ok {
		t.Fatalf("no name %s", name)
	}
	return a
}

func problem(code, sheet, cell string, params ...string) scoring.Problem {
	var list scoring.Problems
	list.Add(code, scoring.Position{Sheet: sheet, Cell: cell}, params...)
	return list[0]
}

// The form of a card with the longest lists filled to the end stays far below the
// limits of the guard.
func TestFullFormStaysFarBelowTheLimits(t *testing.T) {
	card := testCard(t)
	facts := fullFacts(t, card)
	data := form(t, card, nil, facts)
	reading, problems := Read(data, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if asJSON(t, reading.Facts) != asJSON(t, facts) {
		t.Error("facts changed")
	}
	bytes, tokens := measure(t, data)
	t.Logf("full form: %d bytes packed, %d unpacked, %d tokens", len(data), bytes, tokens)
	if tokens > maxXMLTokens/4 || bytes > maxUnpackedBytes/4 {
		t.Error("too near the limits")
	}
}

// fullFacts are facts with every list filled to its last row.
func fullFacts(t testing.TB, card *scoring.Card) *scoring.Facts {
	t.Helper()
	k := card.Collect()
	for i := range card.Facts {
		fact := &card.Facts[i]
		if fact.Type != scoring.TypeList {
			continue
		}
		k.List(fact.Key, scoring.Position{})
		for row := range fact.MaxRows {
			var cells []scoring.RowCell
			for f := range fact.Fields {
				field := &fact.Fields[f]
				text := strconv.Itoa(row)
				switch choices := choicesOf(field.Type, field.Choices); {
				case choices != nil:
					text = choices[0].Key
				case field.Type == scoring.TypeText:
					text = fmt.Sprint("项目与人员名称", row)
				}
				cells = append(cells, scoring.RowCell{Field: field.Key, Text: text})
			}
			k.Row(fact.Key, scoring.Position{}, cells)
		}
	}
	facts, problems := k.Facts()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return facts
}

// measure counts the unpacked bytes and tokens of a workbook.
func measure(t testing.TB, data []byte) (size, tokens int) {
	t.Helper()
	parts, err := unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range parts {
		size += len(content)
		if isXML(name) {
			if tokens, err = walkXML(content, tokens); err != nil {
				t.Fatal(err)
			}
		}
	}
	return size, tokens
}
