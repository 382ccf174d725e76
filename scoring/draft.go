package scoring

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// Draft is the content of a card before anything is checked: mappings, lists and
// texts, each with the place it came from. Whoever reads a card from something
// else than YAML, such as a workbook, puts it together as a draft; LoadDraft
// holds it to the same checks as a file and reports in the places of the draft.
type Draft struct {
	At    Position
	kind  yaml.Kind
	text  string
	names []*Draft // of a mapping, beside items
	items []*Draft
}

// DraftText is one text, number or word.
func DraftText(text string, at Position) *Draft {
	return &Draft{At: at, kind: yaml.ScalarNode, text: text}
}

// DraftMapping is a mapping without entries; see Set.
func DraftMapping(at Position) *Draft { return &Draft{At: at, kind: yaml.MappingNode} }

// DraftList is a list without items; see Add.
func DraftList(at Position) *Draft { return &Draft{At: at, kind: yaml.SequenceNode} }

// Set adds an entry to a mapping. A value of nil adds nothing; a name that is
// there already is added once more, for Load to refuse.
func (d *Draft) Set(name string, value *Draft) *Draft {
	if value == nil {
		return d
	}
	return d.SetAt(name, value.At, value)
}

// SetAt is Set for a name that has a place of its own.
func (d *Draft) SetAt(name string, at Position, value *Draft) *Draft {
	d.names, d.items = append(d.names, DraftText(name, at)), append(d.items, value)
	return d
}

// Add adds an item to a list.
func (d *Draft) Add(item *Draft) *Draft {
	d.items = append(d.items, item)
	return d
}

// Len is the number of items or entries.
func (d *Draft) Len() int { return len(d.items) }

// LoadDraft is Load for a draft. The problems carry the places of the draft
// instead of lines; they stay in the order of the draft.
func LoadDraft(d *Draft) (*Card, Problems) {
	data, err := d.YAML()
	if err != nil {
		var problems Problems
		problems.Add(CodeCardSyntax, d.At, "what", err.Error())
		return nil, problems
	}
	card, problems := Load(data)
	if len(problems) == 0 {
		return card, nil
	}
	places := d.places(data)
	for i := range problems {
		at, ok := places[[2]int{problems[i].Line, problems[i].Column}]
		if !ok {
			at = d.At
		}
		problems[i].Position = at
	}
	return nil, problems
}

// places maps lines and columns of the written draft back to where things came
// from. The file is read again and walked beside the draft, since both have the
// same shape.
func (d *Draft) places(data []byte) map[[2]int]Position {
	places := make(map[[2]int]Position)
	var document yaml.Node
	if len(data) > maxCardBytes || yaml.NewDecoder(bytes.NewReader(data)).Decode(&document) != nil || len(document.Content) == 0 {
		return places
	}
	var walk func(d *Draft, n *yaml.Node)
	walk = func(d *Draft, n *yaml.Node) {
		// A mapping begins where its first key does; the mapping goes first.
		if at := [2]int{n.Line, n.Column}; places[at] == (Position{}) {
			places[at] = d.At
		}
		for i, item := range d.items {
			switch {
			case d.kind == yaml.MappingNode && 2*i+1 < len(n.Content):
				walk(d.names[i], n.Content[2*i])
				walk(item, n.Content[2*i+1])
			case d.kind == yaml.SequenceNode && i < len(n.Content):
				walk(item, n.Content[i])
			}
		}
	}
	walk(d, document.Content[0])
	return places
}
