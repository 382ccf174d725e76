package workbook

import (
	"bytes"
	"path"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The beginnings of files that people send instead of a workbook.
var (
	zipMagic      = []byte("PK\x03\x04")
	compoundMagic = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") // .xls, and encrypted .xlsx
	encryptedName = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// sniff tells what a file is that is no zip archive, so that its sender can be
// told what to do instead.
func sniff(data []byte) error {
	switch {
	case bytes.HasPrefix(data, zipMagic):
		return nil
	case bytes.HasPrefix(data, compoundMagic) && bytes.Contains(data, encryptedName):
		return unsupported("encrypted")
	case bytes.HasPrefix(data, compoundMagic):
		return unsupported("xls")
	case len(data) == 0 || !looksLikeText(data):
		return &refused{code: CodeNotAWorkbook}
	}
	head := bytes.ToLower(data[:min(len(data), 4096)])
	switch {
	case bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<table")):
		return unsupported("html")
	case bytes.Contains(head, []byte("<?xml")):
		return unsupported("xml")
	case bytes.ContainsAny(head, ",\t"):
		return unsupported("csv")
	}
	return &refused{code: CodeNotAWorkbook}
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

func unsupported(kind string) error {
	return &refused{CodeUnsupportedFile, []string{"kind", kind}}
}

// checkKind tells other kinds of zip archives from a workbook.
func checkKind(parts map[string][]byte) error {
	types, ok := parts["[content_types].xml"]
	switch {
	case bytes.Contains(parts["mimetype"], []byte("opendocument")):
		return unsupported("ods")
	case !ok:
		return &refused{code: CodeNotAWorkbook}
	case bytes.Contains(types, []byte("sheet.binary")):
		return unsupported("xlsb")
	case bytes.Contains(types, []byte("macroEnabled")) || hasMacros(parts):
		return unsupported("xlsm")
	}
	return nil
}

// hasMacros looks for the part itself: some programs name its type in every
// workbook that they save.
func hasMacros(parts map[string][]byte) bool {
	for name := range parts {
		if path.Base(name) == "vbaproject.bin" {
			return true
		}
	}
	return false
}
