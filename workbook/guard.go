package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wuxing/scoring"
)

// Limits of an upload. A form with every list full has about 20 entries, 1 MiB
// unpacked and 60,000 tokens; what is far beyond that is an accident or an
// attack: a 7 KB workbook can take gigabytes under a library's default limits.
const (
	MaxFileBytes     = 10 << 20  // as it comes
	maxEntries       = 200       // files in the archive
	maxUnpackedBytes = 16 << 20  // really unpacked, whatever the archive claims
	maxXMLDepth      = 64        // nested elements
	maxXMLTokens     = 600_000   // in all parts together; an attribute counts as one, too
	maxMarkupBytes   = 512 << 10 // of one tag with its attributes, one text, one comment
)

// refused is the one problem that stops the reading of a file before its cells.
type refused struct {
	code   string
	params []string
}

func (r *refused) Error() string { return r.code + " " + strings.Join(r.params, " ") }

func (r *refused) problems() scoring.Problems {
	var problems scoring.Problems
	problems.Add(r.code, scoring.Position{}, r.params...)
	return problems
}

func damaged(what string) error {
	return &refused{CodeWorkbookDamaged, []string{"what", what}}
}

func tooLarge(what string, limit int) error {
	return &refused{CodeWorkbookTooLarge, []string{"what", what, "limit", strconv.Itoa(limit)}}
}

// unpack opens the archive and returns its parts by lower-case name, each read
// in full and each XML part walked once, so that later readers meet neither
// endless nesting nor more than a known number of elements. Of pictures and other
// parts that nobody reads only the names are kept: photos may be large.
func unpack(data []byte) (map[string][]byte, error) {
	if len(data) > MaxFileBytes {
		return nil, tooLarge("bytes", MaxFileBytes)
	}
	if err := sniff(data); err != nil {
		return nil, err
	}
	// archive/zip keeps 300 bytes of each entry before anyone can count them, and
	// what the archive says of their number is a claim.
	if bytes.Count(data, zipEntryMagic) > maxEntries {
		return nil, tooLarge("entries", maxEntries)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged("zip: " + err.Error())
	}
	if len(archive.File) > maxEntries {
		return nil, tooLarge("entries", maxEntries)
	}
	parts := make(map[string][]byte, len(archive.File))
	unpacked, tokens := 0, 0
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") && file.UncompressedSize64 == 0 {
			continue // a folder
		}
		name := strings.ToLower(file.Name)
		if _, twice := parts[name]; twice || !plainName(file.Name) {
			return nil, damaged("name of a part")
		}
		if file.Flags&1 != 0 {
			return nil, unsupported("encrypted")
		}
		if !isXML(name) && name != "mimetype" {
			size, err := passEntry(file, maxUnpackedBytes-unpacked)
			if err != nil {
				return nil, err
			}
			unpacked += size
			parts[name] = nil
			continue
		}
		content, err := readEntry(file, maxUnpackedBytes-unpacked)
		if err != nil {
			return nil, err
		}
		unpacked += len(content)
		if isXML(name) {
			if tokens, err = walkXML(content, tokens); err != nil {
				return nil, err
			}
		}
		if start, err := file.DataOffset(); err != nil || file.CompressedSize64 > uint64(int64(len(data))-start) {
			return nil, damaged("zip: an entry beyond the file")
		}
		parts[name] = content
	}
	return parts, nil
}

// plainName refuses absolute names, steps upward, backslashes and what cannot be
// seen.
func plainName(name string) bool {
	return name != "" && utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl) && name[0] != '/' && !strings.Contains(name, `\`) && path.Clean(name) == name && !strings.HasPrefix(name, "..")
}

func isXML(name string) bool {
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") || strings.HasSuffix(name, ".vml")
}

// readEntry unpacks an entry. Its size in the archive is a claim: it is given that
// much memory within the limit, and refused when another number of bytes comes out.
func readEntry(file *zip.File, limit int) ([]byte, error) {
	if file.UncompressedSize64 > uint64(limit) {
		return nil, tooLarge("unpacked", maxUnpackedBytes)
	}
	reader, err := file.Open()
	if err != nil {
		return nil, damaged("zip: " + err.Error())
	}
	defer reader.Close()
	content := make([]byte, file.UncompressedSize64)
	if _, err := io.ReadFull(reader, content); err != nil {
		return nil, damaged("zip: " + err.Error())
	}
	var more [1]byte
	switch _, err := io.ReadFull(reader, more[:]); { // at the end the checksum is compared
	case err == nil:
		return nil, damaged("zip: longer than it says")
	case !errors.Is(err, io.EOF):
		return nil, damaged("zip: " + err.Error())
	}
	return content, nil
}

// passEntry is readEntry for what is not kept.
func passEntry(file *zip.File, limit int) (int, error) {
	reader, err := file.Open()
	if err != nil {
		return 0, damaged("zip: " + err.Error())
	}
	defer reader.Close()
	size, err := io.Copy(io.Discard, io.LimitReader(reader, int64(limit)+1))
	switch {
	case err != nil:
		return 0, damaged("zip: " + err.Error())
	case size > int64(limit):
		return 0, tooLarge("unpacked", maxUnpackedBytes)
	}
	return int(size), nil
}

// meter gives out the bytes of a part one by one, and no more of them for one
// token than maxMarkupBytes.
type meter struct {
	rest  []byte
	token int // bytes given out of the present token
}

var errMarkup = errors.New("one token is too long")

func (m *meter) ReadByte() (byte, error) {
	if len(m.rest) == 0 {
		return 0, io.EOF
	}
	if m.token++; m.token > maxMarkupBytes {
		return 0, errMarkup
	}
	b := m.rest[0]
	m.rest = m.rest[1:]
	return b, nil
}

// Read is there because a decoder wants a Reader; it uses ReadByte.
func (m *meter) Read(p []byte) (int, error) {
	b, err := m.ReadByte()
	if err != nil || len(p) == 0 {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// walkXML reads every token of a part and returns the new count of all tokens.
// RawToken does not match start and end tags, so that is done here, and readers
// of parts may use RawToken as well.
func walkXML(content []byte, tokens int) (int, error) {
	source := &meter{rest: content}
	decoder := xml.NewDecoder(source)
	var open [maxXMLDepth]xml.Name
	depth, roots := 0, 0
	for {
		source.token = 0
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, errMarkup) {
			return tokens, tooLarge("markup", maxMarkupBytes)
		}
		if err != nil {
			return tokens, damaged("xml: " + err.Error())
		}
		tokens++
		if start, ok := token.(xml.StartElement); ok {
			tokens += len(start.Attr)
		}
		if tokens > maxXMLTokens {
			return tokens, tooLarge("elements", maxXMLTokens)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			if depth == maxXMLDepth {
				return tokens, tooLarge("depth", maxXMLDepth)
			}
			open[depth] = token.Name
			depth++
		case xml.EndElement:
			if depth == 0 || open[depth-1] != token.Name {
				return tokens, damaged("xml: end of another element")
			}
			depth--
		case xml.Directive:
			return tokens, damaged("xml: document type")
		}
	}
	switch {
	case depth != 0:
		return tokens, damaged("xml: ends inside an element")
	case roots != 1: // nothing at all reads like a blank sheet
		return tokens, damaged("xml: no element, or several")
	}
	return tokens, nil
}
