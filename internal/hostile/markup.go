package hostile

import (
	"encoding/binary"
	"strings"
	unicode "unicode/utf16"
)

// markup are attacks by way of the XML.
func markup(book Book) []Kind {
	sheet := book.Part(factsPart)
	root := sheet[strings.Index(sheet, "<worksheet"):]
	facts := func(content string) []byte { return book.With(factsPart, content).Pack() }
	first := func(text string) []byte { return facts(strings.Replace(sheet, "<sheetData>", text+"<sheetData>", 1)) }
	declared := func(encoding, content string) []byte {
		return facts(`<?xml version="1.0" encoding="` + encoding + `"?>` + content)
	}
	laughs := `<!DOCTYPE a [<!ENTITY l0 "ha">`
	for i := range 30 {
		before := "&l" + string(rune('0'+i%10)) + ";"
		laughs += `<!ENTITY l` + string(rune('0'+(i+1)%10)) + ` "` + strings.Repeat(before, 10) + `">`
	}
	return []Kind{
		{"a billion laughs", damaged, facts(laughs + `]>` + strings.Replace(root, "<sheetData>", "<a>&l9;</a><sheetData>", 1))},
		{"external entity", damaged, facts(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + root)},
		{"external document type", damaged, facts(`<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">` + root)},
		{"parameter entity", damaged, facts(`<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/a"> %p;]>` + root)},
		{"unknown entity", damaged, first("<a>&xxe;</a>")},
		{"document type in the strings", damaged, book.With(stringsPart, "<!DOCTYPE sst><sst/>").Pack()},
		{"document type in the relations", damaged, book.With("_rels/.rels", "<!DOCTYPE r><Relationships/>").Pack()},
		{"nesting of 65", tooLarge, facts(strings.Repeat("<a>", 65) + strings.Repeat("</a>", 65))},
		{"nesting of a million", tooLarge, facts(strings.Repeat("<a>", 1_000_000))},
		{"nesting in an unused drawing", tooLarge, book.With("xl/drawings/vmlDrawing1.vml", strings.Repeat("<v:g>", 100_000)).Pack()},
		{"endless attributes of one element", tooLarge, first("<a" + strings.Repeat(` a=""`, 200_000) + "/>")},
		{"many attributes of many elements", "", first(strings.Repeat("<a"+strings.Repeat(` a=""`, 90_000)+"/>", 30))},
		{"many attributes of sheets", "", book.Replace(bookPart, "<sheets>", "<sheets>"+strings.Repeat("<sheet"+strings.Repeat(` a=""`, 90_000)+"/>", 30)).Pack()},
		{"endless attribute", tooLarge, first(`<a a="` + strings.Repeat("x", 9<<20) + `"/>`)},
		{"endless text", tooLarge, first("<a>" + strings.Repeat("x", 15<<20) + "</a>")},
		{"endless name", tooLarge, first("<" + strings.Repeat("x", 9<<20) + "/>")},
		{"endless comment", tooLarge, first("<!--" + strings.Repeat("<", 15<<20) + "-->")},
		{"endless CDATA", tooLarge, first("<![CDATA[" + strings.Repeat("<", 15<<20) + "]]>")},
		{"endless instruction", tooLarge, first("<?a " + strings.Repeat("<", 15<<20) + "?>")},
		{"endless directive", tooLarge, first("<!A " + strings.Repeat("<a>", 5<<20) + ">")},
		{"endless white space", tooLarge, first(strings.Repeat(" ", 15<<20))},
		{"a million elements", tooLarge, first(strings.Repeat("<a/>", 1_000_000))},
		{"a million comments", tooLarge, first(strings.Repeat("<!---->", 1_000_000))},
		{"invalid UTF-8", damaged, first("<a>\xff\xfe</a>")},
		{"surrogates in UTF-8", damaged, first("<a>\xed\xa0\x80</a>")},
		{"NUL", damaged, first("<a>\x00</a>")},
		{"a character that XML forbids", damaged, first("<a>&#1;</a>")},
		{"UTF-16", damaged, facts(inUTF16(root))},
		{"said to be UTF-16", damaged, declared("UTF-16", root)},
		{"said to be UTF-7", damaged, declared("UTF-7", "+ADw-a+AD4-")},
		{"said to be EBCDIC", damaged, declared("IBM037", root)},
		{"said to be an endless encoding", tooLarge, declared(strings.Repeat("x", 600<<10), root)},
		{"ends inside an element", damaged, facts(sheet[:len(sheet)/2])},
		{"ends inside a tag", damaged, facts(sheet[:strings.LastIndex(sheet, "</row>")+3])},
		{"tags that do not match", damaged, facts(strings.Replace(sheet, "</row>", "</c>", 1))},
		{"attributes without quotes", damaged, first("<a b=c/>")},
		{"an empty part", damaged, facts("")},
		{"two elements at the top", damaged, facts(root + root)},
	}
}

func inUTF16(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range unicode.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return string(out)
}
