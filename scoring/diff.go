package scoring

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ChangeKind says what happened to a part of a card.
type ChangeKind string

// The kinds of change.
const (
	ChangeAdded   ChangeKind = "added"
	ChangeRemoved ChangeKind = "removed"
	ChangeEdited  ChangeKind = "edited"
	ChangeOrder   ChangeKind = "order" // the same parts in another order
)

// Change is one difference between two cards.
type Change struct {
	Kind    ChangeKind `json:"kind"`
	Subject string     `json:"subject"`         // 评分表; 2.2 apprenticeship; 填报项 employees
	Part    string     `json:"part,omitempty"`  // 第2档下限; empty: the whole of it
	From    string     `json:"from,omitempty"`  // as the cards write it
	To      string     `json:"to,omitempty"`    //
	Path    string     `json:"path"`            // indicators[apprenticeship].rule.ladder.rows[1].from
	Texts   bool       `json:"texts,omitempty"` // From and To are prose, not numbers or ids
}

// Diff lists everything that differs from a to b: the card itself, its facts,
// checks, categories and indicators, each in the order of the cards. It compares
// what the hash is made of, so that it is empty exactly when the hashes are equal.
func Diff(a, b *Card) []Change {
	if a.hash == b.hash {
		return nil
	}
	return diffTrees(cardTree(a), cardTree(b))
}

// tree is a part of a card's content.
type tree = map[string]any

// cardTree is the canonical content of a card.
func cardTree(c *Card) tree {
	content, err := json.Marshal(c)
	if err != nil { // the types of a card always marshal
		panic(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var t tree
	if err := decoder.Decode(&t); err != nil { // it was written above
		panic(err)
	}
	return t
}

// same tells whether two values hold the same content.
func same(a, b any) bool {
	switch a := a.(type) {
	case tree:
		b, ok := b.(tree)
		return ok && maps.EqualFunc(a, b, same)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
	default:
		if !isScalar(b) {
			return false
		}
		return a == b
	}
}

// differ collects changes. spot is where it stands.
type differ struct {
	changes []Change
}

type spot struct {
	subject, part, path string
	key                 string // the last key of the path
}

func (s spot) enter(key, part string) spot {
	if s.part != "" && part != "" && s.part[len(s.part)-1] < 0x80 {
		s.part += " "
	}
	return spot{s.subject, s.part + part, s.path + "." + key, key}
}

func (s spot) item(id, part string) spot {
	key := s.key
	s = s.enter("", part)
	s.path, s.key = strings.TrimSuffix(s.path, ".")+"["+id+"]", key
	return s
}

func diffTrees(a, b tree) []Change {
	d := &differ{}
	top := spot{subject: "评分表", path: "card"}
	d.fields(top, a, b, "facts", "checks", "categories")
	d.parts(spot{path: "facts"}, items(a["facts"]), items(b["facts"]), factSubject)
	d.parts(spot{path: "checks"}, items(a["checks"]), items(b["checks"]), checkSubject)
	d.parts(spot{path: "categories"}, items(a["categories"]), items(b["categories"]), categorySubject, "indicators")
	d.parts(spot{path: "indicators"}, indicatorsOf(a), indicatorsOf(b), indicatorSubject)
	return d.changes
}

// indicatorsOf are the indicators of all categories, each with the category it
// stands in, so that a move is a change like any other.
func indicatorsOf(card tree) []any {
	var all []any
	for _, category := range items(card["categories"]) {
		group := category.(tree)
		for _, item := range items(group["indicators"]) {
			indicator := make(tree)
			for key, value := range item.(tree) {
				indicator[key] = value
			}
			indicator["category"] = group["id"]
			all = append(all, indicator)
		}
	}
	return all
}

func items(value any) []any { list, _ := value.([]any); return list }

// parts compares two lists of named parts, each with a subject of its own.
func (d *differ) parts(at spot, a, b []any, subject func(tree) (name, whole string), skip ...string) {
	inB := make(map[string]tree)
	for _, item := range b {
		inB[identity(item)] = item.(tree)
	}
	inA := make(map[string]bool)
	var common []string
	for _, item := range a {
		id := identity(item)
		inA[id] = true
		name, whole := subject(item.(tree))
		path := at.path + "[" + id + "]"
		other, both := inB[id]
		if !both {
			d.changes = append(d.changes, Change{Kind: ChangeRemoved, Subject: name, From: whole, Path: path, Texts: true})
			continue
		}
		common = append(common, id)
		d.fields(spot{subject: name, path: path}, item.(tree), other, skip...)
	}
	var kept []string
	for _, item := range b {
		id := identity(item)
		if inA[id] {
			kept = append(kept, id)
			continue
		}
		name, whole := subject(item.(tree))
		d.changes = append(d.changes, Change{Kind: ChangeAdded, Subject: name, To: whole, Path: at.path + "[" + id + "]", Texts: true})
	}
	if !slices.Equal(common, kept) {
		d.changes = append(d.changes, Change{Kind: ChangeOrder, Subject: diffLabel(at.path), From: strings.Join(common, "、"), To: strings.Join(kept, "、"), Path: at.path})
	}
}

// fields compares two mappings key by key.
func (d *differ) fields(at spot, a, b tree, skip ...string) {
	for _, key := range keysOf(a, b) {
		if !slices.Contains(skip, key) {
			d.value(at.enter(key, diffLabel(key)), a[key], b[key])
		}
	}
}

// value compares two values; nil is one that is not there.
func (d *differ) value(at spot, a, b any) {
	if same(a, b) {
		return
	}
	treeA, mapA := a.(tree)
	treeB, mapB := b.(tree)
	listA, isListA := a.([]any)
	listB, isListB := b.([]any)
	switch {
	case mapA && mapB && wholeKeys[at.key] || isListA && isListB && (wholeKeys[at.key] || plain(listA) && plain(listB)):
		d.edited(at, a, b)
	case mapA && mapB && ruleKeys[at.key] && !slices.Equal(keysOf(treeA), keysOf(treeB)):
		at.part += "计分方式"
		d.edited(at, a, b)
	case mapA && mapB:
		d.fields(at, treeA, treeB)
	case isListA && isListB:
		d.list(at, listA, listB)
	default:
		d.edited(at, a, b)
	}
}

func (d *differ) edited(at spot, a, b any) {
	change := Change{Kind: ChangeEdited, Subject: at.subject, Part: at.part, From: briefOf(at.key, a), To: briefOf(at.key, b), Path: at.path, Texts: isProse(a) || isProse(b)}
	switch {
	case a == nil:
		change.Kind = ChangeAdded
	case b == nil:
		change.Kind = ChangeRemoved
	}
	d.changes = append(d.changes, change)
}

// list compares the items that have names by name, the others by place.
func (d *differ) list(at spot, a, b []any) {
	if len(a) == len(b) && at.key == "rows" || !named(a) || !named(b) {
		d.byPlace(at, a, b)
		return
	}
	place := func(list []any, id string) int {
		return slices.IndexFunc(list, func(item any) bool { return identity(item) == id })
	}
	var common, kept []string
	for i, item := range a {
		id := identity(item)
		if j := place(b, id); j >= 0 {
			common = append(common, id)
			d.value(at.item(id, itemLabel(at.key, item, i)), item, b[j])
		} else {
			d.edited(at.item(id, itemLabel(at.key, item, i)), item, nil)
		}
	}
	for j, item := range b {
		id := identity(item)
		if place(a, id) >= 0 {
			kept = append(kept, id)
		} else {
			d.edited(at.item(id, itemLabel(at.key, item, j)), nil, item)
		}
	}
	if !slices.Equal(common, kept) {
		d.changes = append(d.changes, Change{Kind: ChangeOrder, Subject: at.subject, Part: at.part + diffLabel(at.key), From: strings.Join(common, "、"), To: strings.Join(kept, "、"), Path: at.path})
	}
}

func (d *differ) byPlace(at spot, a, b []any) {
	for i := range max(len(a), len(b)) {
		var from, to any
		if i < len(a) {
			from = a[i]
		}
		if i < len(b) {
			to = b[i]
		}
		item := from
		if item == nil {
			item = to
		}
		d.value(at.item(strconv.Itoa(i), itemLabel(at.key, item, i)), from, to)
	}
}

// named tells whether every item has an identity of its own.
func named(list []any) bool {
	seen := make(map[string]bool)
	for _, item := range list {
		id := identity(item)
		if id == "" || seen[id] {
			return false
		}
		seen[id] = true
	}
	return true
}

// identity is what an item of a list is known by in both cards.
func identity(item any) string {
	t, ok := item.(tree)
	if !ok {
		return ""
	}
	for _, key := range []string{"id", "key", "question", "choice", "when", "smaller", "field", "by", "from", "above"} {
		value, has := t[key]
		switch {
		case !has:
		case key == "smaller":
			return brief(value) + "≤" + brief(t["larger"])
		case key == "by" && t["indicator"] != nil:
			return brief(value) + " " + brief(t["indicator"])
		case key == "from":
			return "≥" + brief(value)
		case key == "above":
			return ">" + brief(value)
		default:
			return brief(value)
		}
	}
	return ""
}
