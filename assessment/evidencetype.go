package assessment

import (
	"bytes"
	"errors"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wuxing/scoring"
)

// evidenceFormat is one line of the table of formats that are taken: what a file
// of it ends and begins with, and what tells that it is whole.
type evidenceFormat struct {
	kind    EvidenceType
	endings []string
	magic   string
	whole   func(content io.ReaderAt, size int64) error
}

var evidenceFormats = []evidenceFormat{
	{TypePDF, []string{".pdf"}, "%PDF-", wholePDF},
	{TypeJPG, []string{".jpg", ".jpeg"}, "\xff\xd8\xff", func(content io.ReaderAt, size int64) error {
		_, err := jpeg.DecodeConfig(io.NewSectionReader(content, 0, size))
		return err
	}},
	{TypePNG, []string{".png"}, "\x89PNG\r\n\x1a\n", func(content io.ReaderAt, size int64) error {
		_, err := png.DecodeConfig(io.NewSectionReader(content, 0, size))
		return err
	}},
	{TypeDOCX, []string{".docx"}, "PK\x03\x04", wholeOffice("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "word/document.xml")},
	{TypeXLSX, []string{".xlsx"}, "PK\x03\x04", wholeOffice("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "xl/workbook.xml")},
}

var (
	errOtherContent = errors.New("the content is not of this format")
	errMacros       = errors.New("the document has macros")
)

// checkEvidenceFile finds the format of a file by its ending and holds the content
// against it. Problems stand at the field file.
func checkEvidenceFile(name string, content io.ReaderAt, size int64) (EvidenceType, scoring.Problems) {
	var problems scoring.Problems
	at := scoring.Position{Path: "file"}
	format := formatOf(name)
	switch {
	case format == nil:
		problems.Add(CodeEvidenceType, at, "name", name, "choices", evidenceEndings())
	case size <= 0:
		problems.Add(CodeEvidenceEmpty, at, "name", name)
	case size > MaxEvidenceBytes:
		problems.Add(CodeEvidenceTooLarge, at, "name", name, "limit", itoa(MaxEvidenceBytes))
	}
	if len(problems) > 0 {
		return "", problems
	}
	head := make([]byte, len(format.magic))
	_, err := content.ReadAt(head, 0)
	if string(head) != format.magic {
		err = errOtherContent
	} else if err == nil || errors.Is(err, io.EOF) {
		err = format.whole(content, size)
	}
	switch {
	case errors.Is(err, errMacros):
		problems.Add(CodeEvidenceMacros, at, "name", name)
	case err != nil:
		problems.Add(CodeEvidenceContent, at, "name", name, "type", string(format.kind))
	}
	return format.kind, problems
}

func formatOf(name string) *evidenceFormat {
	ending := strings.ToLower(path.Ext(name))
	for i := range evidenceFormats {
		if slices.Contains(evidenceFormats[i].endings, ending) {
			return &evidenceFormats[i]
		}
	}
	return nil
}

func evidenceEndings() string {
	var all []string
	for _, format := range evidenceFormats {
		all = append(all, format.endings[0][1:])
	}
	return strings.Join(all, ", ")
}

// wholePDF looks for the place of the cross-references and the mark at the end,
// which a broken upload lacks, and for an object before them. Scanners and mail
// programs leave a little behind the end.
func wholePDF(content io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 4096))
	if _, err := content.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	start := bytes.LastIndex(tail, []byte("startxref"))
	if start < 0 || !bytes.Contains(tail[start:], []byte("%%EOF")) {
		return errOtherContent
	}
	if objects, err := countOf(content, size, " obj", 1); err != nil || objects == 0 {
		return errOtherContent
	}
	return nil
}

// maxEvidenceName is the longest name that is kept, in characters, with its ending.
const maxEvidenceName = 120

// evidenceName makes a foreign name harmless: the last part of a path, without
// characters that control, hide or turn text or that a file system refuses, and no
// longer than can be shown. The ending stays.
func evidenceName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == utf8.RuneError:
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	ending := path.Ext(name)
	if utf8.RuneCountInString(ending) > 10 {
		ending = ""
	}
	base := strings.TrimLeft(strings.TrimRight(strings.TrimSuffix(name, ending), ". "), ". ")
	if base == "" {
		base = "file"
	}
	if runes := []rune(base); len(runes) > maxEvidenceName-utf8.RuneCountInString(ending) {
		base = strings.TrimSpace(string(runes[:maxEvidenceName-utf8.RuneCountInString(ending)]))
	}
	return base + ending
}
