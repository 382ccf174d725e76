package scoring

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of a card file. A card is a few dozen kilobytes; anything far larger is
// a mistake or an attack.
const (
	maxCardBytes = 256 << 10
	maxCardDepth = 16
	maxCardItems = 200 // of one list or mapping

	maxCardFaults = 1000
)

// reader walks the YAML of a card and collects every problem with its line and
// column instead of stopping at the first.
type reader struct {
	problems Problems
}

// position is where a node stands in the file.
func position(n *yaml.Node) Position { return Position{Line: n.Line, Column: n.Column} }

// fail adds a problem. Nobody mends thousands at a time: after the first
// maxCardFaults reading goes on in silence.
func (r *reader) fail(code string, n *yaml.Node, params ...string) {
	switch {
	case len(r.problems) < maxCardFaults:
		r.problems.Add(code, position(n), params...)
	case len(r.problems) == maxCardFaults:
		r.problems.Add(CodeCardMoreFaults, Position{Line: 1, Column: 1}, "limit", strconv.Itoa(maxCardFaults))
	}
}

// full tells whether problems are dropped, so that what looks sound may not be.
func (r *reader) full() bool { return len(r.problems) > maxCardFaults }

var (
	yamlErrorLine = regexp.MustCompile(`line (\d+): (.*)`)
	// The library counts the lines of these errors from 0, of all others from 1.
	yamlFromZero = regexp.MustCompile(`^did not find expected ('|<|key|node content)`)
)

// parse reads the document's root node; nil after an error.
func (r *reader) parse(data []byte) *yaml.Node {
	start := &yaml.Node{Line: 1, Column: 1}
	if len(data) > maxCardBytes {
		r.fail(CodeCardTooLarge, start, "limit", strconv.Itoa(maxCardBytes>>10))
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			r.fail(CodeCardEmpty, start)
			return nil
		}
		what := err.Error()
		if m := yamlErrorLine.FindStringSubmatch(what); m != nil {
			start.Line, _ = strconv.Atoi(m[1]) // digits by the expression
			if what = m[2]; yamlFromZero.MatchString(what) {
				start.Line++
			}
		}
		r.fail(CodeCardSyntax, start, "what", what)
		return nil
	}
	var more yaml.Node
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		r.fail(CodeCardSyntax, &yaml.Node{Line: 1, Column: 1}, "what", "more than one document")
		return nil
	}
	root := document.Content[0]
	before := len(r.problems)
	r.refuseTricks(root, 0)
	if len(r.problems) > before {
		return nil
	}
	return root
}

// refuseTricks refuses aliases, anchors, custom tags, deep nesting and lists that
// nobody wrote by hand: a card is plain lists and mappings, and what you read is
// what is there.
func (r *reader) refuseTricks(n *yaml.Node, depth int) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.fail(CodeCardAlias, n)
		return
	}
	if n.Style&yaml.TaggedStyle != 0 {
		r.fail(CodeCardTag, n, "tag", n.Tag)
	}
	if len(n.Content) > 2*maxCardItems || n.Kind == yaml.SequenceNode && len(n.Content) > maxCardItems {
		r.fail(CodeCardTooMany, n, "limit", strconv.Itoa(maxCardItems))
		return
	}
	if depth > maxCardDepth {
		r.fail(CodeCardTooDeep, n, "limit", strconv.Itoa(maxCardDepth))
		return
	}
	for _, child := range n.Content {
		r.refuseTricks(child, depth+1)
	}
}

// failedAt tells whether the value at a place was refused.
func (r *reader) failedAt(at Position) bool {
	return at.Line > 0 && slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Position == at })
}

// key is one key of a mapping and what reads its value.
type key struct {
	name     string
	required bool
	read     func(*yaml.Node)
}

// mapping hands each value to its reader and reports unknown, double and missing
// keys.
func (r *reader) mapping(n *yaml.Node, keys ...key) {
	if n.Kind != yaml.MappingNode {
		r.fail(CodeCardType, n, "wanted", "mapping")
		return
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		k := slices.IndexFunc(keys, func(k key) bool { return k.name == name.Value })
		switch {
		case seen[name.Value]:
			r.fail(CodeCardDuplicateKey, name, "key", name.Value)
		case k < 0:
			r.fail(CodeCardUnknownKey, name, "key", clip(name.Value), "known", keyNames(keys))
		default:
			keys[k].read(value)
		}
		seen[name.Value] = true
	}
	for _, k := range keys {
		if k.required && !seen[k.name] {
			r.fail(CodeCardMissingKey, n, "key", k.name)
		}
	}
}

// hasKey tells whether the mapping has the key, whatever its value.
func hasKey(n *yaml.Node, name string) bool {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return true
		}
	}
	return false
}

func keyNames(keys []key) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return strings.Join(names, ", ")
}

// pairs hands each key with its value to read, in the order of the file.
func (r *reader) pairs(n *yaml.Node, read func(name, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fail(CodeCardType, n, "wanted", "mapping")
		return
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if seen[n.Content[i].Value] {
			r.fail(CodeCardDuplicateKey, n.Content[i], "key", n.Content[i].Value)
			continue
		}
		seen[n.Content[i].Value] = true
		read(n.Content[i], n.Content[i+1])
	}
}

// sequence hands each element to read.
func (r *reader) sequence(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.fail(CodeCardType, n, "wanted", "list")
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// text reads a scalar that is not empty.
func (r *reader) text(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
			r.fail(CodeCardType, n, "wanted", "text")
			return
		}
		*into = n.Value
	}
}

func (r *reader) texts(into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.sequence(n, func(item *yaml.Node) {
			var text string
			r.text(&text)(item)
			*into = append(*into, text)
		})
	}
}

var (
	idPattern   = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)
	datePattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// id reads an identifier: small letters, digits, _ and -.
func (r *reader) id(into *string) func(*yaml.Node) { return r.matching(into, idPattern, "id") }

func (r *reader) date(into *string) func(*yaml.Node) { return r.matching(into, datePattern, "date") }

func (r *reader) matching(into *string, pattern *regexp.Regexp, wanted string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || !pattern.MatchString(n.Value) {
			r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", wanted)
			return
		}
		*into = n.Value
	}
}

// oneOf reads one of some words.
func oneOf[T ~string](r *reader, into *T, words ...T) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && slices.Contains(words, T(n.Value)) {
			*into = T(n.Value)
			return
		}
		names := make([]string, len(words))
		for i, word := range words {
			names[i] = string(word)
		}
		r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", strings.Join(names, ", "))
	}
}

func (r *reader) points(into *Points) func(*yaml.Node) {
	return func(n *yaml.Node) {
		value, err := ParsePoints(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || value%QuarterPoint != 0 || value > maxPoints || value < -maxPoints {
			r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", "points")
			return
		}
		*into = value
	}
}

// placed notes where the value stands before it is read.
func placed(at *Position, read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*at = position(n)
		read(n)
	}
}

func (r *reader) number(into *int64, least, most int64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		value, err := parseDecimal(n.Value, 0)
		if n.Kind != yaml.ScalarNode || err != nil || value < least || value > most {
			r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", strconv.FormatInt(least, 10)+"–"+strconv.FormatInt(most, 10))
			return
		}
		*into = value
	}
}

func (r *reader) truth(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || (n.Value != "true" && n.Value != "false") {
			r.fail(CodeCardValue, n, "found", clip(n.Value), "wanted", "true, false")
			return
		}
		*into = n.Value == "true"
	}
}
