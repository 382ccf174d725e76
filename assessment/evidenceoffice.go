package assessment

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// Bounds of the look into an Office document. Its parts are unpacked only to count
// their bytes; of the list of their types the text is read.
const (
	maxOfficeParts  = 2000
	maxOfficeBytes  = 200 << 20 // of all parts, unpacked
	maxOfficeRatio  = 200       // of a part: bytes unpacked to one packed
	freeOfficeBytes = 10 << 20  // up to here the ratio of a part does not matter: blank pictures pack well
	maxTypesBytes   = 1 << 20
	maxTypesTokens  = 50_000
)

// programEndings are what a document never holds and a computer runs.
var programEndings = []string{
	".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".com", ".msi", ".jar", ".lnk", ".hta",
}

// wholeOffice accepts documents whose main part has the type, is there under one of
// the names, and that hold no macros, no programs and not more than any document.
// usual is where the main part stands if the list of types gives it no name.
func wholeOffice(mainType, usual string) func(io.ReaderAt, int64) error {
	return func(content io.ReaderAt, size int64) error {
		// The reader of archives keeps every entry of the directory, whatever the
		// archive says of their number.
		if entries, err := countOf(content, size, "PK\x01\x02", maxOfficeParts+1); err != nil || entries > maxOfficeParts {
			return errOtherContent
		}
		archive, err := zip.NewReader(content, size)
		if err != nil {
			return errOtherContent
		}
		parts, err := officeParts(archive)
		if err != nil {
			return err
		}
		list := parts["[content_types].xml"]
		if list == nil {
			return errOtherContent
		}
		text, err := readPart(list)
		if err != nil {
			return err
		}
		main, err := mainPart(text, mainType, usual)
		if err != nil {
			return err
		}
		if parts[main] == nil {
			return errOtherContent
		}
		return unpackAll(archive)
	}
}

// officeParts lists the parts by their names in small letters. What an archive
// declares of sizes is held against the bounds before anything is unpacked.
func officeParts(archive *zip.Reader) (map[string]*zip.File, error) {
	parts := make(map[string]*zip.File, len(archive.File))
	var declared uint64
	for _, part := range archive.File {
		name := strings.ReplaceAll(strings.ToLower(part.Name), `\`, "/")
		if strings.Contains(name, "vbaproject") || strings.Contains(name, "vbadata") {
			return nil, errMacros
		}
		if parts[name] != nil || foreignName(name) || slices.Contains(programEndings, path.Ext(name)) {
			return nil, errOtherContent
		}
		parts[name] = part
		// The sum cannot run over: there are few parts, and each is compared first.
		if part.UncompressedSize64 > maxOfficeBytes {
			return nil, errOtherContent
		}
		declared += part.UncompressedSize64
	}
	if declared > maxOfficeBytes {
		return nil, errOtherContent
	}
	return parts, nil
}

// foreignName tells whether a name leads out of the archive.
func foreignName(name string) bool {
	return name == "" || strings.HasPrefix(name, "/") || strings.Contains(name, ":") || slices.Contains(strings.Split(name, "/"), "..")
}

func readPart(part *zip.File) ([]byte, error) {
	reader, err := part.Open()
	if err != nil {
		return nil, errOtherContent
	}
	defer func() { _ = reader.Close() }() // only read
	text, err := io.ReadAll(io.LimitReader(reader, maxTypesBytes+1))
	if err != nil || len(text) > maxTypesBytes {
		return nil, errOtherContent
	}
	return text, nil
}

// unpackAll counts what the parts really unpack to, whatever they declare, and
// stops at the first bound. A part that is damaged fails, too.
func unpackAll(archive *zip.Reader) error {
	left := int64(maxOfficeBytes)
	for _, part := range archive.File {
		// A part that claims more packed bytes than the archive has fails to open.
		most := max(freeOfficeBytes, int64(min(part.CompressedSize64, maxOfficeBytes))*maxOfficeRatio)
		most = min(most, left)
		reader, err := part.Open()
		if err != nil {
			return errOtherContent
		}
		unpacked, err := io.Copy(io.Discard, io.LimitReader(reader, most+1))
		if err = errors.Join(err, reader.Close()); err != nil || unpacked > most {
			return errOtherContent
		}
		left -= unpacked
	}
	return nil
}

// countOf counts a mark in a content, reading it in pieces, and stops at enough.
func countOf(content io.ReaderAt, size int64, mark string, enough int) (count int, err error) {
	piece := make([]byte, 64<<10)
	for at := int64(0); at < size && count < enough; at += int64(len(piece) - len(mark) + 1) { // pieces overlap by a mark less a byte
		n, err := content.ReadAt(piece, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		count += bytes.Count(piece[:n], []byte(mark))
	}
	return count, nil
}

// mainPart looks for the main part among the types of an Office document and gives
// its name in small letters.
func mainPart(text []byte, mainType, usual string) (name string, err error) {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for range maxTypesTokens {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			if name == "" {
				return "", errOtherContent
			}
			return name, nil
		}
		if err != nil {
			return "", errOtherContent
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		kind, at := strings.ToLower(attrOf(element, "ContentType")), usual
		if element.Name.Local == "Override" {
			at = strings.TrimPrefix(strings.ToLower(attrOf(element, "PartName")), "/")
		}
		// Some programs give all .bin parts the type of macros by default, and have
		// none; the parts themselves have been looked at by name.
		if strings.Contains(kind, "macroenabled") || element.Name.Local == "Override" && strings.Contains(kind, "vbaproject") {
			return "", errMacros
		}
		if kind == strings.ToLower(mainType) && (name == "" || element.Name.Local == "Override") {
			name = at
		}
	}
	return "", errOtherContent
}

func attrOf(element xml.StartElement, name string) string {
	for _, attr := range element.Attr {
		if attr.Name.Local == name {
			return attr.Value
		}
	}
	return ""
}
