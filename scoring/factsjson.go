package scoring

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// Limits of a JSON document with facts. A whole form with every list full stays
// far below them.
const (
	MaxJSONBytes = 1 << 20
	maxJSONDepth = 8
)

// Input is what one enterprise hands in: who it is, its facts, the scores that it
// claims for itself (nil: none), and what does not block.
type Input struct {
	Enterprise *Enterprise
	Facts      *Facts
	Claims     Claims
	Warnings   Problems
}

// ParseInput reads {"enterprise": {…}, "facts": {…}, "claims": {…}}, or returns
// every problem at once. Either of the latter two may be left out, not both.
func (c *Card) ParseInput(data []byte) (*Input, Problems) {
	root, problems := parseJSON(data)
	if problems != nil {
		return nil, problems
	}
	if root.kind != jsonObject {
		problems.Add(CodeWrongType, Position{Path: "$"}, "wanted", "object")
		return nil, problems
	}
	k, claims, in := c.Collect(), c.CollectClaims(), &Input{}
	seen := false
	for _, member := range root.members {
		switch member.key {
		case "enterprise":
			in.Enterprise = readEnterprise(member.value, k)
		case "facts":
			seen = true
			k.readFacts(member.value, "facts")
		case "claims":
			seen = true
			claims.readClaims(member.value)
		default:
			k.Fail(CodeUnknownKey, Position{Path: keyPath("", member.key)}, "key", clip(member.key))
		}
	}
	k.failDuplicates(root, "")
	if !seen {
		k.Fail(CodeFactsMissing, Position{Path: "facts"})
	}
	if in.Enterprise != nil {
		var bad Problems
		in.Warnings, bad = in.Enterprise.Check("enterprise")
		k.problems = append(k.problems, bad...)
	}
	var bad Problems
	in.Facts, problems = k.Facts()
	in.Claims, bad = claims.Claims()
	if problems = append(problems, bad...); len(problems) > 0 {
		return nil, problems
	}
	if in.Claims != nil {
		in.Warnings = append(in.Warnings, c.UnbackedWarning(in.Facts, in.Claims)...)
	}
	return in, nil
}

// ParseSubmission is ParseInput for those who want the facts alone.
func (c *Card) ParseSubmission(data []byte) (enterprise *Enterprise, facts *Facts, warnings, problems Problems) {
	in, problems := c.ParseInput(data)
	if in == nil {
		return nil, nil, nil, problems
	}
	return in.Enterprise, in.Facts, in.Warnings, nil
}

// ParseFacts reads the object of facts alone.
func (c *Card) ParseFacts(data []byte) (*Facts, Problems) {
	return c.Collect().overJSON(data)
}

// Amend replaces the facts named in data and checks all of them again. A null
// takes a fact back.
func (c *Card) Amend(facts *Facts, data []byte) (*Facts, Problems) {
	return c.CollectOver(facts).overJSON(data)
}

func (k *Collector) overJSON(data []byte) (*Facts, Problems) {
	root, problems := parseJSON(data)
	if problems != nil {
		return nil, problems
	}
	k.readFacts(root, "facts")
	return k.Facts()
}

// FactKeys lists the keys of a JSON object of facts in its order; the object must
// have passed ParseFacts or Amend.
func FactKeys(data []byte) []string {
	root, problems := parseJSON(data)
	if problems != nil {
		return nil
	}
	keys := make([]string, len(root.members))
	for i, member := range root.members {
		keys[i] = member.key
	}
	return keys
}

func readEnterprise(value *jsonValue, k *Collector) *Enterprise {
	if value.kind == jsonNull {
		return nil
	}
	if value.kind != jsonObject {
		k.Fail(CodeWrongType, Position{Path: "enterprise"}, "wanted", "object")
		return nil
	}
	k.failDuplicates(value, "enterprise.")
	enterprise := &Enterprise{}
	for _, member := range value.members {
		at := Position{Path: "enterprise." + clip(member.key)}
		var into *string
		switch member.key {
		case "name":
			into = &enterprise.Name
		case "uscc":
			into = &enterprise.USCC
		case "township":
			into = &enterprise.Township
		default:
			k.Fail(CodeUnknownKey, at, "key", clip(member.key))
			continue
		}
		if member.value.kind == jsonNull {
			continue
		}
		if member.value.kind != jsonString {
			k.Fail(CodeWrongType, at, "wanted", "text")
			continue
		}
		*into = member.value.text
	}
	return enterprise
}

func (k *Collector) readFacts(value *jsonValue, path string) {
	if value.kind != jsonObject {
		k.Fail(CodeWrongType, Position{Path: path}, "wanted", "object")
		return
	}
	k.failDuplicates(value, path+".")
	for _, member := range value.members {
		at := Position{Path: path + "." + clip(member.key)}
		slot, ok := k.card.factByKey[member.key]
		switch {
		case !ok:
			k.Fail(CodeUnknownFact, at, "key", clip(member.key))
		case member.value.kind == jsonNull:
			k.facts.values[slot], k.facts.lists[slot] = unknown, listRows{}
		case k.card.Facts[slot].Type == TypeList:
			k.readList(slot, member.value, at)
		case member.value.kind == jsonObject || member.value.kind == jsonArray:
			k.FailFact(member.key, CodeWrongType, at, "wanted", string(k.card.Facts[slot].Type))
		default:
			k.Set(member.key, member.value.text, at)
		}
	}
}

func (k *Collector) readList(slot int, value *jsonValue, at Position) {
	key := k.card.Facts[slot].Key
	if value.kind != jsonArray {
		k.FailFact(key, CodeWrongType, at, "wanted", "list")
		return
	}
	k.List(key, at)
	for i, item := range value.items {
		rowAt := Position{Path: at.Path + "[" + strconv.Itoa(i) + "]"}
		if item.kind != jsonObject {
			k.FailFact(key, CodeWrongType, rowAt, "wanted", "object")
			continue
		}
		k.failDuplicates(item, rowAt.Path+".")
		cells := make([]RowCell, 0, len(item.members))
		for _, member := range item.members {
			cellAt := Position{Path: rowAt.Path + "." + clip(member.key)}
			if member.value.kind == jsonObject || member.value.kind == jsonArray {
				k.FailFact(key, CodeWrongType, cellAt, "wanted", "text")
				continue
			}
			if c := fieldIndex(k.card.Facts[slot].Fields, member.key); c >= 0 &&
				k.card.Facts[slot].Fields[c].Type == TypeText && member.value.kind != jsonString && member.value.kind != jsonNull {
				k.FailFact(key, CodeWrongType, cellAt, "wanted", "text")
				continue
			}
			cells = append(cells, RowCell{Field: member.key, Text: member.value.text, At: cellAt})
		}
		k.Row(key, rowAt, cells)
	}
}

func (k *Collector) failDuplicates(object *jsonValue, prefix string) {
	for _, key := range object.duplicates {
		k.Fail(CodeDuplicateKey, Position{Path: keyPath(prefix, key)}, "key", clip(key))
	}
}

// keyPath is the path of a key; an empty one at the top stands for the document.
func keyPath(prefix, key string) string {
	if path := prefix + clip(key); path != "" {
		return path
	}
	return "$"
}

// jsonValue is a parsed JSON value that keeps the order of members, the text of
// numbers and the keys that came twice, which encoding/json hides.
type jsonValue struct {
	kind       jsonKind
	text       string // strings as they are, numbers, true and false as written
	members    []jsonMember
	items      []*jsonValue
	duplicates []string
}

type jsonMember struct {
	key   string
	value *jsonValue
}

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonString
	jsonNumber
	jsonBool
	jsonObject
	jsonArray
)

var (
	errTooDeep = errors.New("nested too deeply")
	errSyntax  = errors.New("syntax")
)

func parseJSON(data []byte) (*jsonValue, Problems) {
	var problems Problems
	if len(data) > MaxJSONBytes {
		problems.Add(CodeTooLarge, Position{Path: "$"}, "limit", strconv.Itoa(MaxJSONBytes))
		return nil, problems
	}
	if !utf8.Valid(data) {
		problems.Add(CodeNotUTF8, Position{Path: "$"})
		return nil, problems
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	value, err := readJSON(decoder, 0)
	if errors.Is(err, errTooDeep) {
		problems.Add(CodeTooDeep, Position{Path: "$"}, "limit", strconv.Itoa(maxJSONDepth))
		return nil, problems
	}
	// The decoder reads one value and leaves what follows; the whole is checked here.
	var syntax *json.SyntaxError
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); errors.As(err, &syntax) {
		line, column := lineColumn(data, int(syntax.Offset))
		problems.Add(CodeMalformedJSON, Position{Path: "$", Line: line, Column: column}, "line", strconv.Itoa(line), "column", strconv.Itoa(column))
		return nil, problems
	}
	if err != nil {
		problems.Add(CodeMalformedJSON, Position{Path: "$", Line: 1, Column: 1}, "line", "1", "column", "1")
		return nil, problems
	}
	return value, nil
}

func readJSON(decoder *json.Decoder, depth int) (*jsonValue, error) {
	if depth > maxJSONDepth {
		return nil, errTooDeep
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case nil:
		return &jsonValue{kind: jsonNull}, nil
	case bool:
		return &jsonValue{kind: jsonBool, text: strconv.FormatBool(token)}, nil
	case json.Number:
		return &jsonValue{kind: jsonNumber, text: token.String()}, nil
	case string:
		return &jsonValue{kind: jsonString, text: token}, nil
	case json.Delim:
		if token == '{' {
			return readJSONObject(decoder, depth)
		}
		return readJSONArray(decoder, depth)
	}
	return nil, errSyntax
}

func readJSONObject(decoder *json.Decoder, depth int) (*jsonValue, error) {
	object := &jsonValue{kind: jsonObject}
	seen := make(map[string]bool)
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		key, ok := token.(string)
		if !ok {
			return nil, errSyntax
		}
		if seen[key] {
			object.duplicates = append(object.duplicates, key)
		}
		seen[key] = true
		value, err := readJSON(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		object.members = append(object.members, jsonMember{key, value})
	}
	_, err := decoder.Token()
	return object, err
}

func readJSONArray(decoder *json.Decoder, depth int) (*jsonValue, error) {
	array := &jsonValue{kind: jsonArray}
	for decoder.More() {
		value, err := readJSON(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		array.items = append(array.items, value)
	}
	_, err := decoder.Token()
	if errors.Is(err, io.EOF) {
		return nil, errSyntax
	}
	return array, err
}

// lineColumn counts lines and characters up to a byte offset, both from 1.
func lineColumn(data []byte, offset int) (line, column int) {
	before := data[:min(max(offset-1, 0), len(data))]
	line = 1 + bytes.Count(before, []byte{'\n'})
	column = 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return line, column
}
