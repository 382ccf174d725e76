package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// Workbooks whose cells are wrong: all problems come at once, in the order of
// sheets, rows and columns.
func TestWrongCellsAreAllNamed(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	at := func(fact string) (string, string) {
		a := place(t, blank, fact)
		return a.sheet, cellName(a.col, a.row)
	}
	put := func(fact string, set func(*excelize.File, string, string) error) func(*excelize.File) error {
		return func(f *excelize.File) error {
			sheet, cell := at(fact)
			return set(f, sheet, cell)
		}
	}
	wrong := func(code, fact string, params ...string) scoring.Problem {
		sheet, cell := at(fact)
		return problem(code, sheet, cell, params...)
	}
	inList := func(sheet, cell, text string) func(*excelize.File) error {
		return func(f *excelize.File) error { return f.SetCellStr(sheet, cell, text) }
	}
	for _, c := range []struct {
		name    string
		changes []func(*excelize.File) error
		want    scoring.Problems
	}{
		{"text in a number cell", []func(*excelize.File) error{put("employees", typed("约四百人"))}, scoring.Problems{
			wrong(scoring.CodeNotCount, "employees", "fact", "企业职工总数", "found", "约四百人", "unit", "人"),
		}},
		{"another unit behind a number", []func(*excelize.File) error{put("employees", typed("400人/年"))}, scoring.Problems{
			wrong(scoring.CodeNotCount, "employees", "fact", "企业职工总数", "found", "400人/年", "unit", "人"),
		}},
		{"exponent as text", []func(*excelize.File) error{put("employees", typed("1e3"))}, scoring.Problems{
			wrong(scoring.CodeNotCount, "employees", "fact", "企业职工总数", "found", "1e3", "unit", "人"),
		}},
		{"fraction of persons", []func(*excelize.File) error{put("employees", stored("400.5"))}, scoring.Problems{
			wrong(scoring.CodeFraction, "employees", "fact", "企业职工总数", "found", "400.5", "unit", "人"),
		}},
		{"negative", []func(*excelize.File) error{put("employees", stored("-1"))}, scoring.Problems{
			wrong(scoring.CodeNegative, "employees", "fact", "企业职工总数", "found", "-1"),
		}},
		{"absurdly large", []func(*excelize.File) error{put("employees", stored("1E+30"))}, scoring.Problems{
			wrong(scoring.CodeAboveLimit, "employees", "fact", "企业职工总数", "found", "1000000000000000000000000000000", "limit", "1000000", "unit", "人"),
		}},
		{"not a number", []func(*excelize.File) error{put("employees", stored("NaN"))}, scoring.Problems{
			wrong(scoring.CodeNotCount, "employees", "fact", "企业职工总数", "found", "NaN", "unit", "人"),
		}},
		{"three decimals of money", []func(*excelize.File) error{put("monthly_allowance", stored("100.005"))}, scoring.Problems{
			wrong(scoring.CodeTooManyDecimals, "monthly_allowance", "fact", "技能、技术等级津贴", "found", "100.005"),
		}},
		{"true in a number cell", []func(*excelize.File) error{put("employees", func(f *excelize.File, sheet, cell string) error {
			return f.SetCellBool(sheet, cell, true)
		})}, scoring.Problems{
			wrong(scoring.CodeNotCount, "employees", "fact", "企业职工总数", "found", "TRUE", "unit", "人"),
		}},
		{"date in a number cell", []func(*excelize.File) error{put("employees", func(f *excelize.File, sheet, cell string) error {
			style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			if err != nil {
				return err
			}
			if err := f.SetCellInt(sheet, cell, 45538); err != nil {
				return err
			}
			return f.SetCellStyle(sheet, cell, cell, style)
		})}, scoring.Problems{
			wrong(CodeCellDate, "employees", "fact", "企业职工总数", "found", "2024-09-03", "asked", "count", "unit", "(人)"),
		}},
		{"formula never calculated", []func(*excelize.File) error{put("employees", func(f *excelize.File, sheet, cell string) error {
			return f.SetCellFormula(sheet, cell, "200*2")
		})}, scoring.Problems{
			wrong(CodeNoCachedValue, "employees", "fact", "企业职工总数", "found", "=200*2", "asked", "count", "unit", "(人)"),
		}},
		{"code typed as a number", []func(*excelize.File) error{func(f *excelize.File) error {
			return f.SetCellDefault("单项数据", "C4", "9.1330502E+17")
		}}, scoring.Problems{
			problem(CodeUSCCNumber, "单项数据", "C4", "found", "9.1330502E+17"),
		}},
		{"code too short", []func(*excelize.File) error{func(f *excelize.File) error { return f.SetCellStr("单项数据", "C4", "9133") }}, scoring.Problems{
			problem(scoring.CodeUSCCForm, "单项数据", "C4", "found", "9133"),
		}},
		{"unknown answers", []func(*excelize.File) error{put("leader_attention", typed("有点")), put("title_level", typed("县级"))}, scoring.Problems{
			wrong(scoring.CodeNotYesNo, "leader_attention", "fact", "企业领导重视技能人才工作", "found", "有点"),
			wrong(scoring.CodeUnknownChoice, "title_level", "fact", "国家高新技术企业等称号", "found", "县级", "choices", "none(无)、province(省级)、national(国家级)"),
		}},
		{"contradiction between facts", []func(*excelize.File) error{put("employees", stored("10")), put("skilled_workers", stored("11"))}, scoring.Problems{
			wrong(scoring.CodeFactsContradict, "skilled_workers", "left", "技术工人数", "left_value", "11", "right", "企业职工总数", "right_value", "10", "unit", "人",
				"right_place", strings.Join([]string{"单项数据", second(at("employees"))}, "!")),
		}},
		{"row without a field", []func(*excelize.File) error{inList("技能荣誉", "B6", "张三")}, scoring.Problems{
			problem(scoring.CodeMissingField, "技能荣誉", "B6", "field", "荣誉级别", "fact", "技能荣誉"),
		}},
		{"unknown level in a row", []func(*excelize.File) error{inList("技能荣誉", "B5", "张三"), inList("技能荣誉", "C5", "县级")}, scoring.Problems{
			problem(scoring.CodeUnknownChoice, "技能荣誉", "C5", "fact", "荣誉级别", "found", "县级", "choices", "district(区级)、city(市级)、province(省级)、national(国家级)"),
		}},
		{"none declared and rows", []func(*excelize.File) error{put("honours_declared", typed("无")), inList("技能荣誉", "B5", "张三"), inList("技能荣誉", "C5", "市级")}, scoring.Problems{
			wrong(scoring.CodeListContradiction, "honours_declared", "fact", "技能荣誉"),
		}},
		{"some declared and no rows", []func(*excelize.File) error{put("honours_declared", typed("有"))}, scoring.Problems{
			wrong(CodeListWithoutRows, "honours_declared", "fact", "技能荣誉"),
		}},
		{"a cell and a name lost", []func(*excelize.File) error{func(f *excelize.File) error {
			sheet, cell := at("employees")
			if err := f.SetCellStr(sheet, "B"+cell[1:], ""); err != nil {
				return err
			}
			return f.DeleteDefinedName(&excelize.DefinedName{Name: "employees"})
		}}, scoring.Problems{
			wrong(CodeMissingCell, "certified_workers", "fact", "企业职工总数", "key", "employees", "after", "自主认定培养认定人数"),
		}},
		{"a list's sheet lost", []func(*excelize.File) error{func(f *excelize.File) error { return f.DeleteSheet("技能荣誉") }}, scoring.Problems{
			wrong(CodeMissingList, "honours_declared", "fact", "技能荣誉", "key", "honours"),
		}},
		{"several at once", []func(*excelize.File) error{
			put("injury_accidents", stored("1.5")), put("hr_manager", typed("?")), inList("欠薪上访", "B5", "五"), inList("欠薪上访", "C5", "区级部门"), put("employees", stored("-3")),
		}, scoring.Problems{
			wrong(scoring.CodeNotYesNo, "hr_manager", "fact", "有人力资源管理师(劳动关系协调师)", "found", "?"),
			wrong(scoring.CodeNegative, "employees", "fact", "企业职工总数", "found", "-3"),
			wrong(scoring.CodeFraction, "injury_accidents", "fact", "八级及以上伤残的重大工伤事故数", "found", "1.5", "unit", "起"),
			problem(scoring.CodeNotCount, "欠薪上访", "B5", "fact", "上访人数", "found", "五", "unit", "人"),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			reading, problems := Read(edit(t, blank, c.changes...), finder(card))
			if diff := cmp.Diff(c.want, problems); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if reading != nil {
				t.Error("a refused workbook was read")
			}
		})
	}
}

func TestErrorValueIsNamed(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	at := place(t, blank, "employees")
	data := rewrite(t, blank, sheetPart(t, blank, at.sheet), func(xml string) string {
		return replaceCell(t, xml, cellName(at.col, at.row), "<f>NA()</f><v>#N/A</v>", "e")
	})
	_, problems := Read(data, finder(card))
	want := scoring.Problems{problem(CodeCellError, at.sheet, cellName(at.col, at.row), "fact", "企业职工总数", "found", "#N/A", "asked", "count", "unit", "(人)")}
	// The formula is named, too, but warnings of a refused form are not told.
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
}

// Files that are refused as a whole.
func TestWrongFilesAreRefused(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	prop := func(name, value string) []byte {
		return edit(t, blank, func(f *excelize.File) error {
			return f.SetCustomProps(excelize.CustomProperty{Name: name, Value: value})
		})
	}
	other, err := excelize.NewFile().WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		code string
		want map[string]string
	}{
		{"nothing", nil, CodeNotAWorkbook, nil},
		{"noise", []byte{0, 1, 2, 3, 255, 254}, CodeNotAWorkbook, nil},
		{"plain words", []byte("这不是表格"), CodeNotAWorkbook, nil},
		{"csv renamed", []byte("企业名称,职工总数\n湖州示例,400\n"), CodeUnsupportedFile, map[string]string{"kind": "csv"}},
		{"csv in GBK", []byte("\xc6\xf3\xd2\xb5,400\n"), CodeUnsupportedFile, map[string]string{"kind": "csv"}},
		{"html renamed", []byte("<html><table><tr><td>1</td></tr></table></html>"), CodeUnsupportedFile, map[string]string{"kind": "html"}},
		{"xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...), CodeUnsupportedFile, map[string]string{"kind": "xls"}},
		{"encrypted", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), encryptedName...), CodeUnsupportedFile, map[string]string{"kind": "encrypted"}},
		{"ods", archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), CodeUnsupportedFile, map[string]string{"kind": "ods"}},
		{"macros", rewrite(t, blank, "[Content_Types].xml", func(xml string) string {
			return strings.Replace(xml, "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main", 1)
		}), CodeUnsupportedFile, map[string]string{"kind": "xlsm"}},
		{"some zip", archive(t, "a.txt", "hello"), CodeNotAWorkbook, nil},
		{"another workbook", other.Bytes(), CodeNotAForm, nil},
		{"other card", prop(propCard, "huzhou-2023"), CodeWrongCard, map[string]string{"found": "huzhou-2023"}},
		{"older form", prop(propVersion, "0"), CodeOldForm, map[string]string{"found": "0", "wanted": "1"}},
		{"card changed", prop(propCardHash, "sha256:0"), CodeCardChanged, map[string]string{"card": card.ID, "found": "sha256:0", "wanted": card.Hash()}},
		{"cut off", blank[:len(blank)/2], CodeWorkbookDamaged, nil},
		{"sheet cut off", rewrite(t, blank, "xl/worksheets/sheet3.xml", func(xml string) string { return xml[:len(xml)/2] }), CodeWorkbookDamaged, nil},
	} {
		t.Run(c.name, func(t *testing.T) { refusedAs(t, c.data, card, c.code, c.want) })
	}
}

// Files made to hurt.
func TestHostileFilesAreRefused(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	sheet := "xl/worksheets/sheet3.xml"
	many := make([]string, 0, 600)
	for i := range 300 {
		many = append(many, "p"+strings.Repeat("x", i)+".xml", "<a/>")
	}
	for _, c := range []struct {
		name string
		data []byte
		code string
		want map[string]string
	}{
		{"bomb", archive(t, "[Content_Types].xml", "<Types>"+strings.Repeat(" ", 17<<20)+"</Types>"), CodeWorkbookTooLarge, map[string]string{"what": "unpacked", "limit": "16777216"}},
		{"300 entries", archive(t, many...), CodeWorkbookTooLarge, map[string]string{"what": "entries", "limit": "200"}},
		{"11 MiB", bytes.Repeat([]byte("PK\x03\x04"), 11<<18), CodeWorkbookTooLarge, map[string]string{"what": "bytes", "limit": "10485760"}},
		{"document type", rewrite(t, blank, sheet, func(xml string) string {
			return `<!DOCTYPE a [<!ENTITY b "c">]>` + xml[strings.Index(xml, "<worksheet"):]
		}), CodeWorkbookDamaged, map[string]string{"what": "xml: document type"}},
		{"deep nesting", rewrite(t, blank, sheet, func(string) string {
			return strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)
		}), CodeWorkbookTooLarge, map[string]string{"what": "depth", "limit": "64"}},
		{"too many elements", rewrite(t, blank, sheet, func(string) string {
			return "<worksheet>" + strings.Repeat("<c/>", 400_000) + "</worksheet>"
		}), CodeWorkbookTooLarge, map[string]string{"what": "elements", "limit": "600000"}},
		{"endless attributes", rewrite(t, blank, sheet, func(string) string {
			return "<worksheet" + strings.Repeat(` a=""`, 200_000) + "/>"
		}), CodeWorkbookTooLarge, map[string]string{"what": "markup", "limit": "524288"}},
		{"name twice", archive(t, "a.xml", "<a/>", "A.xml", "<a/>"), CodeWorkbookDamaged, map[string]string{"what": "name of a part"}},
		{"absolute name", archive(t, "/etc/a.xml", "<a/>"), CodeWorkbookDamaged, map[string]string{"what": "name of a part"}},
		{"name upward", archive(t, "../a.xml", "<a/>"), CodeWorkbookDamaged, map[string]string{"what": "name of a part"}},
		{"cell beyond the sheet", rewrite(t, blank, sheet, func(string) string {
			return `<worksheet><sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>`
		}), CodeWorkbookDamaged, map[string]string{"what": "place of a cell"}},
		{"cell twice", rewrite(t, blank, sheet, func(string) string {
			return `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData></worksheet>`
		}), CodeWorkbookDamaged, map[string]string{"what": "a cell that stands twice"}},
		{"shared string that is not there", rewrite(t, blank, sheet, func(string) string {
			return `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData></worksheet>`
		}), CodeWorkbookDamaged, map[string]string{"what": "number of a shared string"}},
	} {
		t.Run(c.name, func(t *testing.T) { refusedAs(t, c.data, card, c.code, c.want) })
	}
}

// A cell at the far end of a sheet costs nothing: only cells with values are kept.
func TestFarCellIsHarmless(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, nil)
	data := rewrite(t, blank, sheetPart(t, blank, "填写说明"), func(xml string) string {
		return strings.Replace(xml, "</sheetData>", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>`, 1)
	})
	if _, problems := Read(data, finder(card)); len(problems) > 0 {
		t.Error(problems)
	}
}

// Bytes changed inside the parts, where a changed archive would only fail its
// checksum: read or refused, and never by way of a panic.
func TestMutatedPartsAreReadOrRefused(t *testing.T) {
	card := testCard(t)
	sample := fixtures(t, card)[50]
	blank := form(t, card, sample.enterprise, sample.facts)
	parts := []string{
		"xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml",
		"xl/_rels/workbook.xml.rels", "xl/tables/table1.xml", "docProps/custom.xml", "[Content_Types].xml", "_rels/.rels",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 100 {
		data := rewrite(t, blank, parts[i%len(parts)], func(xml string) string {
			text := []byte(xml)
			for range 1 + random.IntN(4) {
				at := random.IntN(len(text))
				switch random.IntN(4) {
				case 0:
					text[at] = byte(random.IntN(256))
				case 1:
					text[at] = "0123456789<>\"=/AZ"[random.IntN(17)]
				case 2:
					text = append(text[:at], text[min(len(text), at+random.IntN(40)):]...)
				case 3:
					text = append(text[:at:at], text[max(0, at-random.IntN(80)):]...)
				}
			}
			return string(text)
		})
		reading, problems := Read(data, finder(card))
		if (reading == nil) == (len(problems) == 0) {
			t.Errorf("mutation %d: neither read nor refused", i)
		}
		for _, p := range problems {
			if strings.HasPrefix(p.Params["what"], "panic") {
				t.Errorf("mutation %d: %v", i, p.Params)
			}
		}
	}
}

func refusedAs(t *testing.T, data []byte, card *scoring.Card, code string, params map[string]string) {
	t.Helper()
	reading, problems := Read(data, finder(card))
	if reading != nil || len(problems) != 1 || problems[0].Code != code {
		t.Fatalf("got %v, want %s", problems, code)
	}
	if params == nil {
		return
	}
	if diff := cmp.Diff(params, problems[0].Params, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

// archive packs names and contents, in pairs.
func archive(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		entry, err := w.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(entry, pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rewrite changes one part of a workbook.
func rewrite(t testing.TB, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	found := false
	for _, file := range r.File {
		content, err := readEntry(file, maxUnpackedBytes)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if file.Name == part {
			text, found = change(text), true
		}
		pairs = append(pairs, file.Name, text)
	}
	if !found {
		t.Fatalf("no part %s", part)
	}
	return archive(t, pairs...)
}

// sheetPart is the part of a sheet.
func sheetPart(t testing.TB, data []byte, sheet string) string {
	t.Helper()
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	return b.sheets[b.order[sheet]].part
}

// replaceCell puts content into a cell of a sheet's XML.
func replaceCell(t testing.TB, xml, name, content, kind string) string {
	t.Helper()
	cell := regexp.MustCompile(`<c r="` + name + `"([^>]*?)(/>|>.*?</c>)`)
	if !cell.MatchString(xml) {
		t.Fatalf("no cell %s", name)
	}
	if kind != "" {
		kind = ` t="` + kind + `"`
	}
	return cell.ReplaceAllString(xml, `<c r="`+name+`"$1`+kind+`>`+content+`</c>`)
}

func second(_, b string) string { return b }
