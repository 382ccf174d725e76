package assessment_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
)

func pdf(text string) []byte {
	return []byte("%PDF-1.7\n1 0 obj\n" + text + "\nendobj\nstartxref\n9\n%%EOF\n")
}

func picture(encode func(*bytes.Buffer, image.Image) error) []byte {
	var buffer bytes.Buffer
	if err := encode(&buffer, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		panic(err)
	}
	return buffer.Bytes()
}

func pngFile() []byte {
	return picture(func(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) })
}

func jpgFile() []byte {
	return picture(func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) })
}

const (
	wordMain  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	sheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
)

// office is an Office document with a main part of the type; parts are further
// names in the archive.
func officeFile(mainType string, parts ...string) []byte {
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	for i, name := range append([]string{"[Content_Types].xml", "main.xml"}, parts...) {
		part, err := archive.Create(name)
		if err != nil {
			panic(err)
		}
		if i == 0 {
			fmt.Fprintf(part, `<?xml version="1.0"?><Types><Override PartName="/main.xml" ContentType=%q/></Types>`, mainType)
		}
	}
	if err := archive.Close(); err != nil {
		panic(err)
	}
	return buffer.Bytes()
}

// packed is a part of an archive; declared, unless 0, is the size that the archive
// says it has.
type packed struct {
	name     string
	content  []byte
	declared uint64
}

func typesOf(mainType string) packed {
	return packed{"[Content_Types].xml", []byte(`<Types><Override PartName="/main.xml" ContentType="` + mainType + `"/></Types>`), 0}
}

func manyParts(count int) (names []string) {
	for i := range count {
		names = append(names, fmt.Sprintf("word/p%d.xml", i))
	}
	return names
}

func manyPacked(count, size int) (parts []packed) {
	for _, name := range manyParts(count) {
		parts = append(parts, packed{name, make([]byte, size), 0})
	}
	return parts
}

func zipped(parts ...packed) []byte {
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	for _, p := range parts {
		var small bytes.Buffer
		deflate, err := flate.NewWriter(&small, flate.BestSpeed)
		if err == nil {
			_, err = deflate.Write(p.content)
		}
		if err = errors.Join(err, deflate.Close()); err != nil {
			panic(err)
		}
		header := &zip.FileHeader{
			Name: p.name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(p.content),
			CompressedSize64: uint64(small.Len()), UncompressedSize64: cmp.Or(p.declared, uint64(len(p.content))),
		}
		part, err := archive.CreateRaw(header)
		if err == nil {
			_, err = part.Write(small.Bytes())
		}
		if err != nil {
			panic(err)
		}
	}
	if err := archive.Close(); err != nil {
		panic(err)
	}
	return buffer.Bytes()
}

// savedBook is a workbook that has been opened from a file and saved again.
func savedBook() []byte {
	file := excelize.NewFile()
	file.Path = "book.xlsx"
	var buffer bytes.Buffer
	if err := file.Write(&buffer); err != nil {
		panic(err)
	}
	return buffer.Bytes()
}

func upload(indicator, name string, content []byte) assessment.NewEvidence {
	return assessment.NewEvidence{Indicator: indicator, Name: name, Content: bytes.NewReader(content), Size: int64(len(content))}
}

func TestEvidenceFilesAreHeldAgainstTheirEnding(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateDraft, facts())
	for _, test := range []struct {
		name, file string
		content    []byte
		want       string // problem; "" for none
		kind       assessment.EvidenceType
	}{
		{"pdf", "a.pdf", pdf("x"), "", assessment.TypePDF},
		{"pdf with a little behind its end", "b.PDF", append(pdf("y"), "mail footer"...), "", assessment.TypePDF},
		{"png", "a.png", pngFile(), "", assessment.TypePNG},
		{"jpg", "a.jpg", jpgFile(), "", assessment.TypeJPG},
		{"jpeg", "b.JPEG", append(jpgFile(), 0), "", assessment.TypeJPG},
		{"docx", "a.docx", officeFile(wordMain), "", assessment.TypeDOCX},
		{"xlsx", "a.xlsx", officeFile(sheetMain), "", assessment.TypeXLSX},
		{"xlsx as a program saves it", "b.xlsx", savedBook(), "", assessment.TypeXLSX},

		{"a program", "a.exe", []byte("MZ"), "evidence_type file", ""},
		{"two endings", "a.pdf.exe", pdf("x"), "evidence_type file", ""},
		{"no ending", "pdf", pdf("x"), "evidence_type file", ""},
		{"a picture of another kind", "a.gif", []byte("GIF89a"), "evidence_type file", ""},
		{"a web page", "a.svg", []byte("<svg/>"), "evidence_type file", ""},
		{"empty", "a.pdf", nil, "evidence_empty file", ""},
		{"a web page called pdf", "a.pdf", []byte("<html>"), "evidence_content file", ""},
		{"half a pdf", "a.pdf", []byte("%PDF-1.7\nxxxx"), "evidence_content file", ""},
		{"a pdf called png", "a.png", pdf("x"), "evidence_content file", ""},
		{"a png called jpg", "a.jpg", pngFile(), "evidence_content file", ""},
		{"the mark of a png alone", "a.png", []byte("\x89PNG\r\n\x1a\n"), "evidence_content file", ""},
		{"the mark of a jpg alone", "a.jpg", []byte("\xff\xd8\xff"), "evidence_content file", ""},
		{"a word file called xlsx", "a.xlsx", officeFile(wordMain), "evidence_content file", ""},
		{"an archive called docx", "a.docx", officeFile("text/plain"), "evidence_content file", ""},
		{"half an archive", "a.docx", officeFile(wordMain)[:60], "evidence_content file", ""},
		{"a web page that says it is a pdf", "a.pdf", []byte("%PDF-<html><script>alert(1)</script></html>%%EOF"), "evidence_content file", ""},
		{"a pdf without objects", "a.pdf", []byte("%PDF-1.7\nstartxref\n9\n%%EOF"), "evidence_content file", ""},
		{"a pdf without cross-references", "a.pdf", []byte("%PDF-1.7\n1 0 obj\nendobj\n%%EOF"), "evidence_content file", ""},
		{"a picture in a document", "b.docx", officeFile(wordMain, "word/media/image1.png", "word/embeddings/oleObject1.bin"), "", assessment.TypeDOCX},
		{"a program in a document", "a.docx", officeFile(wordMain, "word/media/EVIL.EXE"), "evidence_content file", ""},
		{"a shortcut in a document", "a.docx", officeFile(wordMain, "a.lnk"), "evidence_content file", ""},
		{"a part outside", "a.docx", officeFile(wordMain, "word/../../a.xml"), "evidence_content file", ""},
		{"a part outside by backslashes", "a.docx", officeFile(wordMain, `word\..\..\a.xml`), "evidence_content file", ""},
		{"a part at the root of the disk", "a.docx", officeFile(wordMain, "/etc/a.xml"), "evidence_content file", ""},
		{"a part twice", "a.docx", officeFile(wordMain, "word/a.xml", "word/A.xml"), "evidence_content file", ""},
		{"2000 parts", "c.docx", officeFile(wordMain, manyParts(1998)...), "", assessment.TypeDOCX},
		{"2001 parts", "a.docx", officeFile(wordMain, manyParts(1999)...), "evidence_content file", ""},
		{"no main part", "a.docx", zipped(typesOf(wordMain), packed{"evil.txt", nil, 0}), "evidence_content file", ""},
		{"only a program", "a.docx", zipped(typesOf(wordMain), packed{"evil.exe", []byte("MZ"), 0}), "evidence_content file", ""},
		{"a main part by default", "d.docx", zipped(packed{"[Content_Types].xml", []byte(`<Types><Default Extension="xml" ContentType="` + wordMain + `"/></Types>`), 0},
			packed{"word/document.xml", []byte("<w/>"), 0}), "", assessment.TypeDOCX},
		{"a bomb", "a.docx", zipped(typesOf(wordMain), packed{"main.xml", make([]byte, 30<<20), 0}), "evidence_content file", ""},
		{"a bomb that declares little", "a.docx", zipped(typesOf(wordMain), packed{"main.xml", make([]byte, 30<<20), 5}), "evidence_content file", ""},
		{"a bomb of many parts", "a.docx", zipped(append([]packed{typesOf(wordMain), {"main.xml", nil, 0}}, manyPacked(21, 10<<20)...)...), "evidence_content file", ""},
		{"a blank picture that packs well", "e.docx", zipped(typesOf(wordMain), packed{"main.xml", nil, 0}, packed{"word/media/a.bmp", make([]byte, 9<<20), 0}), "", assessment.TypeDOCX},
		{"macros by type", "a.docx", officeFile("application/vnd.ms-word.document.macroEnabled.main+xml"), "evidence_macros file", ""},
		{"macros by the type of a part", "a.docx", officeFile("application/vnd.ms-office.vbaProject"), "evidence_macros file", ""},
		{"macros beside", "a.xlsx", officeFile(sheetMain, "xl/vbaProject.bin"), "evidence_macros file", ""},
		{"two lists of types", "a.xlsx", officeFile(sheetMain, "[content_types].xml"), "evidence_content file", ""},
		{"more parts than any document", "a.docx", officeFile(wordMain, make([]string, 5001)...), "evidence_content file", ""},
		{"larger than allowed", "a.pdf", pdf(strings.Repeat("x", assessment.MaxEvidenceBytes)), "evidence_too_large file", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := upload("leadership", test.file, test.content)
			if test.want != "" {
				o.unchanged(t, func() {
					_, err := o.svc.AddEvidence(t.Context(), by(clerk), id, n)
					same(t, []string{test.want}, problems(err))
				})
				return
			}
			file, err := o.svc.AddEvidence(t.Context(), by(clerk), id, n)
			must(t, err)
			if file.Type != test.kind || file.Size != int64(len(test.content)) {
				t.Errorf("kept as %s with %d bytes", file.Type, file.Size)
			}
		})
	}
}

func TestNamesOfEvidenceAreMadeHarmless(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateDraft, facts())
	for i, test := range []struct{ name, want string }{
		{"名册 （终稿）.pdf", "名册 （终稿）.pdf"},
		{`C:\用户\名册.pdf`, "名册.pdf"},
		{"../../etc/passwd.pdf", "passwd.pdf"},
		{"a\x00b\r\n\u202egpj.pdf", "abgpj.pdf"},
		{`x<>:"|?*.pdf`, "x_______.pdf"},
		{"  . .hidden.pdf . ", "hidden.pdf"},
		{".pdf", "file.pdf"},
		{"\xff\xfe名.pdf", "名.pdf"},
		{strings.Repeat("长", 300) + ".pdf", strings.Repeat("长", 116) + ".pdf"},
	} {
		file, err := o.svc.AddEvidence(t.Context(), by(clerk), id, upload("leadership", test.name, pdf(fmt.Sprint(i))))
		must(t, err)
		if file.Name != test.want {
			t.Errorf("%q is kept as %q, want %q", test.name, file.Name, test.want)
		}
	}
}
