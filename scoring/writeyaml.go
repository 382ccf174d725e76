package scoring

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// MarshalCard writes a card as YAML that reads like the hand-written files. The
// same card always gives the same bytes, and Load of them gives a card with the
// same hash. Comments of the file that a card was loaded from are not kept.
func MarshalCard(card *Card) ([]byte, error) { return draftOf(card).YAML() }

const cardFileHead = "# A scorecard, written by wuxing. The language of this file is described in\n" +
	"# docs/scorecard.md. Every number of the policy stands here.\n"

// What is written on one line: the values of these keys, and the items of the
// lists under these.
var (
	flowValues = []string{
		"totals", "columns", "evidence", "of", "then", "flag", "choice", "each", "when", "needed_when",
		"unless", "alternative",
	}
	flowItems = []string{"tie_breaks", "checks", "facts", "fields", "choices", "rows", "only", "times", "tables"}
	// Their texts are numbers and words of the language, which need no quotes.
	plainKeys = []string{
		"points", "base", "bonus", "max", "max_rows", "from", "above", "to", "below", "over", "every", "cap", "by", "veto", "optional",
		"issued", "effective", "listed", "when", "unless", "effort", "advise", "total_cap",
	}
	sectionNotes = map[string]string{
		"tie_breaks:": "# Enterprises with equal totals: the first difference decides, otherwise they\n# share a rank.\n",
		"rulings:":    "",
		"facts:":      "",
		"checks:":     "# No count on the left may be larger than the one on the right.\n",
		"categories:": "",
	}
)

// YAML writes the draft as a card file. It fails only on what YAML cannot hold.
func (d *Draft) YAML() ([]byte, error) {
	var body bytes.Buffer
	encoder := yaml.NewEncoder(&body)
	encoder.SetIndent(2)
	if err := encoder.Encode(d.node("")); err != nil {
		return nil, err
	}
	if err := encoder.Close(); err != nil {
		return nil, err
	}
	return layOut(body.String()), nil
}

// layOut puts the head, notes and blank lines between what the encoder wrote.
// No text spans lines, so that a line is what it looks like.
func layOut(body string) []byte {
	var file bytes.Buffer
	file.WriteString(cardFileHead)
	categories, first := false, true
	for _, line := range strings.SplitAfter(body, "\n") {
		name := strings.TrimSuffix(line, "\n")
		if note, section := sectionNotes[name]; section {
			file.WriteString("\n" + note)
			categories = name == "categories:"
		}
		if categories && strings.HasPrefix(line, "  - ") {
			if !first {
				file.WriteByte('\n')
			}
			first = false
		}
		file.WriteString(line)
	}
	return file.Bytes()
}

// node makes the YAML node of a draft that stands under a key.
func (d *Draft) node(under string) *yaml.Node {
	n := &yaml.Node{Kind: d.kind}
	switch d.kind {
	case yaml.ScalarNode:
		n.Value = strings.ToValidUTF8(d.text, "\uFFFD")
		if !slices.Contains(plainKeys, under) || n.Value == "" {
			n.Tag = "!!str"
		}
		if strings.ContainsFunc(n.Value, func(r rune) bool {
			return r == '\u0085' || unicode.Is(unicode.Z, r) && r != ' ' || !unicode.IsGraphic(r)
		}) {
			n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle
		}
	case yaml.MappingNode:
		for i, item := range d.items {
			name := d.names[i].node("")
			inside := name.Value
			if under == "points" { // of choices: each name has its points
				inside = under
			}
			n.Content = append(n.Content, name, item.node(inside))
		}
		if len(d.items) == 0 || slices.Contains(flowValues, under) && d.flat() {
			n.Style = yaml.FlowStyle
		}
	default:
		for _, item := range d.items {
			child := item.node(under)
			if slices.Contains(flowItems, under) && item.kind == yaml.MappingNode && !nests(item) {
				child.Style = yaml.FlowStyle
			}
			n.Content = append(n.Content, child)
		}
		if len(d.items) == 0 || d.flat() && under != "tables" {
			n.Style = yaml.FlowStyle
		}
	}
	return n
}

// flat tells whether everything below is texts, or lists and mappings of them.
func (d *Draft) flat() bool {
	for _, item := range d.items {
		if item.kind != yaml.ScalarNode && !item.texts() {
			return false
		}
	}
	return d.kind != yaml.SequenceNode || d.texts()
}

// texts tells whether all items are texts.
func (d *Draft) texts() bool {
	return !slices.ContainsFunc(d.items, func(item *Draft) bool { return item.kind != yaml.ScalarNode })
}

// nests tells whether a mapping holds lists of mappings, which need lines.
func nests(d *Draft) bool {
	return slices.ContainsFunc(d.items, func(item *Draft) bool {
		return item.kind == yaml.SequenceNode && !item.texts()
	})
}
