package assessment

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
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
	{TypeDOCX, []string{".docx"}, "PK\x03\x04", wholeOffice("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")},
	{TypeXLSX, []string{".xlsx"}, "PK\x03\x04", wholeOffice("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")},
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

// wholePDF looks for the mark at the end, which a broken upload lacks. Scanners
// and mail programs leave a little behind it.
func wholePDF(content io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 4096))
	if _, err := content.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return errOtherContent
	}
	return nil
}

// Bounds of the look into an Office document: of its parts only the list of their
// types is unpacked.
const (
	maxOfficeParts = 5000
	maxTypesBytes  = 1 << 20
	maxTypesTokens = 50_000
)

// wholeOffice accepts documents whose main part has the type, and no macros.
func wholeOffice(mainType string) func(io.ReaderAt, int64) error {
	return func(content io.ReaderAt, size int64) error {
		// The reader of archives keeps every entry of the directory, whatever the
		// archive says of their number.
		if entries, err := countOf(content, size, "PK\x01\x02"); err != nil || entries > maxOfficeParts {
			return errOtherContent
		}
		archive, err := zip.NewReader(content, size)
		if err != nil {
			return errOtherContent
		}
		var list *zip.File
		for _, part := range archive.File {
			name := strings.ToLower(part.Name)
			switch {
			case strings.Contains(name, "vbaproject") || strings.Contains(name, "vbadata"):
				return errMacros
			case name == "[content_types].xml" && list != nil:
				return errOtherContent
			case name == "[content_types].xml":
				list = part
			}
		}
		if list == nil {
			return errOtherContent
		}
		reader, err := list.Open()
		if err != nil {
			return errOtherContent
		}
		defer func() { _ = reader.Close() }() // only read
		text, err := io.ReadAll(io.LimitReader(reader, maxTypesBytes+1))
		if err != nil || len(text) > maxTypesBytes {
			return errOtherContent
		}
		return checkParts(text, mainType)
	}
}

// countOf counts a mark in a content, reading it in pieces.
func countOf(content io.ReaderAt, size int64, mark string) (count int, err error) {
	piece := make([]byte, 64<<10)
	for at := int64(0); at < size; at += int64(len(piece) - len(mark) + 1) { // pieces overlap by a mark less a byte
		n, err := content.ReadAt(piece, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		count += bytes.Count(piece[:n], []byte(mark))
	}
	return count, nil
}

// checkParts looks for the main part among the types of an Office document.
func checkParts(text []byte, mainType string) error {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	found := false
	for range maxTypesTokens {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			if !found {
				return errOtherContent
			}
			return nil
		}
		if err != nil {
			return errOtherContent
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, attr := range element.Attr {
			if attr.Name.Local != "ContentType" {
				continue
			}
			value := strings.ToLower(attr.Value)
			// Some programs give all .bin parts the type of macros by default, and have
			// none; the parts themselves have been looked at by name.
			if strings.Contains(value, "macroenabled") || element.Name.Local == "Override" && strings.Contains(value, "vbaproject") {
				return errMacros
			}
			found = found || value == strings.ToLower(mainType)
		}
	}
	return errOtherContent
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
