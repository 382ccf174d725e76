package hostile

import (
	"fmt"
	"regexp"
	"strings"
)

// sheets are attacks by way of the cells.
func sheets(book Book) []Kind {
	sheet := book.Part(factsPart)
	rows := func(text string) []byte {
		return book.With(factsPart, strings.Replace(sheet, "<sheetData>", "<sheetData>"+text, 1)).Pack()
	}
	after := func(text string) []byte {
		return book.With(factsPart, strings.Replace(sheet, "</sheetData>", text+"</sheetData>", 1)).Pack()
	}
	below := func(text string) []byte {
		return book.With(factsPart, strings.Replace(sheet, "</sheetData>", "</sheetData>"+text, 1)).Pack()
	}
	one := func(place string) []byte { return after(`<row r="900"><c r="` + place + `"><v>1</v></c></row>`) }
	row := func(number string) []byte { return after(`<row r="` + number + `"><c><v>1</v></c></row>`) }
	valued := func(kind, value string) []byte {
		return after(`<row r="900"><c r="A900" t="` + kind + `"><v>` + value + `</v></c></row>`)
	}
	return []Kind{
		{"row 0", damaged, row("0")},
		{"row -1", damaged, row("-1")},
		{"row 1048577", damaged, row("1048577")},
		{"row of 2^64", damaged, row("18446744073709551616")},
		{"row x", damaged, row("x")},
		{"rows behind the last one", damaged, after(`<row r="1048576"/><row><c><v>1</v></c></row>`)},
		{"cell A0", damaged, one("A0")},
		{"cell of another row", damaged, one("A901")},
		{"cell XFE900", damaged, one("XFE900")},
		{"cell ZZZZZZ9999999999", damaged, one("ZZZZZZ9999999999")},
		{"cell A-1", damaged, one("A-1")},
		{"cell A+900", damaged, one("A+900")},
		{"cell without a column", damaged, one("900")},
		{"cell of full-width letters", damaged, one("\uff21900")},
		{"cell of 500 KB", damaged, one("A" + strings.Repeat("0", 500_000) + "900")},
		{"cells behind the last column", damaged, after(`<row r="900"><c r="XFD900"><v>1</v></c><c><v>1</v></c></row>`)},
		{"a cell twice", damaged, after(`<row r="900"><c r="A900"><v>1</v></c><c r="A900"><v>2</v></c></row>`)},
		{"a row of answers twice", damaged, after(`<row r="20"><c r="C20"><v>1</v></c></row>`)},
		{"cell before any row", damaged, rows(`<c r="A1"><v>1</v></c>`)},
		{"string 99999999", damaged, valued("s", "99999999")},
		{"string -1", damaged, valued("s", "-1")},
		{"string 2^64", damaged, valued("s", "18446744073709551616")},
		{"string x", damaged, valued("s", "x")},
		{"a type that is none", damaged, valued("zz", "1")},
		{"a style that is no number", damaged, after(`<row r="900"><c r="A900" s="x"><v>1</v></c></row>`)},
		{"a million cells", tooLarge, after(`<row r="900">` + strings.Repeat("<c/>", 1_000_000) + "</row>")},
		{"100,000 cells at the far end", tooLarge, after(numbered(100_000, `<row r="%d"><c r="XFD%[1]d"><v>1</v></c></row>`, 900_000))},
		{"a million validations", tooLarge, below("<dataValidations>" + strings.Repeat("<dataValidation/>", 900_000) + "</dataValidations>")},
		{"a million conditional formats", tooLarge, below(strings.Repeat("<conditionalFormatting/>", 600_000))},
		{"300,000 merged ranges", tooLarge, below("<mergeCells>" + strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 300_000) + "</mergeCells>")},
		{"300,000 links", tooLarge, below("<hyperlinks>" + strings.Repeat(`<hyperlink ref="A1"/>`, 300_000) + "</hyperlinks>")},
		{"300,000 columns", tooLarge, below("<cols>" + strings.Repeat(`<col min="1" max="16384"/>`, 300_000) + "</cols>")},
		{"formula of 1 MB", tooLarge, after(`<row r="900"><c r="A900"><f>` + strings.Repeat("1+", 500_000) + `1</f><v>1</v></c></row>`)},
		{"20,000 rows of a list", "too_many_rows", list(book, 20_000, `<row r="%d"><c r="B%[1]d" t="str"><v>a</v></c><c r="C%[1]d" t="str"><v>市级</v></c></row>`)},
		{"60,000 rows of errors in a list", "", list(book, 60_000, `<row r="%d"><c r="B%[1]d" t="e"><v>#N/A</v></c></row>`)},
	}
}

func numbered(count int, format string, from int) string {
	var all strings.Builder
	for i := range count {
		fmt.Fprintf(&all, format, from+i)
	}
	return all.String()
}

// list writes rows below those of the form's first list.
func list(book Book, count int, format string) []byte {
	return book.Replace(listPart, "</sheetData>", numbered(count, format, 1000)+"</sheetData>").Pack()
}

// answers are attacks by way of what is answered: the workbook is sound.
func answers(book Book) []Kind {
	number := func(value string) []byte { return cell(book, "C20", "", "<v>"+value+"</v>") }
	name := func(text string) []byte {
		return cell(book, "C3", "inlineStr", "<is><t>"+text+"</t></is>")
	}
	return []Kind{
		{"1e999999", "not_count", number("1e999999")},
		{"NaN", "not_count", number("NaN")},
		{"Infinity", "not_count", number("Infinity")},
		{"-1", "negative", number("-1")},
		{"1e300", "above_limit", number("1e300")},
		{"1e-300", "", number("1e-300")},
		{"number of 400 digits", "", number(strings.Repeat("9", 400))},
		{"number of 500,000 digits", "", number(strings.Repeat("9", 500_000))},
		{"fraction of 500,000 digits", "", number("0." + strings.Repeat("9", 500_000))},
		{"hexadecimal", "not_count", number("0x1p10")},
		{"underscores", "not_count", number("1_000")},
		{"Thai digits", "not_count", cell(book, "C20", "str", "<v>\u0e51\u0e52</v>")},
		{"an error value", "cell_error", cell(book, "C20", "e", "<v>#REF!</v>")},
		{"a formula without a value", "no_cached_value", cell(book, "C20", "", `<f>WEBSERVICE("http://127.0.0.1:1/")</f>`)},
		{"a shared formula of itself", "no_cached_value", cell(book, "C20", "", `<f t="shared" si="0" ref="A1:XFD1048576">C20+1</f>`)},
		{"an array formula of the whole sheet", "no_cached_value", cell(book, "C20", "", `<f t="array" ref="A1:XFD1048576">C20:XFD1048576</f>`)},
		{"name of 40,000 characters", "enterprise_name", name(strings.Repeat("\u957f", 40_000))},
		{"name of 500 KB of escapes", "enterprise_name", name(strings.Repeat("_x005F_", 70_000))},
		{"name with NUL", "enterprise_name", name("a_x0000_b")},
		{"name with line feeds", "enterprise_name", name("a&#10;b")},
		{"name that is a formula with NUL", "enterprise_name", name("=cmd|' /C calc'!A0_x0000_")},
	}
}

// cell gives a cell of the sheet of facts another type and content.
func cell(book Book, place, kind, content string) []byte {
	sheet := book.Part(factsPart)
	old := regexp.MustCompile(`<c r="` + place + `"[^>]*>.*?</c>`).FindString(sheet)
	if old == "" {
		panic("hostile: no cell " + place)
	}
	if kind != "" {
		kind = ` t="` + kind + `"`
	}
	return book.Replace(factsPart, old, `<c r="`+place+`"`+kind+">"+content+"</c>").Pack()
}
