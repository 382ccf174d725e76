package hostile

import (
	"bytes"
	"math/rand/v2"
	"strings"
)

// Oddities are workbooks that look hostile and are read like the sound form, since
// nothing of what is odd about them is looked at or believed.
func Oddities(form []byte) ([]Kind, error) {
	book, err := Open(form)
	if err != nil {
		return nil, err
	}
	sheet := book.Part(factsPart)
	below := func(text string) []byte {
		return book.With(factsPart, strings.Replace(sheet, "</sheetData>", "</sheetData>"+text, 1)).Pack()
	}
	after := func(text string) []byte {
		return book.With(factsPart, strings.Replace(sheet, "</sheetData>", text+"</sheetData>", 1)).Pack()
	}
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	return []Kind{
		{"a dimension of 17 billion cells", "", book.Replace(factsPart, `<dimension ref="A1">`, `<dimension ref="A1:XFD1048576">`).Pack()},
		{"four billion strings said", "", book.Replace(stringsPart, "<sst", `<sst count="4294967295" uniqueCount="4294967295"`).Pack()},
		{"a cell at the far end", "", after(`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)},
		{"rows in descending order", "", after(`<row r="9000"><c r="A9000"><v>1</v></c></row><row r="8000"><c r="A8000"><v>1</v></c></row>`)},
		{"a style that is not there", "", after(`<row r="900"><c r="A900" s="99999"><v>1</v></c></row>`)},
		{"the whole sheet merged", "", below(`<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:XFD1048576"/></mergeCells>`)},
		{"a link to a file", "", below(`<hyperlinks><hyperlink ref="A1" location="file:///etc/passwd"/></hyperlinks>`)},
		{"a comment of author -1", "", book.With("xl/comments1.xml", `<comments><commentList><comment ref="A1" authorId="-1"/></commentList></comments>`).Pack()},
		{"an external workbook", "", book.With("xl/externalLinks/externalLink1.xml", `<externalLink/>`).Replace(bookRels, "</Relationships>",
			`<Relationship Id="x1" Type="`+office+`externalLink" Target="externalLinks/externalLink1.xml"/><Relationship Id="x2" Type="`+office+`externalLink" TargetMode="External" Target="http://127.0.0.1:1/"/></Relationships>`).Pack()},
		{"a table with a wrong range", "", book.Replace("xl/tables/table1.xml", `ref="`, `ref="ZZZZ9:A1" old="`).Pack()},
		{"a bomb that is not unpacked", "", book.With("xl/media/image1.png", string(nested(1))).Pack()},
		{"photos of 9 MiB", "", book.With("xl/media/image1.jpeg", noise(6<<20)).With("xl/media/image2.jpeg", noise(3<<20)).Pack()},
		{"a file that begins with a byte order mark", "", book.With(factsPart, "\ufeff"+sheet[strings.Index(sheet, "<worksheet"):]).Pack()},
		{"names that lead in a circle", "", circle(book)}, // the labels beside the cells tell
		{"a comment behind the archive", "", commented(form)},
		{"text that is a command to others", "", cell(book, "A1", "inlineStr", "<is><t>=cmd|' /C calc'!A0</t></is>")},
	}, nil
}

// noise is what cannot be compressed, the same each time.
func noise(size int) string {
	content := make([]byte, size)
	_, err := rand.NewChaCha8([32]byte{}).Read(content)
	must(err)
	return string(content)
}

// commented gives the archive a comment.
func commented(form []byte) []byte {
	data := bytes.Clone(form)
	data[len(data)-2], data[len(data)-1] = 4, 0
	return append(data, "text"...)
}
