package workbook

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The beginnings of files that people send instead of a workbook.
var (
	zipMagic      = []byte("PK\x03\x04")
	zipEntryMagic = []byte("PK\x01\x02")                       // of an entry in the archive's list
	compoundMagic = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") // .xls, .et, .doc, .wps and encrypted .xlsx
	encryptedName = utf16Name("EncryptedPackage")
	otherMagics   = []struct{ magic, kind string }{
		{"%PDF-", "pdf"},
		{"\x89PNG\r\n", "picture"},
		{"\xff\xd8\xff", "picture"},
		{"GIF8", "picture"},
		{"BM", "picture"},
		{"II*\x00", "picture"},
		{"MM\x00*", "picture"},
		{"Rar!\x1a\x07", "archive"},
		{"7z\xbc\xaf\x27\x1c", "archive"},
		{"\x1f\x8b", "archive"},
		{"PK\x05\x06", "archive"}, // with nothing in it
	}
)

// utf16Name is a name as a compound file stores it.
func utf16Name(name string) []byte {
	stored := make([]byte, 0, 2*len(name))
	for i := range len(name) {
		stored = append(stored, name[i], 0)
	}
	return stored
}

// sniff tells what a file is that is no zip archive, so that its sender can be
// told what to do instead.
func sniff(data []byte) error {
	switch {
	case len(data) == 0:
		return notAWorkbook("empty")
	case bytes.HasPrefix(data, zipMagic):
		return nil
	case bytes.HasPrefix(data, compoundMagic):
		return compoundKind(data)
	}
	for _, other := range otherMagics {
		if bytes.HasPrefix(data, []byte(other.magic)) && !(other.kind == "picture" && looksLikeText(data)) {
			return notAWorkbook(other.kind)
		}
	}
	if !looksLikeText(data) {
		return notAWorkbook("unknown")
	}
	head := bytes.ToLower(data[:min(len(data), 4096)])
	switch {
	case bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<table")):
		return unsupported("html")
	case bytes.Contains(head, []byte("<?xml")):
		return unsupported("xml")
	case bytes.ContainsAny(head, ",\t;"):
		return unsupported("csv")
	}
	return notAWorkbook("text")
}

// compoundKind tells the files apart that are kept as streams in sectors.
func compoundKind(data []byte) error {
	switch {
	case bytes.Contains(data, encryptedName):
		return unsupported("encrypted")
	case bytes.Contains(data, utf16Name("WordDocument")), bytes.Contains(data, utf16Name("PowerPoint Document")):
		return notAWorkbook("document")
	}
	return unsupported("xls")
}

// looksLikeText accepts UTF-8 and GB 18030, in which Chinese Windows writes csv.
func looksLikeText(data []byte) bool {
	head := data[:min(len(data), 4096)]
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	for cut := 0; cut < utf8.UTFMax && cut < len(head); cut++ { // the end may split a character
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(head)
	return err == nil && bytes.Count(text, []byte("\uFFFD")) <= 1
}

// unsupported refuses a kind of table that a spreadsheet program can save as xlsx.
func unsupported(kind string) error {
	return &refused{CodeUnsupportedFile, []string{"kind", kind}}
}

// notAWorkbook refuses what no spreadsheet program makes a form of.
func notAWorkbook(file string) error {
	return &refused{CodeNotAWorkbook, []string{"file", file}}
}

// checkKind tells other kinds of zip archives from a workbook.
func checkKind(parts map[string][]byte) error {
	types, ok := parts["[content_types].xml"]
	has := func(text string) bool { return bytes.Contains(types, []byte(text)) }
	switch {
	case bytes.Contains(parts["mimetype"], []byte("opendocument.spreadsheet")):
		return unsupported("ods")
	case bytes.Contains(parts["mimetype"], []byte("opendocument")):
		return notAWorkbook("document")
	case hasPart(parts, "index/document.iwa") || hasPart(parts, "index.zip"):
		return unsupported("numbers")
	case !ok:
		return notAWorkbook("archive")
	case has("sheet.binary"):
		return unsupported("xlsb")
	case has("macroEnabled") || hasMacros(parts):
		return unsupported("xlsm")
	case has("spreadsheetml.template"):
		return unsupported("xltx")
	case has("wordprocessingml") || has("presentationml"):
		return notAWorkbook("document")
	}
	return nil
}

func hasPart(parts map[string][]byte, name string) bool {
	_, ok := parts[name]
	return ok
}

// hasMacros looks for the parts themselves: some programs name their type in every
// workbook that they save.
func hasMacros(parts map[string][]byte) bool {
	for name := range parts {
		if path.Base(name) == "vbaproject.bin" || strings.HasPrefix(name, "xl/macrosheets/") {
			return true
		}
	}
	return false
}
