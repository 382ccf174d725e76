package assessment_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
)

func pdf(text string) []byte { return []byte("%PDF-1.7\n" + text + "\n%%EOF\n") }

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
