package workbook

import (
	"slices"
	"strings"
)

// cardNames are the rows of one kind that cells elsewhere refer to: a key each, and
// labels that may be used for it.
type cardNames struct {
	labels map[string][]string // key -> its labels, as compared
	keys   map[string][]string // label, as compared -> keys
}

func newCardNames() *cardNames {
	return &cardNames{labels: map[string][]string{}, keys: map[string][]string{}}
}

func (n *cardNames) add(key string, labels ...string) {
	if key == "" {
		return
	}
	if _, ok := n.labels[key]; !ok {
		n.labels[key] = nil
	}
	for _, label := range labels {
		if plain := plainLabel(label); plain != "" && !slices.Contains(n.labels[key], plain) {
			n.labels[key] = append(n.labels[key], plain)
			n.keys[plain] = append(n.keys[plain], key)
		}
	}
}

// find understands “企业职工总数 [employees]”, a label that only one row has, and
// a key. A label beside a key may be an old one, since labels are edited; it must
// not be the label of another row.
func (n *cardNames) find(text string) (key string, ok bool) {
	if n == nil {
		return "", false
	}
	text = trim(text)
	if keys := n.keys[plainLabel(text)]; len(keys) == 1 {
		return keys[0], true
	}
	if _, known := n.labels[text]; known {
		return text, true
	}
	label, key, ok := splitReference(text)
	if !ok {
		return "", false
	}
	if _, known := n.labels[key]; !known {
		return key, false
	}
	plain := plainLabel(label)
	if others := n.keys[plain]; len(others) > 0 && !slices.Contains(n.labels[key], plain) {
		return key, false
	}
	return key, true
}

// splitReference takes “label [key]” apart.
func splitReference(text string) (label, key string, ok bool) {
	open := strings.LastIndexByte(text, '[')
	if open < 0 || !strings.HasSuffix(text, "]") {
		return "", "", false
	}
	return strings.TrimSpace(text[:open]), strings.TrimSpace(text[open+1 : len(text)-1]), true
}

// The signs that divide conditions; brackets, because a key stands in them.
const conditionSigns = ";；\n=＝/／[]"

// condition is one 栏目 = 选项 / 选项 as written.
type condition struct {
	field   string
	choices []string
}

// maxConditions is far more than a cell of a real card has.
const maxConditions = 100

// parseConditions splits the text of a cell; ok is false when one has no sign of
// equality, or when there are too many.
func parseConditions(text string) (all []condition, ok bool) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		if trim(part) == "" {
			continue
		}
		at := strings.IndexAny(part, "=＝")
		if at < 0 {
			return nil, false
		}
		c := condition{field: trim(part[:at])}
		for _, choice := range strings.FieldsFunc(strings.TrimLeft(part[at:], "=＝"), func(r rune) bool { return r == '/' || r == '／' }) {
			c.choices = append(c.choices, trim(choice))
		}
		if c.field == "" || len(c.choices) == 0 || len(c.choices) > maxConditions || len(all) == maxConditions {
			return nil, false
		}
		all = append(all, c)
	}
	return all, true
}
