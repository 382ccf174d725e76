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
	maxXMLTokens     = 600_000   // in all parts together
	maxMarkupBytes   = 512 << 10 // from one '<' to the next: bounds the attributes of one element
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
// endless nesting nor more than a known number of elements.
func unpack(data []byte) (map[string][]byte, error) {
	if len(data) > MaxFileBytes {
		return nil, tooLarge("bytes", MaxFileBytes)
	}
	if err := sniff(data); err != nil {
		return nil, err
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
		if _, twice := parts[name]; twice || !plainName(name) {
			return nil, damaged("name of a part")
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
		parts[name] = content
	}
	return parts, nil
}

// plainName refuses absolute names, steps upward and backslashes.
func plainName(name string) bool {
	return name != "" && name[0] != '/' && !strings.Contains(name, `\`) && path.Clean(name) == name && !strings.HasPrefix(name, "..")
}

func isXML(name string) bool {
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") || strings.HasSuffix(name, ".vml")
}

// readEntry counts what really comes out; sizes in the archive are claims.
func readEntry(file *zip.File, limit int) ([]byte, error) {
	reader, err := file.Open()
	if err != nil {
		return nil, damaged("zip: " + err.Error())
	}
	defer reader.Close()
	content, err := io.ReadAll(io.LimitReader(reader, int64(limit)+1))
	switch {
	case err != nil:
		return nil, damaged("zip: " + err.Error())
	case len(content) > limit:
		return nil, tooLarge("unpacked", maxUnpackedBytes)
	}
	return content, nil
}

// walkXML reads every token of a part and returns the new count of all tokens.
// RawToken does not match start and end tags, so that is done here, and readers
// of parts may use RawToken as well.
func walkXML(content []byte, tokens int) (int, error) {
	for rest := content; ; {
		next := bytes.IndexByte(rest, '<')
		if next < 0 {
			next = len(rest)
		}
		if next > maxMarkupBytes {
			return tokens, tooLarge("markup", maxMarkupBytes)
		}
		if next == len(rest) {
			break
		}
		rest = rest[next+1:]
	}
	decoder := xml.NewDecoder(bytes.NewReader(content))
	var open [maxXMLDepth]xml.Name
	depth := 0
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return tokens, damaged("xml: " + err.Error())
		}
		if tokens++; tokens > maxXMLTokens {
			return tokens, tooLarge("elements", maxXMLTokens)
		}
		switch token := token.(type) {
		case xml.StartElement:
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
	if depth != 0 {
		return tokens, damaged("xml: ends inside an element")
	}
	return tokens, nil
}
