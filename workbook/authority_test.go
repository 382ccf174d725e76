package workbook

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

// lists is the blank workbook of lists with changes; sheets are named after the
// facts' labels.
func lists(t testing.TB, card *scoring.Card, change func(f *excelize.File)) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteAuthority(&b, card); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	change(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// put writes cells from a place on, beside each other.
func put(t testing.TB, f *excelize.File, sheet, cell string, values ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, cell, &values); err != nil {
		t.Fatal(err)
	}
}

const (
	sheetPetitions   = "欠薪上访"
	sheetArbitration = "劳动仲裁案件数"
)

// source names a list.
func source(t testing.TB, f *excelize.File, sheet, date, rest string) {
	put(t, f, sheet, "C3", sheet+"名单")
	put(t, f, sheet, "C4", "区信访局")
	put(t, f, sheet, "C5", date)
	put(t, f, sheet, "C6", rest)
}

func TestAuthorityListsAreRead(t *testing.T) {
	card := testCard(t)
	data := lists(t, card, func(f *excelize.File) {
		source(t, f, sheetPetitions, "2026年3月1日", " 按无记录计 ")
		put(t, f, sheetPetitions, "B10", "91330502MA2B00001R", "甲", 6, "区级部门")
		put(t, f, sheetPetitions, "B11", "９１３３０５０２ MA2B00002P", "乙", "12", "省级部门或进京")
		put(t, f, sheetPetitions, "B15", "91330502ma2b00001r", "", 5, "市级部门") // a gap, the same enterprise
		source(t, f, sheetArbitration, "2026.3.2", "不作改变")
		put(t, f, sheetArbitration, "B900", "91330502MA2B00002P", "乙", 11)
	})
	book, problems := ReadAuthority(data, card)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []assessment.AuthoritySheet{
		{Fact: "arrears_petitions", Name: "欠薪上访名单", Department: "区信访局", Dated: "2026-03-01", Complete: true, Rows: []assessment.AuthorityRow{
			{USCC: "91330502MA2B00001R", Name: "甲", Value: []byte(`[{"people":6,"level":"district"},{"people":5,"level":"city"}]`), Place: "欠薪上访!B10"},
			{USCC: "91330502MA2B00002P", Name: "乙", Value: []byte(`[{"people":12,"level":"province"}]`), Place: "欠薪上访!B11"},
		}},
		{Fact: "arbitration_cases", Name: "劳动仲裁案件数名单", Department: "区信访局", Dated: "2026-03-02", Rows: []assessment.AuthorityRow{
			{USCC: "91330502MA2B00002P", Name: "乙", Value: []byte(`11`), Place: "劳动仲裁案件数!B900"},
		}},
	}
	if diff := cmp.Diff(want, book.Sheets); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A date may be one for the spreadsheet, too, and is the same day.
func TestDatesOfLists(t *testing.T) {
	for _, test := range []struct {
		cell cell
		want string
	}{
		{cell{kind: cellDate, text: "46082"}, "2026-03-01"},
		{cell{kind: cellDate, text: "46082.75"}, "2026-03-01"},
		{cell{kind: cellNumber, text: "46082"}, "2026-03-01"},
		{cell{kind: cellDate, text: "2026-03-01"}, "2026-03-01"},
		{cell{kind: cellText, text: "２０２６．３．１"}, "2026-03-01"},
		{cell{kind: cellText, text: "2026年12月31日"}, "2026-12-31"},
		{cell{kind: cellNumber, text: "20260301"}, ""},
		{cell{kind: cellNumber, text: "1"}, ""},
		{cell{kind: cellText, text: "26-3-1"}, ""},
		{cell{kind: cellText, text: "2026-13-01"}, ""},
		{cell{kind: cellText, text: "2100-01-01"}, ""},
		{cell{}, ""},
	} {
		if got, ok := dayOf(test.cell); got != test.want || ok != (test.want != "") {
			t.Errorf("%+v: %q, %v, want %q", test.cell, got, ok, test.want)
		}
	}
}

// A list without rows says that nobody has anything; a blank sheet says nothing.
func TestAnEmptyListIsAList(t *testing.T) {
	card := testCard(t)
	book, problems := ReadAuthority(lists(t, card, func(f *excelize.File) { source(t, f, sheetArbitration, "2026/3/2", "按无记录计") }), card)
	if len(problems) > 0 || len(book.Sheets) != 1 || book.Sheets[0].Fact != "arbitration_cases" || len(book.Sheets[0].Rows) != 0 || !book.Sheets[0].Complete {
		t.Errorf("%v %+v", problems, book)
	}
	book, problems = ReadAuthority(lists(t, card, func(*excelize.File) {}), card)
	if len(problems) > 0 || len(book.Sheets) != 0 {
		t.Errorf("%v %+v", problems, book)
	}
}

func TestBadAuthorityLists(t *testing.T) {
	card := testCard(t)
	good := func(f *excelize.File, t *testing.T) { source(t, f, sheetArbitration, "2026-03-02", "按无记录计") }
	for _, test := range []struct {
		name   string
		change func(f *excelize.File, t *testing.T)
		want   []string
	}{
		{"rows without a source", func(f *excelize.File, t *testing.T) {
			put(t, f, sheetArbitration, "B10", "91330502MA2B00001R", "甲", 3)
		}, []string{
			"authority_source_missing 劳动仲裁案件数!C3", "authority_source_missing 劳动仲裁案件数!C4", "authority_source_missing 劳动仲裁案件数!C5", "authority_source_missing 劳动仲裁案件数!C6",
		}},
		{"no date", func(f *excelize.File, t *testing.T) { source(t, f, sheetArbitration, "三月", "按无记录计") }, []string{"authority_date 劳动仲裁案件数!C5"}},
		{"a date that is none", func(f *excelize.File, t *testing.T) { source(t, f, sheetArbitration, "2026-02-30", "按无记录计") }, []string{"authority_date 劳动仲裁案件数!C5"}},
		{"a date of another century", func(f *excelize.File, t *testing.T) { source(t, f, sheetArbitration, "1926-03-02", "按无记录计") }, []string{"authority_date 劳动仲裁案件数!C5"}},
		{"something else for those not listed", func(f *excelize.File, t *testing.T) { source(t, f, sheetArbitration, "2026-03-02", "是") }, []string{"authority_unlisted 劳动仲裁案件数!C6"}},
		{"every fault of a row at once", func(f *excelize.File, t *testing.T) {
			good(f, t)
			put(t, f, sheetArbitration, "B10", "", "甲", 3)
			put(t, f, sheetArbitration, "B11", 913305021234567890, "乙", 3)
			put(t, f, sheetArbitration, "B12", "91330502MA2B0000", "丙", 3)
			put(t, f, sheetArbitration, "B13", "91330502MA2B00001R", "丁", -1)
			put(t, f, sheetArbitration, "B14", "91330502MA2B00002P", "戊", 2.5)
			put(t, f, sheetArbitration, "B15", "91330502MA2B00003L", "己", nil)
		}, []string{
			"authority_no_code 劳动仲裁案件数!B10", "uscc_number 劳动仲裁案件数!B11", "uscc_form 劳动仲裁案件数!B12", "negative 劳动仲裁案件数!D13",
			"fraction_of_count 劳动仲裁案件数!D14", "missing_field 劳动仲裁案件数!B15",
		}},
		{"an enterprise counted twice", func(f *excelize.File, t *testing.T) {
			good(f, t)
			put(t, f, sheetArbitration, "B10", "91330502MA2B00001R", "甲", 3)
			put(t, f, sheetArbitration, "B11", "91330502MA2B00001R", "甲", 4)
		}, []string{"authority_row_twice 劳动仲裁案件数!B11"}},
		{"an unknown level and a missing one", func(f *excelize.File, t *testing.T) {
			source(t, f, sheetPetitions, "2026-03-02", "按无记录计")
			put(t, f, sheetPetitions, "B10", "91330502MA2B00001R", "甲", 5, "县级")
			put(t, f, sheetPetitions, "B11", "91330502MA2B00002P", "乙", 5)
		}, []string{"unknown_choice 欠薪上访!E10", "missing_field 欠薪上访!B11"}},
		{"a column that was deleted", func(f *excelize.File, t *testing.T) {
			good(f, t)
			if err := f.RemoveCol(sheetArbitration, "D"); err != nil {
				t.Fatal(err)
			}
		}, []string{"authority_column_missing 劳动仲裁案件数!A8"}},
		{"two sheets of one list", func(f *excelize.File, t *testing.T) {
			good(f, t)
			if _, err := f.NewSheet("副本"); err != nil {
				t.Fatal(err)
			}
			put(t, f, "副本", "A8", "authority:arbitration_cases", "uscc", "name", "value")
		}, []string{"authority_list_twice 副本!A8"}},
		{"a formula that nobody has calculated", func(f *excelize.File, t *testing.T) {
			good(f, t)
			put(t, f, sheetArbitration, "B10", "91330502MA2B00001R", "甲")
			if err := f.SetCellFormula(sheetArbitration, "D10", "1+1"); err != nil {
				t.Fatal(err)
			}
		}, []string{"no_cached_value 劳动仲裁案件数!D10"}},
		{"another card", func(f *excelize.File, t *testing.T) {
			if err := f.SetCustomProps(excelize.CustomProperty{Name: propCard, Value: "huzhou-2030"}); err != nil {
				t.Fatal(err)
			}
		}, []string{"wrong_card"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			book, problems := ReadAuthority(lists(t, card, func(f *excelize.File) { test.change(f, t) }), card)
			var got []string
			for _, p := range problems {
				at := ""
				if p.Sheet != "" {
					at = " " + p.Sheet + "!" + p.Cell
				}
				got = append(got, p.Code+at)
			}
			if diff := cmp.Diff(test.want, got); diff != "" || book != nil {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "a text": []byte("a,b\n"), "a form": form(t, card, nil, nil), "half a workbook": lists(t, card, func(*excelize.File) {})[:2000],
	} {
		if book, problems := ReadAuthority(data, card); book != nil || len(problems) != 1 {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

// Whatever is done to the bytes of a workbook, reading it ends, and never with
// nothing at all.
func TestMangledAuthorityListsEnd(t *testing.T) {
	card := testCard(t)
	data := lists(t, card, func(f *excelize.File) {
		source(t, f, sheetPetitions, "2026-03-01", "按无记录计")
		put(t, f, sheetPetitions, "B10", "91330502MA2B00001R", "甲", 6, "区级部门")
	})
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		bad := bytes.Clone(data)
		for range 1 + random.IntN(8) {
			bad[random.IntN(len(bad))] = byte(random.Uint32())
		}
		if book, problems := ReadAuthority(bad, card); (book == nil) == (len(problems) == 0) {
			t.Fatalf("book %v, problems %v", book, problems)
		}
	}
}

func TestBlankAuthorityListsAreTheSameEveryTime(t *testing.T) {
	card := testCard(t)
	var a, b bytes.Buffer
	if err := WriteAuthority(&a, card); err != nil {
		t.Fatal(err)
	}
	if err := WriteAuthority(&b, card); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two blank workbooks differ")
	}
	file, err := excelize.OpenReader(&a)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"欠薪上访", "劳动仲裁案件数", "八级及以上伤残的重大工伤事故数", sheetChoices, sheetMeta}
	if diff := cmp.Diff(want, file.GetSheetList()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text, err := file.GetCellValue(sheetPetitions, "E9"); err != nil || !strings.Contains(text, "到达级别") {
		t.Errorf("heading %q: %v", text, err)
	}
}
