package hostile

import (
	"archive/zip"
	"bytes"
	"strings"
)

const compoundMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

func utf16(name string) string {
	var stored strings.Builder
	for i := range len(name) {
		stored.WriteByte(name[i])
		stored.WriteByte(0)
	}
	return stored.String()
}

// otherFiles are files of other kinds with the ending xlsx.
func otherFiles(form []byte, book Book) []Kind {
	compound := func(stream string) []byte {
		return append([]byte(compoundMagic+strings.Repeat("\x00", 504)), utf16(stream)+strings.Repeat("\x00", 512)...)
	}
	archive := func(parts ...string) []byte {
		var b Book
		for i := 0; i < len(parts); i += 2 {
			b = append(b, Part{parts[i], parts[i+1]})
		}
		return b.Pack()
	}
	types := func(kind string) []byte {
		return book.Replace(typesPart, "openxmlformats-officedocument.spreadsheetml.sheet.main", kind).Pack()
	}
	return []Kind{
		{"empty file", notAWorkbook, []byte{}},
		{"noise", notAWorkbook, []byte("\x00\x01\xfe\xffnoise\x00")},
		{"xls", unsupported, compound("Workbook")},
		{"et of WPS", unsupported, compound("ETExtData")},
		{"Word document", notAWorkbook, compound("WordDocument")},
		{"encrypted xlsx", unsupported, compound("EncryptedPackage")},
		{"csv", unsupported, []byte("企业名称,职工总数\r\n湖州示例,400\r\n")},
		{"csv in GB 18030", unsupported, []byte("\xc6\xf3\xd2\xb5,400\r\n")},
		{"tab separated", unsupported, []byte("企业名称\t400\r\n")},
		{"html table", unsupported, []byte("<html><body><table><tr><td>400</td></tr></table></body></html>")},
		{"SpreadsheetML 2003", unsupported, []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>`)},
		{"plain text", notAWorkbook, []byte("这不是表格")},
		{"pdf", notAWorkbook, []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")},
		{"picture", notAWorkbook, []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")},
		{"photo", notAWorkbook, []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00")},
		{"rar", notAWorkbook, []byte("Rar!\x1a\x07\x01\x00\x33\x92")},
		{"zip with a workbook in it", notAWorkbook, archive("自评表.xlsx", string(form))},
		{"zip with nothing in it", notAWorkbook, []byte("PK\x05\x06" + strings.Repeat("\x00", 18))},
		{"docx", notAWorkbook, types("openxmlformats-officedocument.wordprocessingml.document.main")},
		{"ods", unsupported, archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<a/>")},
		{"numbers", unsupported, archive("Index/Document.iwa", "\x00\x01", "Metadata/Properties.plist", "x")},
		{"xlsb", unsupported, types("ms-excel.sheet.binary.macroEnabled.main")},
		{"xlsm", unsupported, types("ms-excel.sheet.macroEnabled.main")},
		{"macros under the type of an xlsx", unsupported, book.With("xl/vbaProject.bin", compoundMagic).Pack()},
		{"Excel 4 macro sheet", unsupported, book.With("xl/macrosheets/sheet1.xml", "<a/>").Pack()},
		{"another program's first bytes", notAWorkbook, append([]byte("MZ\x90\x00\x03\x00"), form...)},
		{"cut off in the middle", damaged, form[:len(form)/2]},
		{"cut off at the end", damaged, form[:len(form)-1]},
		{"first bytes only", damaged, form[:30]},
		{"nothing but magic, 10 MiB", damaged, bytes.Repeat([]byte("PK\x03\x04"), 10<<18-32)},
		{"endless list of entries", tooLarge, bytes.Repeat([]byte("PK\x03\x04PK\x01\x02"), 10<<17-32)},
		{"archive in an archive in an archive", notAWorkbook, nested(6)},
	}
}

// nested is an archive of ten archives of ten archives …, with a bomb inside each.
func nested(depth int) []byte {
	if depth == 0 {
		e := plain("0.xml", "", zip.Deflate)
		e.raw = blanks(100)
		e.CompressedSize64, e.UncompressedSize64 = uint64(len(e.raw)), 100<<20
		return pack(e)
	}
	inner := string(nested(depth - 1))
	var b Book
	for i := range 10 {
		b = append(b, Part{"lib" + strings.Repeat("x", i) + ".zip", inner})
	}
	return b.Pack()
}
