package scoring

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTextRunes is the longest name in a list row.
const maxTextRunes = 200

// Collector takes the raw answers of one enterprise, from whatever source, each
// with its place, and turns them into Facts or into every problem at once. JSON
// and workbooks are read through it, so that a rule on input stands here only.
//
// A Collector is used once and by one goroutine.
type Collector struct {
	card     *Card
	facts    *Facts
	places   []Position
	problems Problems
	failed   []bool // slots with a problem of their own: no follow-up complaints
}

// Collect starts with nothing given.
func (c *Card) Collect() *Collector {
	k := &Collector{
		card:   c,
		facts:  &Facts{card: c, values: make([]int64, len(c.Facts)), lists: make([]listRows, len(c.Facts))},
		places: make([]Position, len(c.Facts)),
		failed: make([]bool, len(c.Facts)),
	}
	for slot := range k.facts.values {
		k.facts.values[slot] = unknown
	}
	return k
}

// CollectOver starts with the given facts, which later answers replace.
func (c *Card) CollectOver(facts *Facts) *Collector {
	k := c.Collect()
	copy(k.facts.values, facts.values)
	for slot := range facts.lists {
		k.facts.lists[slot] = listRows{cells: slices.Clone(facts.lists[slot].cells), texts: slices.Clone(facts.lists[slot].texts)}
	}
	for slot := range c.Facts {
		k.places[slot] = Position{Path: "facts." + c.Facts[slot].Key}
	}
	return k
}

// Fail records a problem that the source itself found.
func (k *Collector) Fail(code string, at Position, params ...string) {
	k.problems.Add(code, at, params...)
}

// FailFact records a problem with the value of a fact, which then counts as given
// but unusable: the checks between facts leave it alone.
func (k *Collector) FailFact(key, code string, at Position, params ...string) {
	if slot, ok := k.card.factByKey[key]; ok {
		k.failed[slot] = true
	}
	k.problems.Add(code, at, params...)
}

// Set gives a single fact: digits, "yes", "no" or the key of a choice. An empty
// text means that the fact is not given.
func (k *Collector) Set(key, text string, at Position) {
	slot, ok := k.card.factByKey[key]
	if !ok {
		k.problems.Add(CodeUnknownFact, at, "key", clip(key))
		return
	}
	fact := &k.card.Facts[slot]
	k.places[slot] = at
	if fact.Type == TypeList {
		k.failed[slot] = true
		k.problems.Add(CodeWrongType, at, "wanted", "list")
		return
	}
	if text == "" {
		k.facts.values[slot] = unknown
		return
	}
	value, ok := k.parse(fact.Label, fact.Unit, fact.Type, fact.Choices, fact.Max, text, at)
	if !ok {
		k.failed[slot] = true
		return
	}
	k.facts.values[slot] = value
}

// List gives a list, for now without rows: an empty list is an answer, too.
func (k *Collector) List(key string, at Position) {
	slot, ok := k.card.factByKey[key]
	if !ok {
		k.problems.Add(CodeUnknownFact, at, "key", clip(key))
		return
	}
	k.places[slot] = at
	if k.card.Facts[slot].Type != TypeList {
		k.failed[slot] = true
		k.problems.Add(CodeWrongType, at, "wanted", string(k.card.Facts[slot].Type))
		return
	}
	k.facts.values[slot] = 0
	k.facts.lists[slot] = listRows{}
}

// RowCell is one field of a row with its place.
type RowCell struct {
	Field string
	Text  string
	At    Position
}

// Row adds a row to a list that List has given. at is the place of the row; it is
// named when a field is missing.
func (k *Collector) Row(key string, at Position, cells []RowCell) {
	slot, ok := k.card.factByKey[key]
	if !ok || k.card.Facts[slot].Type != TypeList || k.facts.values[slot] == unknown {
		return
	}
	fact := &k.card.Facts[slot]
	if k.facts.values[slot] >= int64(fact.MaxRows) {
		if !k.failed[slot] {
			k.problems.Add(CodeTooManyRows, at, "fact", fact.Label, "limit", strconv.Itoa(fact.MaxRows))
		}
		k.failed[slot] = true
		return
	}
	list := &k.facts.lists[slot]
	start := len(list.cells)
	for range fact.Fields {
		list.cells = append(list.cells, unknown)
		list.texts = append(list.texts, "")
	}
	bad := make([]bool, len(fact.Fields))
	for _, cell := range cells {
		c := fieldIndex(fact.Fields, cell.Field)
		if c < 0 {
			k.failed[slot] = true
			k.problems.Add(CodeUnknownField, cell.At, "field", clip(cell.Field), "fact", fact.Label)
			continue
		}
		if strings.TrimSpace(cell.Text) == "" {
			continue
		}
		field := &fact.Fields[c]
		if field.Type == TypeText {
			if !k.setText(slot, start, c, cell) {
				bad[c], k.failed[slot] = true, true
			}
			continue
		}
		value, ok := k.parse(field.Label, field.Unit, field.Type, field.Choices, field.Max, cell.Text, cell.At)
		if !ok {
			bad[c], k.failed[slot] = true, true
			continue
		}
		list.cells[start+c] = value
	}
	k.facts.values[slot]++
	for c := range fact.Fields {
		if list.cells[start+c] == unknown && !bad[c] && fieldNeeded(fact.Fields, c, list.cells[start:start+len(fact.Fields)]) {
			k.failed[slot] = true
			k.problems.Add(CodeMissingField, at, "field", fact.Fields[c].Label, "fact", fact.Label)
		}
	}
}

// setText stores a name; its number is the first row with the same name. Spaces
// do not tell names apart: people write 张 三 to line names up. Nor do characters
// without a shape, which come along when names are copied.
func (k *Collector) setText(slot, start, c int, cell RowCell) bool {
	fact := &k.card.Facts[slot]
	text := visible(cell.Text)
	if text == "" {
		return true // not given; whether it had to be is asked later
	}
	if !utf8.ValidString(cell.Text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) }) {
		k.problems.Add(CodeControlCharacter, cell.At, "fact", fact.Fields[c].Label)
		return false
	}
	if utf8.RuneCountInString(text) > maxTextRunes {
		k.problems.Add(CodeTextTooLong, cell.At, "fact", fact.Fields[c].Label, "limit", strconv.Itoa(maxTextRunes))
		return false
	}
	list := &k.facts.lists[slot]
	width := len(fact.Fields)
	number := int64(start / width)
	name := withoutSpaces(text)
	for row := 0; row < start/width; row++ {
		if list.cells[row*width+c] != unknown && withoutSpaces(list.texts[row*width+c]) == name {
			number = list.cells[row*width+c]
			break
		}
	}
	list.cells[start+c], list.texts[start+c] = number, text
	return true
}

// visible leaves out what nobody sees: spaces at the ends and format characters.
func visible(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s))
}

func withoutSpaces(s string) string {
	if !strings.ContainsFunc(s, unicode.IsSpace) { // nearly always, and every name meets every other
		return s
	}
	return strings.Join(strings.Fields(s), "")
}

func fieldIndex(fields []Field, key string) int {
	return slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
}

// fieldNeeded tells whether a row must have the field.
func fieldNeeded(fields []Field, c int, row []int64) bool {
	field := &fields[c]
	if field.Optional {
		return false
	}
	for _, match := range field.NeededWhen {
		o := fieldIndex(fields, match.Field)
		if row[o] == int64(fieldValue(&fields[o], match.Choice)) {
			return true
		}
	}
	return len(field.NeededWhen) == 0
}

// parse reads one value and says what a person has to be told.
func (k *Collector) parse(label, unit string, kind FactType, choices []Choice, limit int64, text string, at Position) (int64, bool) {
	found := clip(text)
	switch kind {
	case TypeYesNo:
		switch text {
		case yesText, "true":
			return 1, true
		case noText, "false":
			return 0, true
		}
		k.problems.Add(CodeNotYesNo, at, "fact", label, "found", found)
		return 0, false
	case TypeChoice:
		if i := choiceIndex(choices, text); i >= 0 {
			return int64(i), true
		}
		k.problems.Add(CodeUnknownChoice, at, "fact", label, "found", found, "choices", choiceList(choices))
		return 0, false
	}
	decimals, notNumber, shownUnit := 0, CodeNotCount, unit
	if kind == TypeMoney {
		decimals, notNumber = 2, CodeNotMoney
	}
	value, err := parseDecimal(text, decimals)
	most := limit * powersOfTen[decimals]
	switch {
	case err == nil && value <= most:
		return value, true
	case err == nil, errors.Is(err, errDecimalTooLarge):
		k.problems.Add(CodeAboveLimit, at, "fact", label, "found", found, "limit", strconv.FormatInt(limit, 10), "unit", shownUnit)
	case errors.Is(err, errNegativeDecimal):
		k.problems.Add(CodeNegative, at, "fact", label, "found", found)
	case errors.Is(err, errTooManyDecimals) && kind == TypeMoney:
		k.problems.Add(CodeTooManyDecimals, at, "fact", label, "found", found)
	case errors.Is(err, errTooManyDecimals):
		k.problems.Add(CodeFraction, at, "fact", label, "found", found, "unit", shownUnit)
	default:
		k.problems.Add(notNumber, at, "fact", label, "found", found, "unit", shownUnit)
	}
	return 0, false
}

// Facts ends the collection: the facts, or every problem found. The checks
// between facts run on what could be read.
func (k *Collector) Facts() (*Facts, Problems) {
	for slot := range k.card.Facts {
		if k.facts.values[slot] != unknown && !k.failed[slot] {
			k.compare(slot, slot, nil)
		}
	}
	if len(k.problems) > 0 {
		return nil, k.problems
	}
	for slot := range k.card.Facts {
		if fact := &k.card.Facts[slot]; fact.Type == TypeList {
			k.facts.lists[slot].codes = rowCodes(fact.Fields, &k.facts.lists[slot])
		}
	}
	return k.facts, nil
}

// compare holds a fact against those that it may not be larger than. Where such a
// fact is not given, it is held against what that one may not be larger than, and
// so on. Each is met once, however many ways lead to it; seen are those met so far.
func (k *Collector) compare(slot, through int, seen []int) []int {
	for i := range k.card.Checks {
		check := &k.card.Checks[i]
		if check.smaller != through || slices.Contains(seen, check.larger) {
			continue
		}
		seen = append(seen, check.larger)
		if k.facts.values[check.larger] == unknown && !k.failed[check.larger] {
			seen = k.compare(slot, check.larger, seen)
			continue
		}
		value, most := k.facts.values[slot], k.facts.values[check.larger]
		if k.failed[check.larger] || value <= most {
			continue
		}
		left, right := &k.card.Facts[slot], &k.card.Facts[check.larger]
		k.problems.Add(CodeFactsContradict, k.places[slot],
			"left", left.Label, "left_value", valueText(left.Type, nil, value),
			"right", right.Label, "right_value", valueText(right.Type, nil, most), "unit", left.Unit,
			"right_place", placeText(k.places[check.larger]))
	}
	return seen
}

func placeText(at Position) string {
	if at.Cell != "" {
		return at.Sheet + "!" + at.Cell
	}
	return at.Path
}

func choiceList(choices []Choice) string {
	names := make([]string, len(choices))
	for i, choice := range choices {
		names[i] = choice.Key + "(" + choice.Label + ")"
	}
	return strings.Join(names, "、")
}

// clip shortens foreign text for a message and makes control characters harmless.
func clip(text string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return '�'
		}
		return r
	}, text)
	if runes := []rune(clean); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return clean
}
