package hostile

import (
	"fmt"
	"strings"
)

// parts are attacks by way of what ties the parts of a workbook together.
func parts(book Book) []Kind {
	const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	many := func(count int, format string) string {
		var all strings.Builder
		for i := range count {
			fmt.Fprintf(&all, format, i)
		}
		return all.String()
	}
	related := func(part, more string) []byte {
		return book.Replace(part, "</Relationships>", more+"</Relationships>").Pack()
	}
	before := func(part, mark, more string) []byte { return book.Replace(part, mark, more+mark).Pack() }
	return []Kind{
		{"no content types", notAWorkbook, book.Without(typesPart).Pack()},
		{"no relations", notAWorkbook, book.Without("_rels/.rels").Pack()},
		{"no workbook", damaged, book.Without(bookPart).Pack()},
		{"no relations of the workbook", damaged, book.Without(bookRels).Without(propsPart).Pack()},
		{"no sheet of facts", damaged, book.Without(factsPart).Pack()},
		{"no strings", damaged, book.Without(stringsPart).Pack()},
		{"workbook that is its own sheet", damaged, book.Replace(bookRels, `Target="worksheets/sheet3.xml"`, `Target="workbook.xml"`).Pack()},
		{"relations that lead to themselves", damaged, book.Replace(bookRels, `Target="worksheets/sheet3.xml"`, `Target="_rels/workbook.xml.rels"`).Pack()},
		{"relation out of the archive", damaged, book.Replace(bookRels, `Target="worksheets/sheet3.xml"`, `Target="../../../../etc/passwd"`).Pack()},
		{"relation to a file", damaged, book.Replace(bookRels, `Target="worksheets/sheet3.xml"`, `Target="file:///etc/passwd"`).Pack()},
		{"sheet elsewhere", "paper_empty", book.Replace(bookRels, `Target="worksheets/sheet3.xml"`, `TargetMode="External" Target="http://127.0.0.1:1/"`).Pack()},
		{"100,000 relations", tooLarge, related(bookRels, many(100_000, `<Relationship Id="x%d"/>`))},
		{"2,000 relations", tooLarge, related(bookRels, many(2000, `<Relationship Id="x%d" Type="`+relation+`sharedStrings" Target="sharedStrings.xml"/>`))},
		{"a relation twice", damaged, related(bookRels, `<Relationship Id="rId1" Type="`+relation+`worksheet" Target="worksheets/sheet3.xml"/>`)},
		{"the strings read 900 times", damaged, related(bookRels, many(900, `<Relationship Id="x%d" Type="`+relation+`sharedStrings" Target="sharedStrings.xml"/>`))},
		{"the styles read 900 times", damaged, related(bookRels, many(900, `<Relationship Id="x%d" Type="`+relation+`styles" Target="styles.xml"/>`))},
		{"the properties read 900 times", damaged, related("_rels/.rels", many(900, `<Relationship Id="x%d" Type="`+relation+`custom-properties" Target="docProps/custom.xml"/>`))},
		{"a table read 900 times", damaged, related("xl/worksheets/_rels/sheet4.xml.rels", many(900, `<Relationship Id="x%d" Type="`+relation+`table" Target="../tables/table1.xml"/>`))},
		{"100,000 sheets of one part", tooLarge, before(bookPart, "</sheets>", many(100_000, `<sheet name="s%d" r:id="rId5"/>`))},
		{"150 sheets of one part", damaged, before(bookPart, "</sheets>", many(150, `<sheet name="s%d" r:id="rId5"/>`))},
		{"two sheets of one name", damaged, before(bookPart, "</sheets>", `<sheet name="单项数据" r:id="rId5"/>`)},
		{"100,000 defined names", tooLarge, before(bookPart, "</definedNames>", many(200_000, `<definedName name="n%d">1</definedName>`))},
		{"endless defined name", tooLarge, before(bookPart, "</definedNames>", `<definedName name="`+strings.Repeat("n", 1<<20)+`">1</definedName>`)},
		{"200,000 properties", tooLarge, before(propsPart, "</Properties>", many(200_000, `<property name="p%d"><a>1</a></property>`))},
		{"property of 1 MiB", tooLarge, before(propsPart, "</Properties>", `<property name="p"><a>`+strings.Repeat("x", 1<<20)+`</a></property>`)},
		{"300,000 styles", tooLarge, before(stylesPart, "</cellXfs>", strings.Repeat(`<xf numFmtId="1"/>`, 300_000))},
		{"200,000 number formats", tooLarge, before(stylesPart, "</styleSheet>", "<numFmts>"+many(200_000, `<numFmt numFmtId="%d"/>`)+"</numFmts>")},
		{"style numbers that are none", damaged, before(stylesPart, "</cellXfs>", `<xf numFmtId="99999999999999999999"/>`)},
		{"200,000 strings", tooLarge, before(stringsPart, "</sst>", strings.Repeat("<si><t>x</t></si>", 200_000))},
		{"string of 1 MiB", tooLarge, before(stringsPart, "</sst>", "<si><t>"+strings.Repeat("x", 1<<20)+"</t></si>")},
		{"string of 300,000 runs", tooLarge, before(stringsPart, "</sst>", "<si>"+strings.Repeat("<r><t/></r>", 300_000)+"</si>")},
		{"drawings without end", tooLarge, book.With("xl/drawings/drawing1.xml", "<a>"+strings.Repeat("<b/>", 400_000)+"</a>").Pack()},
		{"comments without end", tooLarge, book.With("xl/comments1.xml", "<comments>"+many(200_000, `<comment ref="A%d" authorId="-1"/>`)+"</comments>").Pack()},
	}
}

// circle lets two names of facts refer to each other.
func circle(book Book) []byte {
	text := book.Part(bookPart)
	for from, to := range map[string]string{"employees": "skilled_workers", "skilled_workers": "employees"} {
		at := strings.Index(text, `name="`+from+`"`)
		begin := at + strings.Index(text[at:], ">") + 1
		end := begin + strings.Index(text[begin:], "<")
		text = text[:begin] + to + text[end:]
	}
	return book.With(bookPart, text).Pack()
}
